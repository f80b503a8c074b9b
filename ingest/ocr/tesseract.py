"""Tesseract over many small pictures of lines in one call."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
from lxml import etree, html

from ingest.ocr.picture import Picture
from ingest.ocr.tools import run_tool

SECONDS = 30.0
"""Time for a call, and for each picture of it beside."""

SECONDS_EACH = 0.5

ONE_LINE, RAW_LINE = 7, 13
"""Page segmentation modes; a raw line is read without looking at its layout."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A character as it was recognised: where it begins and ends, and how sure it is (0 to 100)."""

    text: str
    x0: float
    x1: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Setting:
    """How Tesseract reads: model, page segmentation mode, and the characters there may be."""

    language: str
    mode: int = ONE_LINE
    alphabet: str = ""


def read_lines(pictures: Sequence[Picture], setting: Setting) -> list[tuple[Sign, ...]]:
    """The characters of each picture of a line.

    Raises:
        subprocess.SubprocessError: Tesseract failed or took too long.
    """
    if not pictures:
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{number:05d}.png" for number in range(len(pictures))]
        for file, picture in zip(files, pictures, strict=True):
            cv2.imwrite(str(file), picture)
        list_file = folder / "list.txt"
        list_file.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
        seconds = SECONDS + SECONDS_EACH * len(pictures)
        run_tool(_command(list_file, folder / "out", setting), seconds)
        tree = html.document_fromstring((folder / "out.hocr").read_bytes())
    pages = (part for part in tree.iter("div") if part.get("class") == "ocr_page")
    return [tuple(_signs(page)) for page in pages]


def _command(list_file: Path, out: Path, setting: Setting) -> list[str]:
    command = ["tesseract", str(list_file), str(out), "-l", setting.language]
    command += ["--psm", str(setting.mode), "--dpi", "300", "-c", "hocr_char_boxes=1"]
    if setting.alphabet:
        command += ["-c", f"tessedit_char_whitelist={setting.alphabet}"]
    return [*command, "hocr"]


def _signs(page: etree._Element) -> Iterator[Sign]:
    return (_sign(span) for span in page.iter("span") if span.get("class") == "ocrx_cinfo")


def _sign(span: etree._Element) -> Sign:
    facts = dict(part.split(" ", 1) for part in span.get("title", "").split("; "))
    x0, _, x1, _ = map(float, facts["x_bboxes"].split())
    return Sign("".join(map(str, span.itertext())), x0, x1, float(facts["x_conf"]))
