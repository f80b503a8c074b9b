"""A publisher's page, visited again and again: what is new is kept, nothing is lost."""

import hashlib
import tomllib
from datetime import timedelta

import pytest
from misbehaving import AT, PDF, codes, make_pdf, page

OCTOBER = ("/a/r0710.pdf", "令和7年10月分 進捗状況（PDF：1.2MB）")


def read_about(folder):
    return tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))


def files(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_a_new_document_is_kept_with_its_source(site, go, shelf):
    site.answers |= {
        "/": page(OCTOBER, ("/b.pdf", "別の資料")),
        "/a/r0710.pdf": lambda h: h.give(PDF, kind="application/pdf", ETag='"v1"'),
    }
    outcome = go(publisher_code="350001")
    assert (codes(outcome), [e.path for e in outcome.kept]) == ([], [shelf / "2025-10/r0710.pdf"])
    assert (shelf / "2025-10/r0710.pdf").read_bytes() == PDF
    about = read_about(shelf / "2025-10")
    (document,) = about.pop("document")
    assert about == {
        "publisher": "甲県",
        "publisher_code": "350001",
        "series": "進捗",
        "title": OCTOBER[1],
        "edition": "2025-10",
    }
    assert document["url"] == f"{site.url}/a/r0710.pdf"
    assert document["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert document["retrieved_at"] == "2025-11-25T03:00:00+00:00"
    assert document["headers"]["etag"] == '"v1"'
    assert site.paths() == ["/", "/a/r0710.pdf"]


def test_an_unchanged_document_is_asked_for_by_its_etag(site, go, shelf):
    def answer(handler):
        known = handler.headers.get("If-None-Match") == '"v1"'
        handler.give(b"" if known else PDF, status=304 if known else 200, ETag='"v1"')

    site.answers |= {"/": page(OCTOBER), OCTOBER[0]: answer}
    go()
    before = (shelf / "2025-10/source.toml").read_bytes()
    outcome = go(at=AT + timedelta(days=1))
    assert (outcome.kept, codes(outcome)) == ([], [])
    assert (shelf / "2025-10/source.toml").read_bytes() == before
    assert site.asked[-1][1]["If-None-Match"] == '"v1"'


def test_last_modified_is_asked_for_and_the_same_bytes_are_nothing_new(site, go, shelf):
    when = "Tue, 18 Nov 2025 01:00:00 GMT"
    site.answers |= {"/": page(OCTOBER), OCTOBER[0]: lambda h: h.give(PDF, Last_Modified=when)}
    go()
    assert go().kept == []
    assert site.asked[-1][1]["If-Modified-Since"] == when
    assert files(shelf) == ["2025-10/r0710.pdf", "2025-10/source.toml"]


def test_a_lost_file_is_fetched_again(site, go, shelf):
    site.answers |= {"/": page(OCTOBER), OCTOBER[0]: lambda h: h.give(PDF, ETag='"v1"')}
    go()
    (shelf / "2025-10/r0710.pdf").unlink()
    assert len(go().kept) == 1
    assert "If-None-Match" not in site.asked[-1][1]
    assert (shelf / "2025-10/r0710.pdf").read_bytes() == PDF


def test_both_versions_of_a_replaced_document_are_kept(site, go, shelf):
    versions = [make_pdf(f"version {n}") for n in range(3)]
    for version in versions:
        site.answers |= {"/": page(OCTOBER), OCTOBER[0]: version}
        outcome = go()
    assert codes(outcome) == ["F207"]
    assert (shelf / "2025-10/r0710.pdf").read_bytes() == versions[-1]
    kept = {p.read_bytes() for p in (shelf / "2025-10").rglob("*.pdf")}
    assert kept == set(versions)
    listed = read_about(shelf / "2025-10")["document"]
    assert [d["sha256"] for d in listed] == [hashlib.sha256(v).hexdigest() for v in versions]
    for document, version in zip(listed, versions, strict=True):
        assert (shelf / "2025-10" / document["file"]).read_bytes() == version
    assert ["replaced_at" in d for d in listed] == [True, True, False]


def test_run_reads_a_replaced_document_once(site, go, shelf, shinchoku, edition, tmp_path):
    for name in ("sangyo-senryaku-portrait.pdf", "sangyo-senryaku-landscape.pdf"):
        site.answers |= {"/": page(OCTOBER), OCTOBER[0]: (edition / name).read_bytes()}
        go()
    assert shinchoku("run", shelf, "--out", tmp_path / "out").returncode == 0
    lines = (tmp_path / "out/documents.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2


def test_a_file_changed_by_hand_is_not_overwritten(site, go, shelf):
    site.answers |= {"/": page(OCTOBER), OCTOBER[0]: make_pdf("one")}
    go()
    (shelf / "2025-10/r0710.pdf").write_bytes(b"mine")
    site.answers[OCTOBER[0]] = make_pdf("two")
    go()
    kept = {p.read_bytes() for p in (shelf / "2025-10").rglob("*.pdf")}
    assert kept == {b"mine", make_pdf("two")}


def test_what_people_wrote_in_source_toml_stays(site, go, shelf):
    (shelf / "2025-10").mkdir(parents=True)
    mine = '# 手で書いた\ntitle = "正しい表題"\n\n[[document]]\nfile = "memo.txt"\nwhat = "覚え"\n'
    (shelf / "2025-10/source.toml").write_text(mine, encoding="utf-8")
    site.answers |= {"/": page(OCTOBER), OCTOBER[0]: PDF}
    go()
    text = (shelf / "2025-10/source.toml").read_text(encoding="utf-8")
    assert text.startswith("# 手で書いた")
    about = read_about(shelf / "2025-10")
    assert about["title"] == "正しい表題"
    assert [d["file"] for d in about["document"]] == ["memo.txt", "r0710.pdf"]


def test_two_links_with_one_file_name_are_two_files(site, go, shelf):
    links = [("/a/shiryo.pdf", "R7.10 進捗 その1"), ("/b/Shiryo.pdf", "R7.10 進捗 その2")]
    site.answers |= {"/": page(*links), "/a/shiryo.pdf": make_pdf("a"), "/b/Shiryo.pdf": PDF}
    assert len(go().kept) == 2
    assert {p.read_bytes() for p in shelf.rglob("*.pdf")} == {make_pdf("a"), PDF}
    assert go().kept == []


def test_one_document_under_two_addresses_is_one_file(site, go, shelf):
    links = [("/a.pdf", "R7.10 進捗"), ("/b.pdf", "R7.10 進捗（再掲）")]
    site.answers |= {"/": page(*links), "/a.pdf": PDF, "/b.pdf": PDF}
    go()
    assert len(list(shelf.rglob("*.pdf"))) == 1
    site.answers["/a.pdf"] = make_pdf("new")
    go()
    assert {p.read_bytes() for p in shelf.glob("*/*.pdf")} == {PDF, make_pdf("new")}
    assert codes(go()) == []


def test_one_address_for_each_months_file(site, go, shelf):
    site.answers |= {"/": page(("/latest.pdf", "進捗 10月分")), "/latest.pdf": make_pdf("10")}
    assert codes(go()) == ["F209"]
    site.answers["/"] = page(("/latest.pdf", "進捗 2025年11月分"))
    assert codes(go()) == ["F208"]
    site.answers["/latest.pdf"] = make_pdf("11")
    assert codes(go()) == []
    assert (shelf / "2025-10/latest.pdf").read_bytes() == make_pdf("10")
    assert (shelf / "2025-11/latest.pdf").read_bytes() == make_pdf("11")


def test_a_dry_run_changes_nothing(site, go, shelf, tmp_path):
    site.answers |= {"/": page(OCTOBER), OCTOBER[0]: PDF}
    outcome = go(dry=True)
    assert outcome.offers == [(f"{site.url}{OCTOBER[0]}", shelf / "2025-10")]
    assert site.paths() == ["/"]
    assert not (tmp_path / "samples").exists()


def test_nothing_new_for_longer_than_the_rhythm_is_said(site, go):
    when = "Mon, 20 Oct 2025 00:00:00 GMT"
    site.answers |= {
        "/": page(OCTOBER),
        OCTOBER[0]: lambda h: h.give(PDF, Last_Modified=when),
    }
    assert codes(go(rhythm="quarterly")) == []
    assert codes(go(rhythm="monthly")) == ["F203"]
    assert codes(go(rhythm=40)) == []
    assert codes(go(rhythm=40, at=AT + timedelta(days=10))) == ["F203"]


def test_the_limit_of_one_run_leaves_the_rest_for_the_next(site, go, shelf):
    links = [(f"/{n}.pdf", f"2025年{n}月 進捗") for n in range(1, 11)]
    site.answers |= {"/": page(*links)} | {f"/{n}.pdf": make_pdf(str(n)) for n in range(1, 11)}
    assert codes(go(most=4)) == ["F206"]
    assert sorted(p.name for p in shelf.iterdir()) == ["2025-07", "2025-08", "2025-09", "2025-10"]
    assert codes(go(most=4)) == ["F206"]
    assert codes(go(most=4)) == []
    assert len(list(shelf.iterdir())) == 10


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("進捗 R7.10", "2025-10"),
        ("2025年10月版の進捗", "2025-10"),
        ("進捗（令和7年度第2四半期）", "2025-07_2025-09"),
        ("令和6年度 進捗", "2024-04_2025-03"),
        ("進捗（令和7年10月末時点、令和7年11月20日公表）", "2025-10"),
        ("進捗", "undated"),
    ],
)
def test_the_folder_is_the_period_of_the_link(site, go, shelf, text, folder):
    site.answers |= {"/": page(("/x.pdf", text)), "/x.pdf": PDF}
    outcome = go()
    assert [path.name for path in shelf.iterdir()] == [folder]
    assert codes(outcome) == (["F205"] if folder == "undated" else [])


def test_a_broken_source_toml_stops_only_its_series(site, go, shelf):
    (shelf / "2025-10").mkdir(parents=True)
    (shelf / "2025-10/source.toml").write_text("title = ", encoding="utf-8")
    site.answers |= {"/": page(OCTOBER), OCTOBER[0]: PDF}
    outcome = go()
    assert (codes(outcome), outcome.failed, site.paths()) == (["E204"], True, [])


def test_any_etag_and_any_address_go_back_as_they_came(site, go, shelf):
    path = "/%E5%A0%B1%E5%91%8A%20%E6%9B%B8.pdf"
    site.answers |= {
        "/": page(("/報告 書.pdf", "2025年10月 進捗")),
        path: lambda h: h.give(PDF, ETag='"caf\u00e9"'),
    }
    go()
    assert (shelf / "2025-10/報告 書.pdf").is_file()
    assert go().kept == []
    assert site.asked[-1][1]["If-None-Match"] == '"caf\u00e9"'
