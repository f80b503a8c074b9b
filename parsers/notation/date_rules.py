"""The notations of a single date: what stands between two range marks."""

import regex
from msgspec import Struct
from msgspec.structs import replace

from parsers.notation.calendar import Partial
from parsers.notation.eras import Era, era_pattern, read_eras
from parsers.notation.numerals import read_kanji
from parsers.notation.rules import Groups, Rule, RuleSet
from parsers.notation.vocabulary import read_vocabulary

_ERA = era_pattern()
_ERAS = read_eras()
_KANJI = "[〇零一二三四五六七八九十]"
_SMALL = rf"(?:[0-9]{{1,2}}|{_KANJI}{{1,3}})"
_ERA_YEAR = rf"(?P<era>{_ERA})\s?(?P<era_year>元|{_SMALL})(?![0-9])"
_WESTERN = r"(?<![0-9.,])(?:1[89]|2[01])[0-9]{2}(?![0-9])"
_KANJI_YEAR = r"[一二][〇零一二三四五六七八九]{3}"
_SHORT = r"(?<![0-9])'[0-9]{2}"
_DUAL = rf"(?:\s?\((?P<dual>[0-9]{{4}}|{_ERA}\s?(?:元|{_SMALL}))年?度?\))?"
_YEAR = rf"(?:西暦)?(?:{_ERA_YEAR}|(?P<year>{_WESTERN}|{_KANJI_YEAR}|{_SHORT})){_DUAL}"
_MONTH = rf"(?P<month>{_SMALL})"
_DAY = rf"(?P<day>{_SMALL})"
_WEEKDAYS = "月火水木金土日"
_WEEKDAY = rf"(?:\s?\((?P<weekday>[{_WEEKDAYS}])(?:曜日?)?(?:・?祝日?)?\))?"
_IN_MONTH = r"(?:の?(?P<part>末日?|上旬|初旬|中旬|下旬|当初|初め))?"
_IN_YEAR = (
    r"(?:の?(?P<part>末|当初|初め|上半期|下半期|上期|下期|前期|後期|前半|後半|[春夏秋冬])"
    r"|(?P<quarter>の?第?[1-4一二三四]四?半期|[1-4]Q|Q[1-4]))?"
)
_NAMED_ERA = regex.compile(_ERA)
_NOT_QUARTER = regex.compile("[^1-4一二三四]|四半期")
_NOT_A_NUMBER = r"(?![0-9]|\.[0-9]|,[0-9]{3})"
_ERA_STARTS = "明大昭平令MTSHRmtshr㍾㍽㍼㍻㋿"
_NUMBER_STARTS = "0-9〇零一二三四五六七八九十"
_YEAR_STARTS = f"{_ERA_STARTS}12一二'西"
_RELATIVE_STARTS = "同本今当翌来前昨"
_RELATIVE = {
    "同年": 0,
    "本年": 0,
    "今年": 0,
    "当年": 0,
    "翌年": 1,
    "来年": 1,
    "前年": -1,
    "昨年": -1,
}


class Atom(Struct, frozen=True, gc=False):
    """One date as far as it is written.

    Attributes:
        partial: What it says.
        era: Its era, for what a range's other end leaves out.
        relative: Years after the one spoken of (翌年 1); None where it is not relative.
        weekday: The weekday that it says, 0 for Monday; None where it says none.
        dual: The year of its second notation (令和元年（2019年）).
        doubt: Code of the finding that the notation itself calls for.
    """

    partial: Partial
    era: Era | None = None
    relative: int | None = None
    weekday: int | None = None
    dual: int | None = None
    doubt: str = ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() else read_kanji(text)


def _number_of(groups: Groups, name: str) -> int | None:
    return _number(groups[name]) if name in groups else None


def _era_year(era: str, text: str) -> tuple[Era, int]:
    found = _ERAS[era]
    return found, found.year(1 if text == "元" else _number(text) or 0)


