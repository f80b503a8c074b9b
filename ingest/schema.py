"""Every column of every table, once: name, type, unit, title and description.

The tables that `run` writes, their validation, `datapackage.json`, the metadata in Parquet and the
documentation all come from here. Names are a promise to users; a change of them goes into the
CHANGELOG under its own heading.
"""

from dataclasses import dataclass, field, replace

STRING = "string"
INTEGER = "integer"
NUMBER = "number"
BOOLEAN = "boolean"
DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Physical name, English.
        type: A Frictionless field type: `string`, `integer`, `number`, `boolean` or `date`.
        title: Japanese title.
        description: What it holds, Japanese.
        unit: Unit of its numbers, where it is the same in every row.
        codes: Name of the closed vocabulary its values come from.
        required: It is never missing.
        verbatim: It keeps the source's own characters, also machine-dependent ones.
    """

    name: str
    type: str
    title: str
    description: str
    unit: str = ""
    codes: str = ""
    required: bool = False
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its key (empty where rows may repeat) and its columns."""

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """One of its columns, for a table that has it too."""
        return next(column for column in self.columns if column.name == name)

    def pick(self, *names: str) -> tuple[Column, ...]:
        """Some of its columns."""
        return tuple(map(self.column, names))


def _required(column: Column) -> Column:
    return replace(column, required=True)


_DOCUMENT = Column(
    "document_id", STRING, "文書ID", "ファイルの SHA-256 の先頭16桁。", required=True
)
_PROJECT = (
    Column("project_no", STRING, "プロジェクト番号", "行見出しの番号（①は1、１－２は1-2）。"),
    Column("project", STRING, "プロジェクト", "行見出しから番号を除いた名前。各行に繰り返す。"),
)
_INDICATOR = (
    Column("indicator_id", STRING, "指標ID", "指標名から作る固定のID。"),
    Column("indicator", STRING, "指標", "指標の名前。"),
)
_TEXT = Column("text", STRING, "原文", "行のもとになった文字列（改行は詰める）。", verbatim=True)
_PLACE = (
    Column("locator", STRING, "所在", "原本の中の場所（p1.t1.r3.c2.l4、シート名!B7）。"),
    Column("page", INTEGER, "ページ", "PDF のページ番号（1から）。"),
    Column("x0", NUMBER, "左", "表示されるページの左端からの距離。", unit="pt"),
    Column("top", NUMBER, "上", "表示されるページの上端からの距離。", unit="pt"),
    Column("x1", NUMBER, "右", "表示されるページの左端からの距離。", unit="pt"),
    Column("bottom", NUMBER, "下", "表示されるページの上端からの距離。", unit="pt"),
)
_FLAGS = Column("flags", STRING, "注意", "この行についての findings のコード。複数は空白で区切る。")


def _value(name: str, what: str) -> tuple[Column, ...]:
    """The columns of one value: as printed, as a number, its ends and its qualifier."""
    return (
        Column(f"{name}_text", STRING, f"{what}の原文", f"印字された{what}。", verbatim=True),
        Column(name, NUMBER, what, f"{what}の数（単位は unit）。範囲・語・欠測のときは空。"),
    )


def _ends(name: str, what: str) -> tuple[Column, ...]:
    return (
        Column(f"{name}_min", NUMBER, f"{what}の下限", f"範囲で書かれた{what}の下限。"),
        Column(f"{name}_max", NUMBER, f"{what}の上限", f"範囲で書かれた{what}の上限。"),
    )


def _period(name: str, what: str) -> tuple[Column, ...]:
    return (
        Column(f"{name}_text", STRING, f"{what}の原文", f"印字された{what}。", verbatim=True),
        Column(f"{name}_edtf", STRING, f"{what}（EDTF）", "ISO 8601-2（EDTF）の表記。"),
        Column(f"{name}_start", DATE, f"{what}の初日", "期間の初日（含む）。不定なら空。"),
        Column(f"{name}_end", DATE, f"{what}の末日", "期間の末日（含む）。不定なら空。"),
    )


_QUALIFIER = "eq ちょうど、ge 以上、gt 超、le 以下、lt 未満、approx 約、range 範囲"
_UNIT = Column("unit", STRING, "単位", "印字された単位（文字幅だけをそろえる）。")
_UNIT_STD = Column("unit_std", STRING, "標準単位", "そろえた単位（億円は円、3か所は箇所）。")

