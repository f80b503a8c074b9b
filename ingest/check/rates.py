"""The achievement rates that documents print, by the rule of `ingest.rates`."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest import rates
from ingest.check.problems import Problems
from ingest.check.stored import Stored

_NAMES = ("document_id", "indicator_id", "indicator", *rates.NAMES)
_FIRST = 2


@dataclass(slots=True)
class _Indicator:
    """An indicator of a document."""

    name: str = ""
    figures: rates.Figures = field(default_factory=rates.Figures)


def check_printed_rates(observations: Stored, problems: Problems) -> None:
    """Question the printed achievement rates."""
    for indicator in _indicators(observations).values():
        for asked in indicator.figures.questions():
            details = {"printed": f"{asked.printed:f}", "computed": f"{asked.computed:f}"}
            problems.add(observations.file, "K402", indicator.name, asked.mark, **details)


def _indicators(observations: Stored) -> dict[tuple[str, str], _Indicator]:
    """The indicators that have a printed rate, with their numbers."""
    wanted = _with_rates(observations)
    found: dict[tuple[str, str], _Indicator] = defaultdict(_Indicator)
    before = 0
    for batch in observations.batches(*_NAMES):
        keys = _key(batch)
        measures = pa.array(rates.MEASURES, pa.string())
        chosen = pc.and_(pc.is_in(keys, wanted), pc.is_in(batch["measure"], measures))
        lines = pc.indices_nonzero(chosen)
        picked = pa.table(batch).take(lines).to_pylist()
        for row, offset in zip(picked, lines.to_pylist(), strict=True):
            indicator = found[row["document_id"], row["indicator_id"]]
            indicator.name = indicator.name or row["indicator"] or ""
            indicator.figures.add(row, before + offset + _FIRST)
        before += len(keys)
    return found


def _with_rates(observations: Stored) -> Any:  # noqa: ANN401 - Arrow is untyped
    found: set[str] = set()
    for batch in observations.batches("document_id", "indicator_id", "measure", "value"):
        printed = pc.and_(pc.equal(batch["measure"], rates.RATE), pc.is_valid(batch["value"]))
        found.update(_key(batch).filter(printed).to_pylist())
    return pa.array(sorted(filter(None, found)), pa.string())


def _key(batch: dict[str, Any]) -> Any:  # noqa: ANN401
    return pc.binary_join_element_wise(batch["document_id"], batch["indicator_id"], " ")
