"""`shinchoku parse` and `explain`: single notations, and what codes mean."""

import json
import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.app import Reference, app, choose
from ingest.cli.console import say, tell
from ingest.errors import UsageError
from parsers.findings import Finding, read_catalogue

_CODE = re.compile(r"[A-Za-z][0-9]{3}")
_FILE = re.compile(r"[^\n]*\.(pdf|xls[xmb]?|ods|doc[xm]?|html?|txt|csv|tsv|zip)", re.IGNORECASE)


@app.command()
def parse(
    texts: Annotated[
        list[str] | None,
        typer.Argument(metavar="TEXT", help="無ければ標準入力の各行 else each line of stdin"),
    ] = None,
    kind: Annotated[
        str, typer.Option(metavar="indicator|date", help="無ければ自動 else told by itself")
    ] = "",
    reference: Reference = "",
    file_format: Annotated[
        str, typer.Option("--format", metavar="jsonl", help="出し方 how it is shown")
    ] = "jsonl",
) -> None:
    """表記をひとつずつ読む。 Read one notation a line; one JSON object a line comes out."""
    from ingest.reference import read_reference
    from parsers.notation import describe

    choose(file_format, ("jsonl",))
    chosen = choose(kind, ("indicator", "date")) if kind else None
    edition = read_reference(reference)
    encode = json.JSONEncoder(ensure_ascii=False).encode  # made once: half the time of a line
    for text in texts or (line.rstrip("\r\n") for line in sys.stdin):
        sys.stdout.write(f"{encode(describe(chosen, text, edition))}\n")
        sys.stdout.flush()  # who asks line by line waits for the answer


def _explain_document(path: Path, reference: str) -> None:
    """What each column of each table was taken for, how surely and why."""
    from ingest.decisions import explain_columns
    from ingest.reading import read_path
    from ingest.reference import read_reference

    reading = read_path(path, read_reference(reference))
    if reading.document is not None and not reading.document.tables:
        say(Finding("R101", reading.source.name))
    for line in explain_columns(reading):
        typer.echo(line)


def _is_path(subject: str) -> bool:
    """Whether a document is meant: one that is there, or a name that only a file has."""
    try:
        return Path(subject).exists() or _FILE.fullmatch(subject) is not None
    except (OSError, ValueError):  # a text too long for a name, or with characters that none has
        return False


@app.command()
def explain(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="CODE|TEXT|PATH",
            help="D102 など、書き方、または文書 a code, a notation or a document",
        ),
    ],
    reference: Reference = "",
    data: Annotated[
        Path | None,
        typer.Option("--in", metavar="PATH", help="run の出力先での訂正と気づき in output of runs"),
    ] = None,
) -> None:
    """コード、書き方、文書の読み方を説明する。 Explain a code, a notation or how a document is read."""
    if data is not None:
        from ingest.history.explained import explain_in

        lines = list(explain_in(subject, data))
        for line in lines:
            typer.echo(line)
        if not lines:
            tell(
                f"「{subject}」についての訂正も気づきも {data} にありません。",
                f"No correction and no finding in {data} is about “{subject}”.",
            )
        return
    if _is_path(subject):
        _explain_document(Path(subject), reference)
        return
    if not _CODE.fullmatch(subject):
        from ingest.explained import explain_text
        from ingest.reference import read_reference

        typer.echo("\n".join(explain_text(subject, read_reference(reference))))
        return
    catalogue = read_catalogue()
    if subject.upper() not in catalogue:
        letter = subject[0].upper()
        alike = [code for code in catalogue if code.startswith(letter)] or sorted(
            {code[0] for code in catalogue}
        )
        raise UsageError("E205", subject, choices=" ".join(alike))
    kind = catalogue[subject.upper()]
    typer.echo(f"{kind.code}  {kind.title_ja} / {kind.title_en}  [{kind.severity}]\n")
    typer.echo(f"{kind.explanation_ja}\n\n{kind.explanation_en}")
