"""The command `shinchoku`: the only module that prints and sets exit codes.

stdout carries data only; progress and messages go to stderr. Nothing heavy is imported before a
command needs it, so that `--help` is fast.
"""

import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ingest.errors import DONE, FOUND, INTERRUPTED, UNREADABLE, IngestError, UsageError
from parsers.findings import Finding, UnreadableDocumentError, read_catalogue

if TYPE_CHECKING:
    from ingest.pipeline import Watch
    from ingest.worker import Reading

_CODE = re.compile(r"[A-Za-z][0-9]{3}")

app = typer.Typer(
    name="shinchoku",
    help="進捗資料（PDF・Excel・Word・HTML・テキスト）を、出典の位置まで辿れるデータにします。\n\n"
    "Reads progress documents into tidy data; every value keeps its place in the source.\n\n"
    "終了コード / exit codes: 0 完了 done · 1 気づきあり findings · 2 使い方 usage · "
    "3 読めない文書あり unreadable · 4 出力の検証に失敗 invalid output · 6 使えない機能 not available · 130 中断 interrupted",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="ファイルかフォルダー files or folders")
]
_Path = Annotated[Path, typer.Argument(metavar="PATH", help="ファイル a file")]
_Reference = Annotated[
    str,
    typer.Option(metavar="DATE", help="文書の時点（2019-08、R1.8） the day it reports on"),
]


def main() -> NoReturn:
    """Run the command; a failure ends with a message and its exit code, not with a trace."""
    try:
        app()
    except IngestError as error:
        _say(error.finding)
        sys.exit(error.exit_code)
    except UnreadableDocumentError as error:
        _say(error.finding)
        sys.exit(UNREADABLE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    sys.exit(DONE)


@app.command()
def run(
    paths: _Paths,
    out: Annotated[Path, typer.Option(help="出力先のフォルダー output folder")] = Path(
        "normalized"
    ),
    file_format: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="csv,parquet の一方か両方 either or both"),
    ] = "csv,parquet",
    reference: _Reference = "",
    jobs: Annotated[int, typer.Option(min=1, help="並行して読む数 processes that read")] = 1,
    strict: Annotated[
        bool, typer.Option("--strict", help="気づきがあれば 1 で終わる exit 1 on findings")
    ] = False,
) -> None:
    """文書を読み、整った表を書き出す。 Read documents and write tidy tables."""
    from ingest.pipeline import run as run_pipeline
    from ingest.reference import read_reference

    started = time.perf_counter()
    formats = [_choose(name, ("csv", "parquet")) for name in file_format.split(",")]
    edition = read_reference(reference)
    with _progress_bar() as watch:
        done = run_pipeline(paths, out, formats=formats, edition=edition, jobs=jobs, watch=watch)
    for name, finding in done.failures:
        _say(finding, name)
    seconds = time.perf_counter() - started
    _tell(
        f"{done.documents} 文書から {done.rows} 指標、気づき {done.findings} 件、"
        f"失われた文字 {done.characters_unplaced}、{seconds:.1f} 秒 → {out}"
    )
    if done.failures:
        raise typer.Exit(UNREADABLE)
    if strict and done.findings:
        raise typer.Exit(FOUND)


@app.command()
def show(path: _Path, reference: _Reference = "") -> None:
    """ひとつの文書の指標を端末に出す。 Show the progress table of one document."""
    from rich.console import Console

    from ingest.opened import OpenDocument
    from ingest.show import draw_progress

    reading = _read(path, reference)
    _say_all(reading)
    console = Console(soft_wrap=False)
    console.print(draw_progress(OpenDocument(reading).progress, reading.source.name))


