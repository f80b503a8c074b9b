"""What was doubtful, and why: findings with stable codes.

A finding says that a datum can be read in more than one way, is inferred, or could not be read. Its
code is stable; its severity, its messages in Japanese and English and its page for `shinchoku
explain CODE` stand in the TOML files beside this module, one a family: `D` dates, `N` numbers, `U`
units, `T` tables, `C` characters, `R` reading, `P` progress, `F` fetching,
`K` checks of what was written, `H` history over editions, `A` corrections.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from parsers.document import Box, Locator


_ADDRESS = re.compile(r"'?<[\w. ]+ at 0x[0-9a-f]+>'?")


class Finding(Struct, frozen=True, gc=False):
    """One doubtful datum.

    Attributes:
        code: Key of the catalogue, such as `D102`.
        text: The characters in question, as the source has them.
        details: What the message of the code names in braces.
        start: Index of the first character in question, within the text that was parsed.
        end: Index after the last one.
        locator: Place in the document, once it is known.
        box: Place on the page, once it is known.
    """

    code: str
    text: str
    details: Mapping[str, str] = {}
    start: int = 0
    end: int = 0
    locator: "Locator | None" = None
    box: "Box | None" = None

    @property
    def kind(self) -> "FindingKind":
        """The catalogue's entry for the code."""
        return read_catalogue()[self.code]

    def moved(self, by: int) -> "Finding":
        """The finding with its span moved to the right."""
        return replace(self, start=self.start + by, end=self.end + by)

    def message(self, language: str = "ja") -> str:
        """The catalogue's message with the details filled in."""
        template = self.kind.message_ja if language == "ja" else self.kind.message_en
        return template.format_map({"text": self.text, **self.details})


def reason_of(error: Exception) -> str:
    """What an exception says, without what differs from run to run; its type where it says nothing."""
    said = _ADDRESS.sub("", str(error))
    return " ".join(said.split()) or type(error).__name__


@dataclass(frozen=True, slots=True)
class FindingKind:
    """An entry of the catalogue: what a code means, in both languages."""

    code: str
    severity: str
    title_ja: str
    title_en: str
    message_ja: str
    message_en: str
    explanation_ja: str
    explanation_en: str


SEVERITIES = ("info", "warning", "error")


class UnreadableDocumentError(Exception):
    """The bytes cannot become a document; the finding says why and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message("en"))
        self.finding = finding


@cache
def read_catalogue() -> Mapping[str, FindingKind]:
    """Every code with its meaning, in order of the codes."""
    kinds: dict[str, FindingKind] = {}
    for entry in resources.files(__name__).iterdir():
        if entry.name.endswith(".toml"):
            for code, values in tomllib.loads(entry.read_text(encoding="utf-8")).items():
                kinds[code] = FindingKind(code=code, **values)
    return dict(sorted(kinds.items()))
