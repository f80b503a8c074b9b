"""How much speaks for an indicator of one edition being one of another: sums of log-odds.

Each kind of evidence adds to or takes from the odds, as in record linkage after Fellegi and Sunter
(https://doi.org/10.1080/01621459.1969.10501049): the label most of all, then numbers that both
editions print, the target, the value, unit and project. The order of rows is no evidence.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.history.labels import Label, are_siblings, clash, differ_by_mark
from ingest.history.model import Fact

Matrix = NDArray[np.float64]
Siblings = frozenset[frozenset[str]]

SAME_TEXT = 20.0
SAME_KEY = 16.0
IMPOSSIBLE = -1000.0

_LIKENESS = (0.0, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0)
_LIKENESS_ODDS = (-5.0, -3.0, -0.5, 1.5, 3.5, 5.5, 7.0)
_STEP = (0.0, 0.05, 0.25, 0.7, 1.5, 3.0)
_STEP_ODDS = (2.0, 2.0, 1.0, 0.0, -2.0, -3.0)
_UNIT_ODDS = (0.5, -4.0)
_PROJECT_ODDS = (1.0, -0.5)
_TARGET_ODDS = (2.5, -1.0)
_MARK_ODDS = -4.0
_SIBLING_ODDS = -8.0
_PAST_ODDS = (6.0, -3.0)
_ADDED_WORDS = 0.88


def weigh(old: Sequence[Fact], new: Sequence[Fact], siblings: Siblings) -> Matrix:
    """The log-odds that an old indicator (row) is a new one (column)."""
    labels = weigh_labels([f.label for f in old], [f.label for f in new], siblings)
    return labels + weigh_rows(old, new)


def weigh_labels(old: Sequence[Label], new: Sequence[Label], siblings: Siblings) -> Matrix:
    """What the labels alone say."""
    odds: Matrix = np.interp(_likeness(old, new), _LIKENESS, _LIKENESS_ODDS)
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            odds[i, j] = _judge(one, other, float(odds[i, j]), siblings)
    return odds


def _judge(one: Label, other: Label, odds: float, siblings: Siblings) -> float:
    if one.printed == other.printed:
        return SAME_TEXT
    if one.key == other.key and one.numbers == other.numbers:
        return SAME_KEY
    if clash(one, other):
        return IMPOSSIBLE
    odds += _MARK_ODDS * differ_by_mark(one, other)
    return odds + _SIBLING_ODDS * are_siblings(one, other, siblings)


def _likeness(old: Sequence[Label], new: Sequence[Label]) -> Matrix:
    """From 0 to 1: the letters in their order, or the words in any order, or one inside the other."""
    from rapidfuzz import fuzz, process

    letters = (
        process.cdist([a.key for a in old], [b.key for b in new], scorer=fuzz.ratio, workers=1)
        / 100.0
    )
    left, right, weights = _word_matrices(old, new)
    common = (left * weights) @ right.T
    mine, theirs = left @ weights, right @ weights
    with np.errstate(divide="ignore", invalid="ignore"):
        both = 2 * common / (mine[:, None] + theirs[None, :])
        inside = common / np.minimum(mine[:, None], theirs[None, :])
    words = np.maximum(np.nan_to_num(both), _ADDED_WORDS * np.nan_to_num(inside))
    return np.maximum(letters, words)


def _word_matrices(old: Sequence[Label], new: Sequence[Label]) -> tuple[Matrix, Matrix, Matrix]:
    """Which words each label has, and how much a word tells: the rarer the more."""
    words = sorted({word for label in (*old, *new) for word in label.words})
    at = {word: index for index, word in enumerate(words)}

    def spread(labels: Sequence[Label]) -> Matrix:
        matrix = np.zeros((len(labels), len(words)))
        for index, label in enumerate(labels):
            matrix[index, [at[word] for word in label.words]] = 1.0
        return matrix

    left, right = spread(old), spread(new)
    seen = np.maximum(left.sum(axis=0), right.sum(axis=0))
    most = max(len(old), len(new), 1)
    return left, right, np.log(1.0 + most / np.maximum(seen, 1.0))


def weigh_rows(old: Sequence[Fact], new: Sequence[Fact]) -> Matrix:
    """What unit, project, target, value and the numbers of earlier periods say."""
    odds = _agree(_texts(old, "unit_std"), _texts(new, "unit_std"), _UNIT_ODDS)
    odds += _agree(_texts(old, "project"), _texts(new, "project"), _PROJECT_ODDS)
    odds += _weigh_targets(_column(old, "target_std"), _column(new, "target_std"))
    odds += _weigh_steps(_column(old, "value_std"), _column(new, "value_std"))
    return odds + _weigh_past(old, new)


def _texts(facts: Sequence[Fact], column: str) -> NDArray[Any]:
    return np.array([fact.text(column) for fact in facts], dtype=object)


def _column(facts: Sequence[Fact], column: str) -> Matrix:
    numbers = [fact.number(column) for fact in facts]
    return np.array([np.nan if number is None else number for number in numbers])


def _agree(one: NDArray[Any], other: NDArray[Any], odds: tuple[float, float]) -> Matrix:
    """Same or different texts; a missing one says nothing."""
    same = one[:, None] == other[None, :]
    known = (one != "")[:, None] & (other != "")[None, :]
    return np.where(known, np.where(same, *odds), 0.0)


def _weigh_targets(one: Matrix, other: Matrix) -> Matrix:
    """A target that stays: the more digits it has, the less it is chance."""
    known = ~np.isnan(one)[:, None] & ~np.isnan(other)[None, :]
    same = np.isclose(one[:, None], other[None, :], rtol=1e-9)
    told = _information(one)[:, None]
    return np.where(known, np.where(same, _TARGET_ODDS[0] * told, _TARGET_ODDS[1]), 0.0)


def _weigh_steps(one: Matrix, other: Matrix) -> Matrix:
    """A value goes on from where it was; jumps speak against."""
    known = ~np.isnan(one)[:, None] & ~np.isnan(other)[None, :]
    first, second = np.abs(one)[:, None] + 1e-9, np.abs(other)[None, :] + 1e-9
    steps = np.abs(np.log(second / first))
    small = np.abs(one[:, None] - other[None, :]) <= 3
    steps = np.where(small, np.minimum(steps, 0.6), steps)
    return np.where(known, np.interp(np.nan_to_num(steps, nan=9.0), _STEP, _STEP_ODDS), 0.0)


def _weigh_past(old: Sequence[Fact], new: Sequence[Fact]) -> Matrix:
    """Numbers that both print for one period: they agree, or one was revised, or it is another."""
    keys = sorted(
        {key for fact in old for key in fact.numbers}
        & {key for fact in new for key in fact.numbers}
    )
    shape = (len(old), len(new))
    same, different = np.zeros(shape), np.zeros(shape)
    for key in keys:
        one = np.array([fact.numbers.get(key, np.nan) for fact in old])
        other = np.array([fact.numbers.get(key, np.nan) for fact in new])
        known = ~np.isnan(one)[:, None] & ~np.isnan(other)[None, :]
        equal = known & np.isclose(one[:, None], other[None, :], rtol=1e-9)
        same += equal * _information(one)[:, None]
        different += known & ~equal
    return np.maximum(np.minimum(3.0 * same, _PAST_ODDS[0]) - 1.5 * different, _PAST_ODDS[1])


def _information(numbers: Matrix) -> Matrix:
    """How little a number is chance, from 0 for nought to 1 for three significant digits."""
    digits = [
        len(f"{number:.6g}".replace(".", "").replace("-", "").strip("0")) if number else 0
        for number in np.nan_to_num(numbers)
    ]
    return np.array([(0.1, 0.5, 0.85)[count] if count < 3 else 1.0 for count in digits])
