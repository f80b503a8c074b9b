"""`corrections.toml`: what people know better than the source or the program, with who and why.

    [[correction]]
    kind = "set"
    series = "産業戦略の進捗状況"
    indicator = "企業誘致件数"
    edition = "2019-08"        # may be left out: any edition that says so
    column = "value"           # value, target, unit or as_of
    says = "24件"
    becomes = "42件"
    who = "進捗班 山田"
    why = "県に電話で確認（2019-10-03）。桁の取り違え"

Other kinds: `not_indicator` (says: the indicator's text), and `same` or `different` with `other`, a
second name. A correction stands on what the source says, never on a row number: when the source
no longer says so it is not applied, and the run says so aloud.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from ingest.errors import UsageError
from ingest.identity import digest
from ingest.reference import read_reference
from ingest.series import series_key
from ingest.sources import walk
from parsers.notation.fold import fold

CORRECTIONS_FILE = "corrections.toml"
SET, NOT_INDICATOR, SAME, DIFFERENT = "set", "not_indicator", "same", "different"
COLUMNS = ("value", "target", "unit", "as_of")
_NEEDS = {
    SET: ("column", "says", "becomes"),
    NOT_INDICATOR: (),
    SAME: ("other",),
    DIFFERENT: ("other",),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of `corrections.toml`; what the kind does not need is empty.

    Attributes:
        kind: `set`, `not_indicator`, `same` or `different`.
        series: Name of the series, with or without its date.
        indicator: Name of the indicator as the source has it.
        who: Who says so.
        why: Why, with what it stands on.
        edition: The edition that it is for (`2019-08`); empty for every one that says so.
        column: The column that `set` sets.
        says: What the source says there.
        becomes: What it is read as.
        other: The other name, for `same` and `different`.
    """

    kind: str
    series: str
    indicator: str
    who: str
    why: str
    edition: str = ""
    column: str = ""
    says: str = ""
    becomes: str = ""
    other: str = ""

    @property
    def correction_id(self) -> str:
        """A hash of all that it says, who and why apart."""
        return digest("correction", *self._anchor, self.becomes)

    @property
    def day(self) -> date | None:
        """The last day of the edition it is for."""
        return read_reference(self.edition)

    @property
    def _anchor(self) -> tuple[str, ...]:
        texts = (self.series, self.indicator, self.edition, self.column, self.says, self.other)
        return tuple(squeeze(text) for text in texts)

    def contradicts(self, other: "Correction") -> bool:
        """Whether both cannot be true."""
        if not self.is_about(other.series):
            return False
        if {self.kind, other.kind} == {SAME, DIFFERENT}:
            return self.names == other.names
        if self.kind != SET or other.kind != SET or self.place != other.place:
            return False
        editions = {self.edition, other.edition} - {""}
        return len(editions) < 2 and squeeze(self.becomes) != squeeze(other.becomes)

    @property
    def names(self) -> frozenset[str]:
        """The names that it is about, as they are compared."""
        return frozenset({squeeze(self.indicator), squeeze(self.other)})

    @property
    def place(self) -> tuple[str, str, str]:
        """What it stands on: indicator, column and what the source says."""
        return squeeze(self.indicator), self.column, squeeze(self.says)

    def is_about(self, series: str) -> bool:
        """Whether it is about the series of that name; a date in either name does not matter."""
        return series_key("", self.series) == series_key("", series)


def squeeze(text: str) -> str:
    """A text as it is compared: widths folded, no white space.

    >>> squeeze("２４ 件") == squeeze("24件")
    True
    """
    return "".join(fold(text).split())


def find_corrections(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The correction files beside documents: in their folder or one of the two above it."""
    found: dict[Path, None] = {}
    for path in paths:
        folder = (path if path.is_dir() else path.parent).resolve()
        places = [folder, *list(folder.parents)[:2]]
        files = [place / CORRECTIONS_FILE for place in places]
        if path.is_dir():
            files.extend(sorted(file for file in walk(folder) if file.name == CORRECTIONS_FILE))
        found.update(dict.fromkeys(file for file in files if file.is_file()))
    return tuple(found)


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections of a file, in order.

    Raises:
        UsageError: It is no TOML, an entry lacks something (who and why always), or has something
            that no correction has.
    """
    import tomllib

    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError("E207", str(path), reason=error.strerror or str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("E207", str(path), reason=str(error)) from error
    entries = told.get("correction", [])
    if set(told) - {"correction"} or not isinstance(entries, list):
        raise UsageError("E207", str(path), reason="[[correction]]")
    return tuple(_read_entry(entry, number, path) for number, entry in enumerate(entries, 1))


def append_correction(path: Path, correction: Correction) -> None:
    """Add a correction to a file, which keeps its order and comments; made where it is missing.

    Raises:
        UsageError: The correction lacks something, or the file is no TOML.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    entry = {f.name: getattr(correction, f.name) for f in fields(correction)}
    _read_entry({name: text for name, text in entry.items() if text}, 0, path)
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise UsageError("E207", str(path), reason=str(error)) from error
    entries = document.setdefault("correction", tomlkit.aot())
    table = tomlkit.table()
    table.update({name: text for name, text in entry.items() if text})
    entries.append(table)
    aside = path.with_suffix(".toml.aside")
    aside.write_text(tomlkit.dumps(document), encoding="utf-8")
    aside.replace(path)


def find_conflicts(corrections: Iterable[Correction]) -> frozenset[Correction]:
    """Corrections that contradict another one: neither is applied."""
    known = tuple(corrections)
    return frozenset(one for one in known if any(one.contradicts(other) for other in known))


def _read_entry(entry: object, number: int, path: Path) -> Correction:
    names = {f.name for f in fields(Correction)}
    if not isinstance(entry, Mapping):
        raise UsageError("E207", str(path), reason=f"[[correction]] {number}")
    said = {str(name): str(value).strip() for name, value in entry.items()}
    kind = said.get("kind", "")
    needed = ("kind", "series", "indicator", "who", "why", *_NEEDS.get(kind, ()))
    missing = [name for name in needed if not said.get(name)]
    unknown = sorted(set(said) - names)
    if missing or unknown or kind not in _NEEDS:
        wrong = ", ".join(missing or unknown or [f"kind = {kind}"])
        raise UsageError("E207", str(path), reason=f"[[correction]] {number}: {wrong}")
    if kind == SET and said["column"] not in COLUMNS:
        raise UsageError("E207", str(path), reason=f"[[correction]] {number}: {said['column']}")
    read_reference(said.get("edition", ""))
    return Correction(**said)
