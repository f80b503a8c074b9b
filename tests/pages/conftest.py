"""A report over two editions and one hostile workbook, and a browser to look at it with.

The browser is Debian's chromium; where none is installed the tests that need it are skipped.
"""

import shutil
from datetime import date

import openpyxl
import pytest
from paths import EDITION

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HOSTILE = (
    "<script>document.title='hit'</script>",
    "=cmd|' /C calc'!A0",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING}",
    "長" * 10_000,
)


def write_book(path, title, rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(["指標名", "実績値", "目標値", "備考"])
    for row in rows:
        sheet.append(row)
    for cell in sheet["A"] + sheet["D"]:
        cell.data_type = "s"
    book.save(path)


@pytest.fixture(scope="session")
def inbox(tmp_path_factory):
    """The sample PDF, the same series a month later and another, and a workbook that means harm."""
    folder = tmp_path_factory.mktemp("inbox")
    shutil.copy(EDITION / "sangyo-senryaku-portrait.pdf", folder)
    for month in (9, 10):
        rows = [
            ("企業誘致件数", f"{41 + month}件", "75件" if month < 10 else "90件", ""),
            ("クルーズ船寄港回数", f"{month}回", "30回", ""),
        ]
        title = f"農林業の進捗状況（令和元年{month}月）"
        write_book(folder / f"{date(2019, month, 1):%Y-%m}.xlsx", title, rows)
    rows = [(name, f"{number}件", "10件", name) for number, name in enumerate(HOSTILE, start=1)]
    write_book(folder / "hostile.xlsx", "<b>表題</b>の進捗状況（令和元年8月）", rows)
    return folder


@pytest.fixture(scope="session")
def output(tmp_path_factory, shinchoku, inbox):
    out = tmp_path_factory.mktemp("report") / "normalized"
    done = shinchoku("run", inbox, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def site(tmp_path_factory, shinchoku, inbox, output):
    folder = tmp_path_factory.mktemp("site")
    done = shinchoku("report", output, "--out", folder, "--sources", inbox)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def browser():
    pytest.importorskip("playwright.sync_api")
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no browser: apt-get install chromium")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=arguments)
        yield started
        started.close()


@pytest.fixture
def page(browser):
    """A page that fails its test on a message of the console or a request to another machine."""
    opened = browser.new_page(viewport={"width": 1200, "height": 900})
    trouble = []
    opened.on("console", lambda message: trouble.append(message.text))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on("request", lambda request: _is_local(request.url) or trouble.append(request.url))
    yield opened
    opened.close()
    assert trouble == []


def _is_local(url):
    return url.startswith(("file:", "data:", "http://127.0.0.1:"))
