"""HTTP with manners and limits: one request at a time, robots.txt asked first, nothing trusted.

A download ends by itself whatever the server does: no byte for `timeout` seconds, more than
`deadline` seconds in all, more than `max_bytes` (packed or unpacked), too many redirects, each ends
it with a `FetchError` whose finding says why. What may pass by itself is tried again.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx
import tenacity

from ingest.errors import FetchError
from ingest.fetch.config import Limits
from ingest.fetch.deadline import Deadline
from ingest.fetch.robots import Robots
from ingest.fetch.unpack import BrokenBodyError, Unpacker

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 120.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LEADS_NOWHERE = frozenset({"F105", "F108"})
_LASTING = frozenset({301, 308})
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered in the end.

    Attributes:
        url: The address that gave it, after redirects.
        status: 200 or 304.
        headers: Its headers, by lower-case name, as bytes.
        content: The body, unpacked.
        moved_to: Where the server says that the address lives for good; empty where it does not.
    """

    url: str
    status: int
    headers: Mapping[str, bytes]
    content: bytes
    moved_to: str = ""

    def header(self, name: str) -> str:
        """A header as text; empty where it is missing."""
        return self.headers.get(name, b"").decode("latin-1")


class _TryAgainError(Exception):
    """An answer that may be another one later."""

    def __init__(self, error: FetchError, wait: float = 0.0) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait


