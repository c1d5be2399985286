"""What the tool tells people to type is there: its commands, options and Python calls are tried."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hamilton import driver as hamilton
from hamilton import lifecycle

from migrate.api import plan_migration
from migrate.cli import _parser
from migrate.model.rules import RULES
from migrate.plan.inventory import outcomes
from migrate.plan.inventory.outcomes import FileRule, Outcome

ROOT = Path(__file__).resolve().parents[1]
# Options of others: Kedro's, of what is shown beside the new one, and those of pip and make.
OF_OTHERS = {
    "--pipeline", "--pipelines", "--env", "--params", "--to-outputs", "--from-inputs", "--load-versions",
    "--load-version", "--help", "--output", "--rows", "--out", "--tag", "--tags", "--from-nodes", "--to-nodes",
    "--namespaces", "--runner",
}  # fmt: skip


def _outcomes(value: object) -> Iterator[str]:
    if isinstance(value, Outcome):
        yield value.advice
    elif isinstance(value, FileRule):
        yield from (value.with_kedro.advice, value.without.advice)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _outcomes(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _outcomes(each)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return plan_migration(ROOT / "kedro_side", tmp_path_factory.mktemp("new") / "new").files


@pytest.fixture(scope="module")
def texts(written) -> dict[str, str]:
    """Everything that tells people what to do, by where it stands."""
    found = {f"advice of {code}": rule.advice for code, rule in RULES.items()}
    found |= {f"message of {code}": rule.message for code, rule in RULES.items()}
    found |= {f"page of {code}": f"{rule.meaning}\n{rule.after}" for code, rule in RULES.items()}
    for name, value in vars(outcomes).items():
        found |= {f"{name} {i}": text for i, text in enumerate(_outcomes(value))}
    found |= {
        f"written {path}": text
        for path, text in written.items()
        if path.endswith((".md", "run.py", "driver.py"))
    }
    found["README.md"] = (ROOT / "README.md").read_text(encoding="utf-8")
    found["epilog"] = _parser().epilog or ""
    return found


def _options(parser: argparse.ArgumentParser) -> set[str]:
    found = {option for action in parser._actions for option in action.option_strings}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                found |= _options(inner)
    return found


def _verbs() -> set[str]:
    (verbs,) = (a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction))
    return set(verbs.choices)


def test_commands_of_migrate_are_there(texts):
    for where, text in texts.items():
        lines = re.findall(r"(?:^ {4}|`|^ +)migrate ([a-z][\w-]*)", text, re.MULTILINE)
        assert set(lines) <= _verbs(), where


def test_options_are_there(texts, written):
    run = set(re.findall(r'"(--[a-z-]+)"', written["run.py"]))
    for where, text in texts.items():
        own = {o for o in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text) if o not in OF_OTHERS}
        assert own <= _options(_parser()) | run, where


def _calls(text: str) -> Iterable[ast.Call]:
    """The Python calls in a text: what looks like one and can be parsed."""
    for match in re.finditer(r"(?<![\w.])[A-Za-z_][\w.]*(\(\))?(\.\w+)?\(", text):
        depth, end = 0, match.end() - 1
        for end in range(match.end() - 1, min(len(text), match.end() + 300)):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            if not depth:
                break
        try:
            tree = ast.parse(text[match.start() : end + 1], mode="eval").body
        except SyntaxError:
            continue
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


@pytest.fixture(scope="module")
def known():
    """What advice calls, by the last word of its name."""
    sys.path.insert(0, str(ROOT / "hamilton_side"))
    try:
        from spaceflights import driver
    finally:
        sys.path.pop(0)
    found = {"build": driver.build}
    for cls in (hamilton.Driver, hamilton.Builder):
        found |= {n: f for n, f in vars(cls).items() if inspect.isfunction(f) and n not in found}
    return found


def test_calls_take_what_they_are_given(texts, known):
    tried = 0
    for where, text in texts.items():
        for call in _calls(text):
            word = (
                call.func.attr
                if isinstance(call.func, ast.Attribute)
                else getattr(call.func, "id", "")
            )
            if word not in known or where.endswith((".py",)):
                continue
            is_method = next(iter(inspect.signature(known[word]).parameters)) == "self"
            given = [None] * (len(call.args) + is_method)
            named = {k.arg: None for k in call.keywords if k.arg}
            try:
                inspect.signature(known[word]).bind_partial(*given, **named)
            except TypeError as error:
                raise AssertionError(f"{where}: {ast.unparse(call)}: {error}") from error
            tried += 1
    assert tried > 5


def test_names_of_hamilton_are_there(texts, known):
    for where, text in texts.items():
        for name in re.findall(r"hamilton\.lifecycle\.(\w+)", text):
            assert hasattr(lifecycle, name), where
        for name in re.findall(r"Builder\.(with_\w+)", text):
            assert hasattr(hamilton.Builder, name), where
        for name in re.findall(r"\b(run_(?:before|after)_(?:node|graph)_\w+)", text):
            cls = lifecycle.NodeExecutionHook if "_node_" in name else lifecycle.GraphExecutionHook
            assert hasattr(cls, name), where


def test_codes_that_are_named_are_there(texts):
    for where, text in texts.items():
        assert set(re.findall(r"\bK\d{3}\b", text)) <= RULES.keys() | {"K439"}, where
