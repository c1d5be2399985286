"""`--layout notebook`: a notebook on top of the package, which has the functions.

They keep one home: what a notebook defines has no import path, and pickles, Ray and `run.py` need
one. A cell can still try a new function, or another one in the place of an old one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from migrate.model.literals import literal
from migrate.model.migration import DataflowFunction, Plan, Subdags
from migrate.runtime.modules import free
from migrate.write.parameters.module import takes_changes
from migrate.write.printing.text import cell, one_line
from migrate.write.project.readme import central
from migrate.write.project.run import has_environments

_MOST = 3  # outputs that are shown, one a cell
_RUN = """\
%load_ext autoreload
%autoreload 2

import os

{driver}

PIPELINE = {pipeline}  # one of driver.PIPELINES
flow = driver.build(PIPELINE)
outputs = driver.PIPELINES[PIPELINE].outputs
os.chdir(driver.DATA_ROOT)  # relative paths start there"""
_TRY = """\
%%cell_to_module tried
def {about}({example}: object) -> str:
    return repr({example})"""
_TRIED = """\
builder = driver.builder(PIPELINE).with_modules(tried).allow_module_overrides()
builder.build().execute([{about}])[{about}]"""


def notebook_text(plan: Plan) -> str:
    """The notebook, as Jupyter itself would save it."""
    names = [pipeline.name for pipeline in plan.pipelines]
    default = "__default__" if "__default__" in names else names[0]
    cells = [_about(plan), *_cells(plan, default)]
    notebook = {
        "cells": [_cell(number, each) for number, each in enumerate(cells, start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


class Prose(NamedTuple):
    """A cell of Markdown."""

    text: str


class Code(NamedTuple):
    """A cell of code."""

    text: str


def code_of(text: str) -> str:
    """The code of a notebook."""
    cells = json.loads(text)["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")


def _cell(number: int, cell: Prose | Code) -> dict[str, object]:
    source = cell.text.splitlines(keepends=True)
    shared = {"id": f"cell-{number}", "metadata": {}, "source": source}
    if isinstance(cell, Prose):
        return {"cell_type": "markdown", **shared}
    return {"cell_type": "code", "execution_count": None, "outputs": [], **shared}


def _about(plan: Plan) -> Prose:
    rows = (
        f"| [{plan.ours.file(module.name)}]({plan.ours.file(module.name)}) | {', '.join(made)} |"
        for module in plan.modules
        if (made := [cell(name) for part in module.parts for name in _makes(part)])
    )
    bring = f"\nIn a terminal, `{plan.bring}` brings the inputs.\n" if plan.bring else ""
    return Prose(
        f"# {one_line(plan.project_name)}\n\nRuns a pipeline and looks at what it makes. The "
        "functions are in modules, which `python run.py` runs without a notebook:\n\n"
        f"| module | makes |\n|---|---|\n{chr(10).join(rows)}\n{bring}"
    )


def _makes(part: object) -> Iterator[str]:
    """What a part of a module makes."""
    if isinstance(part, Subdags):
        yield part.name
    elif isinstance(part, DataflowFunction):
        yield from [row.output for row in part.rows] or [n for n, _ in part.fields] or [part.name]


def _cells(plan: Plan, default: str) -> Iterator[Prose | Code]:
    options = ['env="..."'] if has_environments(plan) else []
    options += ['parameters={"a.b": 1}'] if takes_changes(plan.parameters) else []
    if options:
        yield Prose(f"`driver.build(PIPELINE, {', '.join(options)})` is for another run.")
    yield Code(_RUN.format(driver=plan.ours.line("driver"), pipeline=literal(default)))
    yield Prose("## The graph\n\nIt needs Graphviz, and `pip install -e .[show]`.")
    yield Code("flow.display_upstream_of(*outputs)")
    yield Prose("## Run it")
    yield Code("results = flow.execute(list(outputs))\nlist(results)")
    (outputs,) = (pipeline.outputs for pipeline in plan.pipelines if pipeline.name == default)
    yield from (Code(f"results[{literal(name)}]") for name in outputs[:_MOST])
    example, module = central(plan)
    if not module:
        return
    yield Prose("What is made on the way has a name, too.")
    yield Code(f"flow.execute([{literal(example)}])[{literal(example)}]")
    yield Prose(
        "## Change it\n\nA module that you edit is read again with the next cell: build the driver "
        "again then. Here is a function to try first; one of an old name takes its place. "
        f"`%module_to_cell {plan.ours.file(module)}` would bring a whole module into a cell."
    )
    about = free(f"about_{example}", {*plan.names.values(), *plan.parameters.inputs})
    yield Code("%load_ext hamilton.plugins.jupyter_magic")
    yield Code(_TRY.format(about=about, example=example))
    yield Code(_TRIED.format(about=literal(about)))
