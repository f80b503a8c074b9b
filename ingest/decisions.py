"""What the columns of a document were taken for: as lines to read, and as a draft of a layout."""

from collections.abc import Iterator

from ingest.reading import Reading
from parsers.findings import UnreadableDocumentError
from parsers.progress.columns import CATEGORY, MEASURE, NAME_PART, PROGRESS, TIME, VALUE, Column
from parsers.progress.heading_words import take_apart
from parsers.progress.records import Decisions

REASONS = {
    "word": "見出しの語 / the heading's word",
    "ending": "見出しの終わりの語 / the heading's ending",
    "near": "近い語 / a word near to it",
    "contents": "セルの中身 / what the cells hold",
    "period": "時点だけの見出し / a heading that is a period",
    "position": "列の位置 / where it stands",
    "": "決め手なし / nothing tells",
}
_ROLE_OF = {PROGRESS: "indicator", CATEGORY: "project"}
_HEAD = """# 見出しの読み方の下書き。この文書から認めたもの。語を足し、違う行は直してください。
# A draft made from what was recognised in {name}. Add words and mend what is wrong.
# この文書の隣に layout.toml として置くと、既定の語より先に使われます。
# As layout.toml beside the documents its words come before the built-in ones.
"""


def explain_columns(reading: Reading) -> Iterator[str]:
    """Lines that say, table by table, what each column was taken for, how surely and why.

    Raises:
        UnreadableDocumentError: The document could not be read.
    """
    for decisions in _decisions(reading):
        table = decisions.table
        pages = "".join(f" p{page}" for page in dict.fromkeys(table.pages))
        where = f" {table.sheet}" if table.sheet else pages
        turned = "（行と列を入れ替え / turned）" if decisions.turned else ""
        yield f"t{table.number}{where}  {table.rows}×{table.columns}  head {table.header_rows}{turned}"
        for column in decisions.columns:
            yield f"  {_describe(column)}"


def draft_layout(reading: Reading) -> str:
    """A layout in TOML that holds the words of the headings of a document.

    Raises:
        UnreadableDocumentError: The document could not be read.
    """
    words: dict[tuple[str, str], dict[str, str]] = {}
    unknown: dict[str, None] = {}
    for decisions in _decisions(reading):
        for column in decisions.columns:
            word, place = _word(column), _place(column)
            if place and word:
                words.setdefault(place, {})[word] = column.reason
            elif word and column.reason == "" and column.rest:
                unknown[word] = None
    return _HEAD.format(name=reading.source.name) + "".join(_toml(words, tuple(unknown)))


def _decisions(reading: Reading) -> tuple[Decisions, ...]:
    if reading.interpretation is None:
        raise UnreadableDocumentError(reading.findings[0])
    return reading.interpretation.decisions


def _describe(column: Column) -> str:
    period = column.period.value.edtf if column.period else ""
    what = " ".join(filter(None, [column.role or "-", column.measure, period, column.unit]))
    sure = f"{column.confidence:.0%}"
    return (
        f"c{column.index + 1}  {column.heading or '-'}  →  {what}  {sure}  {REASONS[column.reason]}"
    )


def _place(column: Column) -> tuple[str, str] | None:
    """The table and the key of a layout that the heading of a column belongs to."""
    if column.reason in ("", "period") or column.role in (NAME_PART, None):
        return None
    if column.role == VALUE:
        return ("measures", column.measure) if column.measure else None
    if column.role == TIME:
        return ("time_of", column.measure) if column.measure else None
    if column.role == MEASURE and column.reason == "contents":
        return "roles", MEASURE
    return "roles", _ROLE_OF.get(column.role, column.role)


def _word(column: Column) -> str:
    """The word of a heading that a layout needs: without dates, units and brackets."""
    words = take_apart(column.heading.rpartition(" ")[2] or column.heading, None).words
    return min(words, key=len, default="")


def _toml(words: dict[tuple[str, str], dict[str, str]], unknown: tuple[str, ...]) -> Iterator[str]:
    for table in dict.fromkeys(table for table, _ in words):
        yield f"\n[{table}]\n"
        for (name, key), entries in words.items():
            if name == table:
                yield f"{key} = [\n"
                yield from (f"  {_quote(w)},  # {REASONS[r]}\n" for w, r in entries.items())
                yield "]\n"
    if unknown:
        yield "\n# 役割の分からない見出し / headings of unknown role\n"
        yield from (f"# {_quote(word)}\n" for word in unknown)


def _quote(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
