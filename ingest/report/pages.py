"""Views to pages: which pages there are, and what each shows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.codes import CODES
from ingest.history.wording import translate
from ingest.report import charts
from ingest.report.dataset import Dataset, Row
from ingest.report.readability import Source, Verdict, judge
from ingest.report.site import Link, Page
from ingest.report.sources import (
    PDF,
    Grid,
    Mark,
    PagePicture,
    anchor_of,
    make_grids,
    marked_rows,
    picture_pages,
)
from ingest.report.views import STANDINGS, Indicator, Point, SeriesView
from ingest.report.words import read_words
from ingest.watch import Watch

_RINGED = {"past_value_revised": "revised", "target_revised": "moved_target"}


def make_pages(
    dataset: Dataset,
    views: tuple[SeriesView, ...],
    files: Mapping[str, Path],
    codes: Mapping[str, int],
    watch: Watch,
) -> Iterator[Page]:
    """Every page of the report.

    Args:
        dataset: The tables.
        views: The series.
        files: The file of each document that is at hand, by the document's id.
        codes: How often `shinchoku check` finds each code in the tables.
        watch: Called after each document with the number done, of all, and its name.
    """
    places = Places(dataset, files)
    verdicts = judge(tuple(_judged(dataset)), codes)
    yield _front(views, verdicts)
    for view in views:
        yield _series_page(view, places)
        yield _doubts_page(view, places)
        if view.events:
            yield _activities_page(view)
        for indicator in view.indicators:
            yield _indicator_page(view, indicator, places)
    yield from _source_pages(dataset, views, files, watch)
    yield _method_page(views, verdicts, dataset)


class Places:
    """Where the report shows a row: on the picture of its page, or in its table's cells."""

    def __init__(self, dataset: Dataset, files: Mapping[str, Path]) -> None:
        self._pictured = {
            row["document_id"]
            for row in dataset["documents"]
            if row["media_type"] == PDF and row["document_id"] in files
        }
        self._tables = {
            (cell["document_id"], cell["locator"]): cell["table"] for cell in dataset["cells"]
        }

    def href(self, link: Link, row: Row | None) -> str:
        """The address of a row of `observations` or `residue`; empty where it has no place."""
        if row is None:
            return ""
        document = row["document_id"]
        if document in self._pictured and row["page"] and row["x0"] is not None:
            return link(f"sources/{document}/p{row['page']}", anchor_of(row))
        cell = (row["locator"] or "").rpartition(".l")[0] or row["locator"]
        table = self._tables.get((document, cell)) or self._tables.get((document, row["locator"]))
        return link(f"sources/{document}/t{table}", anchor_of(row)) if table else ""


def _front(views: tuple[SeriesView, ...], verdicts: tuple[Verdict, ...]) -> Page:
    title = read_words()["report"]
    context = {"views": views, "standings": STANDINGS, "verdicts": verdicts}
    return Page("index", title, "front.html.j2", context)


def _series_page(view: SeriesView, places: Places) -> Page:
    sparklines = {
        indicator.indicator_id: charts.draw_sparkline(
            [point.row["value_std"] for point in indicator.points], indicator.name
        )
        for indicator in view.indicators
        if sum(p.row["value_std"] is not None for p in indicator.points) > 1
    }
    context = {
        "view": view,
        "standings": STANDINGS,
        "sparklines": sparklines,
        "places": places,
        "projects": _distinct(i.latest.row["project"] for i in view.current),
        "units": _distinct(i.latest.row["unit"] for i in view.current),
        "tell": tell_change,
    }
    return Page(f"series/{view.series_id}/index", (view.name, view.name), "series.html.j2", context)


def _indicator_page(view: SeriesView, indicator: Indicator, places: Places) -> Page:
    def chart(link: Link) -> str:
        marks = [
            charts.Mark(
                point.day,
                point.row["value_std"],
                point.row["target_std"],
                places.href(link, point.actual or point.target),
                " ".join(ring(point)),
            )
            for point in indicator.points
            if point.day is not None
        ]
        known = [m for m in marks if m.value is not None]
        if len(known) < 2:
            return ""
        return charts.draw_history(marks, indicator.row["unit_std"] or "", indicator.name)

    key = f"series/{view.series_id}/{indicator.indicator_id}"
    context = {
        "view": view,
        "indicator": indicator,
        "places": places,
        "chart": chart,
        "ring": ring,
        "tell": tell_change,
    }
    return Page(key, (indicator.name, indicator.name), "indicator.html.j2", context)


