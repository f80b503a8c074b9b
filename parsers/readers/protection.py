"""Documents that are locked with the password that Excel has built in.

Excel encrypts a workbook whose structure is protected, and one that may only be looked at, with a
password that it knows itself, and opens it without asking. So does this.
"""

import io
import struct

from msoffcrypto import OfficeFile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, ParseError

_BUILT_IN = "VelvetSweatshop"
_FAILURES = (
    *(DecryptionError, FileFormatError, ParseError, struct.error, NotImplementedError),
    *(AssertionError, AttributeError, IndexError, KeyError, OSError, TypeError, ValueError),
)
"""What the library raises for another password, and for documents that it does not follow."""


def open_built_in(content: bytes) -> bytes | None:
    """The document without its encryption; None where another password is needed."""
    opened = io.BytesIO()
    try:
        locked = OfficeFile(io.BytesIO(content))
        locked.load_key(password=_BUILT_IN)
        locked.decrypt(opened)
    except _FAILURES:
        return None
    return opened.getvalue()
