"""What a run notes of its files: in order, once each, and not in memory."""

import hashlib
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from ingest.archives import OPENED
from ingest.ledger import Ledger, Outcome
from ingest.parts import Failure, Head
from ingest.sources import Source
from parsers.findings import Finding

LATE = Finding("R051", "late.pdf", {"seconds": "1"})


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger(tmp_path)) as opened:
        yield opened


def make(name, content=b"", *, named=False):
    digest = hashlib.sha256(content or name.encode()).hexdigest()
    return Source(Path("in") / name, content, digest, named, place=name)


def head(**rows):
    return Head("read", rows, 1, None, {})


def test_documents_come_first_and_each_file_once(ledger):
    names = ["b.pdf", "photo.png", "a.pdf", "b.pdf"]
    ledger.expect(map(make, names))
    ledger.expect([make("photo.png", named=True), make("photo.png")])
    assert len(ledger) == 3
    assert [s.path.name for s in ledger.sources()] == ["a.pdf", "b.pdf", "photo.png"]
    assert [s.named for s in ledger.sources()] == [False, False, True]


def test_the_same_content_gives_rows_once(ledger):
    first, again = make("a.pdf", b"same"), make("b.pdf", b"same")
    assert [ledger.is_first(source) for source in (first, again, again)] == [True, False, False]
    ledger.note(Outcome(first, "read", None, head(documents=1), Path("a.part"), read=True))
    ledger.note_same()
    kept = list(ledger.close_off())
    assert [(path, told.rows) for path, told in kept] == [(Path("a.part"), {"documents": 1})]
    one, other = ledger.outcomes()
    assert (one.read, one.same_as) == (True, None)
    assert (other.status, other.same_as, other.source.content) == ("read", first.path, b"")
    assert (ledger.rows["documents"], ledger.characters_unplaced) == (1, 1)


def test_what_is_told_last_of_a_file_holds(ledger):
    archive = make("a.zip")
    ledger.note(Outcome(archive, OPENED))
    assert list(ledger.archives()) == [archive]
    ledger.note(Outcome(archive, "unreadable", LATE))
    ledger.close_off()
    assert [o.status for o in ledger.outcomes()] == ["unreadable"]
    assert (ledger.statuses, ledger.codes) == ({"unreadable": 1}, {"R051": 1})


def test_only_what_is_asked_for_is_told(ledger):
    lacking = Head("read", {}, 0, None, {}, Failure("R146", "", {}))
    ledger.note(Outcome(make("a.pdf"), "read", None, head(), Path("a.part")))
    ledger.note(Outcome(make("b.pdf"), "read", None, head(), Path("b.part"), changed=("cells",)))
    ledger.note(Outcome(make("c.pdf"), "read", None, lacking, Path("c.part")))
    ledger.note(Outcome(make("d.pdf"), "unreadable", LATE))
    assert [o.source.name for o in ledger.outcomes(told=True)] == ["b.pdf", "d.pdf"]
    assert [o.source.name for o in ledger.outcomes(lacking=True)] == ["c.pdf"]


def test_memory_does_not_grow_with_the_files(ledger):
    def run(count):
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        ledger.expect(make(f"{count}-{number}.pdf") for number in range(count))
        for source in ledger.sources():
            ledger.is_first(source)
            outcome = Outcome(source, "read", None, head(documents=1), Path("a.part"), read=True)
            ledger.note(outcome)
        return tracemalloc.get_traced_memory()[1] - before

    tracemalloc.start()
    try:
        few, many = run(100), run(3000)
    finally:
        tracemalloc.stop()
    assert many < 3 * few + 200_000  # a list of them would take megabytes
