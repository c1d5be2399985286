"""The verb: what it prints, its exit codes, the proof that it leaves."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace as replace_
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import FRAME, pipeline_files, write_files

from migrate.cli import main
from migrate.verify.compare.result import Comparison, equal
from migrate.verify.findings import DatasetResult, Failure, Report, Run, Side, Trace
from migrate.verify.results.junit import junit
from migrate.verify.results.text import page

ORDERS = Path(__file__).parents[1] / "projects" / "orders"


def copied(folder: Path) -> tuple[Path, Path]:
    """Both projects, to be changed."""
    for side in ("kedro", "hamilton"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ORDERS / side, folder / side, ignore=ignored)
    return folder / "kedro", folder / "hamilton"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_importing_what_verifies_leaves_the_environment_alone() -> None:
    before = "import os; before = dict(os.environ); "
    code = f"{before}import migrate.verify; assert os.environ == before"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], int]:
    """A folder with both projects and the proof that they are equal, the JSON, the exit code."""
    folder = tmp_path_factory.mktemp("proven")
    copied(folder)
    words = ["verify", "kedro", "hamilton", "--pipeline", "__default__", "--orders", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "migrate", *words, "--format", "json"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return folder, json.loads(done.stdout), done.returncode


def test_two_projects_are_proven_equal(proven: tuple[Path, dict[str, Any], int]) -> None:
    _, found, code = proven
    assert (code, found["schema"]) == (0, 1)
    (run,) = found["runs"]
    assert (run["pipeline"], run["environment"], run["orders"]) == ("__default__", "default", 1)
    assert run["summary"] == {"equal": 7}
    assert run["datasets"]["totals"]["status"] == "equal"
    assert found["not_run"] == ["pipeline prepare", "pipeline report", "environment test"]


def test_the_proof_says_what_was_compared(proven: tuple[Path, dict[str, Any], int]) -> None:
    folder, found, _ = proven
    proof = json.loads((folder / "proof.json").read_text())
    assert (proof["equal"], proof["runs"]) == (True, found["runs"])
    assert set(proof["kedro"]["files"]) >= {"src/orders/nodes.py", "conf/base/catalog.yml"}
    assert "orders/prepare.py" in proof["hamilton"]["files"]
    assert set(proof["data"]["files"]) == {"data/raw/orders.csv"}
    assert set(proof["versions"]["kedro"]["libraries"]) >= {"kedro", "pandas"}
    assert proof["machine"]["cores"] == os.cpu_count()


CHANGES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "kedro": (
        lambda folder: replace(folder / "kedro/src/orders/nodes.py", "log.info", "log.debug"),
        "Of Kedro's files, src/orders/nodes.py has changed.",
    ),
    "hamilton": (
        lambda folder: (folder / "hamilton/orders/more.py").write_text(""),
        "Of Hamilton's files, orders/more.py is new.",
    ),
    "data": (
        lambda folder: (folder / "kedro/data/raw/orders.csv").unlink(),
        "Of the data's files, data/raw/orders.csv is gone.",
    ),
    "more data": (
        lambda folder: (folder / "kedro/data/raw/more.csv").write_text(""),
        "Of the data's files, data/raw/more.csv is new.",
    ),
    "a text that a node may read": (
        lambda folder: (folder / "kedro/src/orders/prompt.md").write_text("Be brief."),
        "Of Kedro's files, src/orders/prompt.md is new.",
    ),
}


def test_a_proof_that_was_changed_is_none(
    proven: tuple[Path, dict[str, Any], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proof = (proven[0] / "proof.json").read_text()
    path = tmp_path / "proof.json"
    changes = {
        "cut": proof[:900],
        "a hash": proof.replace(json.loads(proof)["kedro"]["files"]["pyproject.toml"], "0"),
        "an outcome": proof.replace('"status": "equal"', '"status": "different"', 1),
        "no runs": json.dumps({**json.loads(proof), "runs": []}),
        "no list": "[]",
    }
    for text in changes.values():
        path.write_text(text)
        assert main(["verify", "--check", str(path)]) == 2
        assert "proof.json" in capsys.readouterr().err


@pytest.mark.parametrize("what", CHANGES)
def test_a_proof_holds_until_something_changes(
    what: str,
    proven: tuple[Path, dict[str, Any], int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(proven[0], tmp_path / "copy")
    copy = tmp_path / "copy"
    command = ["verify", str(copy / "kedro"), str(copy / "hamilton"), "--check"]
    command.append(str(copy / "proof.json"))
    # What a run writes and what people read has no part in it.
    (copy / "kedro/data/totals.csv").write_text("other")
    (copy / "hamilton/README.md").write_text("other")
    assert main(command) == 0
    assert capsys.readouterr().out.endswith(" holds.\n")
    change, sentence = CHANGES[what]
    change(copy)
    assert main(command) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [sentence]
    assert main([*command, "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"schema": 1, "holds": False, "why": [sentence]}


def test_a_difference_is_told_on_one_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kedro, hamilton = copied(tmp_path)
    replace(hamilton / "orders/prepare.py", ".drop_duplicates()", ".drop_duplicates().iloc[::-1]")
    monkeypatch.chdir(tmp_path)
    words = ["--pipeline", "__default__", "--orders", "1", "--repeat", "1", "--strict"]
    code = main(["verify", str(kedro), str(hamilton), *words, "--workdir", "work"])
    out = capsys.readouterr().out
    assert code == 2  # --strict makes that of 1
    assert out.startswith("NOT EQUAL.\n")
    assert "node drop_repeated (orders/prepare.py:9 clean_orders)\n" in out
    assert "dataset clean_orders is different: index: label 0: 0 in Kedro, 4 in Hamilton" in out
    assert "and because of it: taxed_orders\n" in out
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["proof.json"]


def test_one_node_is_run_on_the_same_inputs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kedro, hamilton = copied(tmp_path)
    replace(hamilton / "orders/prepare.py", ".drop_duplicates()", ".drop_duplicates().iloc[::-1]")
    command = ["verify", str(kedro), str(hamilton), "--format", "json", "--bisect"]
    assert main([*command, "taxed_orders"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert (run["node"], run["summary"]) == ("add_tax", {"equal": 1})
    assert main([*command, "drop_repeated"]) == 1
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["datasets"]["clean_orders"]["status"] == "different"
    assert not (Path("proof.json")).exists()
    assert main([*command, "nope"]) == 2
    assert "has no node nope, and none that makes it; there are drop" in capsys.readouterr().err


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_everything(sent: signal.Signals, tmp_path: Path) -> None:
    kedro, _ = copied(tmp_path)
    slow = f"open({str(tmp_path / 'started')!r}, 'w'); import time; time.sleep(300)"
    replace(kedro / "src/orders/nodes.py", "return len(taxed_orders)", slow)
    process = subprocess.Popen(
        [sys.executable, "-m", "migrate", "verify", "kedro", "hamilton"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (tmp_path / "started").exists():
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(sent)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    first, last = errors.splitlines()
    work = first.removeprefix("migrate verify: working in ")
    sentence = f"interrupted, both projects are untouched; the work folder {work} is removed"
    assert last == f"migrate verify: {sentence}"
    assert not Path(work).exists()


def test_a_wrong_request_is_refused_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    both = [str(ORDERS / "kedro"), str(ORDERS / "hamilton")]
    (tmp_path / "proof.json").write_text("[]")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("")
    (tmp_path / "fake").write_text("#!/bin/sh\n")
    (tmp_path / "fake").chmod(0o755)
    wrong = {
        "Both projects are needed": ["verify", both[0]],
        "proof.json is in the way of the proof: it is no proof of ours.": ["verify", *both],
        "The work folder full is no empty folder.": ["verify", *both, "--workdir", "full"],
        "There is no proof none.json.": ["verify", "--check", "none.json"],
        "--check runs nothing": ["verify", "--check", "proof.json", "--bisect", "totals"],
        "interpreter ./fake is no Python; name another with --kedro-python.": [
            *("verify", *both, "--kedro-python", "./fake", "--proof", "p.json")
        ],
        "interpreter full can't be run; name another with --hamilton-python.": [
            *("verify", *both, "--hamilton-python", "full", "--proof", "p.json")
        ],
        "--set takes name=value, not 'a'.": ["verify", *both, "--set", "a", "--proof", "p.json"],
    }
    for sentence, command in wrong.items():
        assert main(command) == 2
        assert sentence in capsys.readouterr().err


SIDE = Side(1.5, 0.5, 0.1, 100_000_000, "3.11.7", "1.7.0", libraries={"pandas": "2.3"})
OTHER = Side(1.0, 0.5, 0.1, 90_000_000, "3.12.1", "1.90.0", libraries={"pandas": "3.1"})
REPORT = Report(
    runs=(
        Run(
            "__default__",
            "default",
            datasets={
                "a": DatasetResult(equal("fingerprint")),
                "b": DatasetResult(Comparison("different", "number", "1 in Kedro, 2 in Hamilton")),
                "c": DatasetResult(Comparison("different", "number", "3 in Kedro, 4 in Hamilton")),
                "d": DatasetResult(Comparison("uncompared", "Lock", "\x00 nothing to compare")),
            },
            files={"data/b.csv": Comparison("missing", "presence", "only Kedro wrote it")},
            nodes={},
            kedro=SIDE,
            hamilton=OTHER,
            traces=(Trace("make_b", ("b", "data/b.csv"), ("p/f.py:3 b",), ("c",)),),
            left_out=("e",),
        ),
    ),
    failures=(Failure("late", "default", "The Kedro side failed in pipeline late: no."),),
    not_run=("environment test",),
)


def test_the_page_says_what_was_not_proven_too() -> None:
    lines = page(REPORT, Path("k"), Path("h")).splitlines()
    assert lines[0] == "NOT PROVEN: not everything could be run."
    start = lines.index("Differences")
    title = "  pipeline __default__, environment default: "
    assert lines[start + 1 : start + 5] == [
        f"{title}node make_b (p/f.py:3 b)",
        "    dataset b is different: 1 in Kedro, 2 in Hamilton",
        "    file data/b.csv is missing: only Kedro wrote it",
        "    and because of it: c",
    ]
    start = lines.index("Not proven")
    assert lines[start + 1 : start + 4] == [
        f"{title}dataset d is uncompared: \\x00 nothing to compare",
        f"{title}left out as asked: e",
        "  not run: environment test",
    ]
    assert "  The Kedro side failed in pipeline late: no." in lines
    assert "  versions that are not the same on both sides: pandas 2.3 and 3.1" in lines


def test_junit_has_a_case_for_everything() -> None:
    root = ElementTree.fromstring(junit(REPORT))
    run, failed = root.findall("testsuite")
    assert (run.get("tests"), run.get("failures"), run.get("skipped")) == ("6", "4", "1")
    failures = {case.get("name"): case.find("failure") for case in run}
    found = {name: failure.get("type") for name, failure in failures.items() if failure is not None}
    assert found == {
        "dataset b": "different",
        "dataset c": "different",
        "dataset d": "uncompared",
        "file data/b.csv": "missing",
    }
    error = failed.find("testcase/error")
    assert error is not None and error.get("message") == REPORT.failures[0].reason


def test_names_with_control_characters_reach_neither_xml_nor_a_terminal() -> None:
    odd = "a\x00b\x1b[31m\nc\ud800\ufffe"
    run = Run(odd, odd, {odd: DatasetResult(equal("x"))}, {}, {}, SIDE, OTHER, left_out=(odd,))
    report = Report((run,), (Failure(odd, odd, f"{odd}\nmore \x07"),))
    root = ElementTree.fromstring(junit(report).encode())
    assert r"pipeline a\x00b\x1b[31m\nc\ud800\ufffe" in str(root[0].get("name"))
    lines = page(report, Path(odd), Path("h")).splitlines()
    assert all(line.isprintable() for line in lines)


def test_nodes_without_outputs_are_counted_alone() -> None:
    """Others are named only where they differ."""
    side = replace_(SIDE, graph={"nodes": {"a": {"outputs": ["x"]}, "b": {"outputs": []}}})
    nodes = {"a": Comparison("missing", "migration.json", "no"), "b": equal("ran"), "c": equal("r")}
    run = Run("p", "default", {}, {}, nodes, side, OTHER)
    text = page(Report((run,)), Path("k"), Path("h"))
    assert "pipeline p, environment default: 2 of 2 nodes without outputs" in text
    run = Run("p", "default", {}, {}, {"a": nodes["a"]}, side, OTHER)
    assert "without outputs" not in page(Report((run,)), Path("k"), Path("h"))


def test_a_report_that_compares_nothing_proves_nothing() -> None:
    run = Run("p", "default", {}, {}, {}, SIDE, OTHER)
    assert (Report((run,)).equal, Report(()).exit_code) == (False, 2)


@pytest.mark.integration
def test_a_pipeline_that_both_sides_refuse_alone_is_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It needs what only memory holds; the whole run is proven all the same."""
    early = pipeline_files(
        "early",
        "def clean(x):\n    return x + 1\n",
        'node(clean, "params:k", "clean", name="clean")',
    )
    late = pipeline_files(
        "late", "def total(x):\n    return x + 2\n", 'node(total, "clean", "total", name="total")'
    )
    files = {**FRAME, **early, **late, "conf/base/parameters.yml": "k: 1\n"}
    kedro = write_files(tmp_path / "shop", files)
    monkeypatch.chdir(tmp_path)
    assert main(["kedro-to-declarative", str(kedro), "--output", "new"]) == 0
    assert main(["verify", str(kedro), "new", "--orders", "1"]) == 0
    said = capsys.readouterr().out
    assert "not run: pipeline late, which both sides refuse" in said
    assert main(["verify", str(kedro), "new", "--orders", "1", "--pipeline", "late"]) == 2
