"""The documentation names what there is: verbs, options, schemas."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from comparison_project import __main__ as comparison
from migrate import cli, schemas

DOCS = Path(__file__).resolve().parents[2] / "docs"
ORDERS = DOCS.with_name("tests") / "projects" / "orders" / "kedro"
REFERENCE = DOCS / "reference"
PROGRAMS = {"migrate": cli.main, "python -m comparison_project": comparison.main}
# A verb with what follows it, in a line of a block or between backticks.
COMMAND = re.compile(rf"(?:^|[`}}] ?|run: )({'|'.join(PROGRAMS)}) ([a-z][a-z-]+)([^`\n>|]*)", re.M)


def commands(text: str) -> Iterator[tuple[str, str, set[str]]]:
    for program, verb, rest in COMMAND.findall(text):
        yield program, verb, set(re.findall(r"--[a-z-]+", rest))


def help_of(program: str, verb: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        PROGRAMS[program]([verb, "--help"])
    assert ended.value.code == 0, f"{program} has no {verb}"
    return capsys.readouterr().out


def test_every_command_of_a_page_has_the_options_that_it_is_given(capsys):
    named = {
        (path.name, *command[:2], option)
        for path in DOCS.rglob("*.md")
        for command in commands(path.read_text(encoding="utf-8"))
        for option in command[2] or {"--help"}
    }
    assert len(named) > 30
    unknown = [
        each
        for each in sorted(named)
        if not re.search(rf"{each[3]}\b", help_of(*each[1:3], capsys))
    ]
    assert not unknown


def test_an_option_that_no_verb_has_is_found():
    text = "`migrate verify a b --nothing` and\nmigrate inspect a > b\n"
    assert list(commands(text)) == [
        ("migrate", "verify", {"--nothing"}),
        ("migrate", "inspect", set()),
    ]


def test_the_reference_has_every_verb_and_every_schema(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    verbs = set(re.findall(r"^    ([a-z][a-z-]+)", capsys.readouterr().out, re.M))
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    assert verbs and verbs == {verb for name, verb, _ in commands(page) if name == "migrate"}

    page = (REFERENCE / "json.md").read_text(encoding="utf-8")
    assert set(schemas.NAMES) == set(re.findall(r"schemas/(\w+)\.json", page))


def test_the_python_of_the_reference_runs(tmp_path, monkeypatch, capsys):
    page = (REFERENCE / "python.md").read_text(encoding="utf-8")
    moves, compares = re.findall(r"```python\n(.*?)```", page, re.S)
    shutil.copytree(ORDERS, tmp_path / "shop")
    monkeypatch.chdir(tmp_path)

    exec(moves, {})
    assert "migration.json" in capsys.readouterr().out
    assert (tmp_path / "shop_hamilton" / "run.py").exists()

    found: dict[str, Any] = {}
    exec(compares, found)
    rye, spelt = (SimpleNamespace(flour=flour, crumb="dense") for flour in ("rye", "spelt"))
    context = SimpleNamespace(compare=lambda kedro, hamilton: kedro == hamilton)
    assert found["compare_loaves"](rye, rye, context) is True
    assert found["compare_loaves"](rye, spelt, context).detail == "rye in Kedro, spelt in Hamilton"
