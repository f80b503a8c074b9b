"""The check of one output folder, in order."""

from pathlib import Path

from ingest.check.columns import check_columns
from ingest.check.keys import check_keys
from ingest.check.package import check_codes, check_documents, check_package, check_rates
from ingest.check.problems import Problem, Problems
from ingest.check.rates import check_printed_rates
from ingest.check.stored import find_stored, read_package
from ingest.check.sums import check_sums


def check_folder(folder: Path) -> tuple[Problem, ...]:
    """Everything in an output folder that is not as it should be."""
    problems = Problems()
    package = read_package(folder, problems)
    stored = {s.table.name: s for s in find_stored(folder, package, problems)}
    check_package(folder, package, stored, problems)
    check_codes(folder, problems)
    for table in stored.values():
        check_columns(table, problems)
    check_keys(stored, problems)
    checks = (
        ("documents", check_documents),
        ("progress", check_rates),
        ("cells", check_sums),
        ("observations", check_printed_rates),
    )
    for name, check in checks:
        if name in stored:
            check(stored[name], problems)
    return problems.close()
