"""docs/ is true: what is made from the program is up to date, links lead somewhere, examples run."""

import subprocess
import sys

import pytest
import regex
from paths import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.py"))


def run(*arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_made_pages_are_up_to_date():
    assert run("docs/make_reference.py", "--check").returncode == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_to_files(page):
    for link in regex.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        assert link.startswith("https://") or (page.parent / link).exists(), link


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_run(example):
    done = run(str(example))
    assert done.returncode == 0, done.stderr
