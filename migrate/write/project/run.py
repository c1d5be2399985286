"""run.py of the written project, which has the options that the project has a use for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from migrate.model.literals import literal
from migrate.model.migration import PipelinePlan, Plan
from migrate.runtime import render


def run_text(plan: Plan, pieces: Mapping[str, bool]) -> str:
    """run.py; `pieces` are what the project needs."""
    values = {
        # Where all functions stand in one file, it is that.
        "describes": len(plan.modules) > 1,
        "bring": plan.bring and literal(f"; `{plan.bring}` brings the inputs"),
        "executors": [*executors(plan)],
        "environment": literal(plan.default_environment),
        "environments": has_environments(plan),
        "logs": bool(plan.logging),
        "relative": plan.opens_relative,
        "todo": pieces["manual"] or any(node.outcome == "manual" for node in plan.nodes),
        "pipeline": literal(default_pipeline(plan).name),
    }
    return render("run.py", plan.ours, {**pieces, **values})


def default_pipeline(plan: Plan) -> PipelinePlan:
    """The pipeline that is run where none is named."""
    return next((p for p in plan.pipelines if p.name == "__default__"), plan.pipelines[0])


def executors(plan: Plan) -> Iterator[str]:
    """What runs functions at the same time: threads, and what the project depends on. A process of
    Ray's imports no module for what that does."""
    yield "threads"
    if any(re.match(r"ray\b(?!-)", each) for each in plan.requirements):
        yield from [] if any(module.acts for module in plan.modules) else ["ray"]
    if any(re.match(r"distributed\b|dask\[", each) for each in plan.requirements):
        yield "dask"


def has_environments(plan: Plan) -> bool:
    """Whether a run may be another one in some other environment than the default one."""
    base = plan.environments[0]
    others = {*plan.environments} - {base, plan.default_environment}
    catalog, values = plan.catalog, plan.parameters
    own = {*catalog.environments, *catalog.folders, *values.environments, *values.globals}
    return bool(others) or plan.default_environment in own - {base}
