"""Transcoding: a dataset that is stored under one spelling and read under another one.

To Kedro `x@spark` and `x@pandas` are one dataset in one place. The second is loaded after the first
was saved, where a pipeline makes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from migrate.model.dataset_names import base_name, is_parameter
from migrate.model.project import Node


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


def saved_before(pairs: Iterable[Spellings]) -> dict[str, Spellings]:
    """What each spelling is loaded after, by the name that is read. There is none where several
    other spellings are saved."""
    by_read: dict[str, set[Spellings]] = defaultdict(set)
    for pair in pairs:
        by_read[pair.read].add(pair)
    return {read: found.pop() for read, found in by_read.items() if len(found) == 1}
