"""README is true: its table is up to date, its commands run."""

import subprocess
import sys

import pytest
import regex
from paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("maker", ["make_notations.py", "make_costs.py"])
def test_the_made_tables_are_up_to_date(maker):
    command = [sys.executable, f"docs/{maker}", "--check"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def test_the_examples_of_the_api_run(edition, tmp_path, monkeypatch):
    sample = next(edition.glob("*portrait.pdf"))
    (tmp_path / "sangyo-senryaku.pdf").write_bytes(sample.read_bytes())
    monkeypatch.chdir(tmp_path)
    (code,) = regex.findall(r"```python\n(.*?)```", README, regex.DOTALL)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - the README's own example
    assert (tmp_path / "page.png").is_file()


def test_the_first_commands_are_make_targets():
    targets = regex.findall(r"^make (\w+)", README, regex.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets[:2] == ["run", "test"]
    assert all(regex.search(rf"^{target}:", makefile, regex.MULTILINE) for target in targets)
