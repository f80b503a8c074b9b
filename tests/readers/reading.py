"""What the tests of readers share: a document drawn as text, and the check that nothing is lost."""

from collections import Counter

from parsers.document import Table, count_characters


def draw(table):
    """A table as text: a row a line; spans as `2x1` behind the text of a merged cell."""
    rows = [[] for _ in range(table.rows)]
    for cell in table.cells:
        spans = (cell.row_span, cell.column_span)
        text = cell.text.replace("\n", "/")
        rows[cell.row].append(text if spans == (1, 1) else f"{text} {spans[0]}x{spans[1]}".strip())
    return [" | ".join(row) for row in rows]


def covers_every_place_once(table):
    places = [
        (row, column)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    whole = {(row, column) for row in range(table.rows) for column in range(table.columns)}
    return len(places) == len(set(places)) and set(places) == whole


def placed(document):
    """How often each character stands in the blocks and in what is set aside."""
    texts = [side.passage.text for side in document.set_aside]
    for block in document.blocks:
        cells = block.cells if isinstance(block, Table) else ()
        texts += [cell.text for cell in cells] if cells else [getattr(block, "text", "")]
    return count_characters(texts)


def loses_nothing(document):
    return Counter(document.characters) == placed(document)


def aside(document):
    return [(side.reason, side.passage.text) for side in document.set_aside]


def texts(document):
    return [passage.text for passage in document.paragraphs]


def codes(document):
    return [finding.code for finding in document.findings]
