"""Servers that misbehave: each failure is told, nothing half is stored, the others go on."""

import gzip
import time
import zlib

import pytest
from misbehaving import FAST, PDF, codes, make_pdf, make_zip, page

LINK = ("/x.pdf", "2025年10月 進捗")
OTHER = ("/good.pdf", "2025年9月 進捗")
ERROR_PAGE = b"<!DOCTYPE html><html><body><h1>Not found</h1></body></html>"


def truncated(handler):
    handler.give(PDF, length=len(PDF) + 100)
    handler.close_connection = True


def without_length(handler):
    handler.protocol_version = "HTTP/1.0"
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(PDF[:30])
    handler.close_connection = True


def silent(handler):
    time.sleep(FAST["timeout"] * 1.5)
    handler.close_connection = True


def dripping(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def dripping_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(40):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def packed(body, encoding="gzip"):
    return lambda handler: handler.give(body, Content_Encoding=encoding)


def redirect(to, status=302):
    return lambda handler: handler.give(b"", status=status, Location=to)


def serve_error_page(site):
    site.answers["/error.html"] = lambda h: h.give(ERROR_PAGE, kind="text/html")


BOMB = gzip.compress(b"%PDF-1.4" + b"\0" * 5_000_000, mtime=0)
FAILURES = {
    "gone": (lambda h: h.give(ERROR_PAGE, status=410), "F101"),
    "forbidden": (lambda h: h.give(b"", status=403), "F101"),
    "always 503": (lambda h: h.give(b"", status=503, Retry_After="0"), "F101"),
    "error page": (lambda h: h.give(ERROR_PAGE, kind="application/pdf"), "F107"),
    "redirect to an error page": (redirect("/error.html"), "F107"),
    "redirect without target": (lambda h: h.give(b"", status=302), "F101"),
    "redirect loop": (redirect("/x.pdf"), "F105"),
    "redirect to another host": (redirect("http://localhost:1/x.pdf"), "F108"),
    "redirect to a file": (redirect("file:///etc/passwd"), "F108"),
    "redirect to nonsense": (redirect("http://[::1"), "F108"),
    "truncated": (truncated, "F103"),
    "truncated without length": (without_length, "F103"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), "F107"),
    "archive": (make_zip(readme="x"), "F107"),
    "empty": (b"", "F111"),
    "silent": (silent, "F102"),
    "dripping": (dripping, "F102"),
    "dripping headers": (dripping_headers, "F102"),
    "too large": (lambda h: h.give(PDF, length=10_000_000), "F104"),
    "gzip bomb": (packed(BOMB), "F104"),
    "broken gzip": (packed(b"no gzip at all"), "F103"),
    "cut gzip": (packed(gzip.compress(PDF, mtime=0)[:-9]), "F103"),
    "unknown packing": (packed(PDF, "br"), "F103"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_failure_is_told_and_the_others_go_on(site, go, shelf, case):
    answer, code = FAILURES[case]
    serve_error_page(site)
    site.answers |= {"/": page(LINK, OTHER), "/x.pdf": answer, "/good.pdf": PDF}
    started = time.monotonic()
    outcome = go(limits={"max_bytes": 1_000_000, "attempts": 2})
    assert time.monotonic() - started < 10
    assert codes(outcome) == [code]
    assert outcome.failed
    assert [p.name for p in shelf.rglob("*") if p.is_file()] == ["good.pdf", "source.toml"]
    for language in ("ja", "en"):
        assert outcome.findings[0].message(language)


@pytest.mark.parametrize("case", ["truncated", "error page", "too large"])
def test_a_failure_leaves_the_version_before(site, go, shelf, case):
    answer, _ = FAILURES[case]
    site.answers |= {"/": page(LINK), "/x.pdf": PDF}
    go()
    before = (shelf / "2025-10/source.toml").read_bytes()
    site.answers["/x.pdf"] = answer
    assert go(limits={"max_bytes": 1_000_000}).failed
    assert (shelf / "2025-10/x.pdf").read_bytes() == PDF
    assert (shelf / "2025-10/source.toml").read_bytes() == before


@pytest.mark.parametrize("status", [500, 429])
def test_a_failure_that_passes_is_tried_again(site, go, status):
    def answer(handler):
        site.answers["/x.pdf"] = PDF
        handler.give(b"", status=status, Retry_After="7")

    site.answers |= {"/": page(LINK), "/x.pdf": answer}
    waited = []
    assert len(go(sleep=waited.append).kept) == 1
    assert 7 in waited


def test_a_404_is_not_tried_again(site, go):
    site.answers["/"] = page(LINK)
    assert codes(go()) == ["F101"]
    assert site.paths() == ["/", "/x.pdf"]


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(PDF, mtime=0), "gzip"),
        (zlib.compress(PDF), "deflate"),
        (zlib.compress(PDF)[2:-4], "deflate"),
    ],
)
def test_a_packed_body_is_unpacked_unasked(site, go, shelf, body, encoding):
    site.answers |= {"/": page(LINK), "/x.pdf": packed(body, encoding)}
    go()
    assert (shelf / "2025-10/x.pdf").read_bytes() == PDF
    assert site.asked[0][1]["Accept-Encoding"] == "identity"


