"""The report as files: every link holds, nothing outside is needed, the same bytes each time."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

LIMIT = 300_000


class Names(HTMLParser):
    """The ids of a page and what it links to."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.scripts = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if "id" in named and "svg" not in tag:
            self.ids.append(named["id"])
        self.links.extend(named[key] for key in ("href", "xlink:href", "src") if named.get(key))
        if tag == "script":
            self.scripts.append(named.get("src"))


@pytest.fixture(scope="module")
def pages(site):
    return {path: Names(path.read_text("utf-8")) for path in site.rglob("*.html")}


@pytest.fixture(scope="module")
def single(tmp_path_factory, shinchoku, inbox, output):
    folder = tmp_path_factory.mktemp("single")
    done = shinchoku("report", output, "--out", folder, "--single-file", "--sources", inbox)
    assert done.returncode == 0, done.stderr
    return folder / "report.html"


def test_every_link_leads_to_a_file_and_a_place(site, pages):
    for path, names in pages.items():
        for link in names.links:
            parts = urlsplit(link)
            if parts.scheme == "data":
                continue
            assert not parts.scheme, link
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path, link)
            assert target.is_relative_to(site)
            if parts.fragment:
                assert parts.fragment in pages[target].ids, (path, link)


def test_ids_are_unique_on_a_page(pages):
    for path, names in pages.items():
        assert len(names.ids) == len(set(names.ids)), path


def test_each_number_of_the_series_page_opens_its_source(site):
    for path in (site / "series").rglob("index.html"):
        html = path.read_text("utf-8")
        assert re.findall(r'class="value" href="[^"]*sources/[^"]+#o-', html), path


def test_the_front_page_is_light(site):
    assert (site / "index.html").stat().st_size < LIMIT


def test_harmful_text_is_shown_as_text(pages):
    for names in pages.values():
        assert len(names.scripts) == 1
        assert names.scripts[0].endswith("report.js")


def test_the_same_tables_give_the_same_bytes(tmp_path, shinchoku, inbox, output, site):
    shinchoku("report", output, "--out", tmp_path, "--sources", inbox)
    files = {
        path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }
    again = {
        path.relative_to(tmp_path): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert files == again


def test_pages_of_an_earlier_report_go_and_other_files_stay(tmp_path, shinchoku, output, inbox):
    shinchoku("report", output, "--out", tmp_path, "--sources", inbox)
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    shinchoku("report", output, "--out", tmp_path, "--sources", tmp_path / "nothing")
    assert not list(tmp_path.rglob("*.webp"))
    assert (tmp_path / "mine.txt").is_file()


def test_a_single_file_holds_everything(single):
    names = Names(single.read_text("utf-8"))
    assert [link for link in names.links if not link.startswith(("#", "data:"))] == []
    assert {link[1:] for link in names.links if link.startswith("#")} <= set(names.ids)


def test_a_folder_without_tables_is_a_clear_error(tmp_path, shinchoku):
    done = shinchoku("report", tmp_path, "--out", tmp_path / "site")
    assert done.returncode == 2
    assert "E208" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_extra_is_named_with_the_line_that_installs_it(tmp_path):
    code = (
        "import sys\n"
        "sys.modules['jinja2'] = None\n"
        "sys.argv = ['shinchoku', 'report', sys.argv[1]]\n"
        "from ingest.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 6
    assert "pip install 'shinchoku[report]'" in done.stderr
