"""What the history is made of: an edition's indicators, and chains of them over the editions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ingest.history.labels import Label

Row = Mapping[str, object]
Key = tuple[str, str]
"""What a number is for: `actual`, `target` or `baseline`, and its period as EDTF."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An indicator in one document, as it is compared.

    Attributes:
        document_id: The document.
        indicator_id: The id that the document alone gives it.
        label: Its label as compared.
        row: Its row of `progress`.
        numbers: Its numbers in the normalised unit, by what they are for.
        observations: Its rows of `observations`.
    """

    document_id: str
    indicator_id: str
    label: Label
    row: Row
    numbers: Mapping[Key, float]
    observations: tuple[Row, ...] = field(repr=False)

    @property
    def place(self) -> tuple[str, str]:
        """Document and id: the key of its row of `progress`."""
        return self.document_id, self.indicator_id

    def text(self, column: str) -> str:
        """A column of the row as text; empty where it is missing."""
        value = self.row.get(column)
        return "" if value is None else str(value)

    def number(self, column: str) -> float | None:
        """A column of the row as a number."""
        value = self.row.get(column)
        return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a series: its indicators from all documents of that day.

    Attributes:
        day: The last day that it reports on.
        documents: Its documents; where two have an indicator, the first is shown.
        facts: Its indicators, each once.
        others: The same indicators in its other documents, by the place of the one shown.
    """

    day: date | None
    documents: tuple[str, ...]
    facts: tuple[Fact, ...]
    others: Mapping[tuple[str, str], tuple[Fact, ...]]


@dataclass(frozen=True, slots=True)
class Series:
    """The editions of one series, oldest first."""

    series_id: str
    name: str
    publisher: str
    editions: tuple[Edition, ...]


@dataclass(slots=True)
class Chain:
    """One indicator through the editions of a series.

    Attributes:
        facts: By the number of the edition.
        scores: The log-odds it was joined with, by the number of the edition.
        indicator_id: The id that its first edition gives it.
    """

    facts: dict[int, Fact]
    scores: dict[int, float]
    indicator_id: str = ""

    @property
    def latest(self) -> Fact:
        """The fact of its last edition."""
        return self.facts[max(self.facts)]

    @property
    def first(self) -> Fact:
        """The fact of its first edition."""
        return self.facts[min(self.facts)]
