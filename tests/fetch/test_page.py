"""What a page offers: links, texts around them, names of files."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from misbehaving import PDF, page

from ingest.fetch.config import Series
from ingest.fetch.links import choose_links, period_text, read_page
from ingest.fetch.names import make_safe, name_in_header, name_of_url
from ingest.fetch.periods import find_edition

URL = "https://www.example.jp/soshiki/1/page.html"
TODAY = date(2026, 1, 10)


def only(text, **series):
    told = Series(**{"publisher": "甲", "series": "乙", "page": URL, "link": ".", **series})
    return choose_links(read_page(text.encode(), URL).links, told)


def folder_of(text):
    (link,) = only(text, link="DOC|10月|進捗")
    edition = find_edition(link.texts, link.url.rpartition("/")[2], TODAY)
    return edition.folder if edition else None


@pytest.mark.parametrize(
    ("href", "base", "url"),
    [
        ("a.pdf", "", "https://www.example.jp/soshiki/1/a.pdf"),
        ("/a.pdf#page=2", "", "https://www.example.jp/a.pdf"),
        ("../../a.pdf", "", "https://www.example.jp/a.pdf"),
        (" a.pdf\n", "", "https://www.example.jp/soshiki/1/a.pdf"),
        ("a.pdf", "/uploaded/", "https://www.example.jp/uploaded/a.pdf"),
        ("//www.example.jp/a.pdf", "", "https://www.example.jp/a.pdf"),
        ("dl.php?id=3", "", "https://www.example.jp/soshiki/1/dl.php?id=3"),
    ],
)
def test_links_are_absolute(href, base, url):
    head = f'<base href="{base}">' if base else ""
    (link,) = only(page((href, "資料"), head=head).decode())
    assert link.url == url


@pytest.mark.parametrize("href", ["", "#top", "http://[", "ftp://a.jp/x.pdf", "next.html", "/dir/"])
def test_what_leads_to_no_document_is_left_out(href):
    assert only(page((href, "資料")).decode()) == ()


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-8", "iso2022_jp"])
@pytest.mark.parametrize("declared", ["meta", "header", "nowhere"])
def test_a_page_in_any_encoding(encoding, declared):
    head = f'<meta charset="{encoding}">' if declared == "meta" else ""
    content = page(("a.pdf", "令和7年10月の進捗状況について"), head=head).decode().encode(encoding)
    read = read_page(content, URL, encoding if declared == "header" else "")
    assert [link.text for link in read.links] == ["令和7年10月の進捗状況について"]


LINK = '<a href="x.pdf">DOC</a>'
CALENDAR = (
    "<table><tr><th>{}</th><th>{}</th><th>{}</th></tr>"
    f"<tr><th>{{}}</th><td></td><td>{LINK}</td></tr></table>"
)


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ('<h2>令和7年度</h2><a href="x.pdf">10月分</a>', "2025-10"),
        ('<h2>令和7年度</h2><a href="x.pdf">10月分の進捗</a><h2>令和6年度</h2>', "2025-10"),
        (f"<h2>令和7年</h2><h3>10月</h3><p>{LINK}</p>", "2025-10"),
        (f"<h2>令和7年</h2><h3>9月</h3><h3>10月</h3><p>{LINK}</p>", "2025-10"),
        (f"<h2>令和7年9月</h2><h2>過去の分</h2><p>{LINK}</p>", None),
        (f"<ul><li>令和7年10月版 {LINK}（PDF：1.2MB）</li></ul>", "2025-10"),
        (f"<table><tr><th>令和7年10月</th><td>資料</td><td>{LINK}</td></tr></table>", "2025-10"),
        (
            CALENDAR.format("年度", "9月", "10月", "令和7年度"),
            "2025-10",
        ),
        (
            CALENDAR.format("月", "令和6年度", "令和7年度", "10月"),
            "2025-10",
        ),
        (f"<dl><dt>R7.9</dt><dd>-</dd><dt>R7.10</dt><dd>{LINK}</dd></dl>", "2025-10"),
        (f"<table><caption>2025年10月</caption><tr><td>{LINK}</td></tr></table>", "2025-10"),
        ('<a href="x.pdf"><img alt="令和7年10月 進捗" src="i.png"></a>', "2025-10"),
        ('<a href="shiryo_202510.pdf">DOC</a>', "2025-10"),
        ('<a href="x.pdf" title="令和7年10月">DOC</a>', "2025-10"),
        (f"<title>令和7年10月の進捗</title>{LINK}", "2025-10"),
        ('<p>令和7年11月20日更新 <a href="x.pdf">10月分</a></p>', "2025-10"),
    ],
)
def test_the_period_stands_near_the_link(text, folder):
    assert folder_of(f"<html><body>{text}</body></html>") == folder


def test_a_pattern_may_ask_for_a_heading_and_name_the_period():
    text = (
        "<h2>産業戦略</h2><a href='1.pdf'>資料（令和6年度計画の令和7年10月分）</a>"
        "<h2>総合計画</h2><a href='2.pdf'>資料</a>"
    )
    pattern = r"計画の(?P<period>\S+)分"
    (link,) = only(text, heading="産業戦略", link="")
    assert link.url.endswith("/1.pdf")
    told = Series(publisher="甲", series="乙", page=URL, link=pattern)
    assert period_text(link, told) == "令和7年10月"


def test_a_pattern_meets_full_width_text():
    assert only(page(("a.pdf", "ＫＰＩ 進捗")).decode(), link="KPI")


def test_a_pattern_that_never_ends_ends():
    text = page(("a.pdf", "a" * 60 + "!")).decode()
    assert only(text)
    assert only(text, link="(a|aa)+$") == ()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x.pdf", "x.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("/etc/passwd", "passwd"),
        ("C:\\a\\b.pdf", "b.pdf"),
        ("..", ""),
        (".hidden.pdf", "hidden.pdf"),
        ("a\0b\n.pdf", "ab.pdf"),
        ("nul", "_nul"),
        ("SOURCE.toml", "_SOURCE.toml"),
        ("報告\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "報告fdp.exe"),
        ("進捗 状況（R7.10）.pdf", "進捗 状況（R7.10）.pdf"),
    ],
)
def test_names_are_made_safe(name, safe):
    assert make_safe(name) == safe


@given(st.text())
def test_any_name_stays_in_its_folder(name):
    safe = make_safe(name)
    assert "/" not in safe
    assert "\\" not in safe
    assert not safe.startswith(".")
    assert len(safe.encode()) <= 200
    assert make_safe(safe) == safe


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (b'attachment; filename="report.pdf"', "report.pdf"),
        (b"attachment; filename=x.pdf; filename*=UTF-8''%E5%A0%B1%E5%91%8A.pdf", "報告.pdf"),
        ('attachment; filename="報告.pdf"'.encode(), "報告.pdf"),
        ('attachment; filename="報告.pdf"'.encode("cp932"), "報告.pdf"),
        (b'attachment; filename="%E5%A0%B1%E5%91%8A.pdf"', "報告.pdf"),
        (b"inline", ""),
        (b"", ""),
        (b"attachment; filename*=nonsense", "nonsense"),
        (b"attachment; filename*=UTF-9''%E5", "å"),
    ],
)
def test_names_in_content_disposition(disposition, name):
    assert name_in_header(disposition) == name


@given(st.binary(max_size=60))
def test_any_content_disposition_is_read(noise):
    make_safe(name_in_header(b"attachment; " + noise))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.jp/%E5%A0%B1%E5%91%8A.pdf", "報告.pdf"),
        ("https://a.jp/%95%F1%8D%90.pdf", "報告.pdf"),
        ("https://a.jp/%2e%2e%2fx.pdf", "../x.pdf"),
    ],
)
def test_names_in_addresses(url, name):
    assert name_of_url(url) == name


@pytest.mark.parametrize(
    ("path", "disposition", "name"),
    [
        ("/dl.php?id=3", b"", "dl.pdf"),
        ("/dl?id=3", b"", "dl.pdf"),
        ("/dl?id=3", b'attachment; filename="../../../x.pdf"', "x.pdf"),
        ("/%2e%2e%2f%2e%2e%2fevil.pdf", b"", "evil.pdf"),
        ("/%E5%A0%B1%E5%91%8A.pdf", b"", "報告.pdf"),
        (
            "/x.pdf",
            '="報告.pdf"'.encode("cp932").replace(b"=", b"attachment; filename="),
            "報告.pdf",
        ),
    ],
)
def test_files_are_named_by_the_server_or_the_address(site, go, shelf, path, disposition, name):
    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(PDF)))
        if disposition:
            handler.wfile.write(b"")
            handler._headers_buffer.append(b"Content-Disposition: " + disposition + b"\r\n")
        handler.end_headers()
        handler.wfile.write(PDF)

    site.answers |= {"/": page((path, "2025年10月 進捗")), path.partition("?")[0]: answer}
    go()
    assert [p.name for p in shelf.glob("*/*") if p.name != "source.toml"] == [name]
