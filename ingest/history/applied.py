"""Corrections applied to rows: which rows they meet, what they change, and what they leave alone.

`…_text` columns and places stay as the source has them; a row that was corrected says so in `flags`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ingest.corrections import DIFFERENT, NOT_INDICATOR, SAME, Correction, find_conflicts, squeeze
from ingest.history.chains import Ruling
from ingest.history.labels import Label, read_label
from ingest.history.model import Row
from parsers.findings import Finding
from parsers.notation.dates import parse_date
from parsers.notation.model import Value
from parsers.notation.units import read_unit
from parsers.notation.values import parse_value

FLAG = "A101"
_MEASURES = {"value": "actual", "target": "target"}
_RATE_DIGITS = 6
Change = dict[str, object]


@dataclass(slots=True)
class Edits:
    """What is to be changed in rows that are written already.

    Attributes:
        progress: New values by document and indicator.
        observations: New values by observation.
        removed: Rows of `progress` that are no indicators.
        hits: Which rows each correction met.
        seen: The corrections whose series and edition are here.
    """

    progress: dict[tuple[str, str], Change] = field(default_factory=dict)
    observations: dict[str, Change] = field(default_factory=dict)
    removed: dict[tuple[str, str], Row] = field(default_factory=dict)
    hits: dict[Correction, list[Row]] = field(default_factory=lambda: defaultdict(list))
    seen: dict[Correction, str] = field(default_factory=dict)


class Corrector:
    """Applies corrections to the rows of documents, and remembers what it did."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        self.corrections = tuple(dict.fromkeys(corrections))
        self.conflicts = find_conflicts(self.corrections)
        self.edits = Edits()
        self._valid = tuple(c for c in self.corrections if c not in self.conflicts)

    def correct(
        self, document: Row, progress: Iterable[Row], observations: Iterable[Row]
    ) -> tuple[list[Change], list[Change]]:
        """The rows of a document as they are with the corrections."""
        mine = [c for c in self._valid if self._concerns(c, document)]
        rows = [dict(row) for row in progress]
        observed = [dict(row) for row in observations]
        for correction in mine:
            self.edits.seen.setdefault(correction, str(document["document_id"]))
            for row in [r for r in rows if _is_met(correction, r)]:
                self._apply(correction, row, observed)
        kept = [row for row in rows if _place(row) not in self.edits.removed]
        return kept, [row for row in observed if _place(row) not in self.edits.removed]

    def ruling(self, series: str) -> Ruling:
        """What is confirmed about the names of a series."""
        said = {
            _keys(c): c for c in self._valid if c.kind in (SAME, DIFFERENT) and c.is_about(series)
        }

        def rule(one: Label, other: Label) -> bool | None:
            found = said.get(frozenset({one.key, other.key}))
            return None if found is None or one.key == other.key else found.kind == SAME

        return rule

    def confirmed_by(self, series: str, one: str, other: str) -> str:
        """Who said that two names are one indicator; empty where nobody did."""
        names = {read_label(one).key, read_label(other).key}
        return next(
            (
                c.who
                for c in self._valid
                if c.kind == SAME and c.is_about(series) and _keys(c) == names
            ),
            "",
        )

    def note_names(self, series: str, document_id: str, names: set[str]) -> None:
        """Note which confirmations have both of their names in a series."""
        for c in self._valid:
            if c.kind in (SAME, DIFFERENT) and c.is_about(series):
                self.edits.seen.setdefault(c, document_id)
                if _keys(c) <= names:
                    self.edits.hits[c].append({"document_id": document_id})

    def _concerns(self, correction: Correction, document: Row) -> bool:
        if correction.kind in (SAME, DIFFERENT):
            return False
        if not correction.is_about(str(document.get("series") or document.get("title") or "")):
            return False
        return not correction.edition or correction.day == document.get("edition")

    def _apply(self, correction: Correction, row: Change, observed: list[Change]) -> None:
        if row not in self.edits.hits[correction]:  # a document may be looked at several times
            self.edits.hits[correction].append(dict(row))
        if correction.kind == NOT_INDICATOR:
            self.edits.removed[_place(row)] = row
            return
        change = _new_values(correction, row)
        row |= change
        row |= {"flags": _flagged(row), **_rate(row)}
        self.edits.progress.setdefault(_place(row), {}).update(
            {name: row[name] for name in (*change, "flags", "achievement_rate")}
        )
        for other in observed:
            if _place(other) == _place(row) and _is_same_number(correction, other, row):
                own = _observed_values(change, correction.column) | {"flags": _flagged(other)}
                other.update(own)
                self.edits.observations.setdefault(str(other["observation_id"]), {}).update(own)


def describe(corrector: Corrector) -> Iterator[Row]:
    """The rows of `corrections`: each entry, and each place where it was applied."""
    for c in corrector.corrections:
        about = {
            "correction_id": c.correction_id,
            "kind": c.kind,
            "series": c.series,
            "indicator": c.indicator,
            "other": c.other,
            "edition": c.day,
            "column": c.column,
            "says": c.says,
            "becomes": c.becomes,
            "who": c.who,
            "why": c.why,
        }
        status = _status(corrector, c)
        for hit in corrector.edits.hits.get(c) or [{}]:
            yield {
                **about,
                "status": status,
                "document_id": hit.get("document_id"),
                "locator": hit.get("locator"),
            }


