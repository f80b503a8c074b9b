"""Every code has its messages in both languages, and no code is used without an entry."""

from pathlib import Path
from string import Formatter

import pytest
import regex

from parsers.findings import SEVERITIES, read_catalogue

ROOT = Path(__file__).parents[1]
CATALOGUE = read_catalogue()
USE = regex.compile(
    r'(?:Finding|outcome\.add|problems\.add\([\w.\s/]+,|UsageError|OutputError|MissingToolError|FetchError)\(\s*"([A-Z]\d{3})"'
)


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=lambda kind: kind.code)
def test_an_entry_is_complete(kind):
    assert kind.severity in SEVERITIES
    for text in (kind.title_ja, kind.message_ja, kind.explanation_ja):
        assert regex.search(r"[\p{Han}\p{Hiragana}]", text)
    for text in (kind.title_en, kind.message_en, kind.explanation_en):
        assert not regex.search(r"[\p{Hiragana}]", text.replace("{text}", ""))
    fields = [
        {name for _, name, _, _ in Formatter().parse(m) if name}
        for m in (kind.message_ja, kind.message_en)
    ]
    assert fields[0] == fields[1]


@pytest.mark.parametrize("folder", ["parsers", "ingest"])
def test_every_code_that_is_used_has_an_entry(folder):
    used = {
        code
        for path in (ROOT / folder).rglob("*.py")
        for code in USE.findall(path.read_text(encoding="utf-8"))
    }
    assert used <= set(CATALOGUE)
