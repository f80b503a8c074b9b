"""The review desk: only this machine's user gets in; a correction takes a few keys and lasts."""

import http.client
import shutil
import subprocess
import tomllib
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from paths import COMMAND

ROW = "石炭共同輸送実施回数"


@contextmanager
def desk(output, inbox):
    command = [COMMAND, "review", output, "--sources", inbox, "--who", "進捗班 山田"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            yield process.stderr.readline().strip()
        finally:
            process.terminate()
            process.communicate(timeout=30)


@pytest.fixture
def own(tmp_path, shinchoku, inbox):
    """Documents and tables of this test's own, for it changes them."""
    folder = shutil.copytree(inbox, tmp_path / "inbox")
    out = tmp_path / "out"
    assert shinchoku("run", folder, "--out", out).returncode == 0
    return folder, out


@pytest.fixture
def address(own):
    folder, out = own
    with desk(out, folder) as url:
        yield url


def ask(url, path, method="GET", **headers):
    """Status of a request with headers of our choice."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_only_the_token_of_this_run_opens_the_desk(address):
    parts = urlsplit(address)
    whole = f"{parts.path}?{parts.query}"
    assert parts.hostname == "127.0.0.1"
    assert ask(address, whole) == 303
    assert ask(address, "/") == 403
    assert ask(address, "/?token=guess") == 403
    assert ask(address, whole, Host="example.com") == 403
    assert ask(address, whole, Origin="https://example.com") == 403
    assert ask(address, f"/undo?{parts.query}", "POST", Origin="https://example.com") == 403


def walk_to(page, name):
    """Go through the queue by key until the item is there."""
    for _ in range(60):
        if page.get_by_role("heading", level=1).inner_text() == name:
            return
        before = page.url
        page.keyboard.press("j")
        page.wait_for_url(lambda url, before=before: url != before)
    raise AssertionError(name)


def test_a_correction_is_made_by_keys_alone_and_lasts(page, shinchoku, own):
    folder, out = own
    with desk(out, folder) as url:
        page.goto(url)
        walk_to(page, ROW)
        assert page.locator(".mark.own").first.is_visible()
        here = page.url
        page.keyboard.press("e")
        for text in ("", "12回", "県に電話で確認"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        for _ in range(2):
            page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**message=**")
        entries = tomllib.loads((folder / "corrections.toml").read_text("utf-8"))["correction"]
        assert len(entries) == 1
        assert (entries[0]["says"], entries[0]["becomes"]) == ("11回", "12回")
        assert entries[0]["who"] == "進捗班 山田"
        assert shinchoku("run", folder, "--out", out).returncode == 0
        page.goto(here)
        assert "12" in page.locator(".figures").inner_text()
        assert "11回" in page.locator(".figures").inner_text()


def test_undo_takes_the_entry_back(page, own, address):
    folder, _ = own
    page.goto(address)
    page.keyboard.press("a")
    page.wait_for_url("**message=corrections.toml")
    assert (folder / "corrections.toml").is_file()
    page.keyboard.press("u")
    page.wait_for_url("**message=undone")
    assert not (folder / "corrections.toml").exists()


def test_a_preview_saves_nothing(page, own, address):
    folder, _ = own
    page.goto(address)
    walk_to(page, "クルーズ船寄港回数")
    page.keyboard.press("e")
    page.fill("[name=becomes]", "8回")
    page.fill("#edit [name=why]", "確認")
    page.check("[name=all]")
    page.locator("[name=preview]").click()
    assert page.locator(".preview li").count() >= 1
    assert not (folder / "corrections.toml").exists()


def test_the_desk_is_accessible_and_fits_a_phone(page, address):
    page.goto(address)
    found = Axe().run(page, options={"preload": False}).response["violations"]
    bad = [v["id"] for v in found if v["impact"] in {"serious", "critical"}]
    assert bad == []
    page.set_viewport_size({"width": 390, "height": 800})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
