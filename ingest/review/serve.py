"""Serving the desk on the loopback interface until it is interrupted."""

import socket
from collections.abc import Callable

import uvicorn

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
    """
    with socket.create_server((_LOOPBACK, port)) as listener:
        announce(f"http://{_LOOPBACK}:{listener.getsockname()[1]}/?token={token}")
        config = uvicorn.Config(make_app(desk, token, who), log_level="warning", lifespan="off")
        uvicorn.Server(config).run(sockets=[listener])
