"""Tables of tests as lines of text: `|` parts cells, `<` goes on with the left, `^` with the above."""

from html import escape


def as_html(*blocks: str) -> bytes:
    """A page of tables (texts with `|`) and paragraphs (texts without)."""
    body = "".join(_table(b) if "|" in b else f"<p>{escape(b)}</p>" for b in blocks)
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


def _table(text: str) -> str:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            owner[i, j] = {
                "<": lambda i=i, j=j: owner[i, j - 1],
                "^": lambda i=i, j=j: owner[i - 1, j],
            }.get(cell, lambda i=i, j=j: (i, j))()
    lines = []
    for i, row in enumerate(rows):
        cells = [_cell(rows, owner, (i, j)) for j in range(len(row)) if owner[i, j] == (i, j)]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _cell(
    rows: list[list[str]],
    owner: dict[tuple[int, int], tuple[int, int]],
    place: tuple[int, int],
) -> str:
    covered = [other for other, own in owner.items() if own == place]
    height = max(i for i, _ in covered) - place[0] + 1
    width = max(j for _, j in covered) - place[1] + 1
    text = escape(rows[place[0]][place[1]]).replace("\\n", "<br>")
    return f'<td rowspan="{height}" colspan="{width}">{text}</td>'
