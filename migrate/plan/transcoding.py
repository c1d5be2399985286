"""Transcoding: a dataset that is stored under one spelling and read under another one.

To Kedro `x@spark` and `x@pandas` are one dataset in one place. A function that reads the second
stands in the module that makes the first, and takes it, so that it reads what was stored before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from migrate.dataset_names import base_name, is_parameter
from migrate.literals import literal
from migrate.migration import Argument, FlowFunction, Import
from migrate.plan.hinting import Hints
from migrate.plan.hints import ANY
from migrate.plan.names import identifier
from migrate.plan.scope import Scope
from migrate.project import Node


class Spellings(NamedTuple):
    """A dataset as a pipeline makes it, and as it reads it."""

    made: str
    read: str


def respelled(nodes: Iterable[Node]) -> list[Spellings]:
    """What a registered pipeline reads by another spelling than it makes it."""
    nodes = list(nodes)
    made = {base_name(name): name for node in nodes for name in node.output_names}
    read = dict.fromkeys(n for node in nodes for n in node.input_names if not is_parameter(n))
    return [Spellings(made[base_name(n)], n) for n in read if made.get(base_name(n), n) != n]


def readings(
    pairs: Iterable[Spellings], makers: Mapping[str, Iterable[str]], names: Mapping[str, str]
) -> dict[str, tuple[Spellings, ...]]:
    """The pairs for which each module gets a function; `makers` are the modules of each dataset.

    There can be none where a module makes the other spelling itself, or one more.
    """
    pairs = [pair for pair in dict.fromkeys(pairs) if names[pair.read].isidentifier()]
    by_module: dict[str, dict[str, set[Spellings]]] = defaultdict(lambda: defaultdict(set))
    for pair in pairs:
        for module in set(makers.get(pair.made, ())) - set(makers.get(pair.read, ())):
            by_module[module][pair.read].add(pair)
    return {
        module: tuple(sorted(found.pop() for found in by_read.values() if len(found) == 1))
        for module, by_read in by_module.items()
    }


def reading_function(
    pair: Spellings,
    names: Mapping[str, str],
    keys: Mapping[str, str],
    reader: Node,
    scope: Scope,
    hints: Hints,
) -> FlowFunction:
    """The function that reads a dataset by its other spelling. `reader` needs it."""
    made, read = names[pair.made], names[pair.read]
    argument = identifier(made)
    storage = scope.add(Import(scope.ours.dotted("storage"), "Storage"))
    return FlowFunction(
        name=read,
        nodes=(),
        outcome="wrapped",
        arguments=(
            Argument(argument, argument, ANY),
            Argument("storage", "storage", storage),
        ),
        returns=hints.made_here(pair.read, scope) or ANY,
        place=reader.place,
        call=f"storage.load({literal(keys[pair.read])})[0]",
        injected={} if argument == made else {argument: made},
        tags={"kedro_name": pair.read},
        docstring=f"What is stored as {pair.made}, read as {pair.read}.",
    )
