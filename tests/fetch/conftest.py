"""A server for each test, and one visit to it."""

import threading
from http.server import ThreadingHTTPServer

import pytest
from misbehaving import AT, FAST, Handler, Site

from ingest.fetch.config import Limits, Series
from ingest.fetch.series import Visit, visit
from ingest.fetch.web import Web


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        server.site = Site(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.site
        server.shutdown()
        thread.join()


@pytest.fixture
def go(site, tmp_path):
    """One visit to the site's page, as the command makes it."""

    def fetch(at=AT, most=50, dry=False, limits=None, sleep=lambda _: None, **series):
        about = {"publisher": "甲県", "series": "進捗", "page": f"{site.url}/", "link": "進捗"}
        told = Series(**{**about, **series})
        with Web(Limits(**{**FAST, **(limits or {})}), "shinchoku/test", sleep=sleep) as web:
            return visit(Visit(told, tmp_path / "samples", web, at, most, dry))

    return fetch


@pytest.fixture
def shelf(tmp_path):
    return tmp_path / "samples" / "甲県" / "進捗"
