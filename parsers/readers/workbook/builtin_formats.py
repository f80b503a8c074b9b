"""The number formats that workbooks name by number only, as a Japanese Excel shows them.

ECMA-376 part 1, 18.8.30, lists them; 14 and 22 follow the system's short date, and 27 to 36 and 50
to 58 exist in East Asian versions only.
"""

_YEN = "¥#,##0;¥-#,##0"
_YEN_2 = "¥#,##0.00;¥-#,##0.00"
_ERA = "[$-411]ge.m.d"
_LONG_ERA = '[$-411]ggge"年"m"月"d"日"'
_MONTH_DAY = 'm"月"d"日"'
_YEAR_MONTH = 'yyyy"年"m"月"'

JAPANESE_FORMATS = {
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "yyyy/m/d h:mm",
    27: _ERA,
    28: _LONG_ERA,
    29: _LONG_ERA,
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    34: _YEAR_MONTH,
    35: _MONTH_DAY,
    36: _ERA,
    50: _ERA,
    51: _LONG_ERA,
    52: _YEAR_MONTH,
    53: _MONTH_DAY,
    54: _LONG_ERA,
    55: _YEAR_MONTH,
    56: _MONTH_DAY,
    57: _ERA,
    58: _LONG_ERA,
}

BUILTIN_FORMATS = JAPANESE_FORMATS | {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: _YEN,
    6: _YEN,
    7: _YEN_2,
    8: _YEN_2,
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-";@',
    42: '¥#,##0;¥-#,##0;¥"-";@',
    43: '#,##0.00;-#,##0.00;"-";@',
    44: '¥#,##0.00;¥-#,##0.00;¥"-";@',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
