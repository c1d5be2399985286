"""The files around the code: pyproject.toml, README.md, run.py, a test."""

from __future__ import annotations

import re

from migrate.expressions import asked_in, expression_of, secret_variable
from migrate.literals import toml_text
from migrate.migration import Plan
from migrate.ours import SECRETS
from migrate.write.templates import fill
from migrate.write.text import docstring

_GITIGNORE = "/data/\n__pycache__/\n.pytest_cache/\n"
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
    start = "LOGGING: dict[str, Any] = "
    settings = expression_of(plan.logging, lambda _, *arguments: secret_variable(*arguments))
    lines = {f"{start}{{}}": f"{start}{settings}"}
    if any(asked_in(plan.logging)):
        typed = "from typing import Any"
        lines[typed] = f"{typed}\n\n{plan.ours.line(SECRETS)}"
    return fill("logs.py", plan.ours, lines)


def init_text(plan: Plan) -> str:
    """The package's `__init__`: the source's own, if it holds anything."""
    text = plan.kept.get(f"{plan.package}/__init__.py", "").strip()
    return f"{text or docstring(plan.project_name)}\n{_INIT}"


def pyproject_text(plan: Plan) -> str:
    """pyproject.toml."""
    name = re.sub(r"[^a-z0-9]+", "-", plan.project_name.lower()).strip("-") or plan.package
    tests = ", ".join(map(toml_text, plan.test_requirements))
    needed = "".join(f"    {toml_text(requirement)},\n" for requirement in plan.requirements)
    lines = f"\n[tool.ruff]\nline-length = {plan.line_length}\n" if plan.line_length else ""
    return f"""[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = {toml_text(name)}
version = "0.1.0"
requires-python = ">=3.10"
dependencies = [
{needed}]

[project.optional-dependencies]
show = ["apache-hamilton[visualization]"]
test = [{tests}]
{_shipped(plan, name)}
[tool.pytest.ini_options]
pythonpath = ["."]
{lines}"""


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
