"""Groups of documents that are one series under titles that are nearly the same.

Titles are compared within a publisher, all at once and by a library; labels are read only of groups
whose titles are alike, each once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ingest.history.model import Row

_ALIKE = 85.0
_SHARED = 0.5
_AT_ONCE = 256
"""Titles that are compared with all before them in one call."""

Labels = Callable[[Sequence[str]], Iterable[tuple[str, set[str]]]]
"""The labels of the groups that some keys name."""


def join_alike(groups: Mapping[str, list[Row]], read_labels: Labels) -> dict[str, list[Row]]:
    """Join groups whose titles are nearly the same and that share half of their indicators.

    Args:
        groups: The documents by publisher and title, with a bar between them.
        read_labels: What gives the labels of groups.
    """
    alike = _find_alike(groups)
    wanted = {*alike, *(other for others in alike.values() for other in others)}
    labels = dict(read_labels(sorted(wanted)))
    joined: dict[str, list[Row]] = {}
    for key in sorted(groups):
        homes = (other for other in alike.get(key, ()) if other in joined)
        home = next((one for one in homes if _share(labels[key], labels[one]) >= _SHARED), key)
        if home != key:
            labels[home] |= labels[key]
        joined[home] = [*joined.get(home, ()), *groups[key]]
    return joined


def _find_alike(keys: Iterable[str]) -> dict[str, list[str]]:
    """For each key those before it that may be the same series, in order; none where there is none."""
    publishers: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        publishers[key.partition("|")[0]].append(key)
    return {
        key: others
        for own in publishers.values()
        if len(own) > 1
        for key, others in _pairs(own)
        if others
    }


def _pairs(keys: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each key of a publisher with those before it that are alike; a title that is empty is like any."""
    from rapidfuzz import fuzz, process

    has_untitled = not keys[0].partition("|")[2]  # the first in order
    for start in range(0, len(keys), _AT_ONCE):
        chunk = keys[start : start + _AT_ONCE]
        scores = process.cdist(
            chunk, keys[: start + len(chunk)], scorer=fuzz.ratio, score_cutoff=_ALIKE
        )
        for at, (key, row) in enumerate(zip(chunk, scores, strict=True), start):
            row[0] = row[0] or has_untitled
            yield key, [keys[number] for number in row[:at].nonzero()[0]]


def _share(mine: set[str], theirs: set[str]) -> float:
    """The share of the smaller group's labels that the other has too."""
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
