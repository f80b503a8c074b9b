"""What robots.txt allows, and how long it asks to wait (RFC 9309).

Protego reads wildcards, the longest matching rule and Crawl-delay as crawlers do; the standard
library's robotparser takes the first matching rule and knows no wildcards, so it allows and forbids
the wrong addresses.
"""

from protego import Protego

_LONGEST = 512 * 1024
_LONGEST_DELAY = 60.0


class Robots:
    """The rules of one host for one User-Agent."""

    def __init__(self, content: bytes, agent: str) -> None:
        self._agent = agent.partition("/")[0]
        self._rules = Protego.parse(content[:_LONGEST].decode("utf-8", "replace"))

    def allow(self, url: str) -> bool:
        """Whether the address may be fetched."""
        return bool(self._rules.can_fetch(url, self._agent))

    @property
    def delay(self) -> float:
        """Seconds between two requests that the host asks for; an hour is not waited."""
        return min(float(self._rules.crawl_delay(self._agent) or 0), _LONGEST_DELAY)
