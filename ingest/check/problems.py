"""What `check` found, where, and how many of a kind are told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from parsers.findings import Finding

_MOST = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it should be.

    Attributes:
        finding: What, with code and messages.
        file: The file it is in.
        line: The line of that file, from 1; 0 where it is about the file as a whole.
    """

    finding: Finding
    file: Path
    line: int = 0

    @property
    def severity(self) -> str:
        """`error`, `warning` or `info`."""
        return self.finding.kind.severity


@dataclass(slots=True)
class Problems:
    """Collects problems; of one code in one file the first twenty, and how many more there are."""

    found: list[Problem] = field(default_factory=list)
    _counts: Counter[tuple[str, Path]] = field(default_factory=Counter)

    def add(self, file: Path, code: str, text: str, line: int = 0, **details: str) -> None:
        """Add a problem."""
        self._counts[code, file] += 1
        if self._counts[code, file] <= _MOST:
            self.found.append(Problem(Finding(code, text, details), file, line))

    def add_lines(
        self, file: Path, code: str, lines: Iterable[tuple[int, str]], **details: str
    ) -> None:
        """Add one problem for each line."""
        for line, text in lines:
            self.add(file, code, text, line, **details)

    def close(self) -> tuple[Problem, ...]:
        """All of them, by file and line, with the number of those that were left out."""
        for (code, file), count in self._counts.items():
            if count > _MOST:
                more = Finding("K190", code, {"count": str(count - _MOST)})
                self.found.append(Problem(more, file))
        return tuple(sorted(self.found, key=lambda p: (str(p.file), p.line, p.finding.code)))
