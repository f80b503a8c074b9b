"""A time limit for one request as a whole, whatever the server does.

The time-outs of httpx are for each byte that comes, so a server that sends its headers a byte at a
time never runs into one. When the time is up the connection is shut from outside, and the request
fails.
"""

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

_OPENED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


class Deadline:
    """Shuts the connection of the request that is made within it when its time is up."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._stream: Any = None
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self._timer.join()

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of the connection; httpcore calls this for each step of a request."""
        if event in _OPENED:
            self._stream = info["return_value"]
            if self.passed:
                self._shut()

    def _pass(self) -> None:
        self.passed = True
        if self._stream is not None:
            self._shut()

    def _shut(self) -> None:
        """Shut the TCP connection below TLS, whose own farewell another thread must not say."""
        connection = self._stream.get_extra_info("socket")
        with suppress(OSError):  # it is closed already
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
