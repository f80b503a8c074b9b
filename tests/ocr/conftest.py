"""Scans made by the tests: pages of the samples as pictures, askew and grainy."""

import io
import subprocess

import numpy as np
import pypdfium2 as pdfium
import pytest
from paths import COMMAND, EDITION
from PIL import Image

from ingest.ocr.tools import find_missing

DPI = 200


@pytest.fixture(scope="session")
def engine_installed():
    missing = find_missing()
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed: apt-get install tesseract-ocr-jpn")


@pytest.fixture
def bare(tmp_path):
    """The command where no program can be found."""

    def command(*arguments):
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            env={"PATH": str(tmp_path), "LANG": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    return command


@pytest.fixture(scope="session")
def picture():
    """The upper part of a sample's first page, as a scanner sees it."""
    with pdfium.PdfDocument(EDITION / "sangyo-senryaku-landscape.pdf") as document:
        page = document[0].render(scale=DPI / 72).to_pil().convert("L")
    page = page.crop((0, 0, page.width, int(page.height * 0.5)))
    page = page.rotate(0.7, fillcolor=255, resample=Image.Resampling.BICUBIC)
    grain = np.random.default_rng(7)
    grey = np.asarray(page).astype(float) * 0.92 + 8 + grain.normal(0, 8, (page.height, page.width))
    grey[grain.random(grey.shape) < 0.0006] = 25
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


@pytest.fixture(scope="session")
def scan(picture, tmp_path_factory):
    """The picture as a PDF without text."""
    path = tmp_path_factory.mktemp("scan") / "scan.pdf"
    picture.save(path, resolution=DPI, quality=70)
    return path


@pytest.fixture(scope="session")
def mixed(picture, tmp_path_factory):
    """A page with text before the scanned one."""
    from pypdf import PdfReader, PdfWriter

    scanned = io.BytesIO()
    picture.save(scanned, "PDF", resolution=DPI, quality=70)
    writer = PdfWriter()
    writer.append(EDITION / "sangyo-senryaku-portrait.pdf", pages=(1, 2))
    writer.append(PdfReader(scanned))
    path = tmp_path_factory.mktemp("mixed") / "mixed.pdf"
    writer.write(path)
    return path


@pytest.fixture(scope="session")
def undecodable(tmp_path_factory):
    """A page that looks right and whose font says a private character for every glyph."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, StreamObject

    to_private = StreamObject()
    to_private.set_data(
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> "
        b"endcodespacerange 1 beginbfrange <00> <FF> <E000> endbfrange endcmap end"
    )
    writer = PdfWriter()
    writer.append(PdfReader(EDITION / "sangyo-senryaku-landscape.pdf"), pages=(0, 1))
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        font.get_object()[NameObject("/ToUnicode")] = writer._add_object(to_private)
    path = tmp_path_factory.mktemp("undecodable") / "undecodable.pdf"
    writer.write(path)
    return path