def ring(point: Point) -> list[str]:
    """The words for what a history marks of a point: revised, target moved."""
    kinds = dict.fromkeys(change["kind"] for change in point.changes)
    return [_RINGED[kind] for kind in kinds if kind in _RINGED]


def tell_change(change: Row) -> tuple[str, str]:
    """A change in words, Japanese and English."""
    return change["sentence"], translate(change)


def _activities_page(view: SeriesView) -> Page:
    dated = sorted(
        (row for row in view.events if row["start"] or row["end"]),
        key=lambda row: (row["start"] or row["end"], row["locator"] or ""),
    )
    chart = charts.draw_timeline(
        [(row["start"] or row["end"], row["state"]) for row in dated], read_words()["activities"][0]
    )
    key = f"series/{view.series_id}/activities"
    context = {"view": view, "events": dated, "chart": chart}
    return Page(key, read_words()["activities"], "activities.html.j2", context)


def _doubts_page(view: SeriesView, places: Places) -> Page:
    key = f"series/{view.series_id}/doubts"
    context = {"view": view, "places": places, "reasons": CODES["reason"]}
    return Page(key, read_words()["doubts"], "doubts.html.j2", context)


def _source_pages(
    dataset: Dataset, views: Iterable[SeriesView], files: Mapping[str, Path], watch: Watch
) -> Iterator[Page]:
    marked, cells = marked_rows(dataset), dataset.by_document("cells")
    homes = _homes(views)
    documents = dataset["documents"]
    for done, document in enumerate(documents, start=1):
        own = document["document_id"]
        path = files.get(own)
        if path is not None and document["media_type"] == PDF:
            for picture in picture_pages(document, path.read_bytes(), marked.get(own, [])):
                yield _source_page(picture, homes)
        else:
            for grid in make_grids(document, cells.get(own, ()), marked.get(own, [])):
                yield _source_page(grid, homes)
        watch(done, len(documents), document["source"])


def _source_page(shown: PagePicture | Grid, homes: Mapping[tuple[str, str], str]) -> Page:
    """A page of a document as its picture, or a table of one without pages."""
    if isinstance(shown, PagePicture):
        kind, name, told, image = "picture", f"p{shown.page}", f"p.{shown.page}", shown.image
    else:
        kind, name, told, image = "grid", f"t{shown.table}", f"表{shown.table}", b""
    document = shown.document
    context = {
        kind: shown,
        "document": document,
        "home": _home_of(homes),
        "reasons": CODES["reason"],
    }
    title = (f"{document['title'] or document['source']} {told}",) * 2
    key = f"sources/{document['document_id']}/{name}"
    return Page(key, title, f"{kind}.html.j2", context, image)


def _home_of(homes: Mapping[tuple[str, str], str]) -> Callable[[Mark], str]:
    def home(mark: Mark) -> str:
        return homes.get((mark.row["document_id"], mark.row.get("indicator_id") or ""), "")

    return home


def _homes(views: Iterable[SeriesView]) -> dict[tuple[str, str], str]:
    """The key of the page of each indicator, by document and the id that the document gives it."""
    return {
        (
            point.row["document_id"],
            indicator.indicator_id,
        ): f"series/{view.series_id}/{indicator.indicator_id}"
        for view in views
        for indicator in view.indicators
        for point in indicator.points
    }


def _method_page(
    views: tuple[SeriesView, ...], verdicts: tuple[Verdict, ...], dataset: Dataset
) -> Page:
    context: dict[str, Any] = {
        "views": views,
        "verdicts": verdicts,
        "documents": dataset["documents"],
    }
    return Page("method", read_words()["method"], "method.html.j2", context)


def _judged(dataset: Dataset) -> Iterator[Source]:
    cells, seen = dataset.by_document("cells"), dataset.by_document("observations")
    residue = dataset.by_document("residue")
    for document in dataset["documents"]:
        own = document["document_id"]
        yield Source(document, cells.get(own, ()), seen.get(own, ()), residue.get(own, ()))


def _distinct(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(filter(None, texts)))
