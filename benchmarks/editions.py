"""Identity over 24 editions of a series of 60 indicators: precision and recall, printed.

    python benchmarks/editions.py [--seeds 5] [--details]

The editions are made: indicators are renamed as offices rename them, mistyped, split, merged,
renumbered, moved to other projects, revised, dropped, added and left out for a while; siblings
(男性/女性, 県内/県外, 累計) must stay apart. A pair is two rows of different editions; it is right
where the rows are one indicator.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations, pairwise

from ingest.history.chains import Linked, link
from ingest.history.editions import group_series

Rows = list[dict[str, object]]
Place = tuple[str, str]
Pair = tuple[Place, Place]
Truth = dict[Place, int]

EDITIONS = 24
INDICATORS = 60
PROJECTS = (
    "産業力強化",
    "観光振興",
    "移住定住",
    "農林水産",
    "子育て支援",
    "教育",
    "健康長寿",
    "防災",
)
SUBJECTS = [
    "企業誘致件数",
    "新規就農者数",
    "移住相談件数",
    "延べ宿泊者数",
    "観光消費額",
    "農林水産物輸出額",
    "合計特殊出生率",
    "待機児童数",
    "空き家バンク登録件数",
    "創業支援件数",
    "スタートアップ創出数",
    "水素ステーション整備か所数",
    "スマート工場化支援企業数",
    "インキュベーション施設入居率",
    "コンベンション開催件数",
    "県公式SNSのフォロワー数",
    "サイクリングルート利用者数",
    "ジビエの利用量",
    "米の輸出量",
    "再造林率",
    "クルーズ船寄港回数",
    "外国人延べ宿泊者数",
    "女性管理職の割合",
    "男性管理職の割合",
    "男性の育児休業取得率",
    "女性の育児休業取得率",
    "小学校のICT活用率",
    "中学校のICT活用率",
    "県内大学卒業者の県内就職率",
    "県外からの移住者数",
    "県内企業の就職者数",
    "自主防災組織の組織率",
    "住宅の耐震化率",
    "特定健診受診率",
    "がん検診受診率",
    "健康寿命（男性）",
    "健康寿命（女性）",
    "学校給食の地場産物使用割合",
    "不登校児童生徒の割合",
    "放課後児童クラブの設置か所数",
    "子育て支援センター利用者数",
    "こども食堂の設置数",
    "林業新規就業者数",
    "漁業新規就業者数",
    "認定農業者数",
    "農地の集積率",
    "木材生産量",
    "養殖ブリの出荷量",
    "製造品出荷額等",
    "付加価値額",
    "有効求人倍率",
    "若者の県内定着率",
    "障害者雇用率",
    "公共交通の利用者数",
    "バス路線の維持数",
    "道路の改良延長",
    "河川の整備率",
    "下水道普及率",
    "汚水処理人口普及率",
    "再生可能エネルギー導入量",
    "温室効果ガス削減率",
    "ごみの排出量",
    "リサイクル率",
    "文化施設の来館者数",
    "スポーツ実施率",
    "プロスポーツの平均入場者数",
    "図書館の貸出冊数",
    "国際交流イベントの参加者数",
    "外国人材の受入れ企業数",
    "DX推進企業数",
    "テレワーク導入率",
    "キャッシュレス導入率",
    "電子申請の利用率",
    "職員の研修受講者数",
    "財政調整基金残高",
    "県税の徴収率",
    "未利用財産の売却額",
    "空港利用者数",
    "港湾コンテナ取扱量",
    "商店街の空き店舗率",
    "事業承継の支援件数",
    "経営革新計画の承認件数",
    "特許出願の支援件数",
    "実証実験の実施件数",
    "共同研究の件数",
    "産学連携プロジェクト数",
    "ふるさと納税の寄附額",
    "関係人口の登録者数",
    "お試し住宅の稼働率",
    "地域おこし協力隊の定住率",
    "二地域居住の協定締結数",
    "教育旅行の受入校数",
    "体験型観光プログラム数",
    "観光案内所の設置か所数",
    "多言語対応の施設数",
    "ボランティア登録者数",
    "消防団員数",
    "防災士の登録者数",
]
UNITS = (
    ("件数", "件"),
    ("か所数", "か所"),
    ("者数", "人"),
    ("企業数", "社"),
    ("員数", "人"),
    ("冊数", "冊"),
    ("校数", "校"),
    ("額", "百万円"),
    ("率", "％"),
    ("割合", "％"),
    ("量", "ｔ"),
    ("回数", "回"),
    ("寿命", "年"),
    ("延長", "km"),
    ("残高", "百万円"),
    ("数", "件"),
)
SCALES = {
    "百万円": (1e6, "円"),
    "億円": (1e8, "円"),
    "％": (1, "%"),
    "ｔ": (1, "t"),
    "か所": (1, "箇所"),
}
SYNONYMS = (
    ("件数", "数"), ("利用者数", "利用人数"), ("参加者数", "参加人数"), ("割合", "比率"), ("か所", "箇所"),
    ("支援", "サポート"), ("整備", "設置"), ("開催", "実施"), ("企業誘致", "誘致企業"), ("登録者数", "登録人数"),
    ("フォロワー数", "総登録者数"), ("スマート工場", "スマートファクトリー"), ("コンベンション", "MICE"), ("利用量", "活用量"),
    ("新規就農者", "新たに就農した者"), ("寄港回数", "入港回数"), ("導入率", "普及率"), ("受診率", "受診割合"),
    ("設置数", "開設数"), ("の", ""), ("待機児童数", "保育所等待機児童数"), ("消費額", "消費総額"), ("支援件数", "支援企業件数"),
    ("DX推進", "デジタル化推進"), ("こども", "子ども"), ("受入れ", "受入"), ("延べ宿泊者数", "宿泊者数（延べ）"),
    ("創出数", "設立数"), ("相談件数", "相談の受付件数"), ("徴収率", "収納率"), ("研修受講者", "研修修了者"),
)  # fmt: skip
SUFFIXES = ("（実績）", "（県全体）", "（速報値）", "（暦年）", "の推移", "【KPI】")
PREFIXES = ("本県の", "県の", "主要な", "支援による", "KPI ")
EVENTS = {
    "rename": 0.02,
    "mistype": 0.01,
    "move_target": 0.01,
    "revise": 0.01,
    "change_project": 0.005,
    "change_unit": 0.003,
    "leave_out": 0.004,
    "drop": 0.005,
    "split": 0.003,
    "": 0.93,
}
SIBLINGS = (("男性", "女性"), ("県内", "県外"), ("小学校", "中学校"), ("林業", "漁業"))
QUALIFIERS = (
    ("（県内）", "（県外）"),
    ("（男性）", "（女性）"),
    ("（東部）", "（西部）"),
    ("（対面）", "（オンライン）"),
)
LOOKALIKE = ("致到", "数教", "設没", "者著", "業茉", "率卒", "農濃", "導尊", "録緑", "量重")


@dataclass
class Indicator:
    """What an indicator truly is."""

    entity: int
    label: str
    unit: str
    project: int
    baseline: float
    target: float
    value: float
    digits: int
    past: dict[str, float] = field(default_factory=dict)
    absent_until: int = 0
    true_label: str = ""


class Maker:
    """Makes the editions of one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - made-up editions
        self.entities = 0
        self.pool = list(SUBJECTS)
        self.random.shuffle(self.pool)
        self.projects = {n: str(n + 1) for n in range(len(PROJECTS))}
        self.alive = [self.make(self.pool.pop()) for _ in range(INDICATORS)]

    def make(self, label: str) -> Indicator:
        roll = self.random
        self.entities += 1
        unit = next(unit for ending, unit in UNITS if ending in label)
        digits = 1 if unit in {"％", "年", "km"} else 0
        top = 100.0 if unit == "％" else 10 ** roll.uniform(1, 4.5)
        target = round(top * roll.uniform(0.4, 1.0), digits)
        baseline = round(target * roll.uniform(0.2, 0.7), digits)
        value = round(baseline + (target - baseline) * roll.uniform(0.0, 0.4), digits)
        made = Indicator(
            self.entities,
            label,
            unit,
            roll.randrange(len(PROJECTS)),
            baseline,
            target,
            value,
            digits,
        )
        made.past = {"2017": baseline, "2018": round(baseline * roll.uniform(0.95, 1.15), digits)}
        return made

    def editions(self) -> Iterator[list[Indicator]]:
        for number in range(EDITIONS):
            if number:
                self.advance(number)
            yield [replace(i) for i in self.alive if i.absent_until <= number]

    def advance(self, number: int) -> None:
        roll = self.random
        for indicator in list(self.alive):
            self.move(indicator)
            indicator.label = indicator.true_label or indicator.label
            indicator.true_label = ""
            (event,) = roll.choices(list(EVENTS), list(EVENTS.values()))
            if event == "leave_out":
                indicator.absent_until = number + roll.randint(1, 3)
            elif event:
                getattr(self, event)(indicator)
        if roll.random() < 0.15:
            order = list(range(len(PROJECTS)))
            roll.shuffle(order)
            self.projects = {n: str(order[n] + 1) for n in order}
        if roll.random() < 0.5 and self.pool:
            self.add(self.pool.pop())

    def move_target(self, indicator: Indicator) -> None:
        indicator.target = round(
            indicator.target * self.random.uniform(1.05, 1.4), indicator.digits
        )

    def revise(self, indicator: Indicator) -> None:
        year = self.random.choice(sorted(indicator.past))
        indicator.past[year] = round(indicator.past[year] * 1.03 + 1, indicator.digits)

    def change_project(self, indicator: Indicator) -> None:
        indicator.project = self.random.randrange(len(PROJECTS))

    def change_unit(self, indicator: Indicator) -> None:
        if indicator.unit != "百万円":
            return
        indicator.unit, indicator.digits = "億円", 2
        for name in ("value", "target", "baseline"):
            setattr(indicator, name, round(getattr(indicator, name) / 100, 2))
        indicator.past = {y: round(v / 100, 2) for y, v in indicator.past.items()}

    def move(self, indicator: Indicator) -> None:
        if self.random.random() < 0.7:
            step = (indicator.target - indicator.baseline) * self.random.uniform(-0.01, 0.06)
            indicator.value = round(indicator.value + step, indicator.digits)

    def add(self, label: str) -> None:
        if all(label != other.label for other in self.alive):
            self.alive.append(self.make(label))

    def labels(self) -> set[str]:
        return {i.label for i in self.alive}

    def rename(self, indicator: Indicator) -> None:
        label, roll = indicator.label, self.random
        fitting = [(a, b) for a, b in SYNONYMS if a in label] + [
            (b, a) for a, b in SYNONYMS if b and b in label
        ]
        ways = [lambda: label + roll.choice(SUFFIXES), lambda: roll.choice(PREFIXES) + label]
        if fitting:
            ways += [lambda: label.replace(*roll.choice(fitting), 1)] * 5
        new = roll.choice(ways)()
        if roll.random() < 0.3:
            new = (
                new.replace("（", "(")
                .replace("）", ")")
                .translate(str.maketrans("0123456789", "０１２３４５６７８９"))
            )
        if new not in self.labels() and len(new) < 30:
            indicator.label = new

    def mistype(self, indicator: Indicator) -> None:
        label, roll = indicator.label, self.random
        swaps = [(a, b) for a, b in LOOKALIKE if a in label]
        at = roll.randrange(1, len(label) - 1)
        if swaps and roll.random() < 0.5:
            typo = label.replace(*roll.choice(swaps), 1)
        else:
            typo = label[:at] + label[at + 1 :]
        if typo not in self.labels():
            indicator.true_label, indicator.label = label, typo

    def drop(self, indicator: Indicator) -> None:
        """Drop one, and now and then bring a sibling or a look-alike in its place."""
        self.alive.remove(indicator)
        roll = self.random
        if roll.random() < 0.5:
            return
        label = indicator.label
        for one, other in SIBLINGS:
            if one in label or other in label:
                a, b = (one, other) if one in label else (other, one)
                self.add(label.replace(a, b))
                return
        self.add(label + "（累計）")

    def split(self, indicator: Indicator) -> None:
        self.alive.remove(indicator)
        share = self.random.uniform(0.3, 0.7)
        for qualifier, part in zip(self.random.choice(QUALIFIERS), (share, 1 - share), strict=True):
            made = self.make(indicator.label + qualifier)
            made.unit, made.project, made.digits = (
                indicator.unit,
                indicator.project,
                indicator.digits,
            )
            for name in ("value", "target", "baseline"):
                setattr(made, name, round(getattr(indicator, name) * part, indicator.digits))
            made.past = {y: round(v * part, made.digits) for y, v in indicator.past.items()}
            self.alive.append(made)


