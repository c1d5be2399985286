"""The driver: the table of pipelines and what builds a Hamilton driver for one of them."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import PurePath

from migrate.model.literals import literal
from migrate.model.migration import DataflowModule, PipelinePlan, Plan, Subdags
from migrate.runtime import render
from migrate.write.catalog.module import takes_environment
from migrate.write.printing.formatting import LINE_LENGTH
from migrate.write.project.run import default_pipeline, executors, has_environments

_DEEP = 250  # steps down into the graph, which Python's stack has room for as it is
_CALLS = 10  # of Hamilton's, at most, for a step
_SELECTIVE = (1, 5)  # the Kedro that imports only the pipelines that are run
_INDENT = 8  # of a row in the table of pipelines


def driver_text(plan: Plan, pieces: Mapping[str, bool]) -> str:
    """The source of the driver's module."""
    width = (plan.line_length or LINE_LENGTH) - _INDENT
    acting = [each for each in plan.modules if each.acts]
    rows = {literal(each.name): _pipeline(each, width) for each in plan.pipelines}
    environment = "env" if has_environments(plan) else literal(plan.default_environment)
    given = [environment] if takes_environment(plan.catalog) else []
    given += ["runtime=parameters or {}"] if pieces["runtime"] else []
    return render(
        "driver.py",
        plan.ours,
        {
            **pieces,
            "package": plan.package,
            "calls": _CALLS * too_deep(plan.edges),
            "differs": has_environments(plan),
            "environments": _tuple(map(literal, plan.environments)),
            "environment": environment,
            "datasets_of": ", ".join(given),
            "default_environment": literal(plan.default_environment),
            "default_pipeline": literal(default_pipeline(plan).name),
            "data_root": data_root(plan),
            "executors": [*executors(plan)],
            "ordered": _tuple(map(literal, _ordered(plan))),
            "hand_on": _tuple(map(literal, _handing_on(plan))),
            "acting": _tuple(literal(e.name) for e in acting if not _is_found(e, plan)),
            "found": _tuple(literal(e.name) for e in acting if _is_found(e, plan)),
            "pipelines": rows,
            "compact": all(len(row) == 1 for row in rows.values()),
        },
    )


def _ordered(plan: Plan) -> Iterable[str]:
    """The functions that act beyond their values, where a pipeline runs several of them."""
    several = [pipeline.ordered for pipeline in plan.pipelines if len(pipeline.ordered) > 1]
    return dict.fromkeys(name for names in several for name in names)


def _handing_on(plan: Plan) -> Iterator[str]:
    """The functions that only hand on what they get: into namespaces, and out of them."""
    for part in (part for module in plan.modules for part in module.parts):
        if isinstance(part, Subdags):
            yield from (part.name, *(each.name for each in part.exposed))


def _is_found(module: DataflowModule, plan: Plan) -> bool:
    """Whether Kedro imports a module only if something of it is run."""
    return module.found and plan.kedro >= _SELECTIVE


def too_deep(edges: Collection[tuple[str, str]]) -> int:
    """How many steps the longest way through the graph has, if Python's stack may have no room for
    them; else 0, also if it goes in circles."""
    if len(edges) <= _DEEP:  # no way is longer than all edges in a row
        return 0
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(edges)  # given to DiGraph itself, it asks pandas and scipy what they are
    steps: int = nx.dag_longest_path_length(graph) if nx.is_directed_acyclic_graph(graph) else 0
    return steps if steps > _DEEP else 0


def data_root(plan: Plan, folder: str = "parents[1]") -> str:
    """Where relative paths start from: the folder as seen from the file, or what was settled."""
    if PurePath(plan.data_root).is_absolute():
        return f"Path({literal(plan.data_root)})"
    here = f"Path(__file__).resolve().{folder}"
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
