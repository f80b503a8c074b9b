"""The notations of a single date: what stands between two range marks."""

from parsers.notation.date_atoms import (
    RELATIVE,
    WEEKDAYS,
    read_bare_year,
    read_coded,
    read_compact,
    read_compact_era,
    read_date,
    read_decimal,
    read_fiscal,
    read_month_day,
    read_named_day,
    read_point_month,
)
from parsers.notation.eras import era_pattern
from parsers.notation.rules import Rule, RuleSet
from parsers.notation.vocabulary import longest_first

_ERA = era_pattern()
_KANJI = "[〇零一二三四五六七八九十]"
_SMALL = rf"(?:[0-9]{{1,2}}|{_KANJI}{{1,3}})"
_ERA_YEAR = rf"(?P<era>{_ERA})\s?(?P<era_year>元|{_SMALL}|(?<=[和成])1[0-9]{{2}}(?=年))(?![0-9])"
_WESTERN = r"(?<![0-9.,])(?:1[89]|2[01])[0-9]{2}(?![0-9])"
_KANJI_YEAR = r"(?:[一二][〇零一二三四五六七八九]{3}|二千[〇零一二三四五六七八九十百]{0,5})"
_SHORT = r"(?<![0-9])'[0-9]{2}"
_DUAL = rf"(?:\s?\((?P<dual>[0-9]{{4}}|{_ERA}\s?(?:元|{_SMALL}))年?度?\))?"
_AGAIN = _DUAL.replace("dual", "again")  # behind 年: 令和元年（2019年）8月
_YEAR = rf"(?:西暦)?(?:{_ERA_YEAR}|(?P<year>{_WESTERN}|{_KANJI_YEAR}|{_SHORT})){_DUAL}"
_CALENDAR = rf"\s?年(?!度){_AGAIN}"
_MONTH = rf"(?P<month>{_SMALL})"
_NEXT_MONTH = rf"\s?{_MONTH}"
_DAY = rf"(?P<day>{_SMALL})"
_WEEKDAY = rf"(?:\s?\(?(?P<weekday>[{WEEKDAYS}])(?:曜日?(?:・?[祝休]日?)?\)?|(?:・?[祝休]日?)?\)))?"
_WITHIN = r"中(?![旬学央心止部間小山国])|内(?![容外部])"
_IN_MONTH = rf"(?:の?(?P<part>末日?|上旬|初旬|中旬|下旬|当初|初め|{_WITHIN}))?"
_IN_YEAR = (
    rf"(?:の?(?P<part>末|{_WITHIN}|当初|初め|上半期|下半期|上期|下期|前期|後期|前半|後半|[春夏秋冬](?!季))"
    r"|(?P<quarter>の?第?[1-4一二三四]四?半期|[1-4]Q|Q[1-4]))?"
)
# The other end of a range says what this one leaves out: 8月5~9日, 2019年8~9月, 2018~19年度.
_SHARED = rf"(?=\s?[~、・\-]\s?{_SMALL}\s?"
_NOT_A_NUMBER = r"(?![0-9]|\.[0-9]|,[0-9]{3})"
ERA_STARTS = "明大昭平令MTSHRmtshr㍾㍽㍼㍻㋿"
_NUMBER_STARTS = "0-9〇零一二三四五六七八九十"
_YEAR_STARTS = f"{ERA_STARTS}12一二'西"
_RELATIVE_STARTS = "同本今当翌来前昨次去再一"
_RELATIVE = "|".join(longest_first(list(RELATIVE)))

