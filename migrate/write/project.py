"""The files around the code: pyproject.toml, README.md, run.py, a test."""

from __future__ import annotations

import re
from collections import Counter

from migrate.literals import literal
from migrate.migration import FlowFunction, Plan
from migrate.write.templates import fill
from migrate.write.text import docstring

GITIGNORE = "/data/\n__pycache__/\n.pytest_cache/\n"
_INIT = """
import os

# Hamilton's plugins, loaded all at once, make it slow to start.
os.environ.setdefault("HAMILTON_AUTOLOAD_EXTENSIONS", "0")
"""


LOGS = "logs"  # the module that sets logging up


def run_text(plan: Plan) -> str:
    """run.py, which logs as the project does."""
    if not plan.logging:
        return fill("run.py", plan.package)
    plain = "    logging.basicConfig("
    template = fill("run.py", plan.package)
    (line,) = (line for line in template.splitlines() if line.startswith(plain))
    lines = {
        line: f"    {LOGS}.configure()",
        f"from {plan.package} import driver": f"from {plan.package} import driver, {LOGS}",
        "import logging": "",
    }
    return fill("run.py", plan.package, lines)


def logs_text(plan: Plan) -> str:
    """The module that sets logging up."""
    start = "LOGGING: dict[str, Any] = "
    return fill("logs.py", plan.package, {f"{start}{{}}": f"{start}{literal(plan.logging)}"})


def init_text(plan: Plan) -> str:
    """The package's `__init__`: the source's own, if it holds anything."""
    text = plan.kept.get(f"{plan.package}/__init__.py", "").strip()
    return f"{text or docstring(plan.project_name)}\n{_INIT}"


def pyproject_text(plan: Plan) -> str:
    """pyproject.toml."""
    name = re.sub(r"[^a-z0-9]+", "-", plan.project_name.lower()).strip("-") or plan.package
    tests = ", ".join(map(literal, plan.test_requirements))
    needed = "".join(f"    {literal(requirement)},\n" for requirement in plan.requirements)
    lines = f"\n[tool.ruff]\nline-length = {plan.line_length}\n" if plan.line_length else ""
    return f"""[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = {literal(name)}
version = "0.1.0"
requires-python = ">=3.10"
dependencies = [
{needed}]

[project.optional-dependencies]
test = [{tests}]

[tool.hatch.build.targets.wheel]
packages = [{literal(plan.package)}]

[tool.pytest.ini_options]
pythonpath = ["."]
{lines}"""


def readme_text(plan: Plan) -> str:
    """README.md."""
    example = _central_name(plan)
    logs = "    logs.py                     how the project logs\n" if plan.logging else ""
    others = [e for e in plan.environments[1:] if e != plan.default_environment]
    other = next(iter(others), plan.default_environment)
    named = next((p.name for p in plan.pipelines if p.name != "__default__"), "__default__")
    first = next((name for name in plan.parameters.inputs.values() if name), "name")
    modules = "\n".join(
        f"    {module.name + '.py':<28}{_first_line(module.docstring) or 'a dataflow'}"
        for module in plan.modules
    )
    return f"""# {plan.project_name}

A [Hamilton](https://hamilton.apache.org) project, made from a Kedro project. Each function is
named after what it makes; its parameters name what it needs.

    pip install -e .
    python run.py                        # makes everything
    python run.py {example:<22} # computes one value and prints it

In Python:

    from {plan.package} import driver

    driver.build().execute([{literal(example)}])

## What each Kedro command is here

| Kedro | here |
|---|---|
| `kedro run` | `python run.py` |
| `kedro run --pipelines {named}` | `python run.py --pipeline {named}` |
| `kedro run --env {other}` | `python run.py --env {other}` |
| `kedro run --params {first}=1` | `python run.py --set {first}=1` |
| `kedro run --to-outputs {example}` | `python run.py {example}` |
| `kedro run --from-inputs x` | `driver.build().execute([...], overrides={{"x": ...}})` |
| nodes with the tag `t` | `driver.build().list_available_variables({{"kedro_tags": "t"}})` |
| `kedro registry list` | `python run.py --help` |
| `kedro catalog list` | `{plan.package}/catalog.py` |
| `kedro viz` | `python run.py --show graph.svg` |

## What is where

    {plan.package}/
    driver.py                   the pipelines, and `build`, which makes a driver for one
{modules}
    catalog.py                  where each dataset lies, how it is loaded and saved
    parameters.py               the parameters, with their environments
    storage.py                  how datasets are kept between a function and its consumers
    outputs.py                  what functions may return
{logs}
`migration.json` tells what became of each node, dataset and setting of the Kedro project.

A pipeline loads what it does not make. Its data lies below this folder, or below what
`--data-root` names. With `--no-store` nothing is written or read back, so that results may
differ from those of a run with storage.
"""


def _central_name(plan: Plan) -> str:
    """The function that most others build on."""
    made = [
        part.name
        for module in plan.modules
        if not module.steps
        for part in module.parts
        if isinstance(part, FlowFunction)
    ]
    consumers = Counter(start for start, _ in plan.edges)
    return max(made, key=lambda name: (consumers[name], name), default="name")


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else ""
