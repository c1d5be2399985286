"""The files around the code: pyproject.toml, README.md, run.py, a test."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Mapping

from migrate.expressions import asked_in, expression_of, secret_variable
from migrate.literals import literal, toml_text
from migrate.migration import FlowFunction, Plan
from migrate.ours import LOGS, SECRETS
from migrate.write.templates import fill, render
from migrate.write.text import cell, docstring, one_line

_ABOUT = {
    "driver": "the pipelines, and `build`, which makes a driver for one",
    "catalog": "where each dataset lies, how it is loaded and saved",
    "parameters": "the parameters, with their environments",
    "storage": "how datasets are kept between a function and its consumers",
    "outputs": "what functions may return",
}
_GITIGNORE = "/data/\n__pycache__/\n.pytest_cache/\n"
_ABOUT_SECRETS = """
Passwords, tokens and the like are environment variables, or lines of `.env`, which Git ignores:
hand that file on in another way.
"""
_INIT = """
import os

# Hamilton's plugins, loaded all at once, make it slow to start.
os.environ.setdefault("HAMILTON_AUTOLOAD_EXTENSIONS", "0")
"""


def gitignore_text(plan: Plan, asks_for_secrets: bool) -> str:
    """.gitignore; `asks_for_secrets` says that some may stand in `.env`."""
    private = [".env"] if asks_for_secrets else []
    return _GITIGNORE + "".join(f"/{path}\n" for path in [*private, *sorted(plan.private)])


def run_text(plan: Plan, pieces: Mapping[str, bool]) -> str:
    """run.py, with the options that the project has a use for."""
    names = [pipeline.name for pipeline in plan.pipelines]
    values = {
        "bring": plan.bring and literal(plan.bring),
        "environments": has_environments(plan),
        "logs": bool(plan.logging),
        "pipeline": literal("__default__" if "__default__" in names else names[0]),
    }
    return render("run.py", plan.ours, {**pieces, **values})


def has_environments(plan: Plan) -> bool:
    """Whether a run may be another one in some other environment than the default one."""
    base = plan.environments[0]
    others = {*plan.environments} - {base, plan.default_environment}
    catalog, values = plan.catalog, plan.parameters
    own = {*catalog.environments, *catalog.folders, *values.environments, *values.globals}
    return bool(others) or plan.default_environment in own - {base}


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


def readme_text(plan: Plan, asks_for_secrets: bool = False) -> str:
    """README.md; `asks_for_secrets` says that the code does."""
    example = _central_name(plan)
    others = [e for e in plan.environments[1:] if e != plan.default_environment]
    other = next(iter(others), plan.default_environment)
    named = next((p.name for p in plan.pipelines if p.name != "__default__"), "__default__")
    first = next((name for name in plan.parameters.inputs.values() if name), "name")
    catalog = plan.ours.path("catalog")
    pipeline, changed = shlex.quote(named), shlex.quote(f"{first}=1")
    commands = {
        "kedro run": "python run.py",
        f"kedro run --pipelines {pipeline}": f"python run.py --pipeline {pipeline}",
        f"kedro run --env {shlex.quote(other)}": f"python run.py --env {shlex.quote(other)}",
        f"kedro run --params {changed}": f"python run.py --set {changed}",
        f"kedro run --to-outputs {example}": f"python run.py {example}",
    }
    rows = "\n".join(f"| {cell(kedro)} | {cell(here)} |" for kedro, here in commands.items())
    return f"""# {one_line(plan.project_name)}

A [Hamilton](https://hamilton.apache.org) project, made from a Kedro project. Each function is
named after what it makes; its parameters name what it needs.

    pip install -e .
{_bring(plan)}    python run.py                        # makes everything
    python run.py {example:<22} # computes one value and prints it

In Python:

    {plan.ours.line("driver")}

    driver.build().execute([{literal(example)}])

## What each Kedro command is here

| Kedro | here |
|---|---|
{rows}
| `kedro run --from-inputs x` | `driver.build().execute([...], overrides={{"x": ...}})` |
| nodes with the tag `t` | \
`driver.build().list_available_variables(tag_filter={{"kedro_tags": "t"}})` |
| `kedro registry list` | `python run.py --help` |
| `kedro catalog list` | `{catalog}` |
| `kedro viz` | `python run.py --show graph.svg` |

## What is where

    {plan.package}/
{_contents(plan)}

`migration.json` tells what became of each node, dataset and setting of the Kedro project.

A pipeline loads what it does not make. Relative paths, those of the catalog and those in
functions, start from {_root(plan)}: `DATA_ROOT` in
`{plan.ours.path("driver")}`. `run.py` goes there before it runs anything, and `--data-root` names
another folder for one run; a driver never changes the current folder. With `--no-store` nothing is
written or read back, so that results may differ from those of a run with storage.
{_ABOUT_SECRETS if asks_for_secrets else ""}"""


def _bring(plan: Plan) -> str:
    """The line that brings the inputs."""
    return f"    {plan.bring:<36} # brings the inputs\n" if plan.bring else ""


def _root(plan: Plan) -> str:
    return f"`{one_line(plan.data_root)}`, seen from here" if plan.data_root else "this folder"


def _contents(plan: Plan) -> str:
    """The modules of the package, a line for each."""
    flows = {each.name: _first_line(each.docstring) or "a dataflow" for each in plan.modules}
    driver, *others = _ABOUT.items()
    if plan.logging:
        others.append((LOGS, "how the project logs"))
    ours = {plan.ours.name(name): about for name, about in others}
    lines = {plan.ours.name(driver[0]): driver[1], **flows, **ours}
    width = max(28, *(len(f"{name}.py ") for name in lines))
    return "\n".join(f"    {f'{name}.py':<{width}}{about}" for name, about in lines.items())


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
    return one_line(text.strip().partition("\n")[0])
