"""Scanned pages to straight pictures, by OCRmyPDF in a process of its own."""

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ingest.ocr.engine import FOLDER
from ingest.ocr.picture import Picture
from ingest.ocr.tools import run_tool

SECONDS = 120.0
"""Time for a page."""

LARGEST = 100
"""A page of more million pixels is no scan of a sheet of paper."""

CONFIDENT = 14.0
"""From this confidence on, a page that seems to lie on its side is turned."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page as a picture that stands upright and straight.

    Attributes:
        number: Of the page, from 1.
        picture: Its grey levels.
        dpi: Pixels of an inch.
        angle: Degrees by which it was turned counter-clockwise to stand straight.
        turned: Quarter turns in degrees clockwise that it lay on its side before.
    """

    number: int
    picture: Picture
    dpi: float
    angle: float
    turned: int


def prepare(content: bytes, number: int) -> Sheet:
    """A straight picture of the page with this number.

    Raises:
        subprocess.SubprocessError: OCRmyPDF failed or took too long.
        ValueError: It made no picture of the page.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = folder / "document.pdf"
        document.write_bytes(content)
        command = [sys.executable, "-m", "ocrmypdf", *_options(number), str(document), "-"]
        run_tool(command, SECONDS, **{FOLDER: name})
        (file,) = folder.glob("*.png")
        return _read_sheet(file)


def _options(number: int) -> list[str]:
    given = {
        "--plugin": "ingest.ocr.engine",
        "--language": "jpn",
        "--pages": str(number),
        "--mode": "force",
        "--rasterizer": "pypdfium",
        "--output-type": "none",
        "--optimize": "0",
        "--jobs": "1",
        "--max-image-mpixels": str(LARGEST),
        "--rotate-pages-threshold": str(CONFIDENT),
    }
    options = [word for option in given.items() for word in option]
    return [*options, "--quiet", "--rotate-pages", "--deskew"]


def _read_sheet(file: Path) -> Sheet:
    from PIL import Image

    with Image.open(file) as image:
        dpi = float(image.info["dpi"][0])
    told = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    picture = np.asarray(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE), np.uint8)
    turned = int(told["turned"]) if told["confidence"] >= CONFIDENT else 0
    return Sheet(int(file.stem), picture, dpi, float(told["angle"]), turned)
