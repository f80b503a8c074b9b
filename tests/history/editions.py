"""Makes editions of a series as small HTML documents."""

from dataclasses import dataclass, field

_HEAD = "<tr><th>施策</th><th>指標名</th><th>単位</th>{years}<th>目標値</th><th>達成率</th></tr>"


@dataclass
class Line:
    """An indicator: what its row prints."""

    name: str
    unit: str
    values: dict[str, str]
    target: str
    project: str = "産業力強化"
    rate: str = ""


@dataclass
class Issue:
    """An edition: 令和{year}年{month}月."""

    year: int
    month: int
    lines: list[Line] = field(default_factory=list)
    title: str = "試験県総合戦略の進捗状況"

    def html(self) -> str:
        years = list(dict.fromkeys(year for line in self.lines for year in line.values))
        head = _HEAD.format(years="".join(f"<th>実績値（{year}）</th>" for year in years))
        rows = "".join(
            f"<tr><td>{line.project}</td><td>{line.name}</td><td>{line.unit}</td>"
            + "".join(f"<td>{line.values.get(year, '')}</td>" for year in years)
            + f"<td>{line.target}</td><td>{line.rate}</td></tr>"
            for line in self.lines
        )
        title = f"{self.title}（令和{self.year}年{self.month}月末現在）"
        return (
            f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>"
            f"<h1>{title}</h1><table>{head}{rows}</table></body></html>"
        )

    def write(self, folder, name=""):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (name or f"r{self.year}-{self.month:02}.html")
        path.write_text(self.html(), encoding="utf-8")
        return path
