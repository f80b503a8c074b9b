"""What recognition needs on the machine, and which versions it has."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec

from ingest.limits import seconds_left

INSTALL = (
    'apt-get update && apt-get install -y tesseract-ocr tesseract-ocr-jpn && pip install ".[ocr]"'
)
"""The line of the README that installs all of it."""

MODULES = ("cv2", "ocrmypdf")
LANGUAGES = frozenset({"jpn", "eng", "osd"})
SECONDS = 30.0
RESERVE = 20.0
"""Seconds of a document's time that are kept for what comes after recognition."""


def find_missing() -> tuple[str, ...]:
    """Names of what is missing; empty where pages can be recognised."""
    return tuple(_missing())


def _missing() -> Iterator[str]:
    yield from (module for module in MODULES if find_spec(module) is None)
    if shutil.which("tesseract") is None:
        yield "tesseract"
        return
    known = set(_ask("--list-langs").split())
    yield from sorted(f"tesseract-ocr-{language}" for language in LANGUAGES - known)


def describe_engine() -> str:
    """The programs that recognise, with their versions: they are part of what made the values."""
    _, number, *_ = _ask("--version").split()
    return f"Tesseract {number}, OCRmyPDF {version('ocrmypdf')}"


def is_current(engine: str) -> bool:
    """Whether pages would be recognised by these programs again, or could not be at all."""
    return bool(find_missing()) or engine == describe_engine()


def run_tool(command: Sequence[str], seconds: float, **environment: str) -> None:
    """Run a program for so long, and no longer than the time for the document leaves.

    Raises:
        subprocess.SubprocessError: It failed or took too long.
    """
    left = min(seconds, seconds_left() - RESERVE)
    if left <= 0:
        raise subprocess.TimeoutExpired(command, 0)
    subprocess.run(  # noqa: S603 the arguments are ours
        command,
        check=True,
        capture_output=True,
        env={**os.environ, **environment, "OMP_THREAD_LIMIT": "1"},
        timeout=left,
    )


@cache
def _ask(option: str) -> str:
    done = subprocess.run(  # noqa: S603 the arguments are ours
        ["tesseract", option],  # noqa: S607 where it is installed is the machine's business
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return done.stdout or done.stderr
