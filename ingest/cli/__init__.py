"""The command `shinchoku`: one module a group of commands; nothing outside this package prints.

stdout carries data only; progress and messages go to stderr. Nothing heavy is imported before a
command needs it, so that `--help` is fast.
"""

import sys
from typing import NoReturn

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
from ingest.errors import DONE, INTERRUPTED, LACKING, MISSING, UNREADABLE, IngestError
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


def main() -> NoReturn:
    """Run the command; a failure ends with a message and its exit code, not with a trace."""
    try:
        app()
    except IngestError as error:
        say(error.finding)
        sys.exit(error.exit_code)
    except UnreadableDocumentError as error:
        say(error.finding)
        sys.exit(MISSING if error.finding.code == LACKING else UNREADABLE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    sys.exit(DONE)
