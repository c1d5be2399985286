"""Naming: the names of a whole project, as a person chose them, as they were, or as they fall.

All nodes of the project are named, whichever pipelines are migrated, so that a name does not
depend on the selection.
"""

from __future__ import annotations

import keyword
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import count

from migrate.model.diagnostics import CannotMigrate
from migrate.model.migration import Choices
from migrate.model.project import Node, names_of
from migrate.plan.naming.identifiers import RESERVED, identifier, name_map, noun, short_hash
from migrate.plan.naming.node_groups import Dataflow, NodeGroup
from migrate.plan.naming.subdags import ReusedPipeline
from migrate.plan.naming.wiring import step_names


@dataclass(frozen=True, slots=True)
class Naming:
    """All names: of datasets and parameters, of storage's keys, of functions without a dataset.

    `wholes` are by the id of a unit's first node.
    """

    names: Mapping[str, str]
    keys: Mapping[str, str]
    wholes: Mapping[str, str]


def name_all(
    nodes: Iterable[Node],
    reused: Iterable[ReusedPipeline],
    flows: Iterable[Dataflow],
    choices: Choices,
    confirmed: Iterable[str] = (),
) -> Naming:
    """The names of a project's `nodes`, `reused` pipelines and dataflow modules, and of datasets
    that nodes only confirm.

    Raises CannotMigrate for a choice that cannot be kept, with its line.
    """
    nodes, reused, flows = list(nodes), list(reused), list(flows)
    datasets = {n for node in nodes for n in (*node.input_names, *node.output_names)}
    datasets.update(confirmed)
    dotted: dict[str, str] = {}
    keys: dict[str, str] = {}
    for pipeline in reused:
        locals_ = name_map([*pipeline.made, *pipeline.free])
        for instance in pipeline.instances:
            for name in pipeline.made:
                node = f"{instance.namespace}.{locals_[name]}"
                keys[instance.actual[name]] = node
                if instance.is_prefixed(name):
                    dotted[instance.actual[name]] = node
    units = [unit for flow in flows for unit in flow.units if needs_a_name(unit)]
    of_datasets, of_functions = _chosen(choices, datasets, dotted, units)
    settled = _kept(choices.earlier, datasets - dotted.keys(), of_datasets)
    names = name_map(datasets, {**dotted, **settled})
    spaces = [i.namespace for pipeline in reused for i in pipeline.instances]
    plain = [unit for unit in units if not unit.step]
    wholes = whole_names(plain, [*names.values(), *spaces], of_functions, choices.functions)
    for flow in flows:
        if flow.is_steps:
            steps = [unit for unit in flow.units if needs_a_name(unit)]
            taken = step_names(flow).values()
            wholes |= whole_names(steps, taken, of_functions, choices.functions)
    return Naming(names, {name: keys.get(name, word) for name, word in names.items()}, wholes)


# --- choices --------------------------------------------------------------------------------


def _chosen(
    choices: Choices, datasets: Iterable[str], dotted: Mapping[str, str], units: Iterable[NodeGroup]
) -> tuple[dict[str, str], dict[str, str]]:
    """The chosen names of datasets, and of functions by the id of their unit's first node."""
    known = set(datasets)
    functions = {node.id: unit.first.id for unit in units for node in unit.nodes}
    of_datasets: dict[str, str] = {}
    of_functions: dict[str, str] = {}
    taken: dict[str, str] = {identifier(n): n for n in known if identifier(n) == n}
    for name in choices.names:
        if taken.get(name) == name:
            del taken[name]  # it gives its own name up
    for name, chosen in choices.names.items():
        problem = _problem(name, chosen, [*known, *functions], dotted)
        if not problem and taken.get(chosen, name) != name:
            problem = f"{taken[chosen]!r} is called {chosen!r} already; choose another name"
        if problem:
            raise CannotMigrate(f"the name of {name!r}: {problem}", choices.places.get(name))
        taken[chosen] = name
        if name in known:
            of_datasets[name] = chosen
        else:
            of_functions[functions[name]] = chosen
    return of_datasets, of_functions


def _problem(name: str, chosen: str, known: Iterable[str], dotted: Mapping[str, str]) -> str:
    if name in dotted:
        return f"it is {dotted[name]!r} by its namespace and cannot be chosen; leave it out"
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"; is {near[0]!r} meant?" if near else ""
        return f"no dataset, parameter or function without a dataset is called so{hint}"
    if not chosen.isidentifier() or chosen.startswith("_") or "__" in chosen:
        return f"{chosen!r} is no name of a Hamilton node; write letters, digits and single _"
    if keyword.iskeyword(chosen) or chosen in RESERVED:
        return f"{chosen!r} means something else in the new project; choose another name"
    return ""


def _kept(
    earlier: Mapping[str, str], datasets: Iterable[str], chosen: Mapping[str, str]
) -> dict[str, str]:
    """The chosen names, and those of the last run that are still free."""
    settled = dict(chosen)
    taken = set(chosen.values())
    for name in sorted(datasets):
        word = earlier.get(name, "")
        if name not in settled and word not in taken and _can_stay(word):
            settled[name] = word
            taken.add(word)
    return settled


def _can_stay(word: str) -> bool:
    return word.isidentifier() and identifier(word) == word


# --- functions without a dataset ------------------------------------------------------------


def needs_a_name(unit: NodeGroup) -> bool:
    """Whether no dataset gives a unit's function its name."""
    return not isinstance(unit.first.outputs, str) or (len(unit.nodes) > 1 and not unit.step)


def whole_names(
    units: Iterable[NodeGroup],
    taken: Iterable[str],
    chosen: Mapping[str, str],
    earlier: Mapping[str, str],
) -> dict[str, str]:
    """What the functions are called that have no dataset of their own, by the first node's id.

    The name that a person chose, or that of the last run, or the noun of the function; where that
    is taken or ambiguous, the words that the outputs of its nodes share, or the noun of the Kedro
    node's name.
    """
    units = list(units)
    used = set(taken)
    found: dict[str, str] = {}
    for settled in (chosen, earlier):
        for unit in units:
            word = settled.get(unit.first.id, "")
            if unit.first.id not in found and word not in used and _can_stay(word):
                found[unit.first.id] = word
                used.add(word)
    left = [unit for unit in units if unit.first.id not in found]
    nouns = [_function_noun(unit) for unit in left]
    times = Counter(nouns)
    for unit, word in zip(left, nouns, strict=True):
        if times[word] > 1 or word in used:
            word = next(other for other in _other_nouns(unit) if other not in used)
        used.add(word)
        found[unit.first.id] = word
    return found


def _function_noun(unit: NodeGroup) -> str:
    name = unit.first.func.qualname.rpartition(".")[2]
    return identifier(noun(name)) if name.isidentifier() else _node_noun(unit.first)


def _other_nouns(unit: NodeGroup) -> Iterator[str]:
    """Names for a unit whose function's noun can't be its name, best first."""
    words = [identifier(name).split("_") for node in unit.nodes for name in names_of(node.outputs)]
    shared = [word for word in words[0] if all(word in other for other in words)] if words else []
    if len(unit.nodes) > 1 and len(shared) > 1:
        yield identifier("_".join(shared))
    word = _node_noun(unit.first)
    yield word
    yield f"{word}_making"
    yield f"{word}_making_{short_hash(unit.first.id)}"
    yield from (f"{word}_making_{number}" for number in count(2))


def _node_noun(node: Node) -> str:
    name = (node.name or "_and_".join(names_of(node.local_outputs)) or "node").removesuffix("_node")
    return identifier(noun(identifier(name))) if node.name else identifier(f"{name}_making")
