"""The driver: the table of pipelines and what builds a Hamilton driver for one of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from migrate.literals import literal
from migrate.migration import PipelinePlan, Plan
from migrate.ours import RELOADING
from migrate.write.catalog import runtime_names
from migrate.write.parameters import takes_changes
from migrate.write.templates import fill

_DATASETS = "DATASETS: dict[str, str] = {}"
_LATER = """
    for name in catalog.unwritten(datasets):
        if store or name in needed:
            absent[name] = "not migrated, so write their load and save in {}:"
""".rstrip()
_ABSENT = "    absent = {name: why for name in needed if name not in stored}"
_EXECUTION = "    built.graph_executor = Execution(built.adapter)"


# Lines about parameters, and what stands there in a project without.
_WITHOUT_PARAMETERS = {
    "    parameters: Mapping[str, Any] | None = None,": "",
    '    config = {**inputs(environment, parameters), "storage": storage, "store": store}': (
        '    config = {"storage": storage, "store": store}'
    ),
    "    `parameters` are changes, by dotted name; KeyError is for one that there is not.": "",
}


def driver_text(plan: Plan) -> str:
    """The source of the driver's module."""
    modules = {m for pipeline in plan.pipelines for m in pipeline.modules}
    imports = ", ".join(sorted(modules))
    renamed = {
        each.node: each.function for each in plan.catalog.loaders if each.node != each.function
    }
    names = [pipeline.name for pipeline in plan.pipelines]
    first = "__default__" if "__default__" in names else names[0]
    default = literal(plan.default_environment)
    rows = "".join(f"    {literal(p.name)}: {_pipeline(p)},\n" for p in plan.pipelines)
    stored = {each.node: each.dataset for each in plan.catalog.loaders if each.node != each.dataset}
    loaders = "LOADERS: dict[str, str] = "
    datasets = "    datasets = catalog.datasets(environment{})"
    catalog = plan.ours.line("catalog")
    runtime = ", parameters or {}" if runtime_names(plan.catalog) else ""
    return fill(
        "driver.py",
        plan.ours,
        {
            **_each(plan),
            **_parameters(plan),
            catalog: f"{catalog}\nfrom {plan.package} import {imports}" if modules else catalog,
            "ENVIRONMENTS: tuple[str, ...] = ()": "ENVIRONMENTS = "
            + _tuple(map(literal, plan.environments)),
            'DEFAULT_ENVIRONMENT = ""': f"DEFAULT_ENVIRONMENT = {default}",
            'DEFAULT_PIPELINE = ""': f"DEFAULT_PIPELINE = {literal(first)}",
            "DATA_ROOT = HERE": _data_root(plan),
            "PIPELINES: dict[str, Pipeline] = {}": f"PIPELINES = {{\n{rows}}}",
            f"{loaders}{{}}": f"{loaders}{literal(renamed)}",
            _DATASETS: _DATASETS.replace("{}", literal(stored)) + _own_loads(plan),
            datasets.format(""): datasets.format(runtime),
            _ABSENT: _ABSENT + _unwritten(plan),
        },
    )


def _parameters(plan: Plan) -> dict[str, str]:
    """The lines that are otherwise in a project without parameters."""
    if takes_changes(plan.parameters, runtime_names(plan.catalog)):
        return {}
    return {f"from {plan.ours.dotted('parameters')} import inputs": "", **_WITHOUT_PARAMETERS}


def _own_loads(plan: Plan) -> str:
    """The line that names what each function loads for itself, where there is such a dataset."""
    if not plan.catalog.each:
        return ""
    names = literal(sorted(plan.catalog.each))
    return f"\n# What each function loads for itself.\nEACH = frozenset({names})"


def _each(plan: Plan) -> dict[str, str]:
    """The lines that have each function load these for itself."""
    if not plan.catalog.each:
        return {}
    execution = f"from {plan.ours.dotted('execution')} import Execution"
    return {
        execution: f"from {plan.ours.dotted(RELOADING)} import ReloadingExecution, load_for_each",
        _EXECUTION: "    load_for_each(built.graph, EACH)\n"
        + _EXECUTION.replace("Execution(", "ReloadingExecution("),
    }


def _unwritten(plan: Plan) -> str:
    """The lines that refuse a run of what the catalog can't load or save yet, if it has such."""
    if not any(record.outcome == "manual" for record in plan.datasets):
        return ""
    return _LATER.format(plan.ours.path("catalog"))


def _data_root(plan: Plan) -> str:
    """Where relative paths start from: here, or what was settled."""
    if not plan.data_root:
        return "DATA_ROOT = HERE"
    if PurePath(plan.data_root).is_absolute():
        return f"DATA_ROOT = Path({literal(plan.data_root)})"
    return f"DATA_ROOT = (HERE / {literal(plan.data_root)}).resolve()"


def _pipeline(pipeline: PipelinePlan) -> str:
    return (
        f"Pipeline(modules={_tuple(pipeline.modules)}, "
        f"loads={_tuple(map(literal, pipeline.loads))}, "
        f"outputs={_tuple(map(literal, pipeline.outputs))})"
    )


def _tuple(parts: Iterable[str]) -> str:
    items = list(parts)
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
