"""Achievement rates that a document prints, against its own actuals and targets.

Publishers compute them in several ways: actual over target, target over actual or what lacks to twice
the target (where less is better), the way from the baseline; some cut them at 100 %. A rate is
questioned only where none of these, with any actual and target of the indicator, gives it within
rounding. The run tells it as H104, `shinchoku check` as K402.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

from ingest.rounding import half_step, is_counted, to_decimal

RATE = "achievement_rate"
MEASURES = ("actual", "target", "baseline", RATE)
NAMES = ("measure", "value", "value_std", "unit", "unit_std", "qualifier")
"""The columns of `observations` that tell."""

_HUNDRED = Decimal(100)
Interval = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Question:
    """A printed rate that nothing explains.

    Attributes:
        mark: What the row was added with.
        printed: The rate in per cent.
        computed: What the first way gives.
    """

    mark: Any
    printed: Decimal
    computed: Decimal


@dataclass(slots=True)
class Figures:
    """The numbers of one indicator of one document, by measure."""

    numbers: dict[str, list[Interval]] = field(default_factory=lambda: defaultdict(list))
    rates: list[tuple[Any, Decimal]] = field(default_factory=list)
    is_unsure: bool = False

    def add(self, row: Mapping[str, Any], mark: object) -> None:
        """A row of `observations`: a rate in per cent, or a number in the normalised unit."""
        value, standard = to_decimal(row["value"]), to_decimal(row["value_std"])
        if value is None:
            return
        if row["measure"] == RATE:
            if row["unit"] == "%":
                self.rates.append((mark, value))
        elif standard is not None and row["measure"] in MEASURES:
            self.is_unsure |= row["measure"] == "actual" and row["qualifier"] not in (None, "eq")
            scale = standard / value if value else Decimal(1)
            half = Decimal(0) if is_counted(row["unit_std"]) else half_step(value) * abs(scale)
            self.numbers[str(row["measure"])].append((standard - half, standard + half))

    def questions(self) -> Iterator[Question]:
        """The rates that none of the ways gives."""
        computed = [] if self.is_unsure or not self.rates else list(_ways(self.numbers))
        for mark, printed in self.rates:
            if computed and not any(_fits(printed, low, high) for low, high in computed):
                low, high = computed[0]
                yield Question(mark, printed, ((low + high) / 2).quantize(Decimal("0.1")))


def _ways(numbers: Mapping[str, list[Interval]]) -> Iterator[Interval]:
    """Every way to compute the rate, as the lowest and highest that rounding allows."""
    actuals, targets = numbers.get("actual", []), numbers.get("target", [])
    for actual, target in product(actuals[::-1], targets[::-1]):
        if target[0] <= 0 <= target[1]:
            continue
        for low, high in _over(actual, target):
            yield low, high
            yield 2 * _HUNDRED - high, 2 * _HUNDRED - low
        yield from _over(target, actual)
        for baseline in numbers.get("baseline", ()):
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
