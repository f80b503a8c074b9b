"""Every closed vocabulary of the tables: its codes with their meaning in Japanese and English.

They become `codes.csv`, the constraints in `datapackage.json`, and part of the validation.
"""

CODES: dict[str, dict[str, tuple[str, str]]] = {
    "measure": {
        "actual": ("実績値", "Actual value"),
        "target": ("目標値", "Target value"),
        "baseline": ("基準値", "Baseline"),
        "forecast": ("見込値", "Forecast"),
        "achievement_rate": ("達成率", "Achievement rate"),
        "previous": ("前回値", "Previous value"),
        "year_on_year": ("前年比", "Change on the year before"),
        "count": ("取組の中の数", "Number in an activity"),
    },
    "qualifier": {
        "eq": ("ちょうど", "Exactly"),
        "ge": ("以上", "At least"),
        "gt": ("超", "More than"),
        "le": ("以下", "At most"),
        "lt": ("未満", "Less than"),
        "approx": ("約・程度", "About"),
        "range": ("範囲", "Between two numbers"),
    },
    "status": {
        "number": ("数", "A number"),
        "state": ("状態の語", "A word for a state"),
        "missing": ("欠測（－、未定、集計中、調査中）", "No number, and a mark that says so"),
    },
    "state": {
        "done": ("済み", "Done"),
        "ongoing": ("進行中", "Going on"),
        "planned": ("予定", "Planned"),
        "unknown": ("不明", "Unknown"),
    },
    "precision": {
        "day": ("日", "Day"),
        "third": ("旬", "Third of a month"),
        "month": ("月", "Month"),
        "quarter": ("四半期", "Quarter"),
        "half": ("半期", "Half of a year"),
        "season": ("季節", "Season"),
        "year": ("年", "Calendar year"),
        "fiscal_year": ("年度", "Fiscal year, April to March"),
    },
    "reason": {
        "outside_tables": ("表の外の文", "Text outside tables"),
        "unmapped_column": ("役割の分からない列", "Column whose role is unknown"),
        "no_indicator": ("指標のない表", "Table without indicators"),
        "not_understood": ("読み解けなかった文字列", "Text that no rule reads"),
        "repeated_header": ("繰り返しの見出し行", "Heading row printed again"),
        "page_furniture": ("ページ番号・柱", "Page number or running head"),
        "hidden": ("見えない文字", "Text that is not shown"),
        "duplicate": ("重ね打ちの文字", "Character printed twice"),
        "rating": ("評価・判定の欄", "Rating"),
        "department": ("担当課の欄", "Department in charge"),
        "remark": ("備考の欄", "Remark"),
        "number": ("番号の欄", "Running number"),
        "category": ("区分の欄", "Category"),
    },
    "severity": {
        "info": ("参考", "Good to know"),
        "warning": ("要確認", "Look at it"),
        "error": ("誤り", "Something is wrong"),
    },
    "document_status": {
        "read": ("読めた", "Read"),
        "no_table": ("表がない", "Read; it has no table"),
        "no_indicator": ("指標がない", "Read; no table has an indicator"),
        "unreadable": ("読めない", "Could not be read"),
    },
}
