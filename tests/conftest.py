"""What several tests share: the samples, the installed command, one run over all samples."""

import os
import shutil
import subprocess

import pandas as pd
import pytest
from hypothesis import settings
from paths import COMMAND, EDITION

# A busy machine is no failure of a law; continuous integration draws the same examples each time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_generate_tests(metafunc):
    if "sample" in metafunc.fixturenames:
        files = sorted(p for p in EDITION.iterdir() if p.name != "source.toml")
        metafunc.parametrize("sample", files, ids=lambda path: path.name)


@pytest.fixture(scope="session")
def edition():
    return EDITION


@pytest.fixture(scope="session")
def shinchoku():
    """The installed console command, as a user runs it."""

    def command(*arguments, stdin=None):
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            capture_output=True,
            input=stdin,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    return command


@pytest.fixture
def inbox(edition, tmp_path):
    """A folder with two small documents."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("*.txt", "*.html"):
        shutil.copy(next(edition.glob(name)), folder)
    shutil.copy(edition / "source.toml", folder)
    return folder


@pytest.fixture(scope="session")
def written(tmp_path_factory, shinchoku):
    """The output folder of one run over all six samples."""
    out = tmp_path_factory.mktemp("run") / "normalized"
    done = shinchoku("run", EDITION, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def read_table(written):
    """A written table as text, every field as CSV holds it."""

    def read(name):
        return pd.read_csv(
            written / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig"
        )

    return read
