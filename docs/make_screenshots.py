"""Takes a picture of each kind of page of a report: light, dark, on a phone, as printed.

    shinchoku report normalized --out site
    python docs/make_screenshots.py site FOLDER    FOLDER/front-light.png, front-phone.png …

Needs chromium, as the tests of the pages do; a printed page is a PDF's first page.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, sync_playwright

VIEWS = {
    "light": ({"width": 1200, "height": 900}, "light"),
    "dark": ({"width": 1200, "height": 900}, "dark"),
    "phone": ({"width": 390, "height": 800}, "light"),
}


def find_pages(site: Path) -> Iterator[tuple[str, Path]]:
    """One page of each kind: the largest, for it shows most."""
    yield "front", site / "index.html"
    yield "method", site / "method.html"
    kinds = {
        "series": "series/*/index.html",
        "activities": "series/*/activities.html",
        "doubts": "series/*/doubts.html",
        "picture": "sources/*/p*.html",
        "grid": "sources/*/t*.html",
    }
    for kind, pattern in kinds.items():
        found = sorted(site.glob(pattern), key=lambda path: (-path.stat().st_size, path))
        yield from ((kind, path) for path in found[:1])
    told = {"index.html", "activities.html", "doubts.html"}
    rest = [path for path in site.glob("series/*/*.html") if path.name not in told]
    rest.sort(key=lambda path: (-path.stat().st_size, path))
    yield from (("indicator", path) for path in rest[:1])


def take(page: Page, kind: str, path: Path, folder: Path) -> None:
    """All pictures of one page."""
    for view, (size, scheme) in VIEWS.items():
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.goto(path.resolve().as_uri())
        page.screenshot(path=folder / f"{kind}-{view}.png", full_page=True)
    page.emulate_media(color_scheme="light", media="print")
    printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
    printed[0].render(scale=1.5).to_pil().save(folder / f"{kind}-print.png")
    page.emulate_media(media="screen")


def main() -> None:
    """Take the pictures."""
    site, folder = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for kind, path in find_pages(site):
            take(page, kind, path, folder)
        browser.close()


if __name__ == "__main__":
    main()
