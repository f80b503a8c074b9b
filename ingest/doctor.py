"""What this machine has of what Shinchoku needs: `shinchoku doctor`.

Each part is tried, not only looked for: a library that is installed and cannot be loaded is broken.
"""

import locale
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path

import regex

OK = "ok"
MISSING = "missing"
BROKEN = "broken"

_PROJECT = "shinchoku"
_LANGUAGES = ("jpn", "eng", "osd")
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_MAC_FONTS = ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts")
_WINDOWS_FONTS = ("C:/Windows/Fonts",)
_JAPANESE_FONT = regex.compile(
    r"ipa(?:ex)?[gm]|noto.*(?:cjk|jp)|takao|hiragino|ヒラギノ|yugoth|meiryo|msgothic|vlgothic",
    regex.IGNORECASE,
)
_REQUIREMENT = regex.compile(
    r"(?P<name>[\w.-]+)(?:\[[^\]]*\])?[^;>]*(?:>=\s*(?P<least>[\d.]+))?[^;]*(?:;(?P<on>.*))?"
)
_EXTRA = regex.compile(r"extra\s*==\s*[\"'](?P<extra>[^\"']+)")
_SECONDS = 20
_ROOM = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is needed.

    Attributes:
        name: What it is called.
        status: `ok`, `missing` or `broken`.
        required: Nothing works without it.
        version: Its version, or what was found.
        purpose: What it is for, Japanese and English.
        install: The line that installs or mends it; empty where all is well.
    """

    name: str
    status: str
    required: bool
    version: str
    purpose: str
    install: str = ""


def examine() -> tuple[Part, ...]:
    """Every part, the required ones first."""
    parts = [
        _python(),
        *_packages(),
        _try("PDFium", _pdfium, "PDF を読む reads PDF", "pip install --force-reinstall pypdfium2"),
        _try(
            "SudachiDict",
            _sudachi,
            "指標の名前をそろえる the dictionary for labels",
            "pip install --force-reinstall sudachidict-core",
        ),
        _try("encoding", _encoding, "日本語の表示 shows Japanese", "export PYTHONUTF8=1"),
        _try(
            "temporary folder", _temporary, "作業場所 room to work", "export TMPDIR=/path/with/room"
        ),
        _tesseract(),
        _japanese_font(),
    ]
    return tuple(sorted(parts, key=lambda part: not part.required))


def is_fit(parts: tuple[Part, ...]) -> bool:
    """Whether everything that is required works."""
    return all(part.status == OK for part in parts if part.required)


def _python() -> Part:
    least = regex.sub(r"[^\d.]", "", metadata.metadata(_PROJECT)["Requires-Python"] or "3.11")
    fits = _numbers(platform.python_version()) >= _numbers(least)
    install = "" if fits else _system("python3", "python")
    found = f"{platform.python_version()} ({sys.executable})"
    return Part("Python", OK if fits else BROKEN, True, found, f"{least} 以上 or newer", install)


def _packages() -> Iterator[Part]:
    """The libraries that the project requires, and those of its extras."""
    modules: dict[str, list[str]] = {}
    for module, names in metadata.packages_distributions().items():
        for name in names:
            modules.setdefault(_canonical(name), []).append(module)
    for line in metadata.requires(_PROJECT) or ():
        found = _REQUIREMENT.fullmatch(line)
        if found is None:
            continue
        extra = _EXTRA.search(found["on"] or "")
        name = _canonical(found["name"])
        if name != "editables":  # of a development install only
            yield _package(name, found["least"] or "0", extra["extra"] if extra else "", modules)


def _package(name: str, least: str, extra: str, modules: dict[str, list[str]]) -> Part:
    purpose = f"追加機能 extra: {extra}" if extra else "ライブラリー library"
    install = f'pip install "{_PROJECT}[{extra}]"' if extra else f'pip install "{name}>={least}"'
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Part(name, MISSING, not extra, "", purpose, install)
    reason = "" if _numbers(version) >= _numbers(least) else f"< {least}"
    held = sorted(modules.get(name, ()))
    own = [module for module in held if _canonical(module) == name]  # not its plugs for others
    reason = reason or next(filter(None, map(_load, own or held)), "")
    if reason:
        return Part(name, BROKEN, not extra, f"{version}: {reason}", purpose, install)
    return Part(name, OK, not extra, version, purpose)


def _load(module: str) -> str:
    """Why the module cannot be loaded; empty where it can."""
    if module.startswith("_"):
        return ""
    try:
        import_module(module)
    except Exception as error:  # noqa: BLE001 - a library may fail in any way while it loads
        return f"{type(error).__name__}: {error}"
    return ""


def _try(name: str, probe: Callable[[], str], purpose: str, install: str) -> Part:
    """A required part that is tried: the probe gives its version, or fails."""
    try:
        return Part(name, OK, True, probe(), purpose)
    except Exception as error:  # noqa: BLE001 - whatever fails is what is reported
        return Part(name, BROKEN, True, f"{type(error).__name__}: {error}", purpose, install)


def _pdfium() -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    try:
        document.new_page(100, 100)
        return str(pypdfium2.PDFIUM_INFO)
    finally:
        document.close()


def _sudachi() -> str:
    from sudachipy import Dictionary

    words = Dictionary(dict="core").create().tokenize("進捗の取り組み")
    return f"{metadata.version('sudachidict-core')} ({len(words)} words)"


def _encoding() -> str:
    encoding = sys.stdout.encoding or "ascii"
    "進捗 ▲①～".encode(encoding)
    return f"{encoding}, {sys.getfilesystemencoding()}, {locale.getlocale()[0] or 'C'}"


def _temporary() -> str:
    folder = tempfile.gettempdir()
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(b"x")
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        raise OSError(f"{folder}: {free // 2**20} MiB free")
    return f"{folder}, {free // 2**30} GiB free"


def _tesseract() -> Part:
    """The program that recognises scans, with its Japanese data."""
    purpose = "スキャンの文字を読む recognises scans"
    install = _system("tesseract-ocr tesseract-ocr-jpn", "tesseract tesseract-lang")
    program = shutil.which("tesseract")
    if program is None:
        return Part("Tesseract", MISSING, False, "", purpose, install)
    version = _ask(program, "--version").partition("\n")[0].removeprefix("tesseract ")
    languages = set(_ask(program, "--list-langs").split())
    lacking = [language for language in _LANGUAGES if language not in languages]
    if lacking:
        told = f"{version}, no {' '.join(lacking)}"
        return Part("Tesseract", MISSING, False, told, purpose, install)
    return Part("Tesseract", OK, False, f"{version}, {' '.join(_LANGUAGES)}", purpose)


def _ask(program: str, option: str) -> str:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - the program that was found, with our own option
            [program, option],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout or done.stderr


def _japanese_font() -> Part:
    """A font that has Japanese, for pictures and reports."""
    purpose = "絵と報告の日本語 Japanese in pictures and reports"
    font = next(_fonts(), "")
    install = "" if font else _system("fonts-noto-cjk", "--cask font-noto-sans-cjk-jp")
    return Part("Japanese font", OK if font else MISSING, False, font, purpose, install)


def _fonts() -> Iterator[str]:
    program = shutil.which("fc-list")
    if program is not None:
        listed = _ask(program, ":lang=ja")
        yield from (line.partition(":")[0] for line in listed.splitlines() if line.strip())
    for folder in {"Darwin": _MAC_FONTS, "Windows": _WINDOWS_FONTS}.get(
        platform.system(), _FONT_FOLDERS
    ):
        for path in sorted(Path(folder).expanduser().rglob("*.[to]t[fc]")):
            if _JAPANESE_FONT.search(path.name):
                yield str(path)


def _system(apt: str, brew: str) -> str:
    """The line that installs a program of the system."""
    if platform.system() == "Darwin":
        return f"brew install {brew}"
    return f"sudo apt-get install {apt}"


def _canonical(name: str) -> str:
    return regex.sub(r"[-_.]+", "-", name).lower()


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, enough to tell which is newer; 3.10 and 3.10.0 are one.

    >>> _numbers("3.10.0") == _numbers("3.10") < _numbers("3.11rc1")
    True
    """
    numbers = [int(number) for number in regex.findall(r"\d+", version)[:3]]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