def judge(corrector: Corrector) -> Iterator[tuple[str, Finding, str]]:
    """Findings about corrections with their document and locator: applied, expired, conflicting."""
    for c in corrector.corrections:
        details = {
            "who": c.who,
            "why": c.why,
            "says": c.says or c.other,
            "becomes": c.becomes or c.kind,
        }
        status = _status(corrector, c)
        if status == "applied":
            for hit in corrector.edits.hits[c]:
                yield (
                    str(hit["document_id"]),
                    Finding(FLAG, c.indicator, details),
                    str(hit.get("locator") or ""),
                )
        elif status == "expired":
            yield corrector.edits.seen[c], Finding("A102", c.indicator, details), ""
        elif status == "conflict":
            yield corrector.edits.seen.get(c, ""), Finding("A103", c.indicator, details), ""


def _keys(correction: Correction) -> frozenset[str]:
    """The keys of both names."""
    return frozenset({read_label(correction.indicator).key, read_label(correction.other).key})


def _status(corrector: Corrector, correction: Correction) -> str:
    if correction in corrector.conflicts:
        return "conflict"
    if corrector.edits.hits.get(correction):
        return "applied"
    return "expired" if correction in corrector.edits.seen else "unused"


def _place(row: Row) -> tuple[str, str]:
    return str(row["document_id"]), str(row["indicator_id"])


def _is_met(correction: Correction, row: Row) -> bool:
    """Whether the row is of the indicator, and its source says what the correction stands on."""
    if squeeze(str(row["indicator"])) != squeeze(correction.indicator):
        return False
    if correction.kind == NOT_INDICATOR:
        said = str(row.get("text") or "")
        return squeeze(correction.says) in squeeze(said)
    column = correction.column if correction.column == "unit" else f"{correction.column}_text"
    return squeeze(str(row.get(column) or "")) == squeeze(correction.says)


def _new_values(correction: Correction, row: Row) -> Change:
    """The columns that the correction sets; never a `…_text`."""
    if correction.column == "as_of":
        return _new_period(correction)
    if correction.column == "unit":
        return _new_unit(correction.becomes, row)
    name, text = correction.column, correction.becomes
    bare = parse_value(text, unit=str(row.get("unit") or ""))
    value = bare.value if bare else Value(text, 0, len(text), "state")
    return {
        name: _float(value.number),
        f"{name}_min": _float(value.minimum),
        f"{name}_max": _float(value.maximum),
        f"{name}_qualifier": value.qualifier if value.qualifier != "eq" else None,
        f"{name}_std": _float(value.number_std),
        f"{name}_status": value.status,
        "unit": value.unit or row.get("unit"),
        "unit_std": value.unit_std or row.get("unit_std"),
    }


def _new_unit(text: str, row: Row) -> Change:
    unit = read_unit(text)
    scaled = {
        f"{name}_std": _float(Decimal(repr(number)) * unit.scale)
        for name in ("value", "target")
        if isinstance(number := row.get(name), float)
    }
    return {"unit": unit.text, "unit_std": unit.standard, **scaled}


def _new_period(correction: Correction) -> Change:
    parsed = parse_date(correction.becomes, correction.day)
    period = parsed.value if parsed else None
    return {
        "as_of_edtf": period.edtf if period else None,
        "as_of_start": period.start if period else None,
        "as_of_end": period.end if period else None,
    }


def _rate(row: Row) -> Change:
    value, target = row.get("value_std"), row.get("target_std")
    if isinstance(value, float) and isinstance(target, float) and target:
        return {"achievement_rate": round(value / target, _RATE_DIGITS)}
    return {"achievement_rate": None}


def _is_same_number(correction: Correction, observation: Row, row: Row) -> bool:
    if correction.column == "unit":
        return observation.get("unit") == correction.says
    if correction.column == "as_of":
        return observation.get("period_text") == row.get("as_of_text")
    wanted = _MEASURES[correction.column], row.get(f"{correction.column}_text")
    return (observation["measure"], observation.get("value_text")) == wanted


def _observed_values(change: Mapping[str, object], column: str) -> Change:
    """The same change under the names that `observations` has."""
    if column == "as_of":
        return {f"period_{name}": change[f"as_of_{name}"] for name in ("edtf", "start", "end")}
    if column == "unit":
        return {"unit": change["unit"], "unit_std": change["unit_std"]}
    named = {
        "value": change[column],
        **{f"value_{end}": change[f"{column}_{end}"] for end in ("min", "max", "std")},
    }
    about = {name: change[f"{column}_{name}"] for name in ("qualifier", "status")}
    return {**named, **about, "unit": change["unit"], "unit_std": change["unit_std"]}


def _flagged(row: Row) -> str:
    return " ".join(sorted({*str(row.get("flags") or "").split(), FLAG}))


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
