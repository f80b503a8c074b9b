"""Tables in the manners of many publishers, each with the indicators that a person reads in it.

A line of the truth: name, latest value, target, unit, period of the value, row heading.
"""

import pytest
from tables import as_html

from parsers.progress.interpret import interpret
from parsers.readers.html import read_html

CASES = {
    "years_under_actual": (
        """
        施策|指標名|単位|基準値|実績値|<|<|目標値|担当課
        ^|^|^|R元年度|R4年度|R5年度|R6年度|R8年度|^
        １ 子育て支援|保育所待機児童数|人|24|12|5|0|0|こども課
        ^|ファミリーサポート会員数|人|310|352|371|402|450|こども課
        """,
        """
        保育所待機児童数|0|0|人|2024-04-01/2025-03-31|子育て支援
        ファミリーサポート会員数|402|450|人|2024-04-01/2025-03-31|子育て支援
        """,
    ),
    "three_columns_a_year_and_blanks_to_fill_down": (
        """
        基本目標|重要業績評価指標（KPI）|令和4年度|<|<|令和5年度|<|<|評価
        ^|^|計画値|実績値|達成率|計画値|実績値|達成率|^
        基本目標１ しごと|新規就農者数（人）|10|8|80.0%|12|15|125.0%|A
        |創業支援件数（件）|20|22|110.0%|22|―|―|B
        """,
        """
        新規就農者数|15|12|人|2023-04-01/2024-03-31|基本目標１ しごと
        創業支援件数|22|22|件|2022-04-01/2023-03-31|基本目標１ しごと
        """,
    ),
    "measures_in_brackets_behind_years": (
        """
        主要指標|平成30年度（策定時）|令和5年度（実績）|令和6年度（見込）|令和8年度（目標）
        市民満足度|62.0点|64.5点|65.0点|70.0点
        """,
        "市民満足度|64.5点|70.0点|点|2023-04-01/2024-03-31|",
    ),
    "a_sum_of_years_beside_the_last_year": (
        """
        取組項目|R5計画|R5実績|R6計画|R6実績|R5～R6累計
        使用料の見直し（百万円）|12|15|13|14|29
        """,
        "使用料の見直し|14|13|百万円|2024|",
    ),
    "years_beside_values": (
        """
        項目|計画策定時|<|現状値|<|目標値|<
        ^|数値|年度|数値|年度|数値|年度
        審議会の女性委員の割合|28.5%|2019年度(令和元年度)|33.1%|2023年度(令和5年度)|40%|2025年度
        """,
        "審議会の女性委員の割合|33.1%|40%|%|2023-04-01/2024-03-31|",
    ),
    "the_year_before_its_value": (
        """
        指標名※【】内はゴールの番号|当初値|<|2022年(現状値)|<|2023年(目標値)|<
        森林整備面積【15.2】|2018年|350ha|2022年|433ha|2023年|500ha
        """,
        "森林整備面積【15.2】|433ha|500ha|ha|2022|",
    ),
    "turned": (
        """
        年度|観光入込客数（万人）|観光消費額（億円）
        令和4年度実績|471|131
        令和5年度実績|529|158
        令和7年度目標|600|200
        """,
        """
        観光入込客数|529|600|万人|2023-04-01/2024-03-31|
        観光消費額|158|200|億円|2023-04-01/2024-03-31|
        """,
    ),
    "one_indicator_a_table": (
        """
        指標名|申請率|<|<
        単位|％|<|<
        年度|R5|R6|R7
        目標値|50|60|70
        実績値|45.0|52.8|
        """,
        "申請率|52.8|70|%|2024-04-01/2025-03-31|",
    ),
    "rows_that_say_their_year": (
        """
        成果指標|年度|目標|実績|達成率
        参加者満足度(％)|R5|86|87.0|101.2%
        |R6|87|88.4|101.6%
        相談件数(件)|R5|125|140|112.0%
        |R6|130|128|98.5%
        """,
        """
        参加者満足度|88.4|87|%|2024-04-01/2025-03-31|
        相談件数|128|130|件|2024-04-01/2025-03-31|
        """,
    ),
    "measures_in_turn_with_letters": (
        """
        指標名|単位|項目|R5年度|R6年度|R8年度
        体力テストの評価|点|目標値（Ａ）|51.0|52.0|54.0
        ^|^|実績値（Ｂ）|49.9|50.4|
        ^|^|達成率（Ｂ／Ａ）|97.8%|96.9%|
        """,
        "体力テストの評価|50.4|54.0|点|2024-04-01/2025-03-31|",
    ),
    "a_name_in_two_cells": (
        """
        評価指標|<|計画策定時|2022年|2023年|目標値
        該当者の割合|男性|31.2％|32.4％|31.9％|28.0％
        ^|女性|10.4％|11.1％|10.7％|9.0％
        受診率|<|38.8％|39.0％|40.7％|60.0％
        """,
        """
        該当者の割合（男性）|31.9％|28.0％|%|2023|
        該当者の割合（女性）|10.7％|9.0％|%|2023|
        受診率|40.7％|60.0％|%|2023|
        """,
    ),
    "two_quantities_a_year": (
        """
        区分|R4実績|<|R5実績|<|R9目標|<
        ^|面積(ha)|産出額(百万円)|面積(ha)|産出額(百万円)|面積(ha)|産出額(百万円)
        水稲|1,210|1,850|1,195|1,910|1,150|2,000
        """,
        """
        水稲（面積）|1,195|1,150|ha|2023|
        水稲（産出額）|1,910|2,000|百万円|2023|
        """,
    ),
    "half_way_as_planned": (
        """
        指標|単位|当初値（H30年度）|最新値（R5年度）|中間値（R6年度）|目標値（R10年度）
        水洗化率|％|88.4|91.6|93.0|95.0
        """,
        "水洗化率|91.6|95.0|%|2023-04-01/2024-03-31|",
    ),
    "half_way_as_reached": (
        """
        指標|ベースライン値（H25年度）|中間値（H29年度）|最終値（R4年度）|目標値
        喫煙率|21.5％|19.8％|16.2％|12％以下
        """,
        "喫煙率|16.2％|12％以下|%|2022-04-01/2023-03-31|",
    ),
    "near_words": (
        """
        取り組み方針|ベンチマーク指標|たんい|スタート時の値|直近の実積値|めざそう値
        おもてなし|ガイド登録者数|人|35|52|60
        """,
        "ガイド登録者数|52|60|人||おもてなし",
    ),
    "names_before_goals": (
        """
        目標|評価指標|現況値（R2年度）|実績値（R5年度）|目標値（R8年度）
        使いやすい交通|バスの利用者数※1（千人/年）|1,245|1,356|1,400
        """,
        "バスの利用者数|1,356|1,400|千人/年|2023-04-01/2024-03-31|使いやすい交通",
    ),
    "the_year_in_the_cell": (
        """
        項目|計画策定時の数値|最新値|成果目標（期限）
        第１分野　政策決定|<|<|<
        管理職に占める女性の割合|15.8%（2020年）|19.5%（2024年）|22%（2025年度末）
        実績の年が前|H30：612g|R5：571g|R10：520g
        """,
        """
        管理職に占める女性の割合|19.5%|22%|%|2024|第１分野　政策決定
        実績の年が前|571g|520g|g|2023|第１分野　政策決定
        """,
    ),
}


