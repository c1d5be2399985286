"""The files around the code: pyproject.toml, README.md, run.py, a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from migrate.model.asked import Deferred, asked_in
from migrate.model.expressions import Call, Expression, Name, mapping, of_value
from migrate.model.literals import literal, toml_text
from migrate.model.migration import Plan
from migrate.model.spelling import expression_of, secret_variable
from migrate.runtime import render
from migrate.write.printing.formatting import LINE_LENGTH
from migrate.write.printing.text import docstring

_GITIGNORE = "/data/\n__pycache__/\n.pytest_cache/\n"
_NOTEBOOK = 'notebook = ["jupyterlab"]\n'
_IS_TEST = re.compile(r"(^|/)(tests/.*|test_[^/]*|[^/]*_test)\.py$")
_INIT = """
import os

# Hamilton's plugins, loaded all at once, make it slow to start.
os.environ.setdefault("HAMILTON_AUTOLOAD_EXTENSIONS", "0")
"""


def gitignore_text(plan: Plan, asks_for_secrets: bool) -> str:
    """.gitignore; `asks_for_secrets` says that some may stand in `.env`."""
    private = [".env"] if asks_for_secrets else []
    return _GITIGNORE + "".join(f"/{path}\n" for path in [*private, *sorted(plan.private)])


def logs_text(plan: Plan) -> str:
    """The module that sets logging up."""
    handlers = plan.logging.get("handlers", {})
    files = [each["filename"] for each in handlers.values() if "filename" in each]
    folders = {str(PurePosixPath(each).parent) for each in files if isinstance(each, str)} - {"."}
    values = {
        "settings": _setting(plan.logging).text,
        "folders": [literal(each) for each in sorted(folders)],
        "secrets": any(asked_in(plan.logging)),
    }
    return render("logs.py", plan.ours, values)


def _setting(value: Any, is_file: bool = False) -> Expression:
    """The expression of a setting; files lie beside the package."""
    if isinstance(value, Mapping):
        rows = ((of_value(k), _setting(v, k == "filename")) for k, v in value.items())
        return mapping(rows)
    code = expression_of(value, _spelled)
    return Call(Name("str"), [Expression(Name("HERE"), " / ", code)]) if is_file else code


def _spelled(asked: Deferred, arguments: list[Expression], _: list[Expression]) -> Expression:
    return secret_variable(arguments[0], *asked.default)


def init_text(plan: Plan) -> str:
    """The package's `__init__`: the source's own, if it holds anything."""
    text = plan.kept.get(f"{plan.package}/__init__.py", "").strip()
    return f"{text or docstring(plan.project_name)}\n{_INIT}"


def pyproject_text(plan: Plan) -> str:
    """pyproject.toml."""
    name = re.sub(r"[^a-z0-9]+", "-", plan.project_name.lower()).strip("-") or plan.package
    tests = ", ".join(map(toml_text, plan.test_requirements))
    needed = [toml_text(requirement) for requirement in plan.requirements]
    dependencies = f"dependencies = [{', '.join(needed)}]"
    if len(dependencies) > (plan.line_length or LINE_LENGTH):
        dependencies = "\n".join(["dependencies = [", *(f"    {each}," for each in needed), "]"])
    extra = f"test = [{tests}]\n" if has_tests(plan) else ""
    lines = f"\n[tool.ruff]\nline-length = {plan.line_length}\n" if plan.line_length else ""
    return f"""[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = {toml_text(name)}
version = "0.1.0"
requires-python = ">=3.10"
{dependencies}

[project.optional-dependencies]
{_NOTEBOOK if plan.layout == "notebook" else ""}show = ["apache-hamilton[visualization]"]
{extra}{_shipped(plan, name)}{lines}"""


def has_tests(plan: Plan) -> bool:
    """Whether the source has tests; who has none gets none."""
    return any(_IS_TEST.search(path) for path in plan.kept)


def _shipped(plan: Plan, name: str) -> str:
    """What belongs into the wheel: the package, and what it imports that lies beside it. A package
    that is called like the project is found."""
    head = "\n[tool.hatch.build.targets.wheel]\n"
    if not plan.beside:
        is_found = plan.package == name.replace("-", "_")
        return "" if is_found else f"{head}packages = [{toml_text(plan.package)}]\n"
    files = {f"{name}.py" for name in plan.beside} & plan.kept.keys()
    names = [f"{name}.py" if f"{name}.py" in files else name for name in plan.beside]
    return f"{head}only-include = [{', '.join(map(toml_text, [plan.package, *names]))}]\n"