PROGRESS = Table(
    "progress",
    "指標の進捗",
    "文書ごと・指標ごとに1行。",
    ("document_id", "indicator_id"),
    (
        _DOCUMENT,
        *_PROJECT,
        *map(_required, _INDICATOR),
        *_value("value", "実績値"),
        *_ends("value", "実績値"),
        Column(
            "value_qualifier",
            STRING,
            "実績値の限定",
            f"{_QUALIFIER}。限定の語が無ければ空。",
            codes="qualifier",
        ),
        *_value("target", "目標値"),
        *_ends("target", "目標値"),
        Column(
            "target_qualifier",
            STRING,
            "目標値の限定",
            f"{_QUALIFIER}。限定の語が無ければ空。",
            codes="qualifier",
        ),
        _UNIT,
        Column("value_std", NUMBER, "実績値（標準単位）", "unit_std で表した実績値。"),
        Column("target_std", NUMBER, "目標値（標準単位）", "unit_std で表した目標値。"),
        _UNIT_STD,
        Column("value_status", STRING, "実績値の状態", "数・状態の語・欠測の別。", codes="status"),
        Column("target_status", STRING, "目標値の状態", "数・状態の語・欠測の別。", codes="status"),
        Column(
            "achievement_rate",
            NUMBER,
            "達成率",
            "実績値÷目標値（1 が 100 %）。両方が同じ単位の数で、目標値が 0 でないときだけ。",
        ),
        Column("cumulative", BOOLEAN, "累計", "累計・延べと書かれている。", required=True),
        *_period("as_of", "時点"),
        Column("note", STRING, "備考", "値でも日付でもない括弧書き。"),
        _TEXT,
        *_PLACE,
        _FLAGS,
    ),
)

OBSERVATIONS = Table(
    "observations",
    "観測値（縦持ち）",
    "数・状態・欠測の記号ひとつにつき1行。枠はその数そのものを囲む。",
    ("observation_id",),
    (
        Column("observation_id", STRING, "観測値ID", "文書と場所から作る固定のID。", required=True),
        _DOCUMENT,
        *_PROJECT,
        *_INDICATOR,
        Column("measure", STRING, "種類", "実績・目標などの別。", codes="measure", required=True),
        *_value("value", "値"),
        *_ends("value", "値"),
        Column("qualifier", STRING, "限定", _QUALIFIER + "。", codes="qualifier"),
        Column("status", STRING, "状態", "数・状態の語・欠測の別。", codes="status", required=True),
        _UNIT,
        Column("value_std", NUMBER, "値（標準単位）", "unit_std で表した値。"),
        _UNIT_STD,
        *_period("period", "期間"),
        Column("period_kind", STRING, "期間の種類", "日・月・年度などの別。", codes="precision"),
        _TEXT,
        Column("char_start", INTEGER, "開始位置", "text の中での値の開始位置（0から）。"),
        Column("char_end", INTEGER, "終了位置", "text の中での値の終わりの次の位置。"),
        *_PLACE,
        _FLAGS,
    ),
)

PROJECTS = Table(
    "projects",
    "プロジェクト",
    "行見出しひとつにつき1行。",
    ("document_id", "locator"),
    (_DOCUMENT, _PROJECT[0], _required(_PROJECT[1]), *_PLACE),
)

MEASURES = Table(
    "measures",
    "施策",
    "行見出しの下の ▼ などの行ひとつにつき1行。",
    ("document_id", "measure_id"),
    (
        Column("measure_id", STRING, "施策ID", "文書と文言から作る固定のID。", required=True),
        _DOCUMENT,
        *_PROJECT,
        Column("measure", STRING, "施策", "記号を除いた施策の文言。", required=True),
        _TEXT,
        *_PLACE,
    ),
)

_ACTIVITY = (
    Column("activity_id", STRING, "取組ID", "文書と文言から作る固定のID。", required=True),
    _DOCUMENT,
    Column("activity", STRING, "取組", "記号を除いた取組の文言。", required=True),
)

ACTIVITIES = Table(
    "activities",
    "取組",
    "取組の箇条書きひとつにつき1行。",
    ("activity_id",),
    (*_ACTIVITY[:2], *_PROJECT, _ACTIVITY[2], *_PLACE),
)

