"""What is printed: a terminal shows it and never obeys it, whoever reads it and in whatever letters."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import pipeline_files

from migrate.cli import main
from migrate.cli.terminal import _Remarks, _Report, shown
from migrate.model.literals import visible
from migrate.report.text import unified_diff

ODD = "\x1b[31mred\x1b]0;title\x07\x9b2J\u202egnp.exe\x7f\r\x08\ud800\u2028é"
SPELLED = ascii(ODD)
NODES = """
    def double(x):
        return x * 2
    """


GOOD = {
    **pipeline_files("sales", NODES, 'node(double, "params:start", "two")'),
    "conf/base/parameters.yml": "start: 3\n",
}


@pytest.fixture
def odd(shop) -> Path:
    """A project that has such names wherever names are."""
    return shop(
        {
            **pipeline_files(
                "sales",
                NODES,
                f'node(double, "params:start", {SPELLED}), node(nowhere, {SPELLED}, "two"),',
            ),
            "src/shop/pipeline_registry.py": f"""
                from shop.pipelines.sales import create_pipeline


                def register_pipelines():
                    made = create_pipeline()
                    return {{"__default__": made, {SPELLED}: made}}
            """,
            "src/shop/hooks.py": "",
            "src/shop/\x1b[2Jbroken.py": "def (:\n",
            "conf/base/parameters.yml": "start: 3\n",
            "conf/base/catalog.yml": '"sal\\e[31mes": {filepath: a.csv}\n"\\u202Eb": 3\n',
        }
    )


def lines(text: str) -> None:
    """Nothing in it acts on a terminal."""
    assert visible(text) == text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect", "PROJECT"],
        ["inspect", "PROJECT", "--format", "json"],
        ["inspect", "PROJECT", "--format", "sarif"],
        ["inspect", "PROJECT", "--pipeline", ODD],
        ["inspect", "PROJECT", "--pipeline", "\x1b[31m"],
        ["inspect", "PROJECT", "--env", "\x1b[31m"],
        ["inspect", "no\x1b[31mwhere"],
        ["kedro-to-declarative", "PROJECT"],
        ["kedro-to-declarative", "PROJECT", "--output", "OUTPUT/\x1b[31m\u202e"],
        ["kedro-to-declarative", "PROJECT", "--diff"],
        ["kedro-to-declarative", "PROJECT", "--check"],
        ["kedro-to-declarative", "PROJECT", "--format", "json"],
        ["kedro-to-declarative", "PROJECT", "--format", "sarif"],
        ["kedro-to-declarative", "PROJECT", "--names", "\x1b[31m"],
        ["kedro-to-declarative", "PROJECT", "--\x1b[31m"],
        ["explain", "\x1b[31m"],
        ["verify", "\x1b[31m", "\x1b[31m"],
        ["verify", "--check", "\x1b[31m"],
        ["verify", "--rtol", "\x1b[31m"],
        ["\x1b[31m"],
    ],
    ids=ascii,
)
def test_nothing_that_is_printed_acts(odd, tmp_path, capsys, arguments):
    words = [
        word.replace("PROJECT", str(odd)).replace("OUTPUT", str(tmp_path)) for word in arguments
    ]
    try:
        code = main(words)
    except SystemExit as end:
        code = end.code
    assert code in (0, 1, 2)
    out, err = capsys.readouterr()
    lines(out)
    lines(err)
    assert "Traceback" not in err
    if out.startswith("{"):
        assert json.loads(out)
    if "inspect" in words and "json" in words:
        assert ODD in json.loads(out)["pipelines"]


def test_a_diff_keeps_its_lines() -> None:
    changes = {"a.py": ("one\x0ctwo\u2028\nlast", "one\x0ctwo\u2028\nLAST\n")}
    assert unified_diff(changes) == (
        "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n one\x0ctwo\u2028\n"
        "-last\n\\ No newline at end of file\n+LAST\n"
    )


def run(*arguments: object, **named) -> subprocess.CompletedProcess[bytes]:
    named = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "check": False} | named
    named["env"] = {**os.environ, **named.get("env", {})}
    return subprocess.run([sys.executable, "-m", "migrate", *map(str, arguments)], **named)


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["ascii", "latin-1", "C"],
)
def test_letters_that_the_output_has_not(odd, environment):
    text = run("inspect", odd, env=environment)
    assert (text.returncode, text.stderr) == (1, b"")
    found = run("inspect", odd, "--format", "json", env=environment)
    assert (found.returncode, found.stderr) == (1, b"")
    assert ODD in json.loads(found.stdout.decode(environment.get("PYTHONIOENCODING", "ascii")[:7]))["pipelines"]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="POSIX's pipes and devices")
@pytest.mark.parametrize("arguments", [["rules"], ["--help"], ["explain", "K416"]], ids=str)
def test_readers_that_have_gone(arguments):
    read, write = os.pipe()
    os.close(read)
    try:
        assert run(*arguments, stdout=write).stderr == b""
        assert run(*arguments, stdout=write, stderr=write).returncode == 0
        assert run("inspect", "nowhere", stderr=write).returncode == 2
    finally:
        os.close(write)
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        command = [sys.executable, "-m", "migrate", *arguments]
        done = subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", *command], capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_disk_that_is_full(shop, tmp_path):
    good = shop(GOOD)
    with Path("/dev/full").open("w") as full:
        found = run("kedro-to-declarative", good, "--output", tmp_path / "new", stdout=full)
        assert found.returncode == 1
        assert found.stderr.decode().splitlines() == [
            f"migrate: what was found can't be printed: No space left on device, but {tmp_path / 'new'} is written"
        ]
        assert run("rules", stdout=full).returncode == 2


def test_streams_are_put_back() -> None:
    before = sys.stdout, sys.stderr
    with pytest.raises(ZeroDivisionError), shown():
        print(1 / 0)
    assert (sys.stdout, sys.stderr) == before
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    for kind in (_Report, _Remarks):
        kind(stream).write("é\x1b")
        kind(None).write("é")
    stream.flush()
    assert stream.buffer.getvalue() == b"\\xe9\\x1b" * 2
    assert not kind(stream).isatty()


def test_xml_in_letters_that_the_output_has_not(monkeypatch) -> None:
    from migrate.cli.output import print_xml

    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    print_xml("<a>é</a>")
    stream.flush()
    assert ElementTree.fromstring(stream.buffer.getvalue()).text == "é"


def test_an_interruption_is_told(shop, tmp_path, capsys, monkeypatch) -> None:
    project = shop(GOOD)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    arguments = ["kedro-to-declarative", str(project), "--output", str(tmp_path / "new")]
    with monkeypatch.context() as patch:
        patch.setattr("migrate.write.output.staging.Stage.put", interrupted)
        assert main(arguments) == 130
    assert capsys.readouterr().err == "migrate: interrupted, nothing was written\n"
    assert not (tmp_path / "new").exists()
    monkeypatch.setattr("migrate.report.text.summary", interrupted)
    assert main(arguments) == 130
    assert f"interrupted, but {tmp_path / 'new'} is written" in capsys.readouterr().err
    assert (tmp_path / "new/run.py").is_file()


def test_what_a_killed_run_has_left_is_seen_and_put_right(shop, tmp_path, capsys) -> None:
    """Where the system can't exchange two folders, the output is away for a moment."""
    project = shop(GOOD)
    arguments = ["kedro-to-declarative", str(project), "--output", str(tmp_path / "new")]
    assert main(arguments) == 0
    (tmp_path / "new/mine.txt").write_text("mine")
    (tmp_path / ".new.migrating").mkdir()
    (tmp_path / "new").rename(tmp_path / ".new.migrating/old")
    assert main([*arguments, "--check"]) == 0
    assert "Nothing would change." in capsys.readouterr().out
    assert main(arguments) == 0
    assert (tmp_path / "new/mine.txt").read_text() == "mine"
    assert not (tmp_path / ".new.migrating").exists()


def test_the_help_says_that_validating_runs_code(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["kedro-to-declarative", "--help"])
    assert "also run the written code" in " ".join(capsys.readouterr().out.split())
