"""`shinchoku check`: an output folder held against what it promises."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.app import NORMALIZED, Output, app, choose
from ingest.cli.console import print_json, tell
from ingest.errors import FOUND

if TYPE_CHECKING:
    from ingest.check.problems import Problem

_FORMATS = ("table", "json", "github")


@app.command()
def check(
    out: Output = NORMALIZED,
    file_format: Annotated[
        str, typer.Option("--format", metavar="table|json|github", help="出し方 how it is shown")
    ] = "table",
) -> None:
    """出力の表を確かめる。問題があれば 1 で終わる。 Check written tables; exit 1 on problems."""
    chosen = choose(file_format, _FORMATS)
    from ingest.check.output import check_folder
    from ingest.check.stored import find_folders

    folders = find_folders(out)
    problems = [problem for folder in folders for problem in check_folder(folder)]
    {"table": _print_table, "json": _print_json, "github": _print_annotations}[chosen](problems)
    tell(
        f"{len(folders)} フォルダー、問題 {len(problems)} 件",
        f"{len(folders)} folders, {len(problems)} problems",
    )
    if problems:
        raise typer.Exit(FOUND)


def _print_table(problems: "Sequence[Problem]") -> None:
    for problem in problems:
        where = f"{problem.file}:{problem.line}" if problem.line else str(problem.file)
        finding = problem.finding
        typer.echo(f"{where}: {problem.severity} {finding.code} {finding.message('ja')}")
        typer.echo(f"{' ' * len(where)}  {finding.message('en')}")


def _print_json(problems: "Sequence[Problem]") -> None:
    described = [
        {
            "code": problem.finding.code,
            "severity": problem.severity,
            "file": problem.file.as_posix(),
            "line": problem.line or None,
            "text": problem.finding.text,
            "details": dict(problem.finding.details),
            "message_ja": problem.finding.message("ja"),
            "message_en": problem.finding.message("en"),
        }
        for problem in problems
    ]
    print_json({"problems": described}, indent=2)


def _print_annotations(problems: "Sequence[Problem]") -> None:
    """Annotations as GitHub Actions reads them from a step's output."""
    for problem in problems:
        command = {"error": "error", "warning": "warning"}.get(problem.severity, "notice")
        where = f"file={_property(problem.file.as_posix())}"
        where += f",line={problem.line}" if problem.line else ""
        finding = problem.finding
        text = _data(f"{finding.message('ja')} {finding.message('en')}")
        typer.echo(f"::{command} {where},title={finding.code}::{text}")


def _data(text: str) -> str:
    """The text of an annotation; what would end it is escaped."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
