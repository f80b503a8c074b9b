"""The totals that tables print, by the rule of `ingest.totals`."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from ingest.history.doubts import Placed
from ingest.history.model import Row
from ingest.totals import find_questions, may_hold_totals, read_place
from parsers.findings import Finding


def find_bad_sums(cells: Iterable[Row]) -> Iterator[Placed]:
    """The findings of all tables; cells come table by table."""
    for _, own in groupby(cells, key=lambda cell: (cell["document_id"], cell["table"])):
        table = list(own)
        if not may_hold_totals(table):
            continue
        for asked in find_questions([read_place(cell, cell) for cell in table]):
            cell = asked.mark
            told = {"total": str(cell["text"]), "computed": f"{asked.sum:,f}"}
            finding = Finding("H105", asked.heading or asked.label, told)
            yield str(cell["document_id"]), finding, str(cell["locator"])