DATE_RULES = RuleSet(
    [
        Rule(
            "<year>年<month>月<day>日",
            _YEAR_STARTS,
            rf"\s?月\s?{_DAY}\s?日{_WEEKDAY}",
            read_date,
            (_YEAR, _CALENDAR, _NEXT_MONTH),
        ),
        Rule(
            "<year>年<month>月晦日",
            _YEAR_STARTS,
            r"\s?月\s?(?P<named>晦日|朔日)",
            read_named_day,
            (_YEAR, _CALENDAR, _NEXT_MONTH),
        ),
        Rule(
            "<year>年<month>月<n>~<day>日",
            _YEAR_STARTS,
            rf"\s?月\s?{_DAY}{_SHARED}日)",
            read_date,
            (_YEAR, _CALENDAR, _NEXT_MONTH),
        ),
        Rule(
            "<year>年<n>~<month>月",
            _YEAR_STARTS,
            rf"{_SHARED}月)",
            read_date,
            (_YEAR, _CALENDAR, _NEXT_MONTH),
        ),
        Rule(
            "<year>年<month>月",
            _YEAR_STARTS,
            rf"\s?月{_IN_MONTH}",
            read_date,
            (_YEAR, _CALENDAR, _NEXT_MONTH),
        ),
        Rule(
            "<year>年<month>月晦日",
            _YEAR_STARTS,
            r"\s?(?P<named>元日)",
            read_named_day,
            (_YEAR, _CALENDAR),
        ),
        Rule(
            "<year>年",
            _YEAR_STARTS,
            rf"(?:(?<!年)|(?!間|生|代)){_IN_YEAR}",
            read_date,
            (_YEAR, _CALENDAR),
        ),
        Rule(
            "<year>.<month>.<day>",
            _YEAR_STARTS,
            rf"\s?(?P<mark>[./\-・])\s?(?P<month>[0-9]{{1,2}})\s?(?P=mark)\s?"
            rf"(?P<day>[0-9]{{1,2}}){_NOT_A_NUMBER}日?{_WEEKDAY}",
            read_date,
            (_YEAR,),
        ),
        Rule(
            "<year>.<month>",
            _YEAR_STARTS,
            rf"\s?[./\-]\s?(?P<month>[0-9]{{1,2}}){_NOT_A_NUMBER}月?{_IN_MONTH}",
            read_point_month,
            (_YEAR,),
        ),
        Rule(
            "<year>年度<month>月",
            _YEAR_STARTS,
            rf"\s?年度\s?\(?{_MONTH}\s?月{_IN_MONTH}\)?",
            read_fiscal,
            (_YEAR,),
        ),
        Rule(
            "<year>年度(<n>~<month>月)",
            _YEAR_STARTS,
            rf"\s?年度\s?\(\s?{_MONTH}\s?月?{_SHARED}月)",
            read_fiscal,
            (_YEAR,),
        ),
        Rule("<year>年度", _YEAR_STARTS, rf"\s?年?度{_AGAIN}{_IN_YEAR}", read_fiscal, (_YEAR,)),
        Rule(
            "<era><year>",
            ERA_STARTS,
            rf"{_ERA_YEAR}{_DUAL}{_IN_YEAR}(?![A-Za-z]|[.,][0-9])",
            read_bare_year,
        ),
        Rule(
            "<year>(<era><year>)",
            "12一二",
            rf"(?P<year>{_WESTERN}|{_KANJI_YEAR})\s?\((?P<dual>{_ERA}\s?(?:元|{_SMALL}))年?\)",
            read_bare_year,
        ),
        Rule("<year>~<n>年", "12", rf"(?P<year>{_WESTERN}){_SHARED}年)", read_date),
        Rule("'<year>", "'", rf"(?P<year>{_SHORT}){_IN_YEAR}(?![0-9A-Za-z'])", read_bare_year),
        Rule(
            "<yyyymmdd>",
            "12",
            r"(?<![0-9])(?P<compact>(?:18|19|20)[0-9]{6})(?![0-9])",
            read_compact,
        ),
        Rule(
            "<era>yymmdd",
            ERA_STARTS,
            rf"(?P<era>{_ERA})(?P<compact>[0-9]{{6}})(?![0-9])",
            read_compact_era,
        ),
        Rule(
            "<era code>yymmdd",
            "1-5",
            r"(?<![0-9./])(?P<code>[1-5])(?P<compact>[0-9]{2}(?P<mark>[./]?)[0-9]{2}(?P=mark)[0-9]{2})"
            r"(?![0-9./])",
            read_coded,
        ),
        Rule(
            "同年<month>月",
            _RELATIVE_STARTS,
            rf"(?P<relative>{_RELATIVE})\s?{_MONTH}\s?月"
            rf"(?:\s?{_DAY}\s?日{_WEEKDAY}|{_IN_MONTH})",
            read_date,
        ),
        Rule("前年度", _RELATIVE_STARTS, rf"(?P<relative>{_RELATIVE})度{_IN_YEAR}", read_fiscal),
        Rule(
            "<month>月<day>日",
            _NUMBER_STARTS,
            rf"\s?日{_WEEKDAY}",
            read_month_day,
            (rf"(?<![0-9]){_MONTH}\s?月\s?{_DAY}",),
        ),
        Rule(
            "<month>月<n>~<day>日",
            _NUMBER_STARTS,
            rf"{_SHARED}日)",
            read_month_day,
            (rf"(?<![0-9]){_MONTH}\s?月\s?{_DAY}",),
        ),
        Rule(
            "<month>月",
            _NUMBER_STARTS,
            rf"(?<![0-9.,ヶかカヵケ箇]){_MONTH}\s?月(?!間|額|次|例|平均|分別|曜){_IN_MONTH}",
            read_date,
        ),
        Rule(
            "<month>/<day>",
            "0-9",
            rf"(?<![0-9./A-Za-z])(?P<month>[0-9]{{1,2}})/(?P<day>[0-9]{{1,2}})"
            rf"(?![0-9./%]|[A-Za-z]){_WEEKDAY}",
            read_month_day,
        ),
        Rule(
            "<month>.<day>",
            "0-9",
            r"(?<![0-9./A-Za-z,])(?P<month>[0-9]{1,2})\.(?P<day>[0-9]{1,2})(?![0-9.%]|[A-Za-z])",
            read_decimal,
        ),
        Rule(
            "上半期",
            "上下第",
            r"(?<![年度0-9元])(?:(?P<part>上半期|下半期|上期|下期)|(?P<quarter>第[1-4一二三四]四半期))",
            read_fiscal,
        ),
    ]
)
