"""A cell in a column of values that no rule reads is residue and a finding, never lost."""

from parsers.progress.interpret import interpret
from parsers.readers import read_document

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>
<table>
<tr><th>指標名</th><th>単位</th><th>R5実績</th><th>R6目標値</th></tr>
<tr><td>企業誘致件数</td><td>件</td><td>{actual}</td><td>75</td></tr>
</table></body></html>"""


def interpreted(actual):
    return interpret(read_document(PAGE.format(actual=actual).encode()), None)


def test_an_unread_value_is_residue_and_a_finding():
    told = interpreted("庁舎を新築した")
    assert [o.measure for o in told.indicators[0].observations] == ["target"]
    assert "庁舎を新築した" in [r.passage.text for r in told.residue]
    (finding,) = [f for f in told.findings if f.code == "P106"]
    assert finding.text == "庁舎を新築した"
    assert finding.details["heading"] == "R5実績"
    assert finding.locator is not None


def test_a_read_value_is_neither():
    told = interpreted("42")
    assert [str(o.value.number) for o in told.indicators[0].observations] == ["42", "75"]
    assert "P106" not in {f.code for f in told.findings}
    assert "42" not in [r.passage.text for r in told.residue]
