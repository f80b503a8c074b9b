"""One series, from its page to the shelf: look, choose, download, check, keep, say what is odd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from ingest.errors import FetchError, IngestError, UsageError
from ingest.fetch.arrivals import check_content, describe_headers, name_of
from ingest.fetch.config import Series
from ingest.fetch.links import Link, Page, choose_links, period_text, read_page
from ingest.fetch.periods import Edition, find_edition, is_overdue
from ingest.fetch.shelf import Arrival, Entry, keep, read_entries
from ingest.fetch.web import NOT_MODIFIED, Answer, Web, is_on
from ingest.watch import Watch
from parsers.findings import Finding

_UNDATED = "undated"
_HOPS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that a page offers.

    Attributes:
        link: Its link.
        edition: The period that its link names; None where none is named.
        known: What is kept of that address already, the newest.
    """

    link: Link
    edition: Edition | None
    known: Entry | None

    @property
    def folder(self) -> str:
        """The name of its edition's folder."""
        return self.edition.folder if self.edition else _UNDATED


@dataclass(slots=True)
class Outcome:
    """What came of one series; filled on the way, so that a failure loses nothing of it.

    Attributes:
        kept: Documents that are new or have changed.
        offers: Documents that are new, in a dry run.
        findings: What is odd, with the address or document it is about.
    """

    kept: list[Entry] = field(default_factory=list)
    offers: list[tuple[str, Path]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something could not be fetched."""
        return any(finding.kind.severity == "error" for finding in self.findings)

    def add(self, code: str, text: str, **details: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(code, text, details))


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to one series: everything that its steps need.

    Attributes:
        series: The series.
        root: Root of the folders that documents are stored in.
        web: The connection.
        at: The time of the run.
        most: How many downloads are made.
        dry: Nothing is downloaded and nothing stored.
    """

    series: Series
    root: Path
    web: Web
    at: datetime
    most: int
    dry: bool = False

    @property
    def folder(self) -> Path:
        """The folder of the series."""
        return self.root / self.series.place


def visit(visit: Visit, watch: Watch | None = None) -> Outcome:
    """Fetch what is new in a series.

    A failure is a finding; the other documents and series go on.
    """
    outcome = Outcome()
    try:
        entries = read_entries(visit.folder)
    except UsageError as error:
        outcome.findings.append(error.finding)
        return outcome
    try:
        page, url = _open_page(visit, outcome)
    except FetchError as error:
        outcome.findings.append(error.finding)
    else:
        offers = _find_offers(visit, page, url, entries, outcome)
        _take(visit, offers, outcome, watch)
    _judge_rhythm(visit, outcome, entries)
    return outcome


def _open_page(visit: Visit, outcome: Outcome) -> tuple[Page, str]:
    """The page, sent on by redirects and `<meta refresh>`; a page that has moved says so."""
    url = visit.series.page
    for _ in range(_HOPS):
        answer = visit.web.get(url, _hosts(visit.series), {})
        if answer.moved_to:
            outcome.add("F201", url, target=answer.moved_to)
        page = read_page(answer.content, answer.url, _charset(answer))
        if not page.refresh or page.refresh == answer.url:
            return page, answer.url
        outcome.add("F201", url, target=page.refresh)
        url = page.refresh
    raise FetchError("F105", visit.series.page, limit=str(_HOPS))


def _charset(answer: Answer) -> str:
    _, _, charset = answer.header("content-type").partition("charset=")
    return charset.partition(";")[0].strip(" \"'")


def _hosts(series: Series) -> frozenset[str]:
    return frozenset({urlsplit(series.page).hostname or "", *series.hosts})


def _find_offers(
    visit: Visit, page: Page, url: str, entries: Sequence[Entry], outcome: Outcome
) -> tuple[Offer, ...]:
    """What the page offers of the series, new documents first and of those the newest first."""
    chosen = choose_links(page.links, visit.series)
    if not chosen:
        outcome.add("F202", url, count=str(len(page.links)))
    hosts = _hosts(visit.series) | {urlsplit(url).hostname or ""}
    known = {entry.url: entry for entry in entries}
    offers: list[Offer] = []
    for link in chosen:
        if not is_on(urlsplit(link.url).hostname or "", hosts):
            outcome.add("F204", link.url, host=urlsplit(link.url).hostname or "")
            continue
        offer = Offer(link, _edition(visit, link), known.get(link.url))
        if not _is_too_old(offer, visit.series):
            offers.append(offer)
    offers.sort(key=lambda o: o.edition.end.toordinal() if o.edition else 0, reverse=True)
    return tuple(sorted(offers, key=lambda o: o.known is not None))


def _edition(visit: Visit, link: Link) -> Edition | None:
    chosen = period_text(link, visit.series)
    name = urlsplit(link.url).path.rpartition("/")[2]
    return find_edition([*filter(None, [chosen]), *link.texts], name, visit.at.date())


def _is_too_old(offer: Offer, series: Series) -> bool:
    return bool(series.starts and offer.edition and offer.edition.end < series.starts)


def _take(visit: Visit, offers: Sequence[Offer], outcome: Outcome, watch: Watch | None) -> None:
    """Download as many as one run may; what is left over is said."""
    left = sum(offer.known is None for offer in offers[visit.most :])
    if left:
        outcome.add("F206", visit.series.series, count=str(left), limit=str(visit.most))
    for done, offer in enumerate(offers[: visit.most], start=1):
        if offer.known is None:
            _judge_offer(offer, outcome)
        if visit.dry:
            if offer.known is None:
                outcome.offers.append((offer.link.url, visit.folder / offer.folder))
            continue
        if watch is not None:
            watch(done, min(len(offers), visit.most), visit.series.series)
        try:
            _fetch(visit, offer, outcome)
        except IngestError as error:
            outcome.findings.append(error.finding)
        except OSError as error:
            outcome.add("F112", str(visit.folder), reason=error.strerror or str(error))


def _judge_offer(offer: Offer, outcome: Outcome) -> None:
    """What is doubtful about the period of a new document."""
    if offer.edition is None:
        outcome.add("F205", offer.link.text or offer.link.url, folder=_UNDATED)
    elif offer.edition.inferred:
        outcome.add("F209", offer.link.text, edition=offer.edition.name)


def _fetch(visit: Visit, offer: Offer, outcome: Outcome) -> None:
    """Download one document and keep it, if it is new or has changed."""
    known = offer.known
    url = offer.link.url
    hosts = _hosts(visit.series) | {urlsplit(url).hostname or ""}
    answer = visit.web.get(url, hosts, _conditions(known))
    if answer.moved_to:
        outcome.add("F210", url, target=answer.moved_to)
    if answer.status == NOT_MODIFIED:
        _judge_unchanged(offer, outcome)
        return
    checked = check_content(answer, url, visit.series.formats)
    outcome.findings.extend(checked.findings)
    arrival = _arrive(visit, offer, answer, checked.media_type)
    if known and known.sha256 == arrival.sha256 and known.holds():
        _judge_unchanged(offer, outcome)
        return
    folder = visit.folder / offer.folder
    before = known if known and known.folder == folder else None
    kept = keep(arrival, folder, before)
    outcome.kept.append(kept)
    if before is not None and before.sha256 != kept.sha256:
        outcome.add("F207", url, file=str(kept.path), old=before.sha256[:8], new=kept.sha256[:8])


def _conditions(known: Entry | None) -> Mapping[str, str]:
    """Ask for a changed version only, where the one we know is still there."""
    if known is None or not known.holds():
        return {}
    pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
    return {asked: known.headers[told] for asked, told in pairs if known.headers.get(told)}


def _judge_unchanged(offer: Offer, outcome: Outcome) -> None:
    """A page that calls the same bytes by a new period has forgotten the file, or its label."""
    if offer.known and offer.edition and offer.known.folder.name != offer.folder:
        old = offer.known.folder.name
        outcome.add("F208", offer.link.url, old=old, new=offer.folder)


def _arrive(visit: Visit, offer: Offer, answer: Answer, media_type: str) -> Arrival:
    series = visit.series
    about = {
        "publisher": series.publisher,
        "publisher_code": series.publisher_code,
        "series": series.series,
        "title": offer.link.text,
        "edition": offer.edition.name if offer.edition else "",
    }
    details = {
        "page": series.page,
        "link": offer.link.text,
        "media_type": media_type,
        "fetched_from": answer.url if answer.url != offer.link.url else "",
    }
    return Arrival(
        content=answer.content,
        name=name_of(answer, offer.link.url, media_type),
        about=about,
        url=offer.link.url,
        details=details,
        retrieved_at=visit.at.astimezone(UTC),
        headers=describe_headers(answer),
    )


def _judge_rhythm(visit: Visit, outcome: Outcome, before: Sequence[Entry]) -> None:
    """Say when nothing new has come for longer than the rhythm of the series."""
    days = visit.series.days
    came = [_published(entry) for entry in (*before, *outcome.kept)]
    if days is None or not came:
        return
    newest = max(came)
    if is_overdue(newest.date(), days, visit.at.astimezone(UTC).date()):
        outcome.add("F203", visit.series.series, newest=newest.date().isoformat(), days=str(days))


def _published(entry: Entry) -> datetime:
    """When a document came out: what the server says of it, and never later than we got it."""
    try:
        modified = parsedate_to_datetime(entry.headers.get("last-modified", ""))
    except (ValueError, TypeError):
        return entry.retrieved_at.astimezone(UTC)
    aware = modified if modified.tzinfo else modified.replace(tzinfo=UTC)
    return min(aware, entry.retrieved_at).astimezone(UTC)
