"""`python -m comparison_project run`: what it prints and writes, and that it can fail."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from comparison_project import run as verb
from comparison_project.__main__ import main
from comparison_project.commands import measure
from migrate.verify import CannotVerify

ORDERS = Path(__file__).parents[1] / "projects" / "orders"


def write_orders(out: Path, rows: int, seed: int) -> list[Path]:
    """Stands in for the tables of kedro_side."""
    out.mkdir(parents=True)
    path = out / "orders.csv"
    lines = [f"{i},{'abc'[i % 3]},{i * 1.5 + seed}" for i in range(rows)]
    path.write_text("\n".join(["order,customer,amount", *lines, lines[0], ""]))
    return [path]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small pair instead of spaceflights."""
    monkeypatch.setattr(verb, "RAW", Path("data", "raw"))
    monkeypatch.setattr(verb, "write_tables", write_orders)
    monkeypatch.setenv("COLUMNS", "160")


def arguments(out: Path, hamilton: Path = ORDERS / "hamilton", *more: str) -> list[str]:
    pair = ["--kedro", str(ORDERS / "kedro"), "--hamilton", str(hamilton)]
    return ["run", *pair, "--rows", "9", "--out", str(out), *more]


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the Hamilton side with one passage changed."""
    copy = tmp_path / "changed"
    shutil.copytree(ORDERS / "hamilton", copy, ignore=shutil.ignore_patterns("__pycache__"))
    text = (copy / file).read_text()
    assert text.count(old) == 1
    (copy / file).write_text(text.replace(old, new))
    return copy


@pytest.mark.integration
@pytest.mark.parametrize(
    ("more", "runs", "datasets", "files"),
    [
        pytest.param((), 6, 30, 8, id="all that there is", marks=pytest.mark.integration),
        pytest.param(
            ("--pipeline", "__default__", "--pipeline", "report", "--env", "test"), 2, 9, 3
        ),
    ],
)
@pytest.mark.usefixtures("small")
def test_all_equal(
    more: tuple[str, ...],
    runs: int,
    datasets: int,
    files: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(arguments(tmp_path / "out", ORDERS / "hamilton", *more)) == 0
    printed = capsys.readouterr().out
    assert f"{datasets} datasets and {files} written files in {runs} runs: all equal." in printed
    assert f"equal in {runs} runs" in printed
    assert "kedro run" in printed
    assert "python run.py" in printed
    assert json.loads((tmp_path / "out" / "report.json").read_text())["schema"] == 1
    page = (tmp_path / "out" / "comparison.html").read_text()
    for shown in ("add_tax", "taxed_orders", "side by side", "Whole processes", "9 rows in each"):
        assert shown in page
    assert f"equal in {runs} runs" in page
    proof = json.loads((tmp_path / "out" / "proof.json").read_text())
    assert proof["equal"] and len(proof["runs"]) == runs


@pytest.mark.integration
@pytest.mark.usefixtures("small")
def test_a_difference_and_the_work_folder_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = "return len(taxed_orders)"
    hamilton = changed(tmp_path, "orders/prepare.py", old, f"{old} + 1")
    more = ("--pipeline", "prepare", "--env", "test", "--no-commands")
    kept = ("--workdir", str(tmp_path / "work"))
    assert main(arguments(tmp_path / "out", hamilton, *more, *kept)) == 1
    printed = capsys.readouterr().out
    assert "order_count" in printed
    assert "different in prepare, test: 9 in Kedro, 10 in Hamilton" in printed
    assert "1 not equal" in printed
    assert "9 in Kedro, 10 in Hamilton" in (tmp_path / "out" / "comparison.html").read_text()
    assert list((tmp_path / "work" / "verify" / "runs").iterdir())


@pytest.mark.usefixtures("small")
def test_a_side_that_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = "return len(taxed_orders)"
    hamilton = changed(tmp_path, "orders/prepare.py", old, "raise ValueError('broken')")
    more = ("--pipeline", "__default__", "--env", "default")
    assert main(arguments(tmp_path / "out", hamilton, *more)) == 2
    lines = capsys.readouterr().err.splitlines()
    assert "The Hamilton side failed in pipeline" in lines[0]
    assert "ValueError: broken" in lines[0]
    assert not (tmp_path / "out").exists()


def test_a_command_that_fails(tmp_path: Path) -> None:
    hamilton = changed(tmp_path, "run.py", "import argparse", "import argparse, nope")
    data = tmp_path / "data"
    write_orders(data / "data" / "raw", 9, 1)
    with pytest.raises(CannotVerify, match=r"`python run.py` failed with code 1:\n(.*\n)*.*nope"):
        measure(ORDERS / "kedro", hamilton, data, tmp_path, sys.executable, sys.executable)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("--hamilton", "/no/folder"), "There is no folder /no/folder."),
        (("--pipeline", "nope"), "There is no registered pipeline nope"),
        (("--kedro-python", "/no/python"), "interpreter /no/python does not exist"),
        (("--workdir", str(ORDERS)), "is not empty"),
    ],
)
@pytest.mark.usefixtures("small")
def test_bad_input(
    more: tuple[str, ...], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments(tmp_path / "out"), *more]) == 2
    error = capsys.readouterr().err
    assert reason in error
    assert "Traceback" not in error
