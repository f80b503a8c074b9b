"""What one document may take: time, memory, pages and bytes."""

from msgspec import Struct

_MIB = 2**20


class Limits(Struct, frozen=True):
    """Bounds on reading one document; what goes over one is a finding, and the run goes on.

    Attributes:
        seconds: Wall-clock time in the worker process.
        memory: MiB of memory that the worker may allocate (where the system can bound it).
        pages: Pages of a PDF.
        size: MiB of the file; an archive (xlsx, docx, ods) may hold ten times that unpacked.
        parts: Entries of an archive (xlsx, docx, ods).
    """

    seconds: float = 300
    memory: int = 2048
    pages: int = 3000
    size: int = 200
    parts: int = 10_000

    @property
    def most_bytes(self) -> int:
        """The size in bytes."""
        return self.size * _MIB

    @property
    def most_unpacked(self) -> int:
        """What the entries of an archive may come to, in bytes."""
        return 10 * self.size * _MIB

    @property
    def most_memory(self) -> int:
        """The memory in bytes."""
        return self.memory * _MIB
