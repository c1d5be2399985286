"""The driver: the table of pipelines and what builds a Hamilton driver for one of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import PurePath

from migrate.literals import literal
from migrate.migration import PipelinePlan, Plan
from migrate.write.format import LINE_LENGTH
from migrate.write.run import has_environments
from migrate.write.templates import render

_DEEP = 250  # steps down into the graph, which Python's stack has room for as it is
_CALLS = 10  # of Hamilton's, at most, for a step
_INDENT = 8  # of a row in the table of pipelines


def driver_text(plan: Plan, pieces: Mapping[str, bool]) -> str:
    """The source of the driver's module."""
    names = [pipeline.name for pipeline in plan.pipelines]
    width = (plan.line_length or LINE_LENGTH) - _INDENT
    rows = {literal(each.name): _pipeline(each, width) for each in plan.pipelines}
    environment = "env" if has_environments(plan) else literal(plan.default_environment)
    return render(
        "driver.py",
        plan.ours,
        {
            **pieces,
            "package": plan.package,
            "calls": _CALLS * steps if (steps := _depth(plan.edges)) > _DEEP else 0,
            "differs": has_environments(plan),
            "environments": _tuple(map(literal, plan.environments)),
            "environment": environment,
            "default_environment": literal(plan.default_environment),
            "default_pipeline": literal("__default__" if "__default__" in names else names[0]),
            "data_root": _data_root(plan),
            "acting": _tuple(literal(each.name) for each in plan.modules if each.acts),
            "pipelines": rows,
            "compact": all(len(row) == 1 for row in rows.values()),
        },
    )


def _depth(edges: Iterable[tuple[str, str]]) -> int:
    """How many steps the longest way through the graph has; 0 if it goes in circles."""
    import networkx as nx

    graph = nx.DiGraph(edges)
    return nx.dag_longest_path_length(graph) if nx.is_directed_acyclic_graph(graph) else 0


def _data_root(plan: Plan) -> str:
    """Where relative paths start from: here, or what was settled."""
    if PurePath(plan.data_root).is_absolute():
        return f"Path({literal(plan.data_root)})"
    here = "Path(__file__).resolve().parents[1]"
    return f"({here} / {literal(plan.data_root)}).resolve()" if plan.data_root else here


def _pipeline(pipeline: PipelinePlan, width: int) -> list[str]:
    """The lines of a pipeline's row."""
    rows = [pipeline.modules, pipeline.outputs, *filter(None, [pipeline.overridden])]
    texts = [f"{_tuple(map(literal, row))}," for row in rows]
    alone = " ".join(texts).removesuffix(",")
    if len(f"{literal(pipeline.name)}: Pipeline({alone}),") <= width + 4:
        return [alone]
    wrap = partial(textwrap.wrap, break_long_words=False, break_on_hyphens=False)
    return [line for text in texts for line in wrap(text, width, subsequent_indent=" ")]


def _tuple(parts: Iterable[str]) -> str:
    items = list(parts)
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
