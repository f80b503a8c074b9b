"""Scanned pages to straight pictures, by OCRmyPDF in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ingest.ocr.engine import FOLDER
from ingest.ocr.picture import Picture

SECONDS = 60.0
"""Time for a document, and for each page of it beside."""

SECONDS_EACH = 60.0

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


def prepare(content: bytes, numbers: Sequence[int]) -> Iterator[Sheet]:
    """Straight pictures of the pages with these numbers; a page that fails is left out.

    Raises:
        subprocess.SubprocessError: OCRmyPDF failed or took too long.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = folder / "document.pdf"
        document.write_bytes(content)
        subprocess.run(  # noqa: S603 the arguments are ours
            [sys.executable, "-m", "ocrmypdf", *_options(numbers), str(document), "-"],
            check=True,
            capture_output=True,
            env={**os.environ, FOLDER: name, "OMP_THREAD_LIMIT": "1"},
            timeout=SECONDS + SECONDS_EACH * len(numbers),
        )
        for file in sorted(folder.glob("*.png")):
            yield _read_sheet(file)


def _options(numbers: Sequence[int]) -> list[str]:
    given = {
        "--plugin": "ingest.ocr.engine",
        "--language": "jpn",
        "--pages": ",".join(map(str, numbers)),
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
