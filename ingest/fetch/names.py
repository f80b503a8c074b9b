"""Names of files as publishers give them, made safe to write: never a path, never a trap."""

import unicodedata
from email.message import Message
from email.utils import collapse_rfc2231_value
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes, urlsplit

import regex

from parsers.readers.encoding import decode_text

_FORBIDDEN = regex.compile(r'[\p{Cc}\p{Cf}\p{Cs}<>:"|?*/\\]')
_DEVICES = regex.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", regex.IGNORECASE)
_OWN = frozenset({"source.toml"})
_LONGEST = 180
_SUFFIX = regex.compile(r"\.[A-Za-z0-9]{1,5}")


def make_safe(name: str) -> str:
    r"""The name as one part of a path on any system; empty where nothing is left of it.

    >>> make_safe("../../etc/passwd"), make_safe("C:\\x\\報告 書.pdf"), make_safe("CON.pdf")
    ('passwd', '報告 書.pdf', '_CON.pdf')
    >>> make_safe(".."), make_safe("source.toml")
    ('', '_source.toml')
    """
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = _FORBIDDEN.sub("", last).strip(" .\N{IDEOGRAPHIC SPACE}")
    if _DEVICES.fullmatch(plain) or plain.lower() in _OWN:
        plain = f"_{plain}"
    return _shorten(plain)


def _shorten(name: str) -> str:
    """At most as many bytes as every file system takes, the extension kept."""
    stem, suffix = split_suffix(name)
    while len(f"{stem}{suffix}".encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{stem}{suffix}"


def split_suffix(name: str) -> tuple[str, str]:
    """The name's stem and extension; a dot in a sentence begins no extension.

    >>> split_suffix("報告.pdf"), split_suffix("令和7.10 版")
    (('報告', '.pdf'), ('令和7.10 版', ''))
    """
    stem, dot, last = name.rpartition(".")
    suffix = f"{dot}{last}"
    return (stem, suffix) if stem and _SUFFIX.fullmatch(suffix) else (name, "")


def name_of_url(url: str) -> str:
    """The last part of the address, percent decoded from UTF-8 or a Japanese encoding.

    >>> name_of_url("https://a.jp/%E5%A0%B1%E5%91%8A.pdf?v=2"), name_of_url("https://a.jp/")
    ('報告.pdf', '')
    """
    return _decoded(unquote_to_bytes(urlsplit(url).path.rpartition("/")[2]))


def name_in_header(disposition: bytes) -> str:
    """The file name that a Content-Disposition header gives; empty where it gives none.

    >>> name_in_header(b"attachment; filename*=UTF-8''%E5%A0%B1%E5%91%8A.pdf; filename=x.pdf")
    '報告.pdf'
    """
    message = Message()
    message["Content-Disposition"] = regex.sub(r"[\r\n]", " ", _decoded(disposition))
    names = [v for k, v in message.get_params([], "Content-Disposition") if k == "filename"]
    extended = [collapse_rfc2231_value(name) for name in names if isinstance(name, tuple)]
    name = next(iter([*extended, *names]), "")
    return name if extended or "%" not in name else _decoded(unquote_to_bytes(name))


def _decoded(raw: bytes) -> str:
    return decode_text(raw) or raw.decode("utf-8", "replace") if raw else ""
