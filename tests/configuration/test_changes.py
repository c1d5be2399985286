"""`run.py --set a.b=1` understands what `kedro run --params a.b=1` does."""

from __future__ import annotations

import contextlib
import sys
import types
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kedro.framework.cli.utils import _split_params

from migrate.plan.parameters.values import same
from migrate.runtime import render
from migrate.runtime.modules import RuntimeModules

NO = (
    "bring",
    "describes",
    "environments",
    "logs",
    "relative",
    "stores",
    "tagged",
    "todo",
    "versions",
)
Read = Callable[..., Any]


@pytest.fixture(scope="module")
def read() -> Read:
    """What run.py hands to the driver for values of `--set`."""
    found: list[Any] = []

    def part(**options: Any) -> Any:
        found.append(options["parameters"])
        flow = types.SimpleNamespace(list_available_variables=list, validate_execution=list)
        return flow, []

    package = types.ModuleType("shop_of_changes")
    driver = types.ModuleType("shop_of_changes.driver")
    vars(driver).update(
        part=part,
        DATA_ROOT=".",
        PIPELINES={"all": types.SimpleNamespace(outputs=())},
    )
    package.driver = driver  # type: ignore[attr-defined]
    sys.modules[package.__name__] = package
    module = types.ModuleType("run")
    values = {**dict.fromkeys(NO, False), "parameters": True, "storage": True, "pipeline": "'all'"}
    values["executors"] = ["threads"]
    exec(render("run.py", RuntimeModules(package.__name__), values), module.__dict__)

    def read_with(*changes: str) -> Any:
        module.main(["--list", *(f"--set={change}" for change in changes)])
        return found[-1]

    return read_with


TEXTS = [
    "1", "-2", "+3", "1.5", "1e-3", "1e5", "1E5", "1_000", "0x1F", "0b11", "true", "True",
    "TRUE", "yes", "No", "on", "OFF", "y", "n", "null", "Null", "~", "None", "nan", "'quoted'",
    "\"1\"", "words", "2024-01-01", "12.5.6", "a=b", "C:\\x", "(1)", "[1]", "{'x': 1}", "1j",
    "b'x'", "-x", "@", "%", "0o17", "010", ".5", "5.", "1.e3", ".inf", "-.INF", ".NaN", "!x",
    "<<", "0xff", "08", "1.5.2", "", "two words", "é", "${a}", "${", "[1", "'", "- 1", "a: 1",
]  # fmt: skip
# Kedro takes what is between commas, and no blanks around it.
VALUES = (st.sampled_from(TEXTS) | st.text()).filter(lambda t: "," not in t and t == t.strip())


@given(VALUES)
@pytest.mark.parametrize("name", ["a", " a.b "])
def test_values_are_read_as_kedro_reads_them(read: Read, name: str, text: str) -> None:
    expected = refused = None
    try:
        expected = _split_params(None, None, f"{name}={text}")
    except Exception as error:
        refused = error
    with pytest.raises(type(refused)) if refused else contextlib.nullcontext():
        found = read(f"{name}={text}")
        assert same(found, expected) or "nan" in repr(expected), (found, expected)


def test_several_changes_are_made(read: Read) -> None:
    assert read("a.b=1", "a.c=x", "d=[1, 2]") == {"a": {"b": 1, "c": "x"}, "d": [1, 2]}


def test_what_is_no_change_is_refused(read: Read, capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("rate", "=1", " = 1"):
        with pytest.raises(SystemExit, match="2"):
            read(text)
        assert "--set takes name=value" in capsys.readouterr().err
