"""Datasets that lie in one place under several names: what one node writes, another one reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from posixpath import normpath

from migrate.model.dataset_names import base_name
from migrate.model.diagnostics import Diagnostic, diagnostic
from migrate.model.project import Configuration, DatasetEntry, Node
from migrate.plan.catalog.formats import PATH_KEYS


@dataclass(slots=True)
class SharedPaths:
    """What to say of such datasets, and the nodes (by id) of which only the order of the run says
    which comes first. What is read before and after it is written, or by somebody when another node
    may have written there, too, has to be read `anew`."""

    diagnostics: dict[tuple[str, str], Diagnostic] = field(default_factory=dict)
    ordered: set[str] = field(default_factory=set)
    anew: set[str] = field(default_factory=set)


def shared_paths(configuration: Configuration, pipelines: Iterable[list[Node]]) -> SharedPaths:
    """Look at the datasets of each pipeline's nodes, in every environment."""
    found = SharedPaths()
    known = {pair for each in configuration.catalogs.values() for pair in _pairs(each)}
    for nodes in pipelines if known else ():
        makers = {name: node for node in nodes for name in node.output_names}
        after = _followers(nodes)
        for one, other, path in sorted(known):
            for made, used in ((one, other), (other, one)):
                if made in makers:
                    users = [n for n in nodes if used in {*n.input_names, *n.output_names}]
                    _note(found, makers[made], users, after, (made, used, path), configuration)
                    if used in makers and _overwritten(used, makers[made], users, after):
                        found.anew.add(used)
    return found


def _overwritten(name: str, other: Node, users: list[Node], after: Mapping[str, set[str]]) -> bool:
    """Whether a node that reads a dataset may find there what the `other` node has written."""
    return any(
        name in each.input_names and each.id != other.id and other.id not in after[each.id]
        for each in users
    )


def _note(
    found: SharedPaths,
    maker: Node,
    users: list[Node],
    after: Mapping[str, set[str]],
    names: tuple[str, str, str],
    configuration: Configuration,
) -> None:
    made, used, path = names
    users = [node for node in users if node.id != maker.id]
    loose = [n for n in users if n.id not in after[maker.id] and maker.id not in after[n.id]]
    pair = (min(made, used), max(made, used))
    readers = [node.id for node in users if used in node.input_names]
    later = [name for name in readers if name in after[maker.id]]
    if later and (len(later) < len(readers) or used in maker.input_names):
        found.anew.add(used)
    if loose:
        found.ordered |= {maker.id, *(node.id for node in loose)}
    both = used in maker.output_names  # what is read back is what was written last
    if both or (users and (loose or pair not in found.diagnostics)):
        code = "K443" if loose or both else "K444"
        place = next(c[made].place for c in configuration.catalogs.values() if made in c)
        found.diagnostics[pair] = diagnostic(code, place, name=made, other=used, path=path)


def _followers(nodes: list[Node]) -> dict[str, set[str]]:
    """For each node those that run after it, whatever the order of the run."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(node.id for node in nodes)
    makers = {base_name(name): node.id for node in nodes for name in node.output_names}
    for node in nodes:
        needed = {makers[base_name(n)] for n in node.input_names if base_name(n) in makers}
        graph.add_edges_from((maker, node.id) for maker in needed - {node.id})
    return {each: nx.descendants(graph, each) for each in graph}


def _pairs(catalog: Mapping[str, DatasetEntry]) -> Iterator[tuple[str, str, str]]:
    """Two datasets of one path, in the order of their names; spellings of one dataset are one."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for name, entry in catalog.items():
        if path := _path(entry):
            names[path].setdefault(base_name(name), name)
    for path, found in names.items():
        for one, other in combinations(sorted(found.values()), 2):
            yield one, other, path


def _path(entry: DatasetEntry) -> str:
    given = next((v for key in PATH_KEYS if isinstance(v := entry.config.get(key), str)), "")
    return normpath(given) if given and "://" not in given else given
