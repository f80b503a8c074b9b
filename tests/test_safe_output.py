"""Nothing that is written can run; nothing but `fetch` touches a network; no path is followed."""

import csv
import io
import os
import socket
import subprocess
import sys
import zipfile

import pytest
import regex
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from openpyxl import Workbook
from paths import COMMAND, EDITION, ROOT
from test_architecture import MODULES, imported_names, relative

from ingest.encode import encode_csv
from ingest.excel_csv import neutralise
from ingest.raw import print_html
from ingest.schema import RESIDUE
from ingest.tidy import to_frame
from parsers.readers import read_document

NETWORK = {
    *("httpx", "httpcore", "urllib", "urllib3", "requests", "aiohttp", "socket", "ssl"),
    *("http", "ftplib", "smtplib", "telnetlib", "xmlrpc", "asyncio", "protego", "websockets"),
}
FETCH = ROOT / "ingest" / "fetch"
DESK = ROOT / "ingest" / "review" / "serve.py"
"""Listens on the loopback interface for the user's own browser, and connects to nothing."""
HIDDEN = "秘密のファイルの中身"


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=", "+", "@"),
        *("＝1+1", "＋1", "－1+1", "＠SUM(A1)", " =1", "\N{IDEOGRAPHIC SPACE}=1", "\0=1"),
        *("\N{ZERO WIDTH SPACE}=1", "\ufeff=1", "-cmd|' /C calc'!A0", '=HYPERLINK("http://x")'),
        *("-5=1", "-٣", "--5", "+81-3-1234-5678", "-1,23", "-1e5", "-5\n=1"),
    ],
)
def test_what_may_run_is_text(text):
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-5",
        "-1,234",
        "-0.5",
        "+3",
        "▲5",
        "△1.3",
        "－",
        "-",
        "42件",
        "企業=1",
        "'x",
        "5-6",
        " 5",
    ],
)
def test_numbers_and_plain_text_stay(text):
    assert neutralise(text) == text


@given(st.text())
def test_nothing_begins_a_formula_after_it(text):
    safe = neutralise(text)
    assert safe.removeprefix("'") == text or safe == text
    formula = regex.match(r"[\p{Z}\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]", safe)
    assert not formula or safe in "-－" or regex.fullmatch(r"[+-][0-9.,]+", safe)
    assert neutralise(safe) == safe


def workbook(*texts):
    book = Workbook()
    sheet = book.active
    sheet.append(["指標", "実績", "備考"])
    for text in texts:
        sheet.append([text, text, text])
    for row in sheet.iter_rows():
        for cell in row:
            cell.data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


MARKUP = "<script>alert(1)</script><img src=x onerror='x'>&\"</td>"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_a_record_is_one_line_whatever_a_document_holds(text):
    row = {"residue_id": "r", "document_id": "d", "reason": "outside_tables", "text": text}
    frame = to_frame(RESIDUE, [row])
    line = encode_csv(frame).decode()
    assert line.splitlines() == [line.removesuffix("\n")]
    assert len(frame["text"][0]) == len(text)


def test_html_is_escaped():
    document = read_document(workbook(MARKUP))
    printed = print_html(document)
    page = html.document_fromstring(printed)
    assert not page.xpath("//script | //img")
    assert [e.text_content() for e in page.iter("td")] == [MARKUP] * 3
    assert not regex.search(r"<(?!/?(?:table|tr|td|th|br)\b)", printed)


def test_the_canonical_csv_is_faithful(shinchoku, tmp_path):
    texts = ["-5", "▲5", "=1+1", "＝A1", "@x"]
    (tmp_path / "in.xlsx").write_bytes(workbook(*texts))
    assert shinchoku("run", tmp_path / "in.xlsx", "--out", tmp_path / "out").returncode == 0
    with (tmp_path / "out/cells.csv").open(encoding="utf-8-sig", newline="") as file:
        held = [row["text"] for row in csv.DictReader(file)]
    assert [text for text in held if text in texts] == [text for text in texts for _ in range(3)]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_fetch_knows_a_network(path):
    used = {name for name in imported_names(path) if name.split(".")[0] in NETWORK}
    local = {"urllib.parse"}  # addresses as text; opens nothing
    own = {"socket"} if path == DESK else set()
    assert FETCH in path.parents or not used - local - own


