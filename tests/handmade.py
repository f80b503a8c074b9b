"""PDFs and workbooks written byte by byte, to break them where a test wants it."""

import io
import zipfile

from openpyxl import Workbook


def build_pdf(*objects, pages_count=1):
    """A PDF of these objects, numbered from 3; 3 is the page."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % pages_count
    body, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate((catalog, pages, *objects), start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(body), len(offsets) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n" % size
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(body)


def stream(data, entries=b""):
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def page(resources=b""):
    """A page whose content is object 4."""
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << %s >> >>" % resources
    )


def workbook_of(rows):
    """A workbook whose only sheet holds this XML."""
    book, changed = io.BytesIO(), io.BytesIO()
    Workbook().save(book)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(
                    b"<sheetData></sheetData>", b"<sheetData>%s</sheetData>" % rows
                )
            new.writestr(name, content)
    return changed.getvalue()