def _read_year(groups: Groups) -> tuple[Era | None, int | None, int | None]:
    """Era, year and the year of the second notation in brackets."""
    era: Era | None = None
    year: int | None = None
    if "era" in groups:
        era, year = _era_year(groups["era"], groups["era_year"])
    elif "year" in groups:
        text = groups["year"]
        year = 2000 + int(text[1:]) if text[0] == "'" else _number(text)
    dual = None
    if "dual" in groups:
        written = groups["dual"]
        name, number = _split_era(written)
        if name:
            era, dual = _era_year(name, number)
        else:
            dual = int(written)
    return era, year, dual


def _split_era(text: str) -> tuple[str, str]:
    """令和元 is 令和 and 元; 2019 has no era."""
    match = _NAMED_ERA.match(text)
    name = match[0] if match else ""
    return name, text[len(name) :].strip()


def _produce(groups: Groups, *, fiscal: bool = False, doubt: str = "") -> Atom | None:
    era, year, dual = _read_year(groups)
    month = _number_of(groups, "month")
    if month is not None and year is None and not 1 <= month <= 12:
        return None
    return Atom(
        Partial(year, fiscal, month, _number_of(groups, "day"), _part(groups)),
        era,
        _RELATIVE[groups["relative"]] if "relative" in groups else None,
        _WEEKDAYS.index(groups["weekday"]) if "weekday" in groups else None,
        dual,
        doubt,
    )


def _part(groups: Groups) -> str:
    if "quarter" in groups:
        return f"Q{_number(_NOT_QUARTER.sub('', groups['quarter']))}"
    return groups.get("part", "")


def _plain(groups: Groups) -> Atom | None:
    return _produce(groups)


def _fiscal(groups: Groups) -> Atom | None:
    return _produce(groups, fiscal=True)


def _bare_year(groups: Groups) -> Atom | None:
    return _produce(groups, doubt="D102")


def _decimal(groups: Groups) -> Atom | None:
    return _month_day(groups, "D107")


def _slash(groups: Groups) -> Atom | None:
    return _month_day(groups, "")


def _month_day(groups: Groups, doubt: str) -> Atom | None:
    atom = _produce(groups, doubt=doubt)
    day = atom.partial.day if atom else None
    return atom if day and 1 <= day <= 31 else None


def _named_day(groups: Groups) -> Atom | None:
    """元日 is the first of January, 朔日 the first and 晦日 the last of a month."""
    atom = _produce(groups)
    if atom is None:
        return None
    day, part = (None, "末") if groups["named"] == "晦日" else (1, "")
    month = 1 if groups["named"] == "元日" else atom.partial.month
    return replace(atom, partial=Partial(atom.partial.year, month=month, day=day, part=part))


def _compact(groups: Groups) -> Atom | None:
    text = groups["compact"]
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Atom(Partial(year, month=month, day=day), doubt="D109")


def _compact_era(groups: Groups) -> Atom | None:
    return _in_era(_ERAS[groups["era"]], groups["compact"])


def _coded(groups: Groups) -> Atom | None:
    """5010501: the era codes of administrative records, 1 for 明治 to 5 for 令和."""
    names = [row["name"] for row in read_vocabulary("eras")]
    return _in_era(_ERAS[names[int(groups["code"]) - 1]], groups["compact"])


