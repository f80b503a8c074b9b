"""OCRmyPDF's plugin: it keeps the prepared picture of each page and reads no text itself.

OCRmyPDF renders the pages at the resolution of their scan (through pdfium), turns them upright and
straightens them. The text is then read line by line inside the cells, which no engine for whole
pages does; so the plugin answers OCRmyPDF's questions and hands the picture on.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from ocrmypdf import hookimpl
from ocrmypdf.builtin_plugins.null_ocr import NullOcrEngine
from ocrmypdf.builtin_plugins.tesseract_ocr import TesseractOcrEngine

from ingest.ocr.skew import measure_skew

FOLDER = "SHINCHOKU_OCR_FOLDER"
"""Environment variable with the folder that the pictures go to."""


class KeepingEngine(NullOcrEngine):
    """Turns by Tesseract, straightens by the rules and lines of the page, keeps the picture."""

    @staticmethod
    def get_orientation(input_file: Path, options: Any) -> Any:  # noqa: ANN401
        """Which way is up."""
        engine: Any = TesseractOcrEngine  # untyped
        found = engine.get_orientation(input_file, options)
        _note(input_file, turned=found.angle, confidence=found.confidence)
        return found

    @staticmethod
    def get_deskew(input_file: Path, options: Any) -> float:  # noqa: ANN401, ARG004
        """Degrees by which the page is turned counter-clockwise to stand straight."""
        angle = measure_skew(np.asarray(cv2.imread(str(input_file), cv2.IMREAD_GRAYSCALE)))
        _note(input_file, angle=angle)
        return angle

    @staticmethod
    def generate_ocr(input_file: Path, options: Any, page_number: int = 0) -> Any:  # noqa: ANN401
        """Keep the picture; give a page without text."""
        shutil.copyfile(input_file, _target(input_file, ".png"))
        return NullOcrEngine.generate_ocr(input_file, options, page_number)


@hookimpl(tryfirst=True)
def get_ocr_engine(options: Any) -> KeepingEngine:  # noqa: ANN401, ARG001
    """The engine for every page."""
    return KeepingEngine()


def _target(working_file: Path, suffix: str) -> Path:
    """OCRmyPDF's working files begin with the page's number in six digits."""
    return Path(os.environ[FOLDER]) / f"{Path(working_file).name[:6]}{suffix}"


def _note(working_file: Path, **facts: float) -> None:
    """Add to what is known of a page."""
    file = _target(working_file, ".json")
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    file.write_text(json.dumps({**known, **facts}), encoding="utf-8")
