"""Reading back: the edges and the slices of a written project, found in its text alone.

The written modules are parsed as Hamilton would read them, without importing anything; what
they say must be what was planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrate.code.dataflow_modules import Step, aliases, made, nodes_of
from migrate.code.trees import parse

Edges = set[tuple[str, str]]


def duplicates(texts: Mapping[str, str]) -> list[str]:
    """Functions that a module defines twice, so that the first one is lost."""
    found = []
    for module, text in texts.items():
        names = [node.name for node in nodes_of(parse(text))]
        found += [f"{module}.{name}" for name in dict.fromkeys(names) if names.count(name) > 1]
    return found


def written_steps(texts: Mapping[str, str]) -> dict[str, list[Step]]:
    """The steps of dataflow modules, by module name, under the names that nodes have outside."""
    trees = {name: parse(text) for name, text in texts.items()}
    names = aliases(trees)
    return {
        module: [step for each in found if (step := _without_aliases(each.step, names))]
        for module, found in made(trees).items()
    }


def edges_of(steps: Mapping[str, Iterable[Step]]) -> Edges:
    """The dataset-level edges of modules."""
    return {
        (start, end)
        for made in steps.values()
        for step in made
        for start in step.inputs
        for end in step.outputs
    }


def computed(
    steps: Mapping[str, Iterable[Step]],
    modules: Iterable[str],
    loads: Iterable[str],
    outputs: Iterable[str],
    after: Mapping[str, str],
) -> set[str]:
    """What a driver over `modules` makes for `outputs` when it loads `loads`; later modules win.

    `after` tells what is loaded after another name was saved.
    """
    maker = {out: step for name in modules for step in steps[name] for out in step.outputs}
    loaded = set(loads)
    found: set[str] = set()
    wanted = [*outputs]
    while wanted:
        name = wanted.pop()
        if name in found or name in loaded:
            continue
        if name not in maker:
            wanted += [after[name]] if after.get(name) in maker else []
            continue
        step = maker[name]
        found |= {out for out in step.outputs if maker[out] is step}
        wanted += step.inputs
    return found


def _without_aliases(step: Step, names: Mapping[str, str]) -> Step | None:
    """The step under the names that its nodes have outside; None for a mere alias."""
    outputs = tuple(names.get(name, name) for name in step.outputs)
    inputs = frozenset(names.get(name, name) for name in step.inputs)
    return None if inputs and inputs <= set(outputs) else Step(outputs, inputs)
