"""Changes in words that can be quoted: one Japanese and one English sentence each."""

from datetime import date

from ingest.history.changes import Change, Side
from ingest.history.model import Row

_JA = {
    "added": "「{name}」が新しく載った（{new}、{new_day}）。",
    "dropped": "「{name}」が載らなくなった（{old_day}は{old}）。",
    "returned": "「{name}」が再び載った（{new}、{new_day}）。",
    "split": "「{name}」が分割または統合され、載らなくなった（{old_day}は{old}）。",
    "renamed": "「{old}」の名前が「{new}」に変わった（{new_day}）。",
    "moved": "「{name}」が「{old}」から「{new}」へ移った（{new_day}）。",
    "value_advanced": "「{name}」は{old}から{new}に進んだ（{old_day}→{new_day}）。",
    "value_fell_back": "「{name}」は{old}から{new}に後退した（{old_day}→{new_day}）。",
    "value_changed": "「{name}」は{old}から{new}に変わった（{old_day}→{new_day}）。",
    "value_published": "「{name}」の値が公表された（{old}→{new}、{new_day}）。",
    "value_withdrawn": "「{name}」の値が取り下げられた（{old}→{new}、{new_day}）。",
    "target_revised": "「{name}」の目標が{old}から{new}に変わった（{new_day}）。",
    "unit_changed": "「{name}」の単位が「{old}」から「{new}」に変わった（{new_day}）。",
    "past_value_revised": "「{name}」の{period}の値が{old}から{new}に書き換わった（{old_day}→{new_day}）。",
}
_EN = {
    "added": "“{name}” is new ({new}, {new_day}).",
    "dropped": "“{name}” is gone (it was {old}, {old_day}).",
    "returned": "“{name}” is back ({new}, {new_day}).",
    "split": "“{name}” was split or merged and is gone (it was {old}, {old_day}).",
    "renamed": "“{old}” is now called “{new}” ({new_day}).",
    "moved": "“{name}” moved from “{old}” to “{new}” ({new_day}).",
    "value_advanced": "“{name}” advanced from {old} to {new} ({old_day} → {new_day}).",
    "value_fell_back": "“{name}” fell back from {old} to {new} ({old_day} → {new_day}).",
    "value_changed": "“{name}” went from {old} to {new} ({old_day} → {new_day}).",
    "value_published": "A number for “{name}” is out ({old} → {new}, {new_day}).",
    "value_withdrawn": "The number for “{name}” was taken back ({old} → {new}, {new_day}).",
    "target_revised": "The target of “{name}” moved from {old} to {new} ({new_day}).",
    "unit_changed": "The unit of “{name}” changed from “{old}” to “{new}” ({new_day}).",
    "past_value_revised": "The past value of “{name}” ({period}) was revised from {old} to {new} ({old_day} → {new_day}).",
}


def say(change: Change, language: str = "ja") -> str:
    """The change as a sentence."""
    words = {"ja": _JA, "en": _EN}[language]
    return words[change.kind].format(
        name=change.indicator,
        old=_text(change.old, language),
        new=_text(change.new, language),
        old_day=_month(change.old.edition.day, language),
        new_day=_month(change.new.edition.day, language),
        period=_period(change) or ("同じ時点" if language == "ja" else "the same day"),
    )


def translate(row: Row) -> str:
    """The sentence of a row of `changes` in English."""
    return _EN[str(row["kind"])].format(
        name=row["indicator"],
        old=row["from_text"] or "nothing",
        new=row["to_text"] or "nothing",
        old_day=_month(_day(row["from_edition"]), "en"),
        new_day=_month(_day(row["to_edition"]), "en"),
        period=row["period_edtf"] or "the same day",
    )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _text(side: Side, language: str) -> str:
    """What an edition says, with the unit where another column holds it."""
    if not side.text:
        return "記載なし" if language == "ja" else "nothing"
    unit = str((side.place or {}).get("unit") or "")
    return side.text + unit if side.text[-1].isdecimal() else side.text


def _period(change: Change) -> str:
    """The period of a past value as the source writes it."""
    for side in (change.old, change.new):
        place = side.place or {}
        printed = place.get("period_text") or place.get("as_of_text")
        if change.period and printed:
            return str(printed)
    return change.period


def _month(day: date | None, language: str) -> str:
    if day is None or day.year == date.min.year:
        return "時点不明" if language == "ja" else "no date"
    return f"{day.year}年{day.month}月版" if language == "ja" else f"edition of {day:%Y-%m}"
