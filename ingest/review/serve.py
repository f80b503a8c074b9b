"""Serving the desk on the loopback interface until it is interrupted."""

import os
import socket
from collections.abc import Callable

import uvicorn

from ingest.errors import UsageError
from ingest.review.app import make_app
from ingest.review.desk import Desk

_LOOPBACK = "127.0.0.1"


def serve(desk: Desk, token: str, who: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        desk: What is shown.
        token: The secret in the address.
        who: The name that entries get.
        port: The port; 0 for any free one.
        announce: Called with the address to open.

    Raises:
        UsageError: The port cannot be opened.
    """
    with _listen(port) as listener:
        announce(f"http://{_LOOPBACK}:{listener.getsockname()[1]}/?token={token}")
        config = uvicorn.Config(make_app(desk, token, who), log_level="warning", lifespan="off")
        uvicorn.Server(config).run(sockets=[listener])


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((_LOOPBACK, port))
    except OSError as error:
        raise UsageError("E214", str(port), reason=os.strerror(error.errno or 0)) from error
