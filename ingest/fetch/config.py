"""`shinchoku.toml`: which series are fetched, from where, how often, and with what manners."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

import regex
from msgspec import Meta, Struct, ValidationError, toml

from ingest.engines import ENGINES
from ingest.errors import UsageError
from ingest.fetch.names import make_safe

_MIB = 1024 * 1024
_HEADER = regex.compile(r"^[^\S\n]*\[\[\s*series\s*\]\]", regex.MULTILINE)
_PATH = regex.compile(r"\$\.series\[(?P<index>\d+)\](?:\.(?P<key>\w+))?.*")
_KEY = regex.compile(r"^(?P<key>\w+): .*|.*`(?P<key>\w+)`$")
_TIMES = {
    "daily": 1,
    "weekly": 7,
    "monthly": 31,
    "quarterly": 92,
    "half-yearly": 184,
    "yearly": 366,
}
CONFIGURATION = "shinchoku.toml"
DOCUMENTS = ("pdf", "xlsx", "xlsm", "xls", "ods", "docx")

Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Count = Annotated[int, Meta(ge=1)]
Text = Annotated[str, Meta(min_length=1)]
_T = TypeVar("_T")


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """The manners of a download, and when it is given up.

    Attributes:
        delay: Seconds between two requests; robots.txt may ask for more.
        timeout: Seconds without a byte.
        deadline: Seconds for one download as a whole.
        attempts: How often a failing download is tried.
        backoff: Seconds before the second attempt; twice as long before each further one.
        max_bytes: The largest document that is taken, unpacked.
        redirects: How many redirects are followed.
        documents: How many downloads one run makes for one series.
    """

    delay: NotNegative = 1.0
    timeout: Positive = 30.0
    deadline: Positive = 600.0
    attempts: Count = 4
    backoff: NotNegative = 2.0
    max_bytes: Count = 200 * _MIB
    redirects: Annotated[int, Meta(ge=0)] = 5
    documents: Count = 200


class Series(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One series of one publisher.

    Attributes:
        publisher: Official name.
        series: Its name.
        page: URL of the page that lists its documents.
        link: Pattern that a document's link text, its line or its file name matches. A group
            named `period` says where in it the period stands.
        heading: Pattern that a heading over the link matches.
        rhythm: How often something new is to be expected: a word or a number of days.
        publisher_code: 全国地方公共団体コード.
        folder: Folder of the series, below the root; `<publisher>/<series>` where it is empty.
        inbox: Root of its own, instead of `samples`.
        formats: Extensions of the formats that count as documents.
        hosts: Hosts beside that of the page that its documents may lie on.
        starts: Editions that end before this day are left alone.
    """

    publisher: Text
    series: Text
    page: Text
    link: str = ""
    heading: str = ""
    rhythm: str | Count | None = None
    publisher_code: Annotated[str, Meta(pattern=r"^([0-9]{6})?$")] = ""
    folder: str = ""
    inbox: str = ""
    formats: tuple[str, ...] = DOCUMENTS
    hosts: tuple[str, ...] = ()
    starts: date | None = None

    def __post_init__(self) -> None:
        """Refuse what no type can: addresses, patterns, rhythms and folders."""
        parts = urlsplit(self.page)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"page: {self.page!r} is no http(s) address")
        if not self.link and not self.heading:
            raise ValueError("link: a pattern for link or heading is missing")
        for key in ("link", "heading"):
            try:
                regex.compile(getattr(self, key))
            except regex.error as error:
                raise ValueError(f"{key}: {error}") from error
        if isinstance(self.rhythm, str) and self.rhythm not in _TIMES:
            raise ValueError(f"rhythm: {self.rhythm!r} is none of {', '.join(_TIMES)}")
        if any(part in ("", ".", "..") for part in self.folder.split("/") if self.folder):
            raise ValueError(f"folder: {self.folder!r} is no folder below the root")
        if unknown := set(self.formats) - {*DOCUMENTS, "html", "txt", "csv"}:
            raise ValueError(f"formats: {sorted(unknown)} are not known")

    @property
    def days(self) -> int | None:
        """The longest time between two editions, in days."""
        return _TIMES[self.rhythm] if isinstance(self.rhythm, str) else self.rhythm

    @cached_property
    def place(self) -> Path:
        """The folder of the series, below the root."""
        if self.folder:
            return Path(*map(make_safe, self.folder.split("/")))
        return Path(make_safe(self.publisher), make_safe(self.series))

    @cached_property
    def link_pattern(self) -> "regex.Pattern[str]":
        """The pattern for links, ready to use."""
        return regex.compile(self.link)

    @cached_property
    def heading_pattern(self) -> "regex.Pattern[str]":
        """The pattern for headings, ready to use."""
        return regex.compile(self.heading)

    def is_called(self, name: str) -> bool:
        """Whether a person who says that name means this series."""
        return name in (self.series, self.place.name, self.place.as_posix())


