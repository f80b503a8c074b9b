"""Dates that are words: 年度末, 昨年, 先月, 3日前. They are read only where the whole text is one.

In running text they name no date of their own (年度内に, 前年より) or are no date at all.
"""

from parsers.notation.date_atoms import (
    RELATIVE,
    SHIFTS,
    read_ago,
    read_relative_year,
    read_shift,
    read_western_fiscal,
    read_year_month,
)
from parsers.notation.rules import Rule, RuleSet
from parsers.notation.vocabulary import longest_first

_NUMBER = "[0-9]{1,3}|[一二三四五六七八九十]{1,3}"
_YEARS = [word for word in RELATIVE if word.endswith("年")]

DATE_WORDS = RuleSet(
    [
        Rule(
            "年度末",
            "年",
            r"年(?P<fiscal>度)?(?P<part>末|内|中|当初|初)",
            read_relative_year,
        ),
        Rule(
            "来春",
            "今来昨翌",
            r"(?P<relative>[今来昨翌])(?P<part>[春夏秋冬])",
            read_relative_year,
        ),
        Rule(
            "昨年",
            "".join(sorted({word[0] for word in _YEARS})),
            rf"(?P<relative>{'|'.join(longest_first(_YEARS))})の?(?P<part>末|内|中|[春夏秋冬])?",
            read_relative_year,
        ),
        Rule(
            "先月",
            "".join(sorted({word[0] for word in SHIFTS})),
            rf"(?P<shift>{'|'.join(longest_first([word for word in SHIFTS if len(word) > 1]))})(?P<part>末日?|上旬|初旬|中旬|下旬|中|内)?",
            read_shift,
        ),
        Rule(
            "<n>日前",
            "0-9一二三四五六七八九十",
            rf"(?P<ago>{_NUMBER})\s?(?P<unit>年|[かヶカヵ箇]月|週間?|日)間?(?P<way>前|後)",
            read_ago,
        ),
        Rule("月末", "月", r"(?P<shift>月)(?P<part>末)", read_shift),
        Rule("FY<year>", "F", r"FY\s?(?P<fy>[0-9]{4}|[0-9]{2})", read_western_fiscal),
        Rule("<year>FY", "12", r"(?P<fy>(?:19|20)[0-9]{2})\s?FY", read_western_fiscal),
        Rule(
            "<yyyymm>",
            "12",
            r"(?<![0-9])(?P<compact>(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2]))(?![0-9])",
            read_year_month,
        ),
    ]
)