def read(*blocks):
    told = interpret(read_html(as_html(*blocks)))
    assert told.characters_unplaced == 0
    return told


def lines_of(told):
    for row in told.indicators:
        actual, target = row.actual, row.target
        unit = next((o.value.unit for o in (actual, target) if o and o.value.unit), "")
        yield "|".join(
            [
                row.label,
                actual.value.text if actual else "",
                target.value.text if target else "",
                unit,
                actual.period.value.edtf if actual and actual.period else "",
                row.project.name if row.project else "",
            ]
        )


@pytest.mark.parametrize(("table", "truth"), CASES.values(), ids=CASES)
def test_the_indicators_of_a_table(table, truth):
    assert list(lines_of(read(table))) == [line.strip() for line in truth.strip().splitlines()]


def test_a_caption_names_the_rows_and_the_unit_stands_above():
    told = read(
        "１　延長保育事業",
        "（単位：人）",
        """
        区分|令和4年度|令和5年度
        量の見込み|1,150|1,120
        確保方策|1,300|1,300
        実績|1,045|1,101
        """,
    )
    assert list(lines_of(told)) == [
        "延長保育事業|1,101|1,300|人|2023-04-01/2024-03-31|延長保育事業"
    ]


def test_a_form_names_the_table_below_it():
    told = read(
        "指標名|ごみ資源化率|単位|％\n担当課|環境課|備考|",
        "年度|R4年度|R5年度\n目標|22.0|23.0\n実績|21.5|22.2",
    )
    assert list(lines_of(told)) == ["ごみ資源化率|22.2|23.0|%|2023-04-01/2024-03-31|"]


