"""What is told while documents are read: the page that each worker is at."""

from paths import EDITION

from ingest.engines import Choice, Work
from ingest.limits import Limits
from ingest.sources import find_sources, read_source
from ingest.watch import UnderWay


class Noting(UnderWay):
    """Keeps what it tells of each document when that has come to an end."""

    def __init__(self):
        super().__init__()
        self.told = []

    def leave(self, place):
        self.told += self.pages()
        super().leave(place)


def test_workers_tell_the_page_that_they_read():
    work = [Work(read_source(source)) for source in find_sources([EDITION])]
    under_way = Noting()
    ended = list(Choice(jobs=2, under_way=under_way).read([work], Limits()))
    assert len(ended) == len(work)
    assert set(under_way.told) == {
        ("sangyo-senryaku-landscape.pdf", 2, 2),
        ("sangyo-senryaku-portrait.pdf", 2, 2),
    }
    assert not list(under_way.pages())
