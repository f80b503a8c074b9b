"""The columns of the tables that span documents; types and rules are those of `ingest.schema`."""

from dataclasses import replace

from ingest.schema import (
    DATE,
    INTEGER,
    NUMBER,
    PROGRESS,
    STRING,
    Column,
    Table,
)

_SERIES = (
    Column("series_id", STRING, "系列ID", "発行者と系列の名前から作る固定のID。", required=True),
    Column("publisher", STRING, "発行者", "地方公共団体や府省の正式な名称。"),
    Column("series", STRING, "系列", "繰り返し出る資料の名前。"),
)
_INDICATOR_ID = Column(
    "indicator_id", STRING, "指標ID", "版をまたいで同じ、固定のID。", required=True
)
_NAME = Column("indicator", STRING, "指標", "最新の版での名前。", required=True)
_EDITION = Column("edition", DATE, "版", "何時点の版か（その末日）。")
_DOCUMENT = PROGRESS.column("document_id")
_PLACE = PROGRESS.pick("locator", "page", "x0", "top", "x1", "bottom")

INDICATORS = Table(
    "indicators",
    "指標",
    "指標ひとつにつき1行。名前が変わっても1つ。",
    ("indicator_id",),
    (
        *_SERIES,
        _INDICATOR_ID,
        _NAME,
        Column("unit", STRING, "単位", "最新の版での単位。"),
        Column("unit_std", STRING, "標準単位", "そろえた単位。"),
        Column(
            "direction",
            STRING,
            "望ましい向き",
            "上がるのがよいか、下がるのがよいか。",
            codes="direction",
        ),
        Column(
            "direction_basis", STRING, "向きの根拠", "何から決めたか。", codes="direction_basis"
        ),
        Column("editions", INTEGER, "版の数", "載っている版の数。", required=True),
        Column("first_edition", DATE, "最初の版", "最初に載った版。"),
        Column("last_edition", DATE, "最後の版", "最後に載った版。"),
        Column("first_document_id", STRING, "最初の文書ID", "最初に載った文書。", required=True),
        Column("last_document_id", STRING, "最後の文書ID", "最後に載った文書。", required=True),
    ),
)

INDICATOR_NAMES = Table(
    "indicator_names",
    "指標の名前",
    "指標の名前の綴りひとつにつき1行。",
    ("indicator_id", "name"),
    (
        *_SERIES[:1],
        _INDICATOR_ID,
        Column("name", STRING, "名前", "文書にある名前。", required=True),
        Column(
            "match",
            STRING,
            "同定の根拠",
            "前の版の指標とどう結び付けたか。",
            codes="match",
            required=True,
        ),
        Column(
            "score",
            NUMBER,
            "確からしさ",
            "同じ指標である対数オッズ。最初の名前と確認されたものは空。",
        ),
        Column("confirmed_by", STRING, "確認した人", "corrections.toml の who。"),
        Column("editions", INTEGER, "版の数", "この名前の版の数。", required=True),
        Column("first_edition", DATE, "最初の版", "この名前が最初に出る版。"),
        Column("first_document_id", STRING, "文書ID", "この名前が最初に出る文書。", required=True),
        Column("locator", STRING, "所在", "その文書の中の場所。"),
    ),
)

PANEL = Table(
    "panel",
    "指標×版",
    "指標と版の組ひとつにつき1行。",
    ("indicator_id", "edition", "document_id"),
    (
        *_SERIES,
        _INDICATOR_ID,
        _NAME,
        _EDITION,
        _DOCUMENT,
        Column("source", STRING, "ファイル", "読んだファイル。"),
        Column("name", STRING, "その版での名前", "その版に書かれた指標の名前。", required=True),
        *PROGRESS.pick(
            "project_no", "project", "value_text", "value", "value_min", "value_max", "value_qualifier",
            "target_text", "target", "target_min", "target_max", "target_qualifier", "unit", "value_std",
            "target_std", "unit_std", "value_status", "target_status", "achievement_rate", "cumulative",
            "as_of_text", "as_of_edtf", "as_of_start", "as_of_end", "note",
        ),
        *_PLACE,
        Column("other_places", STRING, "ほかの所在", "同じ版のほかの文書での場所（文書ID:所在、空白で区切る）。"),
        PROGRESS.column("flags"),
    ),
)  # fmt: skip


def _side(prefix: str, what: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}_edition", DATE, f"{what}", f"{what}の時点。"),
        Column(
            f"{prefix}_text",
            STRING,
            f"{what}の記載",
            f"{what}に印字された値や名前。",
            verbatim=True,
        ),
        Column(f"{prefix}_value", NUMBER, f"{what}の数", f"{what}の数（unit_std）。"),
        Column(
            f"{prefix}_document_id", STRING, f"{what}の文書ID", f"{what}の文書。", required=True
        ),
        *(
            replace(column, name=f"{prefix}_{column.name}", title=f"{what}の{column.title}")
            for column in _PLACE
        ),
    )


CHANGES = Table(
    "changes",
    "変わったこと",
    "続く2つの版の間で変わったことひとつにつき1行。",
    ("change_id",),
    (
        Column("change_id", STRING, "変化ID", "内容から作る固定のID。", required=True),
        *_SERIES,
        Column("kind", STRING, "種類", "何が変わったか。", codes="change", required=True),
        _INDICATOR_ID,
        replace(_NAME, description="新しいほうの版での名前。"),
        Column("period_edtf", STRING, "期間（EDTF）", "書き換えられた過去の値の期間。"),
        Column("unit_std", STRING, "標準単位", "from_value と to_value の単位。"),
        *_side("from", "前の版"),
        *_side("to", "新しい版"),
        Column("sentence", STRING, "文", "変わったことを述べる文。", required=True, verbatim=True),
    ),
)

CORRECTIONS = Table(
    "corrections",
    "訂正",
    "corrections.toml の項目と、それが当たった所ひとつにつき1行。",
    (),
    (
        Column("correction_id", STRING, "訂正ID", "内容から作る固定のID。", required=True),
        Column("kind", STRING, "種類", "何をするか。", codes="correction", required=True),
        Column(
            "status",
            STRING,
            "状態",
            "当てたか、古くなったか。",
            codes="correction_status",
            required=True,
        ),
        Column("series", STRING, "系列", "資料の名前。"),
        Column("indicator", STRING, "指標", "指標の名前。", required=True, verbatim=True),
        Column(
            "other",
            STRING,
            "もう一方の名前",
            "同じ、または別の指標だと確認した名前。",
            verbatim=True,
        ),
        Column("edition", DATE, "版", "当てる版。空ならどの版でも。"),
        Column("column", STRING, "列", "直す列。"),
        Column("says", STRING, "原本の記載", "原本がこう書いている間だけ当てる。", verbatim=True),
        Column("becomes", STRING, "正しい値", "こう読み替える。", verbatim=True),
        Column("who", STRING, "誰が", "訂正した人。", required=True, verbatim=True),
        Column("why", STRING, "なぜ", "訂正の理由。", required=True, verbatim=True),
        replace(_DOCUMENT, required=False),
        Column("locator", STRING, "所在", "当てた場所。"),
    ),
)

HISTORY_TABLES = (INDICATORS, INDICATOR_NAMES, PANEL, CHANGES, CORRECTIONS)