def test_headings_again_and_other_headings_further_down():
    told = read(
        """
        区分|指標|実績|目標
        移住|転入者数|131人|140人
        区分|指標|実績|目標
        産業|創業者数|6人|5人
        施策|KPI|単位|R5年度実績
        交通|乗客数|人|88
        """
    )
    assert list(lines_of(told)) == [
        "転入者数|131人|140人|人||移住",
        "創業者数|6人|5人|人||産業",
        "乗客数|88||人|2023-04-01/2024-03-31|交通",
    ]


def test_a_title_in_the_table_is_no_heading():
    told = read(
        """
        令和６年度　進捗管理表|<|<|<
        指標|単位|令和6年度|<
        ^|^|目標|実績
        改修数|箇所|3|2
        """
    )
    assert list(lines_of(told)) == ["改修数|2|3|箇所|2024-04-01/2025-03-31|"]


def test_years_without_an_era_are_of_the_one_named_before():
    told = read(
        "指標|平成30年度実績|令和元年度実績|２年度実績|５年度目標\n件数|30件|31件|32件|40件"
    )
    assert list(lines_of(told)) == ["件数|32件|40件|件|2020-04-01/2021-03-31|"]
    assert [f.text for f in told.findings if f.code == "D101"] == ["2年度", "5年度"]


def test_notes_are_given_to_what_their_marks_stand_at():
    told = read(
        "指標|実績|目標\n乗客数※1|12人|20人\n利用率|46.1%※2|50%\n便数|3便|4便",
        "※1　高速バスを除く。",
        "※2　調査方法を変更した。",
    )
    assert [row.note for row in told.indicators] == [
        "※1　高速バスを除く。",
        "※2　調査方法を変更した。",
        "",
    ]
    assert [row.label for row in told.indicators] == ["乗客数", "利用率", "便数"]
    assert not [r for r in told.residue if "※" in r.passage.text]


def test_a_near_word_and_a_place_are_findings():
    told = read("方面|指標|たんい|実績|目標\n北|件数|件|1|2")
    assert {"P107", "P108"} <= {finding.code for finding in told.findings}


@pytest.mark.parametrize(
    "table",
    [
        "年度|世帯数|人口\n令和4年度|12,101|27,801\n令和5年度|12,155|27,466",
        "地区名|令和4年|令和5年|増減率\n北|1,011|998|△1.3%\n南|2,240|2,251|0.5%",
        "科目|予算額|決算額|執行率\n総務費|1,200|1,150|95.8\n民生費|3,400|3,302|97.1",
        "工程|4月|5月\n設計|○|○\n工事||○",
        "氏名|役職|任期\n山田太郎|会長|令和6年4月～令和8年3月",
        "算出根拠|単位|R4年度|R5年度|R6年度見込\n単位当たりコスト|千円|41|40|39",
    ],
)
def test_tables_without_an_indicator_are_left_alone(table):
    told = read(table)
    assert told.indicators == ()
    assert told.residue