def test_robots_txt_is_honoured(site, go):
    site.answers |= {
        "/robots.txt": b"User-agent: *\nDisallow: /*.pdf$\nCrawl-delay: 9\n",
        "/": page(LINK, ("/x.pdf?v=2", "2025年10月 進捗 改")),
        "/x.pdf": PDF,
    }
    waited = []
    outcome = go(sleep=waited.append)
    assert codes(outcome) == ["F106"]
    assert site.paths() == ["/", "/x.pdf?v=2"]
    assert len([path for path, _ in site.asked if path == "/robots.txt"]) == 1
    assert max(waited) == pytest.approx(9, abs=1)


def test_robots_txt_may_forbid_the_page(site, go):
    site.answers |= {"/robots.txt": b"User-agent: shinchoku\nDisallow: /\n", "/": page(LINK)}
    assert codes(go()) == ["F106"]
    assert site.paths() == []


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        (lambda h: h.give(b"", status=404), []),
        (lambda h: h.give(ERROR_PAGE, kind="text/html"), []),
        (redirect("/robots.txt"), []),
        (lambda h: h.give(b"", status=500), ["F110"]),
        (silent, ["F110"]),
    ],
)
def test_a_host_without_robots_txt_allows_and_one_that_fails_forbids(site, go, robots, expected):
    site.answers |= {"/robots.txt": robots, "/": page(LINK), "/x.pdf": PDF}
    assert codes(go()) == expected


def test_requests_keep_their_distance(site, go):
    site.answers |= {"/": page(LINK, OTHER), "/x.pdf": PDF, "/good.pdf": make_pdf("good")}
    waited = []
    go(limits={"delay": 5.0}, sleep=waited.append)
    assert [round(seconds) for seconds in waited] == [5, 5, 5]


@pytest.mark.parametrize("status", [301, 308])
def test_a_page_that_has_moved_says_so(site, go, status):
    site.answers |= {"/": redirect("/new/", status), "/new/": page(LINK), "/x.pdf": PDF}
    outcome = go()
    assert codes(outcome) == ["F201"]
    assert outcome.findings[0].details["target"] == f"{site.url}/new/"
    assert len(outcome.kept) == 1


def test_a_redirect_for_now_is_no_move(site, go):
    site.answers |= {"/": redirect("/new/", 302), "/new/": page(LINK), "/x.pdf": PDF}
    assert codes(go()) == []


def test_a_meta_refresh_is_a_move(site, go):
    head = '<meta http-equiv="Refresh" content="5; URL=new.html">'
    site.answers |= {"/": page(head=head), "/new.html": page(LINK), "/x.pdf": PDF}
    outcome = go()
    assert (codes(outcome), len(outcome.kept)) == (["F201"], 1)
    site.answers["/new.html"] = page(head='<meta http-equiv="refresh" content="0;url=/">')
    assert codes(go()) == ["F201"] * 3 + ["F105"]


def test_a_page_without_fitting_links_says_so(site, go):
    site.answers["/"] = page(("/x.pdf", "令和7年10月 別の資料"))
    outcome = go()
    assert (codes(outcome), outcome.failed) == (["F202"], True)


@pytest.mark.parametrize("body", [b"", b"\0\xff\xfe\x81", b"<", PDF, b"<a href='http://['>x</a>"])
def test_a_page_that_is_no_page_says_so(site, go, body):
    site.answers["/"] = body
    assert codes(go()) == ["F202"]


def test_links_to_another_host_are_not_followed(site, go):
    port = site.url.rpartition(":")[2]
    site.answers |= {"/": page((f"http://localhost:{port}/x.pdf", LINK[1])), "/x.pdf": PDF}
    assert codes(go()) == ["F204"]
    assert site.paths() == ["/"]
    assert codes(go(hosts=("localhost",))) == []


def test_links_of_other_schemes_are_none(site, go):
    links = [(href, LINK[1]) for href in ("file:///etc/passwd", "javascript:x()", "mailto:a@b.jp")]
    site.answers["/"] = page(*links)
    assert codes(go()) == ["F202"]


@pytest.mark.parametrize("cut", [20, None])
def test_a_document_without_an_end_is_kept_with_a_warning(site, go, cut):
    site.answers |= {"/": page(LINK), "/x.pdf": PDF[:cut] if cut else PDF}
    assert codes(go()) == (["F211"] if cut else [])


def test_ten_thousand_links(site, go, shelf):
    links = [(f"/{n}.pdf", f"お知らせ {n}") for n in range(10_000)]
    site.answers |= {"/": page(*links, LINK), "/x.pdf": PDF}
    started = time.process_time()
    outcome = go()
    assert (codes(outcome), len(outcome.kept)) == ([], 1)
    assert time.process_time() - started < 10
    assert (shelf / "2025-10/x.pdf").is_file()


def test_ten_thousand_fitting_links_end_by_themselves(site, go):
    links = [(f"/{n}.pdf", f"2025年10月 進捗 {n}") for n in range(10_000)]
    site.answers |= {"/": page(*links)} | {f"/{n}.pdf": PDF for n in range(10)}
    outcome = go(most=5)
    assert codes(outcome) == ["F206"]
    assert len(site.paths()) == 6


def test_a_folder_that_cannot_be_written_is_told(site, go, tmp_path):
    (tmp_path / "samples").write_text("a file", encoding="utf-8")
    site.answers |= {"/": page(LINK), "/x.pdf": PDF}
    assert codes(go()) == ["F112"]
