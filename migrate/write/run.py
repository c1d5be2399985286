"""run.py of the written project, which has the options that the project has a use for."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.literals import literal
from migrate.migration import Plan
from migrate.write.templates import render


def run_text(plan: Plan, pieces: Mapping[str, bool]) -> str:
    """run.py; `pieces` are what the project needs."""
    names = [pipeline.name for pipeline in plan.pipelines]
    values = {
        "bring": plan.bring and literal(f"; `{plan.bring}` brings the inputs"),
        "environment": literal(plan.default_environment),
        "environments": has_environments(plan),
        "logs": bool(plan.logging),
        "todo": pieces["manual"] or any(node.outcome == "manual" for node in plan.nodes),
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