EVENTS = Table(
    "events",
    "取組の日付",
    "取組の中の日付ひとつにつき1行。",
    (),
    (
        *_ACTIVITY[:2],
        _PROJECT[0],
        _ACTIVITY[2],
        Column("date_text", STRING, "日付の原文", "印字された日付。", verbatim=True, required=True),
        Column("date_edtf", STRING, "日付（EDTF）", "ISO 8601-2（EDTF）の表記。"),
        Column("start", DATE, "初日", "期間の初日（含む）。不定なら空。"),
        Column("end", DATE, "末日", "期間の末日（含む）。不定なら空。"),
        Column("precision", STRING, "精度", "日・月・年度などの別。", codes="precision"),
        Column(
            "state",
            STRING,
            "状況",
            "文書の時点から見た、済み・進行中・予定の別。",
            codes="state",
            required=True,
        ),
        Column("year_inferred", BOOLEAN, "年は推定", "年が書かれておらず、補った。", required=True),
        *_PLACE,
    ),
)

DOCUMENTS = Table(
    "documents",
    "文書",
    "文書ひとつにつき1行。",
    ("document_id",),
    (
        _DOCUMENT,
        Column("source", STRING, "ファイル", "読んだファイル。", required=True),
        Column("media_type", STRING, "形式", "中身から判定した形式（IANA）。"),
        Column("sha256", STRING, "SHA-256", "ファイルの SHA-256。開けなければ空。"),
        Column("title", STRING, "表題", "文書の表題。"),
        Column("publisher", STRING, "発行者", "地方公共団体や府省の正式な名称。"),
        Column("publisher_code", STRING, "発行者コード", "全国地方公共団体コード（6桁）。"),
        Column(
            "series",
            STRING,
            "系列",
            "繰り返し出る資料の名前（source.toml、無ければ日付を除いた表題）。",
        ),
        Column("edition", DATE, "版", "何時点の版か（その末日）。"),
        *_period("as_of", "時点"),
        Column("pages", INTEGER, "ページ数", "PDF のページ、表計算のシートの数。"),
        Column("tables", INTEGER, "表の数", "ページをまたぐ表は1つ。"),
        Column("rows", INTEGER, "指標の数", "progress の行数。"),
        Column("characters", INTEGER, "文字数", "原本の文字数（空白を除く）。"),
        Column("characters_unplaced", INTEGER, "失われた文字数", "どの表にも無い文字の数。"),
        Column("coverage", NUMBER, "網羅率", "1 − 失われた文字数÷文字数。1 でなければならない。"),
        Column("parser_version", STRING, "版", "読んだプログラムの版。", required=True),
        Column(
            "status", STRING, "結果", "読めたかどうか。", codes="document_status", required=True
        ),
    ),
)

CELLS = Table(
    "cells",
    "セル",
    "原本の表のセルひとつにつき1行。",
    ("document_id", "table", "row", "column"),
    (
        _DOCUMENT,
        Column("table", INTEGER, "表", "文書の中の表の番号（1から）。", required=True),
        Column("row", INTEGER, "行", "行（0から。見出しを含む）。", required=True),
        Column("column", INTEGER, "列", "列（0から）。", required=True),
        Column("row_span", INTEGER, "行数", "占める行の数。", required=True),
        Column("column_span", INTEGER, "列数", "占める列の数。", required=True),
        Column("heading", STRING, "列見出し", "そのセルの列の見出し。"),
        replace(_TEXT, description="セルの文字列（改行は空白にする）。"),
        *_PLACE,
    ),
)

RESIDUE = Table(
    "residue",
    "残り",
    "どの表にも入らなかった文字列と、その理由。",
    ("document_id", "residue_id"),
    (
        Column("residue_id", STRING, "残りID", "文書と位置から作る固定のID。", required=True),
        _DOCUMENT,
        Column("reason", STRING, "理由", "入らなかった理由。", codes="reason", required=True),
        replace(_TEXT, required=True),
        *_PLACE,
    ),
)

FINDINGS = Table(
    "findings",
    "気づき",
    "疑わしい点・補った点ひとつにつき1行。",
    (),
    (
        Column("code", STRING, "コード", "shinchoku explain で説明が出る。", required=True),
        Column(
            "severity",
            STRING,
            "重さ",
            "error、warning、info の別。",
            codes="severity",
            required=True,
        ),
        Column("message_ja", STRING, "説明", "日本語の説明。", required=True, verbatim=True),
        Column("message_en", STRING, "説明（英語）", "英語の説明。", required=True, verbatim=True),
        _DOCUMENT,
        _PLACE[0],
        replace(_TEXT, description="問題の文字列。"),
    ),
)

TABLES = (
    PROGRESS,
    OBSERVATIONS,
    PROJECTS,
    MEASURES,
    ACTIVITIES,
    EVENTS,
    DOCUMENTS,
    CELLS,
    RESIDUE,
    FINDINGS,
)
