"""The driver: the table of pipelines and what builds a Hamilton driver for one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath

from migrate.literals import literal
from migrate.migration import PipelinePlan, Plan
from migrate.write.templates import render


def driver_text(plan: Plan, pieces: Mapping[str, bool]) -> str:
    """The source of the driver's module."""
    names = [pipeline.name for pipeline in plan.pipelines]
    return render(
        "driver.py",
        plan.ours,
        {
            **pieces,
            "package": plan.package,
            "environments": _tuple(map(literal, plan.environments)),
            "default_environment": literal(plan.default_environment),
            "default_pipeline": literal("__default__" if "__default__" in names else names[0]),
            "data_root": _data_root(plan),
            "pipelines": {literal(each.name): _pipeline(each) for each in plan.pipelines},
        },
    )


def _data_root(plan: Plan) -> str:
    """Where relative paths start from: here, or what was settled."""
    if PurePath(plan.data_root).is_absolute():
        return f"Path({literal(plan.data_root)})"
    here = "Path(__file__).resolve().parents[1]"
    return f"({here} / {literal(plan.data_root)}).resolve()" if plan.data_root else here


def _pipeline(pipeline: PipelinePlan) -> str:
    loads = f", loads={_tuple(map(literal, pipeline.overridden))}" if pipeline.overridden else ""
    modules = _tuple(map(literal, pipeline.modules))
    return f"Pipeline({modules}, {_tuple(map(literal, pipeline.outputs))}{loads})"


def _tuple(parts: Iterable[str]) -> str:
    items = list(parts)
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
