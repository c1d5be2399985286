"""Registered pipelines: which modules each takes, what it loads, and what is requested."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from migrate.model.dataset_names import base_name, is_parameter, meant
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.migration import PipelinePlan
from migrate.model.project import Node
from migrate.plan.naming.transcoding import Spellings, respelled


def plan_pipeline(
    name: str,
    nodes: Iterable[Node],
    names: Mapping[str, str],
    modules: Mapping[str, str],
    wholes: Mapping[str, str],
    stored: frozenset[str],
    makers: Mapping[str, set[str]],
    catalogs: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ordered: Set[str] = frozenset(),
    able: Set[Spellings] = frozenset(),
) -> tuple[PipelinePlan, list[Diagnostic], list[Lack]]:
    """The plan of one registered pipeline, whose nodes come in Kedro's order.

    `modules` and `wholes` give, by node id, each node's module and, for nodes without outputs,
    the function. `makers` tells for each dataset all modules that make it, `catalogs` what is
    written in the catalogs of all environments.
    Nodes of the ids `ordered` are requested even if others need what they make. Of the spellings
    that are `able` what is read is loaded after it was saved by the other name.
    """
    nodes = list(nodes)
    made = {out for node in nodes for out in node.output_names}
    # A parameter that nodes make is a dataset like any other.
    read = [n for node in nodes for n in node.input_names if not is_parameter(n) or makers.get(n)]
    pairs = respelled(nodes)
    own = {modules[node.id] for node in nodes}
    # What one of its modules makes itself, is not loaded after it was saved by another name.
    able = {pair for pair in able if not own & makers.get(pair.read, set())}
    reread = {pair.read for pair in pairs if pair in able}
    free = [n for n in dict.fromkeys(read) if n not in made | reread]
    unable = [pair for pair in pairs if pair not in able]
    # What nothing leads to by its name is requested, so that it is stored before it is read.
    needed = {base_name(n) for n in read} - {base_name(pair.read) for pair in unable}
    # What others make and nobody stores is loaded, too: that fails, as in Kedro.
    loads = [n for n in free if n in stored or makers.get(n)]
    outputs: list[str] = []
    for node in nodes:
        if not node.output_names:
            outputs.append(wholes[node.id])
        wanted = [out for out in node.output_names if base_name(out) not in needed]
        if node.id in ordered and not wanted:
            wanted = list(node.output_names[:1])
        outputs += [names[out] for out in wanted]
    missing = [dataset for dataset in free if dataset not in stored]
    known = {*made, *makers, *chain(*catalogs.values())} if missing else set()
    lacks = [
        Lack(
            dataset,
            _given(names[dataset], dataset in loads),
            name,
            _reader(nodes, dataset),
            _meant(dataset, known),
        )
        for dataset in missing
    ]
    diagnostics = [
        diagnostic("K442", _reader(nodes, pair.read), pipeline=name, name=pair.read, made=pair.made)
        for pair in unable
    ]
    order, clash = _module_order(nodes, modules, makers)
    if clash:
        diagnostics.append(diagnostic("K441", pipeline=name, modules=", ".join(clash)))
    plan = PipelinePlan(
        name=name,
        modules=tuple(order),
        loads=tuple(names[dataset] for dataset in loads),
        outputs=tuple(dict.fromkeys(outputs)),
        savers=tuple(names[out] for node in nodes for out in node.output_names if out in stored),
        nodes=tuple(node.id for node in nodes),
        makes=frozenset(
            name
            for node in nodes
            for name in ([names[out] for out in node.output_names] or [wholes[node.id]])
        ),
    )
    return plan, diagnostics, lacks


def with_overrides(
    plan: PipelinePlan, computes: Mapping[str, Set[str]], after: Mapping[str, Set[str]]
) -> PipelinePlan:
    """The plan with what its modules could compute of what it loads. `computes` are the names that
    each module computes, `after` those that save the same data by another name."""
    made = Counter(name for module in plan.modules for name in computes[module])
    others = (each for name in plan.loads for each in after.get(name, ()))
    loads = dict.fromkeys([*plan.loads, *(each for each in others if each not in plan.makes)])
    return replace(
        plan,
        overridden=tuple(name for name in loads if name in made),
        overrides=any(count > 1 for count in made.values()),
    )


class Lack(NamedTuple):
    """A dataset that a pipeline has to be given, how a driver is, and which one may be meant."""

    dataset: str
    given: str
    pipeline: str
    place: Place
    meant: str


def about_lacks(lacks: Iterable[Lack]) -> list[Diagnostic]:
    """What pipelines have to be given: one diagnostic for each dataset, whoever needs it."""
    every: dict[tuple[str, str], list[Lack]] = defaultdict(list)
    for lack in lacks:
        every[lack.dataset, lack.given].append(lack)
    return [
        diagnostic(
            "K453",
            found[0].place,
            needs=_needs(found),
            name=name,
            given=given,
            meant=found[0].meant,
        )
        for (name, given), found in every.items()
    ]


def _needs(lacks: list[Lack]) -> str:
    names = ", ".join(lack.pipeline for lack in lacks)
    return f"pipeline {names} needs" if len(lacks) == 1 else f"pipelines {names} need"


def _given(node: str, is_loaded: bool) -> str:
    """How a driver is given a value: what it has a loader for, it takes no input for."""
    return f"{'overrides' if is_loaded else 'inputs'}={{{node!r}: ...}}"


def _meant(dataset: str, known: Iterable[str]) -> str:
    name = meant(dataset, known)
    return f"; is {name} meant?" if name else ""


def _reader(nodes: Iterable[Node], dataset: str) -> Place:
    """Where the first node stands that reads a dataset."""
    return next(node.place for node in nodes if dataset in node.input_names)


def _module_order(
    nodes: Iterable[Node], modules: Mapping[str, str], makers: Mapping[str, set[str]]
) -> tuple[list[str], list[str]]:
    """The modules of the nodes, in an order in which the right maker of each dataset comes last.

    The second list names the modules for which there is no such order.
    """
    used = dict.fromkeys(modules[node.id] for node in nodes)
    before: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        for out in node.output_names:
            others = makers.get(out, set()) & set(used)
            before[modules[node.id]] |= others - {modules[node.id]}
    try:
        sorter = TopologicalSorter({module: before[module] for module in used})
        return list(sorter.static_order()) if any(before.values()) else list(used), []
    except CycleError as error:
        return list(used), sorted(set(error.args[1]))
