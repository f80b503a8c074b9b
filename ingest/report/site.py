"""Pages to files: their names, the links between them, one folder or one file.

A page knows other pages by their key (`series/1f0c/index`), never by a path, so the same templates
make a folder of pages and a single file.
"""

import base64
import json
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ingest.report.templating import find_templates

Link = Callable[[str, str], str]
"""The address of a page, by its key, and of a place on it, by its anchor (or empty)."""

_PACKAGE = "ingest.report"
_MANIFEST = ".shinchoku-report.json"
_ASSETS = ("style.css", "report.js")


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is a file.

    Attributes:
        key: Its name: the path from the root without the ending.
        title: Its title in Japanese and English.
        template: Name of its template.
        context: What the template shows; callables in it take the page's `Link`.
        image: A picture that lies beside it.
    """

    key: str
    title: tuple[str, str]
    template: str
    context: Mapping[str, Any] = field(repr=False)
    image: bytes = field(default=b"", repr=False)


def write_folder(pages: Iterable[Page], out: Path) -> int:
    """Write each page as a file, and take away what an earlier report left there.

    Returns:
        The number of pages.
    """
    before = _read_manifest(out)
    written = {_write(out, name, _asset(name).encode()) for name in _ASSETS}
    count = 0
    for page in pages:
        count += 1
        depth = posixpath.dirname(page.key)
        link = _linker(page.key)
        image = posixpath.basename(page.key) + ".webp" if page.image else ""
        if image:
            written.add(_write(out, f"{page.key}.webp", page.image))
        html = (
            find_templates(_PACKAGE)
            .get_template("page.html.j2")
            .render(
                page=page,
                main=_render(page, link, image),
                link=link,
                root=posixpath.relpath(".", depth) if depth else ".",
            )
        )
        written.add(_write(out, f"{page.key}.html", html.encode()))
    for name in before - written:
        (out / name).unlink(missing_ok=True)
    _write(out, _MANIFEST, json.dumps(sorted(written), indent=0).encode())
    return count


def write_single(pages: Iterable[Page], path: Path) -> int:
    """Write all pages as sections of one file that needs nothing beside it.

    Returns:
        The number of pages.
    """
    sections = [(page, _render(page, _fragment, _data_uri(page.image))) for page in pages]
    html = (
        find_templates(_PACKAGE)
        .get_template("single.html.j2")
        .render(
            sections=sections,
            section_id=_section_id,
            link=_fragment,
            style=Markup(_asset("style.css")),  # noqa: S704 - our own file
            script=Markup(_asset("report.js")),  # noqa: S704 - our own file
        )
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")
    return len(sections)


def _render(page: Page, link: Link, image: str) -> Markup:
    template = find_templates(_PACKAGE).get_template(page.template)
    html = template.render(**page.context, page=page, link=link, image=image)
    return Markup(html)  # noqa: S704 - the template has escaped what it was given


def _linker(key: str) -> Link:
    folder = posixpath.dirname(key) or "."

    def link(to: str, anchor: str = "") -> str:
        path = posixpath.relpath(f"{to}.html", folder)
        return f"{path}#{anchor}" if anchor else path

    return link


def _fragment(to: str, anchor: str = "") -> str:
    return f"#{anchor or _section_id(to)}"


def _section_id(key: str) -> str:
    return "page-" + key.replace("/", "-")


def _data_uri(image: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(image).decode()}" if image else ""


def _asset(name: str) -> str:
    return resources.files("ingest.report").joinpath(f"static/{name}").read_text(encoding="utf-8")


def _write(out: Path, name: str, content: bytes) -> str:
    """Write a file whole, and only where it differs."""
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_bytes() != content:
        aside = path.with_name(f".{path.name}.aside")
        aside.write_bytes(content)
        aside.replace(path)
    return name


def _read_manifest(out: Path) -> set[str]:
    path = out / _MANIFEST
    if not path.is_file():
        return set()
    return {name for name in json.loads(path.read_text(encoding="utf-8")) if _is_inside(name)}


def _is_inside(name: str) -> bool:
    return not posixpath.isabs(name) and ".." not in name.split("/")


def join_pages(*groups: Iterable[Page]) -> Iterator[Page]:
    """Pages of several groups, one after the other."""
    for group in groups:
        yield from group