class Run(Struct, frozen=True, forbid_unknown_fields=True):
    """How documents are read, where the command line does not say so.

    Attributes:
        engine: Who reads them.
        engine_address: Where the engine's cluster is; empty for one on this machine.
        jobs: Number of workers on this machine.
    """

    engine: Literal[ENGINES] = "local"  # type: ignore[valid-type]
    engine_address: str = ""
    jobs: Count = 1


class Settings(Struct, frozen=True):
    """What `shinchoku.toml` says of runs; what it says of series is for `fetch` to judge."""

    run: Run = Run()


class Configuration(Struct, frozen=True, forbid_unknown_fields=True):
    """All of `shinchoku.toml`.

    Attributes:
        contact: Mail address or page of the one who fetches; publishers see it in their logs.
            ASCII, as a header of HTTP must be.
        series: The series.
        samples: Root of the folders that documents are stored in.
        http: The manners.
        run: How documents are read.
    """

    contact: Annotated[str, Meta(pattern=r"^[\x21-\x7e][\x20-\x7e]*$")]
    series: Annotated[tuple[Series, ...], Meta(min_length=1)]
    samples: str = "samples"
    http: Limits = Limits()
    run: Run = Run()

    def choose(self, names: tuple[str, ...]) -> tuple[Series, ...]:
        """The series of those names; all where no name is given.

        Raises:
            UsageError: No series is called so.
        """
        for name in names:
            if not any(series.is_called(name) for series in self.series):
                choices = " ".join(series.series for series in self.series)
                raise UsageError("E205", name, choices=choices)
        return tuple(s for s in self.series if not names or any(map(s.is_called, names)))


def read_settings(path: Path | None) -> Run:
    """Read how documents are read; where no file is named, there need not be one.

    Raises:
        UsageError: There is no such file, or it is not valid.
    """
    if path is None and not Path(CONFIGURATION).is_file():
        return Run()
    return _read(path or Path(CONFIGURATION), Settings).run


def read_configuration(path: Path) -> Configuration:
    """Read the list of series.

    Raises:
        UsageError: There is no such file, or it is not valid; the message names the place in it.
    """
    configuration = _read(path, Configuration)
    _refuse_shared_folders(path, configuration)
    return configuration


def _read(path: Path, kind: type[_T]) -> _T:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError("F301", str(path), reason=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise UsageError("F302", str(path), place="TOML", reason=str(error)) from error
    try:
        return toml.decode(text, type=kind)
    except ValidationError as error:
        message, _, where = str(error).partition(" - at ")
        place = _find_place(text, where.strip("`"), message)
        raise UsageError("F302", str(path), place=place, reason=message) from error
    except ValueError as error:  # tomllib's own message names line and column
        raise UsageError("F302", str(path), place="TOML", reason=str(error)) from error


def _refuse_shared_folders(path: Path, configuration: Configuration) -> None:
    """Two series in one folder would take each other's documents for their own."""
    seen: set[tuple[str, Path]] = set()
    for index, series in enumerate(configuration.series):
        key = (series.inbox, series.place)
        if key in seen:
            reason = f"folder {series.place} belongs to another series already"
            raise UsageError("F302", str(path), place=f"series[{index}]", reason=reason)
        seen.add(key)


def _find_place(text: str, where: str, message: str) -> str:
    """The place of an error as people look for it: the key, and its line in the file."""
    found = _PATH.fullmatch(where)
    if found is None:
        return where.removeprefix("$").lstrip(".")
    index = int(found["index"])
    named = _KEY.fullmatch(message)
    key = found["key"] or (named["key"] if named else "")
    place = f"series[{index}]{'.' + key if key else ''}"
    starts = [match.start() for match in _HEADER.finditer(text)]
    if index >= len(starts):  # written as an inline array
        return place
    entry = text[starts[index] : (*starts, len(text))[index + 1]]
    own = regex.search(rf"(?m)^[^\S\n]*{regex.escape(key)}[^\S\n]*=", entry) if key else None
    before = starts[index] + (own.start() if own else 0)
    return f"{place} (line {text.count(chr(10), 0, before) + 1})"
