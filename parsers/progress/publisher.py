"""Who published a document, and the 全国地方公共団体コード of a local government."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from parsers.document import Document, Passage, Table

_WEIGHTS = (6, 5, 4, 3, 2)
_MOST = 8
_LAST = 3
_BEFORE = r"(?:^|[^\p{Han}]|[次期版新度年月日の]|発行|作成|編集|資料|出典|[都道府県])"
_TITLE = regex.compile(
    r"^(?:(?:令和|平成)[0-9０-９元]+年度?|第[0-9０-９一二三四五六七八九十]+[次期]|\(案\)|新|改訂版?|[\s　「『【]|後期|前期)*"
    r"(?P<name>\p{Han}{1,4}?[都道府県市区町村])(?=\p{Han}|\p{Hiragana}|\p{Katakana}|[\sA-Za-z　第「『（(])"
)
_BRACKET = regex.compile(r"[（(](?P<name>[\p{Han}\p{Hiragana}]{1,10}[省庁])[）)]\s*$")
_NO_NAME = regex.compile(
    r"(?:都市|地区|町村|市町村|市区|市区町村|都道府県|道府県|全国|各[都道府県市区町村]|当[県市町村]|本[県市町村]|地方都|中心市|区市町村|市町|区市)$|都道|道府"
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher: its official name, and its code where it is a local government of the list."""

    name: str
    code: str = ""


def check_code(code: str) -> bool:
    """Whether a code has six digits of which the last one fits the others (JIS X 0401, 0402).

    >>> check_code("350001"), check_code("350002"), check_code("35000")
    (True, False, False)
    """
    if not regex.fullmatch(r"[0-9]{6}", code):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=False))
    return (11 - total % 11) % 10 == int(code[5])


def code_of(name: str) -> str:
    """The code of a local government by its name; empty where several or none bear it.

    >>> code_of("山口県"), code_of("広島県府中市"), code_of("府中市")
    ('350001', '342084', '')
    """
    codes = _codes().get(name, ())
    return codes[0] if len(codes) == 1 else ""


def find_publisher(document: Document) -> Publisher | None:
    """The publisher that a document names: in its title, else in its first or last paragraphs.

    A name of the list of local governments or ministries counts anywhere there; one that is in no
    list only where the title begins with it.
    """
    lead, tail = _surroundings(document.blocks)
    texts = [*lead, document.properties.get("title", ""), *tail]
    listed = next(filter(None, (_listed(text, texts) for text in texts)), None)
    titled = next(filter(None, map(_titled, lead)), None)
    return listed or titled


def _surroundings(blocks: Sequence[Table | Passage]) -> tuple[list[str], list[str]]:
    """The paragraphs before the first table (or its first cells), and the last ones."""
    lead: list[str] = []
    for block in blocks[:_MOST]:
        if isinstance(block, Table):
            lead += [cell.text for cell in block.cells if cell.row == 0][: 1 if lead else _MOST]
            break
        lead.append(block.joined().text)
    tail = [b.joined().text for b in blocks[-_LAST:] if isinstance(b, Passage)]
    return lead, tail


def _listed(text: str, texts: Iterable[str]) -> Publisher | None:
    match = _names().search(text)
    if match is None:
        return None
    name, prefecture = match["name"], match["prefecture"] or ""
    code = code_of(f"{prefecture}{name}") or code_of(name)
    if not code and name in _codes():
        beside = [p for p in _prefectures() if any(p in other for other in texts)]
        code = code_of(f"{beside[0]}{name}") if len(beside) == 1 else ""
    return Publisher(name, code)


def _titled(text: str) -> Publisher | None:
    match = _TITLE.match(text.strip()) or _BRACKET.search(text)
    if match is None or _NO_NAME.search(match["name"]):
        return None
    return Publisher(match["name"])


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    text = _read("municipalities")
    return tuple((r["code"], r["prefecture"], r["name"]) for r in csv.DictReader(text.splitlines()))


def _read(name: str) -> str:
    folder = resources.files(__package__) / "publishers"
    return (folder / f"{name}.csv").read_text(encoding="utf-8")


@cache
def _prefectures() -> tuple[str, ...]:
    return tuple(prefecture for _, prefecture, name in _rows() if not name)


@cache
def _codes() -> Mapping[str, tuple[str, ...]]:
    """Codes by name, with and without the prefecture before it."""
    codes: dict[str, tuple[str, ...]] = {}
    for code, prefecture, name in _rows():
        for known in {name or prefecture, f"{prefecture}{name}"}:
            codes[known] = (*codes.get(known, ()), code)
    return codes


@cache
def _names() -> "regex.Pattern[str]":
    """A pattern for any name of the lists, the longest first, where a name may begin."""
    places = {name or prefecture for _, prefecture, name in _rows()}
    offices = {row["name"] for row in csv.DictReader(_read("ministries").splitlines())}
    names = "|".join(sorted(places | offices, key=lambda name: (-len(name), name)))
    prefectures = "|".join(_prefectures())
    return regex.compile(
        rf"{_BEFORE}(?P<prefecture>(?:{prefectures})(?=\p{{Han}}))?(?P<name>{names})(?!場|街)"
    )
