"""`shinchoku explain PATH`, `shinchoku init PATH`, and the layout that stands beside documents."""

import pytest

PAGE = """<!DOCTYPE html><html><body><h1>架空市の計画</h1><table>
<tr><th>施策</th><th>ものさし</th><th>いま</th><th>ゆくすえ</th><th>直近の実積値</th></tr>
<tr><td>雇用</td><td>雇用者数</td><td>5人</td><td>9人</td><td>6人</td></tr></table></body></html>"""
LAYOUT = """
[roles]
indicator = ["ものさし"]
[measures]
target = ["ゆくすえ"]
baseline = ["いま"]
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def rows_of(shinchoku, page, out):
    assert shinchoku("run", page, "--out", out, "--format", "csv").returncode == 0
    lines = (out / "progress.csv").read_text(encoding="utf-8-sig").splitlines()
    return len(lines) - 1


def test_explain_says_for_each_column_what_decided_and_how_surely(shinchoku, page):
    done = shinchoku("explain", page)
    assert done.returncode == 0
    assert "c5  直近の実積値  →  value actual  70%  近い語" in done.stdout
    assert "c3  いま  →  -  0%  決め手なし" in done.stdout


def test_a_layout_beside_a_document_comes_first(shinchoku, page, tmp_path):
    (tmp_path / "layout.toml").write_text(LAYOUT, encoding="utf-8")
    told = shinchoku("explain", page).stdout
    assert "ものさし  →  indicator  100%" in told
    assert "ゆくすえ  →  value target  100%" in told
    assert rows_of(shinchoku, page, tmp_path / "out") == 1


def test_a_draft_reads_as_the_document_was_read(shinchoku, page, tmp_path):
    before = shinchoku("explain", page).stdout
    assert shinchoku("init", page).returncode == 0
    draft = tmp_path / "layout.toml"
    assert '"直近の実積値"' in draft.read_text(encoding="utf-8")
    after = shinchoku("explain", page).stdout
    roles = [line.split("→")[1].split("%")[0].rsplit(" ", 1)[0] for line in before.splitlines()[1:]]
    assert roles == [
        line.split("→")[1].split("%")[0].rsplit(" ", 1)[0] for line in after.splitlines()[1:]
    ]
    assert "value actual  100%" in after


def test_a_draft_replaces_no_file(shinchoku, page, tmp_path):
    (tmp_path / "layout.toml").write_text(LAYOUT, encoding="utf-8")
    assert shinchoku("init", page).returncode == 2
    assert (tmp_path / "layout.toml").read_text(encoding="utf-8") == LAYOUT
    assert shinchoku("init", page, "--out", "-").stdout.startswith("#")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[roles", "wrong (Expected"),
        ("[colours]\nred = []", "wrong ([colours])"),
        ("roles = 3", "wrong ([roles])"),
        ('[roles]\nproject = "施策"', "wrong ([roles] project = ["),
        ('[roles]\nprojct = ["施策"]', "wrong ([roles] projct: project activities"),
    ],
)
def test_a_layout_that_is_none_is_wrong_use(shinchoku, page, tmp_path, text, told):
    (tmp_path / "layout.toml").write_text(text, encoding="utf-8")
    done = shinchoku("explain", page)
    assert done.returncode == 2
    assert told in done.stderr


def test_a_code_whose_check_digit_is_wrong_is_a_finding(shinchoku, page, tmp_path):
    (tmp_path / "source.toml").write_text(
        'publisher = "山口県"\npublisher_code = "350002"\n', encoding="utf-8"
    )
    shinchoku("run", page, "--out", tmp_path / "out", "--format", "csv")
    assert "P109" in (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8-sig")
    documents = (tmp_path / "out" / "documents.csv").read_text(encoding="utf-8-sig")
    assert "山口県,350002" in documents
