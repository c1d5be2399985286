"""What a run of a planned pipeline computes, loads and is given, by Hamilton's names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from migrate.model.migration import DataflowFunction, DataflowModule, PipelinePlan, Subdags


class Reached(NamedTuple):
    """The names that a run computes, and those that it loads or is given."""

    computed: frozenset[str]
    inputs: frozenset[str]


def reached(
    modules: Mapping[str, DataflowModule],
    pipeline: PipelinePlan,
    after: Mapping[str, set[str]] = MappingProxyType({}),
) -> Reached:
    """What the requested outputs of a pipeline need, as Hamilton finds it.

    `modules` are all of the plan, by name, `after` what each node that is loaded under another
    name is loaded after.
    """
    needs: dict[str, set[str]] = {}
    for name in pipeline.modules:  # later modules win
        needs |= needed_by(modules[name], modules)
    loads = set(pipeline.loads)
    computed: set[str] = set()
    inputs: set[str] = set()
    wanted = [*pipeline.outputs]
    while wanted:
        name = wanted.pop()
        if name in loads or name not in needs:
            inputs.add(name)
            wanted += after.get(name, set()) & needs.keys() if name not in loads else ()
        elif name not in computed:
            computed.add(name)
            wanted += needs[name]
    return Reached(frozenset(computed), frozenset(inputs))


def needed_by(module: DataflowModule, modules: Mapping[str, DataflowModule]) -> dict[str, set[str]]:
    """What each name that a module computes needs. `modules` are all of the plan, by name."""
    needs: dict[str, set[str]] = {}
    for part in module.parts:
        if isinstance(part, DataflowFunction):
            needs |= _needs(part)
        elif isinstance(part, Subdags):
            needs |= _needs_of_steps(part, modules[part.steps])
    return needs


def other_names(modules: Iterable[DataflowModule]) -> dict[str, str]:
    """What the nodes that are only other names stand for."""
    return {
        node: source
        for module in modules
        for part in module.parts
        if isinstance(part, Subdags)
        for exposed in part.exposed
        for node, source in exposed.sources.items()
    }


def _needs(function: DataflowFunction) -> dict[str, set[str]]:
    """What each name that a function makes needs; its fields need the function itself."""
    if function.rows:
        return {row.output: set(row.sources.values()) for row in function.rows}
    given = {function.injected.get(each.name, each.name) for each in function.arguments}
    return {function.name: given, **{name: {function.name} for name, _ in function.fields}}


def _needs_of_steps(subdags: Subdags, steps: DataflowModule) -> dict[str, set[str]]:
    inner = _merged(_needs(part) for part in steps.parts if isinstance(part, DataflowFunction))
    found = {}
    for use in subdags.uses:
        for name, needed in inner.items():
            found[f"{use.namespace}.{name}"] = {
                use.sources.get(each, f"{use.namespace}.{each}") for each in needed
            }
    other = {n: s for exposed in subdags.exposed for n, s in exposed.sources.items()}
    return found | {name: {source} for name, source in other.items()}


def _merged(parts: Iterable[Mapping[str, set[str]]]) -> dict[str, set[str]]:
    return {name: needed for part in parts for name, needed in part.items()}
