"""The pages of the review desk, served to this machine alone.

Every request needs the token that the command printed (the first in its address, later ones in a
cookie that no other site can send), a `Host` of this machine, and no other `Origin`.
"""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ingest.corrections import COLUMNS, NOT_INDICATOR, SAME, SET, Correction
from ingest.errors import UsageError
from ingest.report.dataset import Row
from ingest.report.sources import anchor_of
from ingest.report.templating import find_templates
from ingest.review.desk import Desk
from ingest.review.queue import Item
from parsers.findings import read_catalogue

_COOKIE = "shinchoku"
_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_CONFIRMED = "原本で確認"
Context = Mapping[str, Any]


def make_app(desk: Desk, token: str, who: str) -> Starlette:
    """The application.

    Args:
        desk: Tables, pictures and corrections.
        token: The secret that the first address carries.
        who: Whose name the entries get, until the page is told another.
    """
    pages = _Pages(desk, who)
    routes = [
        Route("/", pages.start),
        Route("/item/{item_id}", pages.item),
        Route("/item/{item_id}/save", pages.save, methods=["POST"]),
        Route("/undo", pages.undo, methods=["POST"]),
        Route("/picture/{document_id}/{page:int}", pages.picture),
        Mount("/static", StaticFiles(packages=[("ingest.review", "static")])),
        Mount("/style", StaticFiles(packages=[("ingest.report", "static")])),
    ]
    return Starlette(routes=routes, middleware=[Middleware(_Guard, token=token)])


class _Guard(BaseHTTPMiddleware):
    """Lets only this machine's user in."""

    def __init__(self, app: Any, token: str) -> None:  # noqa: ANN401 - an ASGI application
        super().__init__(app)
        self._token = token

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        given = request.query_params.get("token") or request.cookies.get(_COOKIE) or ""
        own = request.url.hostname in {"127.0.0.1", "localhost", "::1"}
        origin = request.headers.get("origin")
        same = origin in {None, f"{request.url.scheme}://{request.url.netloc}"}
        if not (own and same and hmac.compare_digest(given, self._token)):
            return PlainTextResponse("403", status_code=403)
        response = await call_next(request)
        response.headers.update(
            {
                "Content-Security-Policy": _POLICY,
                "Referrer-Policy": "same-origin",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "no-store",
            }
        )
        response.set_cookie(_COOKIE, self._token, httponly=True, samesite="strict")
        return response


