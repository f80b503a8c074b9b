"""What is to be looked at, the most doubtful first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest.corrections import Correction
from ingest.history.applied import FLAG
from ingest.identity import digest
from ingest.report.dataset import Dataset, Row
from parsers.findings import read_catalogue

_DOUBT = {"error": 100, "warning": 10, "info": 1}


@dataclass(frozen=True, slots=True)
class Item:
    """An indicator of a document, as it stands in the queue.

    Attributes:
        item_id: Stable id.
        row: Its row of `panel`.
        numbers: Its rows of `observations`.
        doubt: The weight of its findings; 0 for none.
        checked: Whether a correction or a confirmation is applied to it.
        saved: Entries of `corrections.toml` about it that wait for the next run.
    """

    item_id: str
    row: Row
    numbers: tuple[Row, ...] = field(repr=False)
    doubt: int
    checked: bool
    saved: tuple[Correction, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its findings."""
        return tuple((self.row["flags"] or "").split())


def make_queue(dataset: Dataset, waiting: Iterable[Correction]) -> tuple[Item, ...]:
    """Every indicator of every edition: what is checked comes last, else by doubt and place."""
    observed: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in dataset["observations"]:
        observed[row["document_id"], row["indicator_id"]].append(row)
    saved = tuple(waiting)
    items = (
        _make_item(row, observed[row["document_id"], row["indicator_id"]], saved)
        for row in dataset["panel"]
    )
    return tuple(sorted(items, key=_order))


def like(items: Iterable[Item], correction: Correction) -> tuple[Item, ...]:
    """The items that a correction is about, over all editions that it holds for."""
    return tuple(item for item in items if _is_about(correction, item.row))


def _make_item(row: Row, numbers: Iterable[Row], saved: Iterable[Correction]) -> Item:
    codes = (row["flags"] or "").split()
    return Item(
        digest("item", row["document_id"], row["indicator_id"]),
        row,
        tuple(numbers),
        sum(_weights().get(code, 0) for code in codes),
        FLAG in codes,
        tuple(c for c in saved if _is_about(c, row)),
    )


def _weights() -> Mapping[str, int]:
    return {code: _DOUBT[kind.severity] for code, kind in read_catalogue().items() if code != FLAG}


def _order(item: Item) -> tuple[bool, int, str, str, str]:
    row = item.row
    edition = str(row["edition"] or "")
    return item.checked, -item.doubt, row["series"] or "", edition, row["locator"] or ""


def _is_about(correction: Correction, row: Row) -> bool:
    from ingest.corrections import squeeze

    if not correction.is_about(row["series"] or "") or (
        correction.edition and correction.day != row["edition"]
    ):
        return False
    if squeeze(correction.indicator) != squeeze(row["name"]):
        return False
    if not correction.column:
        return True
    column = correction.column if correction.column == "unit" else f"{correction.column}_text"
    return squeeze(row[column] or "") == squeeze(correction.says)
