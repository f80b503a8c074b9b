"""The command `shinchoku`: one module a group of commands; nothing outside this package prints.

stdout carries data only; progress and messages go to stderr. Nothing heavy is imported before a
command needs it, so that `--help` is fast.
"""

import sys
from io import TextIOWrapper
from typing import NoReturn, cast

import typer

from ingest.cli import (
    check,
    doctor,
    fetch,
    history,
    layouts,
    look,
    notations,
    plan,
    report,
    review,
    run,
    store,
)
from ingest.cli.app import app
from ingest.cli.console import say
from ingest.errors import (
    DONE,
    INTERRUPTED,
    LACKING,
    MISSING,
    UNREADABLE,
    IngestError,
    OutputError,
    UsageError,
)
from parsers.findings import UnreadableDocumentError

__all__ = [
    "app",
    "check",
    "doctor",
    "fetch",
    "history",
    "layouts",
    "look",
    "main",
    "notations",
    "plan",
    "report",
    "review",
    "run",
    "store",
]

_ORDER = (
    *("run", "show", "tables", "parse", "explain", "init"),
    *("check", "report", "review", "inquiries"),
    *("panel", "diff", "export"),
    *("fetch", "plan", "compact", "doctor"),
)
"""Commands as `--help` lists them: read, look closer, follow over editions, keep it going."""
app.registered_commands.sort(key=lambda c: _ORDER.index(c.callback.__name__ if c.callback else ""))


_Misuse = cast("type[typer.BadParameter]", typer.BadParameter.__base__)
"""What the library raises for a wrong command line; it has no public name."""


def main() -> NoReturn:
    """Run the command; a failure ends with a message and its exit code, not with a trace."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a terminal or a pipe cannot show is escaped
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(_run())
    except IngestError as error:
        say(error.finding)
        sys.exit(error.exit_code)
    except OSError as error:
        name = str(error.filename2 or error.filename or "-")
        failure = OutputError("E406", name, reason=error.strerror or str(error))
        say(failure.finding)
        sys.exit(failure.exit_code)
    except UnreadableDocumentError as error:
        say(error.finding, error.finding.text)
        sys.exit(MISSING if error.finding.code == LACKING else UNREADABLE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _run() -> int:
    """Run the command, without one show what there is; gives its exit code.

    Raises:
        UsageError: The command line is wrong.
    """
    try:
        return app(sys.argv[1:] or ["--help"], standalone_mode=False) or DONE
    except _Misuse as error:
        command = error.ctx.command_path if error.ctx else "shinchoku"
        reason = " ".join(error.format_message().split()).rstrip(".")
        raise UsageError("E215", command, reason=reason) from error
    except typer.Abort:  # what some of its versions make of an interruption
        return INTERRUPTED
