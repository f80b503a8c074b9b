"""Who is who between the indicators known so far and those of the next edition.

One assignment over all of them at once: the sum of the log-odds is the largest there is. A pair is
sure where its own odds are high and no other pairing of either side comes near.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ingest.history.evidence import IMPOSSIBLE, Matrix

SURE = 5.0
POSSIBLE = 2.0
MARGIN = 2.0
CERTAIN = 10.0
_NOBODY = 0.0


class Verdict(StrEnum):
    """What is said of two indicators."""

    JOINED = "joined"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Pair:
    """An indicator known so far (`old`), one of the next edition (`new`), and how sure it is."""

    old: int
    new: int
    score: float
    verdict: Verdict


def match(odds: Matrix) -> tuple[Pair, ...]:
    """The pairs of the best assignment whose odds are worth speaking of."""
    if not odds.size:
        return ()
    pairs = _assign(odds)
    certain_rows = {i for i, j in pairs if odds[i, j] >= CERTAIN}
    certain_columns = {j for i, j in pairs if odds[i, j] >= CERTAIN}
    open_odds = odds.copy()
    open_odds[list(certain_rows), :] = IMPOSSIBLE
    open_odds[:, list(certain_columns)] = IMPOSSIBLE
    return tuple(
        Pair(i, j, float(odds[i, j]), _judge(odds, open_odds, i, j))
        for i, j in pairs
        if odds[i, j] >= POSSIBLE
    )


def _assign(odds: Matrix) -> Sequence[tuple[int, int]]:
    """The assignment with the largest sum, where leaving one alone costs nothing."""
    from scipy.optimize import linear_sum_assignment

    old, new = linear_sum_assignment(np.maximum(odds, _NOBODY), maximize=True)
    return [(int(i), int(j)) for i, j in zip(old, new, strict=True) if odds[i, j] > _NOBODY]


def _judge(odds: Matrix, open_odds: Matrix, row: int, column: int) -> Verdict:
    score = odds[row, column]
    if score >= CERTAIN:
        return Verdict.JOINED
    rival = max(_best_but(open_odds[row], column), _best_but(open_odds[:, column], row))
    sure = score >= SURE and score - rival >= MARGIN
    return Verdict.JOINED if sure else Verdict.UNSURE


def _best_but(odds: Matrix, index: int) -> float:
    rest = np.delete(odds, index)
    return float(rest.max()) if rest.size else IMPOSSIBLE
