"""The house stands as it was drawn: who imports whom, and what a command may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARSERS = sorted((ROOT / "parsers").rglob("*.py"))
MODULES = sorted([*PARSERS, *(ROOT / "ingest").rglob("*.py")])
HEAVY = (
    "pandas",
    "pdfplumber",
    "sudachipy",
    "python_calamine",
    "xlrd",
    "docx",
    "pyarrow",
    "pypdfium2",
    "numpy",
    "httpx",
    "protego",
    "tenacity",
    "tomlkit",
    "scipy",
    "rapidfuzz",
    "dask",
    "distributed",
    "ray",
    "fsspec",
    "upath",
)


def imported_names(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def called_names(path):
    calls = [
        n.func for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)
    ]
    return {getattr(call, "attr", getattr(call, "id", "")) for call in calls}


def relative(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PARSERS, ids=relative)
def test_parsers_are_pure(path):
    forbidden = {"ingest", "pandas", "time", "random", "socket", "urllib", "requests", "subprocess"}
    assert not {name.split(".")[0] for name in imported_names(path)} & forbidden


@pytest.mark.parametrize("path", PARSERS, ids=relative)
def test_parsers_write_no_file_and_read_no_clock(path):
    assert not called_names(path) & {"write_text", "write_bytes", "now", "today", "print"}


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_module_outgrows_a_reader(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_the_command_line_prints(path):
    assert path.parent.name == "cli" or not called_names(path) & {"print", "echo", "basicConfig"}


RUN = (
    *(
        "pipeline",
        "sources",
        "places",
        "ledger",
        "parts",
        "pool",
        "engines/__init__",
        "engines/guard",
    ),
    *("limits", "worker", "reading", "encode", "write"),
)


@pytest.mark.parametrize("name", RUN)
def test_a_run_reads_no_clock(name):
    path = ROOT / "ingest" / f"{name}.py"
    assert "time" not in imported_names(path)
    clocks = {"now", "today", "time", "monotonic", "perf_counter"}
    assert not called_names(path) & clocks


def test_help_loads_nothing_heavy():
    code = (
        "import sys\n"
        "sys.argv = ['shinchoku', '--help']\n"
        "from ingest.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as stop:\n    assert stop.code == 0\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "tables" in done.stdout


def test_python_m_ingest_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "parse" in done.stdout
