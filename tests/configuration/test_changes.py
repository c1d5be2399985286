"""`run.py --set a.b=1` understands what `kedro run --params a.b=1` does."""

from __future__ import annotations

import sys
import types
from typing import Any

import pytest
from kedro.framework.cli.utils import _split_params

from migrate.ours import Ours
from migrate.plan.parameters import same
from migrate.write.templates import fill


@pytest.fixture(scope="module")
def run() -> Any:
    package = types.ModuleType("shop_of_changes")
    package.driver = types.ModuleType("shop_of_changes.driver")  # type: ignore[attr-defined]
    sys.modules[package.__name__] = package
    module = types.ModuleType("run")
    exec(fill("run.py", Ours(package.__name__)), module.__dict__)
    return module


TEXTS = [
    "1", "-2", "+3", "1.5", "1e-3", "1e5", "1E5", "1_000", "0x1F", "0b11", "true", "True",
    "TRUE", "yes", "No", "on", "OFF", "y", "n", "null", "Null", "~", "None", "nan", "'quoted'",
    "\"1\"", "words", "2024-01-01", "12.5.6", "a=b", "C:\\x", "(1)", "[1]", "{'x':1}", "1j",
    "b'x'", "-x", "@", "%", "0o17", "010", ".5", "5.", "1.e3", ".inf", "-.INF", ".NaN", "!x",
    "<<", "0xff", "08", "1.5.2", "", " ", "two words", " 1 ", "é", "'a', 'b'",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_values_are_read_as_kedro_reads_them(run: Any, text: str) -> None:
    try:
        expected = _split_params(None, None, f"a={text}")["a"] if "," not in text else text
    except Exception:  # what Kedro can't read is text here
        expected = text
    name, found = run._change(f" a ={text}")
    assert name == "a"
    assert same(found, expected) or (found != found and expected != expected), (found, expected)
