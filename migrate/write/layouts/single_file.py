"""`--layout single-file`: functions, values, datasets and a driver in one plain file.

What is handed from function to function is a `Dataset` where it is stored, and who takes it loads
it for itself, as in Kedro. So nothing of a graph is changed, and a few lines are enough.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from migrate.code.renaming import rename_globals
from migrate.model.diagnostics import refuse_one_file
from migrate.model.expressions import NOTHING
from migrate.model.literals import literal, toml_text
from migrate.model.migration import CatalogPlan, DataflowModule, PipelinePlan, Plan, StoredDataset
from migrate.runtime import render
from migrate.runtime.modules import SECRETS
from migrate.write.catalog.module import catalog_parts
from migrate.write.dataflow.modules import module_parts
from migrate.write.parameters.module import has_values, is_computed, parameters_table
from migrate.write.printing.text import docstring, one_line
from migrate.write.project.driver import data_root, too_deep
from migrate.write.project.pieces import pieces_of

# What the one file has in any case, and with what each kind of lines begins in it.
_OURS = re.compile(
    r"os\.environ|DATA_ROOT|import (os|argparse)\b"
    r"|from (collections\.abc|pathlib|typing|hamilton\.(driver|lifecycle)) "
)
_BEGINS = (
    (re.compile("PARAMETERS|INPUTS"), "configuration", "own"),
    (re.compile("class Dataset"), "support", "configuration"),
    (re.compile("PIPELINES"), "support", "support"),
)
_FUTURE = "from __future__ import annotations"
_NEEDS = {
    "after": "datasets that are loaded by another name than they are saved",
    "checks": "--check-outputs",
    "confirms": "nodes that confirm what they have done",
    "generators": "functions that yield what is stored",
    "late": "paths that a run decides",
    "manual": "datasets that are not migrated yet",
    "places": "datasets that lie in no folder of this system",
    "runtime": "datasets that a run's parameters change",
    "versions": "versioned datasets",
}


def one_file_text(plan: Plan, module: DataflowModule) -> str:
    """The source of the one file, with the functions of `module`.

    Raises CannotMigrate if the project needs more than that.
    """
    pieces = pieces_of(plan)
    refuse_one_file(_needs(plan, pieces))
    imports, functions = module_parts(module)
    more, datasets = list[str](), ""
    if pieces["storage"]:
        more, datasets = catalog_parts(_entries(plan), plan.ours, plan.line_length, as_table=True)
        more = [line for line in more if not line.endswith(" import Dataset")]
    values, inputs = "", ""
    if has_values(plan.parameters):
        values, inputs = parameters_table(plan.parameters, plan.environments[0])
    parts = {
        **pieces,
        **_driver(plan, pieces, inputs),
        "requirements": ", ".join(map(toml_text, plan.requirements)),
        "about": _about(plan, module.docstring),
        "future": _FUTURE if _FUTURE in imports else "",
        "imports": "\n".join(line for line in [*imports, *more] if line != _FUTURE),
        "functions": functions.strip("\n"),
        "values": values,
        "datasets": _private(datasets.strip("\n")),
        "logs": any(each.module == "logging" for each in module.imports),
    }
    rest = render("dataflow.py", plan.ours, {**parts, "imports": "\n".join(more), "functions": ""})
    refuse_one_file(_quarrels("\n".join([*imports, functions]), rest))
    return render("dataflow.py", plan.ours, parts)


def _needs(plan: Plan, pieces: Mapping[str, bool]) -> Iterator[str]:
    """What the project has that one file has no room for."""
    yield from (words for piece, words in _NEEDS.items() if pieces[piece])
    entries = plan.catalog.entries
    if plan.catalog.aliases:
        yield "datasets that are loaded by several names"
    codes = (code for each in entries for code in (each.path, each.load, each.save))
    if any(f"{SECRETS}.get" in code.names() for code in codes):
        yield "secrets"
    if is_computed(plan.parameters):
        yield "parameters that are made when they are used"
    if plan.parameters.objects:
        yield "parameters that become objects"
    stored = {entry.name for entry in entries}
    for pipeline in plan.pipelines:
        if unknown := sorted({*pipeline.overridden} - stored):
            yield f"a pipeline, {pipeline.name}, that needs {unknown[0]}, which nobody stores"
    if steps := too_deep(plan.edges):
        yield f"a graph of {steps} steps in a row"
    if PurePath(plan.data_root).is_absolute():
        yield "its data under an absolute path"


def _quarrels(own: str, ours: str) -> Iterator[str]:
    """Names of the project that mean something else in what is written around it."""
    theirs, names = _names(own), _names(ours)
    for name in sorted(theirs.keys() & names.keys()):
        if theirs[name] != names[name] or not names[name]:
            yield f"something called {name}, as the file has itself"


def _names(text: str) -> dict[str, str]:
    """The names of a module, with what each of those that are imported means."""
    symbols = symtable.symtable(text, "", "exec").get_symbols()
    found = {each.get_name(): "" for each in symbols if each.is_assigned() or each.is_imported()}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                found[bound] = f"{module}{alias.name}" if alias.asname or module else bound
    return found


def _driver(plan: Plan, pieces: Mapping[str, bool], inputs: str) -> dict[str, object]:
    """What is written of the pipelines, and of what runs them."""
    names = [pipeline.name for pipeline in plan.pipelines]
    adapter = "NoEdgeAndInputTypeChecking" if inputs else ""
    if pieces["storage"]:
        adapter, inputs = "Storage", f"{{**{inputs}, **DATASETS}}" if inputs else "DATASETS"
    return {
        "data_root": data_root(plan, "parent"),
        "pipelines": ", ".join(_row(each, pieces["loads"]) for each in plan.pipelines),
        "default": literal("__default__" if "__default__" in names else names[0]),
        # Who asks for one part of a value would not have the others stored.
        "names": not pieces["parts"],
        "adapters": f".with_adapters({adapter}())" if adapter else "",
        "inputs": inputs,
    }


def _row(pipeline: PipelinePlan, loads: bool) -> str:
    outputs = literal([*pipeline.outputs])
    row = f"({outputs}, {literal([*pipeline.overridden])})" if loads else outputs
    return f"{literal(pipeline.name)}: {row}"


def _about(plan: Plan, text: str) -> str:
    lines = [f"{one_line(plan.project_name)} in one file: `python dataflow.py` makes everything."]
    lines += [f"`{plan.bring}` brings the inputs."] * bool(plan.bring) + [text] * bool(text)
    return docstring("\n\n".join(lines))


def _entries(plan: Plan) -> CatalogPlan:
    """The catalog; what no function reads is handed on as it is, and who reads it loads it."""
    read = {start for start, _ in plan.edges}

    def entry(each: StoredDataset) -> StoredDataset:
        load = each.load if each.name in read or not each.save else NOTHING
        return replace(each, each=False, exact=None if each.each else each.exact, load=load)

    return replace(plan.catalog, base=tuple(map(entry, plan.catalog.base)))


def _private(code: str) -> str:
    """The code with functions that Hamilton does not take for nodes."""
    functions = (each for each in ast.parse(code).body if isinstance(each, ast.FunctionDef))
    names = (each.name for each in functions if not each.name.startswith("_"))
    return rename_globals(code, {name: f"_{name}" for name in names})


def statements_by_kind(text: str) -> Iterator[tuple[str, str]]:
    """The statements of the one file, each with what it is: `own`, `configuration`, `support`."""
    kind = "own"
    for node in ast.parse(text).body:
        statement = ast.get_source_segment(text, node) or ""
        found = next((each for each in _BEGINS if each[0].match(statement)), None)
        if found:
            yield found[1], statement
            kind = found[2]
        else:
            yield "support" if _OURS.match(statement) else kind, statement