class Web:
    """Fetches addresses; knows each host's robots.txt and when it was asked last."""

    def __init__(
        self,
        limits: Limits,
        agent: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._agent = agent
        self._sleep = sleep
        self._clock = clock
        self._robots: dict[str, Robots] = {}
        self._asked: dict[str, float] = {}
        headers = {"User-Agent": agent, "Accept-Encoding": "identity"}
        self._client = httpx.Client(
            headers=headers,
            timeout=limits.timeout,
            limits=httpx.Limits(max_keepalive_connections=0),  # one request, one connection to shut
            event_hooks={"response": [_take_location]},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, url: str, hosts: frozenset[str], headers: Mapping[str, str]) -> Answer:
        """Fetch an address that lies on one of the hosts, and stays on them when redirected.

        Raises:
            FetchError: It cannot be fetched; the finding says why.
        """
        return self._follow(url, hosts, headers, self._ask_politely)

    def _ask_politely(self, url: str, headers: Mapping[str, str]) -> Answer:
        robots = self._robots_of(url)
        if not robots.allow(url):
            raise FetchError("F106", url)
        return self._ask(url, headers, robots.delay)

    def _robots_of(self, url: str) -> Robots:
        """The rules of the host, asked for once.

        As RFC 9309 has it: a host without the file (4xx, redirects that lead nowhere) allows all,
        a host that fails to give it (5xx, no answer) is left alone.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            address, host = f"{origin}/robots.txt", frozenset({parts.hostname or ""})
            try:
                text = self._follow(address, host, {}, self._ask).content
            except FetchError as error:
                status = error.finding.details.get("status", "")
                if not status.startswith("4") and error.finding.code not in _LEADS_NOWHERE:
                    raise FetchError("F110", address, reason=str(error)) from error
                text = b""
            self._robots[origin] = Robots(text, self._agent)
        return self._robots[origin]

    def _follow(
        self,
        url: str,
        hosts: frozenset[str],
        headers: Mapping[str, str],
        ask: Callable[[str, Mapping[str, str]], Answer],
    ) -> Answer:
        """Ask, and follow redirects as far as they stay on the hosts."""
        at, moved_to, lasting = url, "", True
        for _ in range(self._limits.redirects + 1):
            _refuse_foreign(at, url, hosts)
            answer = ask(at, headers)
            if answer.status not in _REDIRECTS:
                return replace(answer, moved_to=moved_to)
            lasting = lasting and answer.status in _LASTING
            at = _target(at, answer)
            moved_to = at if lasting else moved_to
        raise FetchError("F105", url, limit=str(self._limits.redirects))

    def _ask(self, url: str, headers: Mapping[str, str], delay: float = 0.0) -> Answer:
        """One request, tried again where the failure may pass."""
        attempts = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._limits.attempts),
            wait=self._wait,
            retry=tenacity.retry_if_exception_type(_TryAgainError),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return attempts(self._request, url, headers, max(delay, self._limits.delay))
        except _TryAgainError as failed:
            raise failed.error from failed

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """As long as the server asks for, or twice as long each time."""
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, _TryAgainError) else 0.0
        doubled: float = self._limits.backoff * 2.0 ** (state.attempt_number - 1)
        return min(max(asked, doubled), _LONGEST_WAIT)

    def _request(self, url: str, headers: Mapping[str, str], delay: float) -> Answer:
        self._pause(urlsplit(url).netloc, delay)
        deadline = Deadline(self._limits.deadline)
        with _told(url, deadline), deadline:
            sent = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
            watched = {"trace": deadline.watch}
            with self._client.stream("GET", url, headers=sent, extensions=watched) as response:
                return self._receive(url, response)

    def _pause(self, host: str, delay: float) -> None:
        """Leave the host alone for the delay since the last request to it."""
        if host in self._asked:
            self._sleep(max(0.0, self._asked[host] + delay - self._clock()))
        self._asked[host] = self._clock()

    def _receive(self, url: str, response: httpx.Response) -> Answer:
        status = response.status_code
        headers = {name.decode("latin-1").lower(): value for name, value in response.headers.raw}
        if status in _AGAIN:
            wait = _retry_after(response.headers)
            raise _TryAgainError(FetchError("F101", url, status=str(status)), wait)
        if status in _REDIRECTS:
            return Answer(url, status, {"location": response.extensions["location"]}, b"")
        if status == NOT_MODIFIED:
            return Answer(url, status, headers, b"")
        if status != httpx.codes.OK:
            raise FetchError("F101", url, status=str(status))
        return Answer(url, status, headers, self._read_body(url, response))

    def _read_body(self, url: str, response: httpx.Response) -> bytes:
        """The body as it is unpacked, given up as soon as it is too large."""
        limits = self._limits
        promised = response.headers.get("Content-Length", "")
        if promised.isdigit() and int(promised) > limits.max_bytes:
            raise FetchError("F104", url, limit=str(limits.max_bytes))
        unpacker = Unpacker(response.headers.get("Content-Encoding", ""))
        body = bytearray()
        for chunk in response.iter_raw():
            body += unpacker.unpack(chunk, limits.max_bytes - len(body) + 1)
            if len(body) > limits.max_bytes:
                raise FetchError("F104", url, limit=str(limits.max_bytes))
        unpacker.close()
        return bytes(body)


@contextmanager
def _told(url: str, deadline: Deadline) -> Iterator[None]:
    """Failures of the network as findings; all of them may pass."""
    try:
        yield
    except (httpx.TransportError, BrokenBodyError) as error:
        late = f"more than {deadline.seconds:g} s" if deadline.passed else ""
        cut = isinstance(error, httpx.RemoteProtocolError | BrokenBodyError) and not late
        reason = late or str(error) or type(error).__name__
        failure = FetchError("F103" if cut else "F102", url, reason=reason)
        raise _TryAgainError(failure) from error
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchError("F108", url, reason=str(error)) from error


def _refuse_foreign(at: str, url: str, hosts: frozenset[str]) -> None:
    """An address of another scheme or host is not followed: the page may not choose our targets."""
    try:
        parts = urlsplit(at)
        known = parts.scheme in ("http", "https") and is_on(parts.hostname or "", hosts)
    except ValueError:
        known = False
    if not known:
        raise FetchError("F108", url, reason=at)


def is_on(host: str, hosts: frozenset[str]) -> bool:
    """Whether the host is one of the hosts, `www.` before either apart."""
    return host.removeprefix("www.") in {known.lower().removeprefix("www.") for known in hosts}


def _take_location(response: httpx.Response) -> None:
    """Keep `Location` from httpx, which reads it unasked and fails where it is no proper URL."""
    response.extensions["location"] = response.headers.get("location", "").encode(
        response.headers.encoding
    )
    if "location" in response.headers:
        del response.headers["location"]


def _target(at: str, answer: Answer) -> str:
    """Where a redirect leads to; servers write Japanese paths in it as they come."""
    raw = answer.headers.get("location", b"")
    try:
        location = raw.decode("utf-8")
    except UnicodeDecodeError:
        location = raw.decode("cp932", "replace")
    if not location:
        raise FetchError("F101", at, status=str(answer.status))
    try:
        return urljoin(at, location)
    except ValueError as error:
        raise FetchError("F108", at, reason=location) from error


def _retry_after(headers: httpx.Headers) -> float:
    """Seconds that the server asks to wait; 0 where it does not say or says a date.

    A date is the server's clock against ours, so its distance is taken from its own Date header.
    """
    asked = headers.get("Retry-After", "")
    if asked.isdigit():
        return float(asked)
    try:
        until, now = (parsedate_to_datetime(text) for text in (asked, headers.get("Date", "")))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return 0.0
