"""What came of each file, for programs: one JSON object a line."""

import json
import os
from urllib.parse import quote

from ingest.pipeline import Outcome


def describe_outcome(outcome: Outcome) -> str:
    """One line of the report.

    `path` is percent-encoded, since a file name need not be text; `status` is `read`, `no_table`,
    `no_indicator`, `unreadable`, `skipped` or `duplicate`; `code` is the finding's.
    """
    finding = outcome.finding
    told = {
        "path": quote(os.fsencode(outcome.source.path), safe="/"),
        "name": outcome.source.name,
        "status": outcome.status,
        "sha256": outcome.source.sha256 or None,
        "read": outcome.read,
        "code": finding.code if finding else None,
        "message_ja": finding.message("ja") if finding else None,
        "message_en": finding.message("en") if finding else None,
        "changed": list(outcome.changed),
    }
    return json.dumps(told, ensure_ascii=False) + "\n"
