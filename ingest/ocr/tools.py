"""What recognition needs on the machine, and which versions it has."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec

INSTALL = (
    'apt-get update && apt-get install -y tesseract-ocr tesseract-ocr-jpn && pip install ".[ocr]"'
)
"""The line of the README that installs all of it."""

MODULES = ("cv2", "ocrmypdf")
LANGUAGES = frozenset({"jpn", "eng", "osd"})
SECONDS = 30.0


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