def _in_era(era: Era, text: str) -> Atom | None:
    digits = "".join(character for character in text if character.isdigit())
    number, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if not (number and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Atom(Partial(era.year(number), month=month, day=day), era, doubt="D109")


DATE_RULES = RuleSet(
    [
        Rule(
            "<year>年<month>月<day>日",
            _YEAR_STARTS,
            rf"\s?年{_DUAL}\s?{_MONTH}\s?月\s?{_DAY}\s?日{_WEEKDAY}",
            _plain,
            _YEAR,
        ),
        Rule(
            "<year>.<month>.<day>",
            _YEAR_STARTS,
            rf"\s?(?P<mark>[./\-])\s?(?P<month>[0-9]{{1,2}})\s?(?P=mark)\s?"
            rf"(?P<day>[0-9]{{1,2}}){_NOT_A_NUMBER}日?{_WEEKDAY}",
            _plain,
            _YEAR,
        ),
        Rule(
            "<year>年<month>月晦日",
            _YEAR_STARTS,
            rf"\s?年{_DUAL}\s?(?:{_MONTH}\s?月\s?(?P<named>晦日|朔日)|(?P<named>元日))",
            _named_day,
            _YEAR,
        ),
        Rule(
            "<year>年度<month>月",
            _YEAR_STARTS,
            rf"\s?年度\s?\(?{_MONTH}\s?月{_IN_MONTH}\)?",
            _fiscal,
            _YEAR,
        ),
        Rule(
            "<year>年<month>月",
            _YEAR_STARTS,
            rf"\s?年{_DUAL}\s?{_MONTH}\s?月{_IN_MONTH}",
            _plain,
            _YEAR,
        ),
        Rule(
            "<year>.<month>",
            _YEAR_STARTS,
            rf"\s?[./\-]\s?(?P<month>[0-9]{{1,2}}){_NOT_A_NUMBER}月?{_IN_MONTH}",
            _plain,
            _YEAR,
        ),
        Rule("<year>年度", _YEAR_STARTS, rf"\s?年?度{_DUAL}{_IN_YEAR}", _fiscal, _YEAR),
        Rule("<year>年", _YEAR_STARTS, rf"\s?年(?!間|生|代){_DUAL}{_IN_YEAR}", _plain, _YEAR),
        Rule(
            "<era><year>",
            _ERA_STARTS,
            rf"{_ERA_YEAR}{_DUAL}{_IN_YEAR}(?![A-Za-z]|[.,][0-9])",
            _bare_year,
        ),
        Rule("'<year>", "'", rf"(?P<year>{_SHORT}){_IN_YEAR}(?![0-9A-Za-z'])", _bare_year),
        Rule(
            "<yyyymmdd>",
            "12",
            r"(?<![0-9])(?P<compact>(?:18|19|20)[0-9]{6})(?![0-9])",
            _compact,
        ),
        Rule(
            "<era>yymmdd",
            _ERA_STARTS,
            rf"(?P<era>{_ERA})(?P<compact>[0-9]{{6}})(?![0-9])",
            _compact_era,
        ),
        Rule(
            "<era code>yymmdd",
            "1-5",
            r"(?<![0-9./])(?P<code>[1-5])(?P<compact>[0-9]{2}(?P<mark>[./]?)[0-9]{2}(?P=mark)[0-9]{2})"
            r"(?![0-9./])",
            _coded,
        ),
        Rule(
            "同年<month>月",
            _RELATIVE_STARTS,
            rf"(?P<relative>{'|'.join(_RELATIVE)})\s?{_MONTH}\s?月"
            rf"(?:\s?{_DAY}\s?日{_WEEKDAY}|{_IN_MONTH})",
            _plain,
        ),
        Rule(
            "前年度", _RELATIVE_STARTS, rf"(?P<relative>{'|'.join(_RELATIVE)})度{_IN_YEAR}", _fiscal
        ),
        Rule(
            "<month>月<day>日",
            _NUMBER_STARTS,
            rf"(?<![0-9]){_MONTH}\s?月\s?{_DAY}\s?日{_WEEKDAY}",
            _slash,
        ),
        Rule(
            "<month>月",
            _NUMBER_STARTS,
            rf"(?<![0-9.,ヶかカヵケ箇]){_MONTH}\s?月(?!間|額|次|例|平均|分別|曜){_IN_MONTH}",
            _plain,
        ),
        Rule(
            "<month>/<day>",
            "0-9",
            rf"(?<![0-9./A-Za-z])(?P<month>[0-9]{{1,2}})/(?P<day>[0-9]{{1,2}})"
            rf"(?![0-9./%]|[A-Za-z]){_WEEKDAY}",
            _slash,
        ),
        Rule(
            "<month>.<day>",
            "0-9",
            r"(?<![0-9./A-Za-z,])(?P<month>[0-9]{1,2})\.(?P<day>[0-9]{1,2})(?![0-9.%]|[A-Za-z])",
            _decimal,
        ),
        Rule(
            "上半期",
            "上下第",
            r"(?<![年度])(?:(?P<part>上半期|下半期)|(?P<quarter>第[1-4一二三四]四半期))",
            _fiscal,
        ),
    ]
)
