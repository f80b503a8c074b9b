"""The data package is valid, and the tables keep what it promises."""

import os
import subprocess
import sys


def test_frictionless_finds_nothing(written):
    environment = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "frictionless",
            "validate",
            "datapackage.json",
            "--json",
        ],
        cwd=written,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert '"valid": true' in done.stdout, done.stdout + done.stderr
