"""A sample of documents in layers of size: the same files always give the same sample.

A few large documents take most of the time, so each layer holds about the same number of bytes: the
large ones are sampled densely, or all.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

_LEAST = 3
"""Documents that a layer needs for its spread to be told."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as the sample sees it: where it is in the list of all, its name and its bytes."""

    index: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Layer:
    """Documents of like size: how many there are, and those that are read."""

    count: int
    chosen: tuple[File, ...]


def choose(files: Sequence[File], wanted: int) -> tuple[Layer, ...]:
    """Layers with about so many documents chosen in all, the same number in each.

    Args:
        files: All documents.
        wanted: How many to read; all where there are no more.

    >>> files = [File(n, f"{n}.pdf", size) for n, size in enumerate([1] * 60 + [10] * 6)]
    >>> [(layer.count, len(layer.chosen)) for layer in choose(files, 6)]
    [(47, 3), (19, 3)]
    """
    ordered = sorted(files, key=lambda file: (file.size, file.name, file.index))
    if len(ordered) <= wanted:
        return (Layer(len(ordered), tuple(ordered)),)
    layers = _cut(ordered, max(1, wanted // _LEAST))
    chosen, left = [], wanted
    for place, layer in enumerate(sorted(layers, key=len)):
        share = min(len(layer), max(1, left // (len(layers) - place)))
        chosen.append(Layer(len(layer), tuple(sorted(layer, key=_draw)[:share])))
        left -= share
    return tuple(sorted(chosen, key=lambda layer: layer.chosen[0].size))


def _cut(ordered: Sequence[File], most: int) -> list[Sequence[File]]:
    """Layers of about the same number of bytes, each of enough documents, smallest files first."""
    share = sum(file.size + 1 for file in ordered) / most
    layers: list[Sequence[File]] = []
    start, held = 0, 0.0
    for at, file in enumerate(ordered, 1):
        held += file.size + 1
        is_enough = held >= share and at - start >= _LEAST
        if is_enough and len(ordered) - at >= _LEAST:
            layers.append(ordered[start:at])
            start, held = at, 0.0
    return [*layers, ordered[start:]]


def _draw(file: File) -> str:
    """A lot that hangs on the document alone."""
    return hashlib.sha256(f"{file.name}\0{file.size}".encode()).hexdigest()
