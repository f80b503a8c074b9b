"""`shinchoku fetch` as cron calls it: exit codes, messages, configuration."""

import subprocess

import pytest
import regex
from misbehaving import PDF, make_pdf, page
from paths import COMMAND, ROOT

from ingest.errors import UsageError
from ingest.fetch import shelf as shelves
from ingest.fetch.config import Limits, read_configuration

HEAD = 'contact = "data@example.lg.jp"\n[http]\ndelay = 0\nbackoff = 0\nattempts = 1\n'
SERIES = """
[[series]]
publisher = "{publisher}"
series = "{name}"
page = "{page}"
link = "進捗"
rhythm = "monthly"
"""


@pytest.fixture
def config(site, tmp_path):
    site.answers |= {
        "/a/": page(("/a.pdf", "2025年10月 進捗")),
        "/a.pdf": PDF,
        "/b/": page(("/b.pdf", "2025年10月 進捗")),
    }
    parts = [
        SERIES.format(publisher=p, name=n, page=f"{site.url}/{u}/")
        for p, n, u in (("甲県", "産業", "a"), ("乙市", "総合", "b"))
    ]
    path = tmp_path / "shinchoku.toml"
    path.write_text(HEAD + "".join(parts), encoding="utf-8")
    return path


def test_a_failed_series_ends_with_5_and_the_others_are_stored(config, site, shinchoku, tmp_path):
    done = shinchoku("fetch", "--config", config)
    assert done.returncode == 5
    stored = tmp_path / "samples/甲県/産業/2025-10/a.pdf"
    assert done.stdout == f"{stored}\n"
    assert stored.read_bytes() == PDF
    assert "F101 総合" in done.stderr
    assert "data@example.lg.jp" in site.asked[0][1]["User-Agent"]


def test_one_series_into_an_inbox(config, shinchoku, tmp_path):
    done = shinchoku("fetch", "--config", config, "--series", "産業", "--inbox", tmp_path / "in")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "in/甲県/産業/2025-10/a.pdf").is_file()
    assert not (tmp_path / "samples").exists()
    again = shinchoku("fetch", "--config", config, "--series", "産業", "--inbox", tmp_path / "in")
    assert (again.returncode, again.stdout) == (0, "")


def test_a_second_run_says_that_it_waits(config, tmp_path):
    command = [COMMAND, "fetch", "--config", config, "--series", "産業"]
    with shelves.locked(tmp_path / "samples", pytest.fail):
        waiting = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8")
        said = waiting.stderr.readline()
        assert waiting.poll() is None
    assert "待ちます" in said
    waiting.communicate(timeout=60)
    assert waiting.returncode == 0


def test_a_dry_run_lists_addresses_and_folders(config, site, shinchoku, tmp_path):
    done = shinchoku("fetch", "--config", config, "--dry-run")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"{site.url}/a.pdf\t{tmp_path / 'samples/甲県/産業/2025-10'}",
        f"{site.url}/b.pdf\t{tmp_path / 'samples/乙市/総合/2025-10'}",
    ]
    assert not (tmp_path / "samples").exists()


def test_strict_ends_with_1_on_a_warning(config, site, shinchoku):
    site.answers["/b.pdf"] = make_pdf("b")
    assert shinchoku("fetch", "--config", config, "--strict").returncode == 0
    site.answers["/b.pdf"] = make_pdf("c")
    assert shinchoku("fetch", "--config", config, "--strict").returncode == 1


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('link = "進捗"', 'link = "(進捗"', "series[0].link (line 11)"),
        ('link = "進捗"', 'lnik = "進捗"', "series[0].lnik (line 11)"),
        ('link = "進捗"', "", "series[0].link (line 7)"),
        ('rhythm = "monthly"', 'rhythm = "sometimes"', "series[0].rhythm (line 12)"),
        ('publisher = "乙市"', "publisher = 3", "series[1].publisher (line 15)"),
        ('publisher = "乙市"\n', "", "series[1].publisher (line 14)"),
        ("page = ", "page = 'file:///etc/passwd' # ", "series[0].page (line 10)"),
        ('publisher = "乙市"', 'publisher = "乙市"\nfolder = "../x"', "series[1].folder (line 16)"),
        ("attempts = 1", "attempts = 0", "http.attempts"),
        ("[http]", "[http", "line 2"),
        ('contact = "data@example.lg.jp"', "", "contact"),
        ('contact = "data@example.lg.jp"', 'contact = "県庁"', "contact"),
    ],
)
def test_a_wrong_configuration_names_its_place(config, old, new, place):
    config.write_text(config.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        read_configuration(config)
    assert raised.value.exit_code == 2
    message = raised.value.finding.message("ja")
    assert str(config) in message
    assert place in message


def test_the_example_of_the_documentation_is_valid(tmp_path):
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    example = regex.search(r"```toml\n(contact.*?)```", text, regex.DOTALL)[1]
    (tmp_path / "shinchoku.toml").write_text(example, encoding="utf-8")
    told = read_configuration(tmp_path / "shinchoku.toml")
    assert told.http == Limits()
    assert told.series[0].place.as_posix() == "yamaguchi-pref/sangyo-senryaku"


def test_wrong_use_ends_with_2(config, shinchoku, tmp_path):
    assert shinchoku("fetch", "--config", tmp_path / "missing.toml").returncode == 2
    assert shinchoku("fetch", "--config", config, "--series", "別").returncode == 2
    config.write_bytes(b"\xff\xfe")
    done = shinchoku("fetch", "--config", config)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_two_series_may_not_share_a_folder(config):
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("乙市", "甲県").replace("総合", "産業"), encoding="utf-8")
    with pytest.raises(UsageError):
        read_configuration(config)


@pytest.mark.parametrize("fails_at", range(1, 4))
def test_cut_off_at_any_write_the_next_run_ends_as_if_undisturbed(
    site, go, shelf, monkeypatch, fails_at
):
    site.answers |= {"/": page(("/x.pdf", "2025年10月 進捗")), "/x.pdf": make_pdf("one")}
    go()
    site.answers["/x.pdf"] = make_pdf("two")
    write, count = shelves.write_aside, iter(range(1, 100))

    def cut(path, content):
        if next(count) == fails_at:
            raise KeyboardInterrupt
        write(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(shelves, "write_aside", cut)
        with pytest.raises(KeyboardInterrupt):
            go()
    go()
    assert go().kept == []
    folder = shelf / "2025-10"
    assert (folder / "x.pdf").read_bytes() == make_pdf("two")
    assert [p.read_bytes() for p in folder.glob(".replaced/*")] == [make_pdf("one")]
    (entry,) = shelves.read_entries(shelf)
    assert entry.holds()