class _Pages:
    """One method a page."""

    def __init__(self, desk: Desk, who: str) -> None:
        self._desk = desk
        self._who = who

    async def start(self, request: Request) -> Response:
        """To the most doubtful item."""
        del request
        self._desk.refresh()
        queue = self._desk.queue
        if not queue:
            return _show("empty.html.j2", {})
        return RedirectResponse(f"/item/{queue[0].item_id}", 303)

    async def item(self, request: Request) -> Response:
        """One item beside its page."""
        self._desk.refresh()
        queue, at = self._find(request)
        if at is None:
            return RedirectResponse("/", 303)
        return self._show_item(queue, at, {"message": request.query_params.get("message", "")})

    async def save(self, request: Request) -> Response:
        """Save a correction, or show first what it would touch."""
        queue, at = self._find(request)
        if at is None:
            return RedirectResponse("/", 303)
        item, form = queue[at], await request.form()
        self._who = _field(form, "who") or self._who
        try:
            correction = self._read(item, form)
            if _field(form, "preview"):
                touched = self._desk.preview(correction)
                told = {"correction": correction, "touched": touched, "form": dict(form)}
                return self._show_item(queue, at, told)
            path = self._desk.save(item, correction)
        except UsageError as error:
            return self._show_item(queue, at, {"error": error.finding, "form": dict(form)}, 422)
        following = queue[min(at + 1, len(queue) - 1)].item_id
        return RedirectResponse(f"/item/{following}?message={path.name}", 303)

    async def undo(self, request: Request) -> Response:
        """Take the last entry back."""
        form = await request.form()
        try:
            message = "undone" if self._desk.undo() else "nothing"
        except UsageError as error:
            message = error.finding.message("ja")
        return RedirectResponse(f"/item/{_field(form, 'item')}?message={message}", 303)

    async def picture(self, request: Request) -> Response:
        """The picture of a page."""
        found = self._desk.picture(request.path_params["document_id"], request.path_params["page"])
        if found is None:
            return PlainTextResponse("404", status_code=404)
        return Response(found.image, media_type="image/webp")

    def _find(self, request: Request) -> tuple[tuple[Item, ...], int | None]:
        queue, wanted = self._desk.queue, request.path_params["item_id"]
        return queue, next((n for n, i in enumerate(queue) if i.item_id == wanted), None)

    def _read(self, item: Item, form: FormData) -> Correction:
        """The correction that a form asks for."""
        kind, row = _field(form, "kind"), item.row
        edition = "" if _field(form, "all") else str(row["edition"] or "")
        bare = Correction(
            kind,
            row["series"] or "",
            row["name"],
            self._who,
            _field(form, "why"),
            edition if kind == SET else "",
        )
        if kind == SET:
            column = _field(form, "column")
            says = _printed(row, column)
            becomes = _field(form, "becomes") or says
            return replace(
                bare, column=column, says=says, becomes=becomes, why=bare.why or _CONFIRMED
            )
        if kind == NOT_INDICATOR:
            return replace(bare, says=row["value_text"] or "")
        return replace(bare, other=_field(form, "other"))

    def _show_item(
        self, queue: tuple[Item, ...], at: int, more: Context, status: int = 200
    ) -> Response:
        item = queue[at]
        page = item.row["page"]
        picture = self._desk.picture(item.row["document_id"], page) if page else None
        context = {
            "queue": queue,
            "at": at,
            "item": item,
            "document": self._desk.document(item),
            "picture": picture,
            "marks": _own_marks(item),
            "findings": _explain(item, self._desk.dataset["findings"]),
            "candidates": _candidates(item, queue),
            "columns": {column: _printed(item.row, column) for column in COLUMNS},
            "who": self._who,
            "file": self._desk.corrections_file(item),
            "same": SAME,
        }
        return _show("item.html.j2", {**_NOTHING, **context, **more}, status)


_NOTHING: Context = {"message": "", "error": None, "correction": None, "touched": (), "form": {}}


def _show(template: str, context: Context, status: int = 200) -> HTMLResponse:
    html = find_templates("ingest.review").get_template(template).render(**context)
    return HTMLResponse(html, status)


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def _printed(row: Row, column: str) -> str:
    """What the source says in a column that can be corrected."""
    return str(row[column if column == "unit" else f"{column}_text"] or "")


def _own_marks(item: Item) -> tuple[str, ...]:
    """The marks of the numbers that the row shows; of all its numbers where none is shown."""
    shown = {item.row["value_text"], item.row["target_text"]} - {None}
    own = [row for row in item.numbers if row["value_text"] in shown]
    return tuple(anchor_of(row) for row in own or item.numbers)


def _explain(item: Item, findings: tuple[Row, ...]) -> list[tuple[str, str, str]]:
    """Code and message of each finding of an item, Japanese and English."""
    catalogue = read_catalogue()
    own = item.row
    told = [
        (row["code"], row["message_ja"], row["message_en"])
        for row in findings
        if row["document_id"] == own["document_id"]
        and row["code"] in item.codes
        and (row["locator"] or "").startswith(own["locator"] or "-")
    ]
    met = {code for code, _, _ in told}
    rest = [code for code in item.codes if code not in met and code in catalogue]
    return told + [(code, catalogue[code].title_ja, catalogue[code].title_en) for code in rest]


def _candidates(item: Item, queue: tuple[Item, ...]) -> list[str]:
    """Names of the edition before that this edition lacks, the most alike first."""
    from rapidfuzz import fuzz

    row = item.row
    own = [other.row for other in queue if other.row["series_id"] == row["series_id"]]
    before = {str(r["edition"]) for r in own if str(r["edition"]) < str(row["edition"])}
    if not before:
        return []
    now = {r["name"] for r in own if r["edition"] == row["edition"]}
    old = {r["name"] for r in own if str(r["edition"]) == max(before)}
    return sorted(old - now, key=lambda name: (-fuzz.ratio(name, row["name"]), name))
