"""A sample of documents in layers of size: the same files always give the same sample.

A few large documents take most of the time, so layers are made by bytes and those that hold many are
read densely. Files are drawn while they are listed: of each class of sizes those with the lowest lots
are held, as many as may be wanted, and no others (reservoir sampling), so that millions of files need
no memory.
"""

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.sources import Source

_LEAST = 3
"""Documents that a layer needs for its spread to be told."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as the sample sees it: its path inside the folder that is named, and its bytes."""

    place: str
    size: int
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """Documents of like size: how many there are, and those that are read."""

    count: int
    chosen: tuple[File, ...]


@dataclass(slots=True)
class _Class:
    """Files of like size: their number and bytes, and those with the lowest lots, highest first."""

    count: int = 0
    size: int = 0
    held: list[tuple[int, str, int, File]] = field(default_factory=list)

    def add(self, file: File, most: int) -> None:
        self.count += 1
        self.size += file.size + 1
        entry = (-_draw(file), file.place, self.count, file)
        if len(self.held) < most:
            heapq.heappush(self.held, entry)
        else:
            heapq.heappushpop(self.held, entry)

    def join(self, other: "_Class") -> None:
        self.count += other.count
        self.size += other.size
        self.held += other.held

    def first(self, share: int) -> Layer:
        lowest = heapq.nlargest(share, self.held)
        return Layer(self.count, tuple(file for *_, file in lowest))


def choose(files: Iterable[File], wanted: int) -> tuple[Layer, ...]:
    """Layers with so many documents chosen in all, small ones first; none where there is no document.

    Args:
        files: All documents, in any order.
        wanted: How many to read; all where there are no more.

    >>> files = [File(f"{n}.pdf", size) for n, size in enumerate([1] * 60 + [10] * 6)]
    >>> [(layer.count, len(layer.chosen)) for layer in choose(files, 12)]
    [(60, 9), (6, 3)]
    """
    classes: dict[int, _Class] = defaultdict(_Class)
    for file in files:
        classes[_class_of(file.size)].add(file, wanted)
    ordered = [classes[number] for number in sorted(classes)]
    if not ordered:
        return ()
    reads_all = sum(one.count for one in ordered) <= wanted
    layers = _cut(ordered, 1 if reads_all else max(1, wanted // _LEAST))
    shares = _share_out(layers, wanted)
    return tuple(layer.first(share) for layer, share in zip(layers, shares, strict=True))


def _class_of(size: int) -> int:
    """The quarter of an octave that a size is in.

    >>> [_class_of(size) for size in (0, 1, 7, 8, 9, 10, 1000)]
    [0, 9, 31, 36, 36, 37, 87]
    """
    octave = size.bit_length()
    return 8 * octave + (size >> max(0, octave - 3))


def _cut(classes: Sequence[_Class], most: int) -> list[_Class]:
    """At most so many layers, each of enough documents and of as many bytes as others or of one class."""
    share = 2 * sum(one.size for one in classes) / max(1, most - 1)  # two neighbours are more
    left = sum(one.count for one in classes)
    layers = [_Class()]
    for one in classes:
        is_full = most > 1 and layers[-1].size + one.size > share
        if is_full and layers[-1].count >= _LEAST <= left:
            layers.append(_Class())
        layers[-1].join(one)
        left -= one.count
    return layers


def _share_out(layers: Sequence[_Class], wanted: int) -> list[int]:
    """How many of each layer to read: enough for its spread, and of the rest one half where the bytes are.

    The other half goes where the documents are: what one takes need not hang on its size.
    """
    count, size = (sum(getattr(layer, name) for layer in layers) for name in ("count", "size"))
    weights = [layer.count / count + layer.size / size for layer in layers]
    shares = [min(layer.count, _LEAST, wanted) for layer in layers]
    while sum(shares) < min(wanted, count):
        unread = [n for n, layer in enumerate(layers) if shares[n] < layer.count]
        shares[max(unread, key=lambda n: weights[n] / shares[n])] += 1
    return shares


def _draw(file: File) -> int:
    """A lot that hangs on the document alone."""
    lot = hashlib.sha256(f"{file.place}\0{file.size}".encode()).digest()
    return int.from_bytes(lot[:8], "big")
