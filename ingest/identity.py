"""Ids that are a function of the content, never of the run.

An indicator's id is a hash of its series and its label, and of its row heading too where a document
has the label twice; under another name in a later edition it keeps the id of the first. Other ids are hashes of the document, the kind of row, its text and its place.
"""

import hashlib
from collections import Counter

from parsers.document import Passage
from parsers.notation.fold import fold
from parsers.progress.records import IndicatorRow, Interpretation, Observation

_LENGTH = 16


class Identities:
    """The ids of one document's rows."""

    def __init__(self, document_id: str, told: Interpretation, series: str) -> None:
        self.document_id = document_id
        self._series = series
        self._labels = Counter(_label_key(row) for row in told.indicators)
        self._residue: Counter[tuple[str, str]] = Counter()
        self._within = Counter(_long_key(row) for row in told.indicators)

    def of_indicator(self, row: IndicatorRow) -> str:
        """The indicator's id: by label, then by row heading, then by place."""
        key = _label_key(row)
        if self._labels[key] > 1:
            key = _long_key(row)
            if self._within[key] > 1:
                key += f"\n{row.passage.locator} {row.passage.start}"
        return digest("indicator", self._series, key)

    def of_observation(self, observation: Observation) -> str:
        """The observation's id, by its measure and its place."""
        passage = observation.passage
        place = f"{passage.locator} {passage.start + observation.value.start}"
        return digest(self.document_id, observation.measure, place)

    def of_residue(self, passage: Passage) -> str:
        """The id of a piece of residue; text that a page prints twice in one place is counted."""
        box = passage.box
        place = f"{passage.locator} {passage.start} {box.page if box else ''}"
        key = (passage.text, place)
        self._residue[key] += 1
        return digest(self.document_id, "residue", passage.text, place, str(self._residue[key]))

    def of_text(self, kind: str, text: str, passage: Passage) -> str:
        """The id of a piece of text, by its kind, content and place."""
        return digest(self.document_id, kind, text, f"{passage.locator} {passage.start}")


def _label_key(row: IndicatorRow) -> str:
    return "".join(fold(row.label).split())


def _long_key(row: IndicatorRow) -> str:
    project = row.project.name if row.project else ""
    return f"{_label_key(row)}\n{''.join(fold(project).split())}"


def digest(*parts: str) -> str:
    """A short hash of the parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_LENGTH]