def make_rows(seed: int, *, with_past: bool) -> tuple[Rows, Rows, Rows, Truth]:
    """Rows of all editions as the tables hold them, and the entity of each row."""
    maker, truth = Maker(seed), {}
    documents, progress, observations = [], [], []
    for number, edition in enumerate(maker.editions()):
        year, month = divmod(number + 3, 12)
        day = date(2019 + year, month + 1, 28)
        document = f"{seed:04d}{number:04d}"
        documents.append(
            {
                "document_id": document,
                "edition": day,
                "series": "試験",
                "rows": len(edition),
                "title": "試験",
            }
        )
        counted = Counter(i.label for i in edition)
        for indicator in edition:
            row_id = (
                indicator.label
                if counted[indicator.label] == 1
                else f"{indicator.label}#{indicator.entity}"
            )
            truth[document, row_id] = indicator.entity
            progress.append(progress_row(document, row_id, indicator, maker.projects))
            observations.extend(past_rows(document, row_id, indicator) if with_past else ())
    return documents, progress, observations, truth


def progress_row(
    document: str, row_id: str, indicator: Indicator, projects: dict[int, str]
) -> dict[str, object]:
    scale, unit_std = SCALES.get(indicator.unit, (1, indicator.unit))
    return {
        "document_id": document,
        "indicator_id": row_id,
        "indicator": indicator.label,
        "project_no": projects[indicator.project],
        "project": PROJECTS[indicator.project],
        "value": indicator.value,
        "value_std": indicator.value * scale,
        "target": indicator.target,
        "target_std": indicator.target * scale,
        "unit": indicator.unit,
        "unit_std": unit_std,
    }


