"""A web server on this machine that behaves as it is told, also badly."""

import io
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
AT = datetime(2025, 11, 25, 3, 0, tzinfo=UTC)
FAST = {"delay": 0.0, "timeout": 0.3, "deadline": 1.0, "attempts": 3, "backoff": 0.0}


def make_pdf(text):
    return PDF.replace(b"<<>>\nendobj", b"<</Title(" + text.encode() + b")>>\nendobj")


def make_zip(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def page(*links, head="", before=""):
    items = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in links)
    return f"<html><head>{head}</head><body>{before}<ul>{items}</ul></body></html>".encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.site.asked.append((self.path, dict(self.headers)))
        answer = self.server.site.answers.get(self.path.partition("?")[0])
        with suppress(BrokenPipeError, ConnectionResetError):
            if answer is None:
                self.give(b"<html>not found</html>", status=404, kind="text/html")
            elif callable(answer):
                answer(self)
            else:
                self.give(answer)

    def give(self, body=b"", *, status=200, kind="", length=None, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@dataclass
class Site:
    url: str
    answers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def paths(self):
        return [path for path, _ in self.asked if path != "/robots.txt"]


def codes(outcome):
    return [finding.code for finding in outcome.findings]
