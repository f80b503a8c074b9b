"""Bodies of HTTP answers unpacked with a limit, so that a small answer cannot fill the memory.

We ask for `identity`; servers that pack nevertheless use gzip or deflate. httpx unpacks a chunk of
the network as a whole, a thousand times its size at worst, so it is done here by zlib's own limit.
"""

import zlib

_GZIP_OR_ZLIB = 47
_RAW = -15


class BrokenBodyError(Exception):
    """A packed body that does not unpack, or ends too early."""


class Unpacker:
    """Unpacks one body, chunk by chunk."""

    def __init__(self, encoding: str) -> None:
        self._stream: zlib._Decompress | None = None
        self._raw = False
        name = encoding.strip().lower()
        if name in ("gzip", "x-gzip", "deflate"):
            self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
            self._raw = name == "deflate"
        elif name not in ("", "identity"):
            raise BrokenBodyError(f"Content-Encoding {encoding!r} was not asked for")

    def unpack(self, chunk: bytes, limit: int) -> bytes:
        """The next bytes, `limit` at most; a longer body is cut there.

        Raises:
            BrokenBodyError: It does not unpack.
        """
        if self._stream is None:
            return chunk
        try:
            return self._stream.decompress(chunk, limit)
        except zlib.error as error:
            if not self._raw:
                raise BrokenBodyError(str(error)) from error
            self._stream, self._raw = zlib.decompressobj(_RAW), False
            return self.unpack(chunk, limit)

    def close(self) -> None:
        """Say that no more comes.

        Raises:
            BrokenBodyError: The body ended too early, or something follows it.
        """
        if self._stream is not None and (not self._stream.eof or self._stream.unused_data):
            raise BrokenBodyError("the packed body is incomplete")