@app.command()
def tables(
    path: _Path,
    file_format: Annotated[str, typer.Option("--format", help="json、csv、html")] = "json",
    engine: Annotated[str, typer.Option(help="PDF を読む部品 pdfium、pdfplumber")] = "pdfium",
    debug_image: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="罫線とセルを描いたページの絵 pages with rules and cells"),
    ] = None,
) -> None:
    """文書の表をそのまま出す。 Print the raw tables of any document."""
    from ingest.picture import save_pages
    from ingest.raw import describe_tables, print_csv, print_html
    from ingest.sources import find_files, read_source
    from ingest.worker import open_source

    chosen = _choose(file_format, ("json", "csv", "html"))
    (file,) = find_files([path])
    source = read_source(file)
    document = open_source(source, _choose(engine, ("pdfium", "pdfplumber")))
    if debug_image is not None:
        save_pages(source, debug_image)
    if not document.tables:
        _say(Finding("R101", source.name))
    if chosen == "json":
        _print_json(describe_tables(source, document), indent=2)
    else:
        typer.echo(print_csv(document) if chosen == "csv" else print_html(document), nl=False)


@app.command()
def parse(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT...]", help="無ければ標準入力の各行")
    ] = None,
    kind: Annotated[
        str, typer.Option(help="indicator、date。無ければ自動 else told by itself")
    ] = "",
    reference: _Reference = "",
    file_format: Annotated[str, typer.Option("--format", help="jsonl")] = "jsonl",
) -> None:
    """表記をひとつずつ読む。 Read one notation a line; one JSON object a line comes out."""
    from ingest.reference import read_reference
    from parsers.notation import describe

    _choose(file_format, ("jsonl",))
    chosen = _choose(kind, ("indicator", "date")) if kind else None
    edition = read_reference(reference)
    for text in texts or _lines(sys.stdin):
        _print_json(describe(chosen, text, edition))


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(metavar="CODE|TEXT", help="D102 など、または書き方")],
    reference: _Reference = "",
) -> None:
    """気づきのコード、または書き方の読みを説明する。 Explain a finding's code or a reading."""
    if not _CODE.fullmatch(subject):
        from ingest.explained import explain_text
        from ingest.reference import read_reference

        typer.echo("\n".join(explain_text(subject, read_reference(reference))))
        return
    catalogue = read_catalogue()
    if subject.upper() not in catalogue:
        raise UsageError("E205", subject, choices=" ".join(catalogue))
    kind = catalogue[subject.upper()]
    typer.echo(f"{kind.code}  {kind.title_ja} / {kind.title_en}  [{kind.severity}]\n")
    typer.echo(f"{kind.explanation_ja}\n\n{kind.explanation_en}")


def _read(path: Path, reference: str) -> "Reading":
    """Read the one file that a command names."""
    from ingest.reference import read_reference
    from ingest.sources import find_files, read_source
    from ingest.worker import read_one

    edition = read_reference(reference)
    (file, *_) = find_files([path])
    reading = read_one(read_source(file, edition))
    if reading.document is None:
        raise UnreadableDocumentError(reading.findings[0])
    return reading


def _choose(name: str, choices: tuple[str, ...]) -> str:
    if name not in choices:
        raise UsageError("E205", name, choices=" ".join(choices))
    return name


def _lines(stream: Iterable[str]) -> Iterator[str]:
    return (line.rstrip("\r\n") for line in stream)


def _print_json(value: object, indent: int | None = None) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def _say_all(reading: "Reading") -> None:
    for finding in reading.findings:
        if finding.kind.severity != "info":
            _say(finding)


def _say(finding: Finding, name: str = "") -> None:
    """A finding on stderr, in Japanese and English."""
    where = " ".join(filter(None, [name, str(finding.locator or "")]))
    for language in ("ja", "en"):
        _tell(f"{finding.code} {where + ': ' if where else ''}{finding.message(language)}")


def _tell(message: str) -> None:
    typer.echo(message, err=True)


@contextmanager
def _progress_bar() -> "Iterator[Watch]":
    """A bar on a terminal; nothing in a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("読んでいます", total=None)

        def watch(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name)

        yield watch
