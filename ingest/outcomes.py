"""What came of each file, for programs: one JSON object a line."""

import json
from pathlib import Path
from urllib.parse import quote

from ingest.ledger import Outcome
from ingest.places import encode


def describe_outcome(outcome: Outcome) -> str:
    """One line of the report.

    `path` is percent-encoded, since a file name need not be text; `status` is `read`, `no_table`,
    `no_indicator`, `unreadable`, `skipped`, or `opened` for an archive: its documents have lines
    under its path. `code` is the finding's; `same_as` is the file with the same content whose rows
    are in the tables.
    """
    finding = outcome.finding
    told = {
        "path": _quote(outcome.source.path),
        "name": outcome.source.name,
        "status": outcome.status,
        "sha256": outcome.source.sha256 or None,
        "read": outcome.read,
        "code": finding.code if finding else None,
        "message_ja": finding.message("ja") if finding else None,
        "message_en": finding.message("en") if finding else None,
        "changed": list(outcome.changed),
        "same_as": _quote(outcome.same_as) if outcome.same_as else None,
    }
    return json.dumps(told, ensure_ascii=False) + "\n"


def _quote(path: Path) -> str:
    return quote(encode(path), safe="/:")
