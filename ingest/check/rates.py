"""Achievement rates that a document prints, against its own actuals and targets.

Publishers compute them in several ways: actual over target, target over actual (where less is
better), the way from the baseline; some cut them at 100 %. A rate is questioned only where none of
these, with any actual and target of the indicator, gives it within rounding.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.check.problems import Problems
from ingest.check.rounding import half_step, is_counted, to_decimal
from ingest.check.stored import Stored

_NAMES = (
    *("document_id", "indicator_id", "indicator", "measure"),
    *("value", "value_std", "unit", "unit_std"),
)
_MEASURES = ("actual", "target", "baseline", "achievement_rate")
_FIRST = 2
_HUNDRED = Decimal(100)


Interval = tuple[Decimal, Decimal]


@dataclass(slots=True)
class _Indicator:
    """The numbers of one indicator of one document, by measure."""

    name: str
    numbers: dict[str, list[Interval]] = field(default_factory=lambda: defaultdict(list))
    rates: list[tuple[int, Decimal]] = field(default_factory=list)


def check_printed_rates(observations: Stored, problems: Problems) -> None:
    """Question the printed achievement rates."""
    for indicator in _indicators(observations).values():
        for line, printed in indicator.rates:
            computed = list(_ways(indicator.numbers))
            if computed and not any(_fits(printed, low, high) for low, high in computed):
                low, high = computed[0]
                middle = ((low + high) / 2).quantize(Decimal("0.1"))
                details = {"printed": f"{printed:f}", "computed": f"{middle:f}"}
                problems.add(observations.file, "K402", indicator.name, line, **details)


def _indicators(observations: Stored) -> dict[tuple[str, str], _Indicator]:
    """The indicators that have a printed rate, with their numbers."""
    wanted = _with_rates(observations)
    found: dict[tuple[str, str], _Indicator] = {}
    before = 0
    for batch in observations.batches(*_NAMES):
        keys = _key(batch)
        known = pc.is_in(keys, wanted)
        measures = pa.array(_MEASURES, pa.string())
        chosen = pc.indices_nonzero(pc.and_(known, pc.is_in(batch["measure"], measures)))
        picked = pa.table(batch).take(chosen).to_pylist()
        for row, offset in zip(picked, chosen.to_pylist(), strict=True):
            key = (row["document_id"], row["indicator_id"])
            indicator = found.setdefault(key, _Indicator(row["indicator"] or ""))
            _add(indicator, row, before + offset + _FIRST)
        before += len(keys)
    return found


def _with_rates(observations: Stored) -> Any:  # noqa: ANN401 - Arrow is untyped
    found: set[str] = set()
    for batch in observations.batches("document_id", "indicator_id", "measure", "value"):
        rates = pc.and_(pc.equal(batch["measure"], "achievement_rate"), pc.is_valid(batch["value"]))
        found.update(_key(batch).filter(rates).to_pylist())
    return pa.array(sorted(filter(None, found)), pa.string())


def _key(batch: dict[str, Any]) -> Any:  # noqa: ANN401
    return pc.binary_join_element_wise(batch["document_id"], batch["indicator_id"], " ")


def _add(indicator: _Indicator, row: dict[str, Any], line: int) -> None:
    """A rate in per cent, or a number in the normalised unit."""
    value, standard = to_decimal(row["value"]), to_decimal(row["value_std"])
    if value is None:
        return
    if row["measure"] == "achievement_rate":
        if row["unit"] == "%":
            indicator.rates.append((line, value))
    elif standard is not None:
        scale = standard / value if value else Decimal(1)
        half = Decimal(0) if is_counted(row["unit_std"]) else half_step(value) * abs(scale)
        indicator.numbers[row["measure"]].append((standard - half, standard + half))


def _ways(numbers: dict[str, list[Interval]]) -> Iterator[Interval]:
    """Every way to compute the rate, as the lowest and highest that rounding allows."""
    for actual, target in product(numbers["actual"][::-1], numbers["target"][::-1]):
        if target[0] <= 0 <= target[1]:
            continue
        yield from _over(actual, target)
        yield from _over(target, actual)
        for baseline in numbers["baseline"]:
            yield from _over(_minus(actual, baseline), _minus(target, baseline))


def _minus(left: Interval, right: Interval) -> Interval:
    return left[0] - right[1], left[1] - right[0]


def _over(left: Interval, right: Interval) -> Iterator[Interval]:
    """The quotient in per cent; none where the divisor may be zero."""
    if right[0] <= 0 <= right[1]:
        return
    ends: Sequence[Decimal] = [a / b * _HUNDRED for a, b in product(left, right)]
    yield min(ends), max(ends)


def _fits(printed: Decimal, low: Decimal, high: Decimal) -> bool:
    """Whether the printed rate may be one between the two: rounded, cut off, or capped."""
    half = half_step(printed)
    capped = printed == _HUNDRED and high > _HUNDRED
    floored = printed == 0 and low < 0
    rounded = low - half <= printed <= high + half
    cut = low - 2 * half < printed <= high
    return capped or floored or rounded or cut