def test_nothing_but_fetch_loads_what_only_fetch_needs():
    code = (
        "import sys\n"
        "import ingest.cli, ingest.pipeline, ingest.opened, ingest.check.output, ingest.doctor\n"
        "loaded = {'httpx', 'httpcore', 'protego', 'tenacity', 'ingest.fetch'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


GUARD = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind") and isinstance(arguments[1], (str, bytes)):
        return  # a name in the file system: a run talks to its workers
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.")):
        raise RuntimeError(f"network: {event} {arguments}")
    if event == "open" and "SECRET" in str(arguments[0]):
        raise RuntimeError(f"followed: {arguments[0]}")

sys.addaudithook(refuse)
"""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """The command and its workers, which fail when they open a connection or the secret file."""
    folder = tmp_path_factory.mktemp("guard")
    (folder / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(folder)}

    def run(*arguments):
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=environment,
        )

    return run


def test_the_guard_guards(guarded, tmp_path):
    (tmp_path / "SECRET.txt").write_text("x", encoding="utf-8")
    assert "followed" in guarded("show", tmp_path / "SECRET.txt").stderr
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        config = tmp_path / "shinchoku.toml"
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        config.write_text(
            f'contact = "a@b.jp"\n[[series]]\npublisher = "甲"\nseries = "乙"\n'
            f'page = "{address}"\nlink = "x"\n',
            encoding="utf-8",
        )
        assert "network: socket." in guarded("fetch", "--config", config).stderr


def test_the_pipeline_needs_no_network(guarded, tmp_path):
    done = guarded("run", EDITION, "--out", tmp_path)
    assert done.returncode == 0, done.stderr


def rewritten(content, change):
    """An office document with each of its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def with_entity(secret):
    """Put an external entity that names the secret file into the text of every part."""
    doctype = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'.encode()

    def change(name, part):
        if not name.endswith(".xml") or b"HERE" not in part:
            return part
        body = regex.sub(rb"^<\?xml[^>]*\?>\s*", b"", part)
        return doctype + body.replace(b"HERE", b"HERE&leak;")

    return change


def word():
    document = WordDocument()
    document.add_paragraph("HERE 令和7年10月")
    table = document.add_table(rows=2, cols=2)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "HERE"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def open_document():
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="a"><table:table-row><table:table-cell '
        'office:value-type="string"><text:p>HERE</text:p></table:table-cell></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return buffer.getvalue()


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "SECRET.txt"
    file.write_text(HIDDEN, encoding="utf-8")
    return file


def leaks(folder, done):
    files = list(folder.rglob("*.csv")) if folder.exists() else []
    told = "".join(p.read_text(encoding="utf-8-sig") for p in files) + done.stdout + done.stderr
    return HIDDEN in told or "followed" in told or "network:" in told


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("x.xlsx", lambda: workbook("HERE")),
        ("x.docx", word),
        ("x.ods", open_document),
    ],
)
def test_external_entities_are_not_followed(guarded, secret, tmp_path, name, make):
    document = tmp_path / "in" / name
    document.parent.mkdir()
    content = rewritten(make(), with_entity(secret))
    assert any(
        b"&leak;" in zipfile.ZipFile(io.BytesIO(content)).read(n)
        for n in zipfile.ZipFile(io.BytesIO(content)).namelist()
    )
    document.write_bytes(content)
    done = guarded("run", document, "--out", tmp_path / "out")
    assert "Traceback" not in done.stderr
    assert not leaks(tmp_path / "out", done)


def test_links_in_html_are_not_followed(guarded, secret, tmp_path):
    page = tmp_path / "in" / "x.html"
    page.parent.mkdir()
    uri = secret.as_uri()
    page.write_text(
        f'<!DOCTYPE html [<!ENTITY leak SYSTEM "{uri}">]><html><base href="http://127.0.0.1:9/">'
        f'<link rel="stylesheet" href="{uri}"><body><iframe src="{uri}"></iframe>&leak;'
        f'<table><tr><th>指標</th></tr><tr><td>&leak;<img src="http://127.0.0.1:9/x.png"></td></tr>'
        f'</table><object data="{uri}"></object></body></html>',
        encoding="utf-8",
    )
    done = guarded("run", page, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert not leaks(tmp_path / "out", done)


def test_links_in_office_documents_are_not_followed(guarded, secret, tmp_path):
    """External relationships (linked workbooks, templates, pictures) are text at most."""
    link = (
        '<Relationship Id="rId99" TargetMode="External" Target="{}" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/>'
    )
    kinds = ("externalLinkPath", "image", "attachedTemplate", "hyperlink", "oleObject")
    folder = tmp_path / "in"
    folder.mkdir()

    def change(name, part):
        if not name.endswith(".rels"):
            return part
        added = "".join(
            link.format(target, kind)
            for kind in kinds
            for target in (secret.as_uri(), "http://127.0.0.1:9/x")
        ).replace("rId99", "rId%d")
        count = added.count("%d")
        added = added % tuple(range(900, 900 + count))
        return part.replace(b"</Relationships>", added.encode() + b"</Relationships>")

    for name, make in (("x.xlsx", lambda: workbook("a")), ("x.docx", word)):
        (folder / name).write_bytes(rewritten(make(), change))
    done = guarded("run", folder, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert not leaks(tmp_path / "out", done)


def test_names_in_archives_are_not_written(guarded, tmp_path):
    """A part named like a path is a name of the archive, nothing more."""
    content = rewritten(workbook("a"), lambda _, part: part)
    with zipfile.ZipFile(io.BytesIO(content), "r") as old:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
            new.writestr("../../../evil.xml", "<x/>")
            new.writestr(f"{tmp_path}/absolute.xml", "<x/>")
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    (folder / "x.xlsx").write_bytes(buffer.getvalue())
    done = guarded("run", folder / "x.xlsx", "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    assert not [*tmp_path.rglob("evil.xml"), *tmp_path.rglob("absolute.xml")]
