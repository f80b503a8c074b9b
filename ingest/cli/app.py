"""The application that commands register with, and the arguments that several of them take."""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.console import speak
from ingest.errors import UsageError
from ingest.places import to_place

app = typer.Typer(
    name="shinchoku",
    help="進捗資料（PDF・Excel・Word・HTML・テキスト）を、出典の位置まで辿れるデータにします。\n\n"
    "Reads progress documents into tidy data; every value keeps its place in the source.\n\n"
    "終了コード / exit codes: 0 完了 done · 1 気づきあり findings · 2 使い方の誤り usage · "
    "3 読めない文書あり unreadable · 4 検証に失敗・書けない invalid output · 5 取得に失敗 fetch failed · "
    "6 道具がない missing tool · 130 中断 interrupted",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"shinchoku {version('shinchoku')}")
        raise typer.Exit


@app.callback()
def start(
    lang: Annotated[
        str,
        typer.Option(metavar="ja|en", envvar="SHINCHOKU_LANG", help="メッセージの言語 of messages"),
    ] = "",
    _: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="版 the version"),
    ] = False,
) -> None:
    """Set what holds for every command."""
    if lang:
        speak(choose(lang, ("ja", "en")))


Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        parser=to_place,
        help="ファイルかフォルダー（s3:// gs:// も） files or folders, also in object stores",
    ),
]
OnePath = Annotated[Path, typer.Argument(metavar="PATH", help="ファイル a file")]
Reference = Annotated[
    str,
    typer.Option(metavar="DATE", help="文書の時点（2019-08、R1.8） the day it reports on"),
]

NORMALIZED = Path("normalized")
Output = Annotated[
    Path, typer.Argument(metavar="PATH", help="run の出力先（入れ子でもよい） output of runs")
]
Formats = Annotated[
    str,
    typer.Option("--format", metavar="LIST", help="csv,parquet の一方か両方 either or both"),
]
TableOrJson = Annotated[
    str, typer.Option("--format", metavar="table|json", help="出し方 how it is shown")
]


def choose_formats(names: str) -> list[str]:
    """The formats of the tables, from a list with commas.

    Raises:
        UsageError: One of them is none.
    """
    return [choose(name, ("csv", "parquet")) for name in names.split(",")]


def choose(name: str, choices: tuple[str, ...]) -> str:
    """The name, if it is one of the choices.

    Raises:
        UsageError: It is none of them.
    """
    if name not in choices:
        raise UsageError("E205", name, choices=" ".join(choices))
    return name