def past_rows(document: str, row_id: str, indicator: Indicator) -> Iterator[dict[str, object]]:
    scale, _ = SCALES.get(indicator.unit, (1, indicator.unit))
    for year, value in indicator.past.items():
        yield {
            "document_id": document,
            "indicator_id": row_id,
            "measure": "actual",
            "period_edtf": year,
            "value_std": value * scale,
        }


def evaluate(seed: int, *, with_past: bool, details: bool) -> tuple[float, ...]:
    """Precision and recall of pairs of rows, and of links between neighbours."""
    documents, progress, observations, truth = make_rows(seed, with_past=with_past)
    (series,) = group_series(documents, lambda _: (progress, observations))
    linked = link(series, lambda *_: None)
    found, links = set(), set()
    for chain in linked.chains:
        places = [chain.facts[number].place for number in sorted(chain.facts)]
        found |= set(combinations(places, 2))
        links |= set(pairwise(places))
    by_entity: dict[int, list] = {}
    for place in sorted(truth):
        by_entity.setdefault(truth[place], []).append(place)
    wanted = {pair for places in by_entity.values() for pair in combinations(places, 2)}
    wanted_links = {p for places in by_entity.values() for p in pairwise(places)}
    if details:
        show(links - wanted_links, wanted_links - links, linked)
    renamed = {(a, b) for a, b in wanted_links if a[1] != b[1]}
    return (
        len(found & wanted) / len(found),
        len(found & wanted) / len(wanted),
        len(links & wanted_links) / len(links),
        len(links & wanted_links) / len(wanted_links),
        len(renamed & links),
        len(renamed),
        len(linked.doubts),
    )


def show(wrong: set[Pair], missing: set[Pair], linked: Linked) -> None:
    doubts = {(d.old.place, d.new.place): d.score for d in linked.doubts}
    for name, pairs in (("wrong", wrong), ("missing", missing)):
        for a, b in sorted(pairs):
            print(f"    {name:8}{a[1]} → {b[1]}  {a[0][4:]}→{b[0][4:]} {doubts.get((a, b), '')}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seeds", type=int, default=5)
    arguments.add_argument("--details", action="store_true")
    chosen = arguments.parse_args()
    print("seed  past   pairs: precision recall   links: precision recall   renames found  unsure")
    for seed, with_past in ((s, p) for s in range(chosen.seeds) for p in (True, False)):
        p, r, lp, lr, found, renamed, unsure = evaluate(
            seed, with_past=with_past, details=chosen.details
        )
        print(
            f"{seed:4}  {with_past!s:5}        {p:9.2%} {r:6.2%}          {lp:9.2%} {lr:6.2%}"
            f"   {found:6}/{renamed:<6}  {unsure}"
        )


if __name__ == "__main__":
    main()
