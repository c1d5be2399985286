"""Stored datasets: an adapter changes the graph that a driver has built, so that what the catalog
names is loaded, or saved when it is computed; consumers get what is read back."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from threading import RLock
from typing import Any

from hamilton.graph import update_dependencies
from hamilton.lifecycle import base
from hamilton.node import DependencyType, Node, NodeType

LOADS = "hamilton.data_loader"
# A thread reads back what it saved itself.
LOCKS: defaultdict[str, RLock] = defaultdict(RLock)


@dataclass(frozen=True)
class Dataset:
    """Where a dataset lies, and how it is loaded and saved."""

    path: Any = ""
    load: Any = None  # called with the path
    save: Any = None  # called with the value and the path
    compute: Any = None  # makes what is saved
    exact: bool = False  # loading gives the very value that was saved
    versioned: bool = False  # it lies in path/<version>/<file name>
    version: str = ""  # the one to load

    def place(self, version: str = "") -> Any:
        """Where a version lies, the newest one by default."""
        path = self.path
        if not self.versioned:
            return path
        known = (each.parent.name for each in path.glob(f"*/{path.name}"))
        return path / (version or max(known, default="<any>")) / path.name

    def read(self, save_version: str = "") -> Any:
        """The stored value."""
        return self.load(self.place(self.version or save_version))

    def __call__(self, save_version: str = "", **inputs: Any) -> Any:
        """Compute and save a value, and return what its consumers get."""
        return self.keep(self.compute(**inputs), save_version)

    def keep(self, value: Any, save_version: str = "") -> Any:
        """Save a value, and return what its consumers get."""
        path = self.place(save_version)
        with LOCKS[str(path)]:
            if self.versioned and path.exists():
                raise FileExistsError(f"there is a version {save_version} already: {path}")
            path.parent.mkdir(parents=True, exist_ok=True)
            self.save(value, path)
            if not self.load or (self.exact and not self.version):
                return value
            del value  # before the same is loaded
            return self.read(save_version)


@dataclass(frozen=True)
class StoredParts:
    """Computes a value of several parts, and stores those that have a dataset."""

    datasets: Mapping[str, Dataset | None]
    compute: Callable[..., Any]

    def __call__(self, **inputs: Any) -> Any:
        value = self.compute(**inputs)
        found = value if isinstance(value, Mapping) else dict(zip(self.datasets, value))
        kept = {n: d.keep(found[n]) if d else found[n] for n, d in self.datasets.items()}
        return kept if isinstance(value, Mapping) else tuple(kept.values())


def parts_of(whole: Node) -> list[Node]:
    """The nodes that Hamilton takes the value of a function apart into."""
    functions = whole.originating_functions
    if not functions or whole.name.rpartition(".")[2] != functions[0].__name__:
        return []
    others = [node for node in whole.depended_on_by if node.originating_functions == functions]
    return [node for node in others if node.callable.__module__.startswith("hamilton.")]


def save_version() -> str:
    """The version under which a run saves."""
    now = datetime.now(timezone.utc)
    return f"{now:%Y-%m-%dT%H.%M.%S}.{now.microsecond // 1000:03d}Z"


def nothing(_: Any) -> None:
    """Instead of a value that nobody wants."""


class Parameters(dict[str, Any]):
    """A driver's config that `inputs` may override: Hamilton refuses what is in both."""

    def __contains__(self, _: object) -> bool:
        return False


@dataclass(eq=False)
class Storage(base.BasePostGraphConstruct, base.BasePreGraphExecute):
    """An adapter: loads and saves what the catalog names, but for what is `given`."""

    datasets: Mapping[str, Dataset]
    root: str | Path
    given: Collection[str] = ()
    store: bool = True
    loads: Collection[str] = ()  # although a module could compute it
    load_versions: Mapping[str, str] = field(default_factory=dict)
    forget: Collection[str] = ()

    def rooted(self, name: str) -> Dataset:
        """A dataset below the root, as this run stores and loads it."""
        each = self.datasets.get(name, Dataset())
        path, save = Path(self.root, each.path), each.save if self.store else None
        return replace(each, path=path, save=save, version=self.load_versions.get(name, ""))

    def post_graph_construct(self, *, graph: Any, config: Any, **_: Any) -> None:
        """Replace nodes. (Hamilton calls this again, for the graph that `materialize` makes.)"""
        if unknown := [name for name in self.load_versions if not self.rooted(name).versioned]:
            raise ValueError(f"there are no versions of {', '.join(unknown)}")
        nodes = graph.nodes
        given = {*config, *self.given}
        new = {name: self.replaced(node, name in given) for name, node in nodes.items()}
        for whole in nodes.values():
            parts = {p.name.rpartition(".")[2]: new[p.name] for p in parts_of(whole)}
            datasets = {
                n: p.callable if type(p.callable) is Dataset else None for n, p in parts.items()
            }
            if any(datasets.values()):
                new |= {p.name: nodes[p.name] for n, p in parts.items() if datasets[n]}
            if any(datasets.values()) and not isinstance(whole.callable, StoredParts):
                act = StoredParts(datasets, whole.callable)
                new[whole.name] = whole.copy_with(callabl=act)
        if any("save_version" in node.input_types for node in new.values()):
            tags, functions = {"cache.behavior": "ignore"}, (save_version,)
            version = Node.from_fn(save_version)
            new[version.name] = version.copy_with(tags=tags, originating_functions=functions)
        graph.nodes = update_dependencies(new, graph.adapter)
        # What is loaded comes last, when all else is computed.
        for node in graph.get_nodes():
            node.dependencies.sort(key=lambda each: LOADS in each.tags)
        for name in given & graph.nodes.keys():  # no hint refuses a value
            graph.nodes[name].set_type(graph.nodes[name].type | Any)
        graph._config = Parameters(graph.config)

    def replaced(self, node: Node, is_given: bool) -> Node:
        """What is given, loads a dataset, or computes and stores it."""
        name, dataset = node.name, self.rooted(node.name)
        is_loaded = node.user_defined or name in self.loads
        if is_given or (is_loaded and not dataset.load):
            return node.copy_with(node_source=NodeType.EXTERNAL, input_types={})
        if LOADS in node.tags or type(node.callable).__module__ == __name__:
            return node
        version = {"save_version": (str, DependencyType.REQUIRED)} if dataset.versioned else {}
        if is_loaded:
            doc = f"Loaded from {dataset.path}."
            tags = {LOADS: True, f"{LOADS}.node": name, "cache.behavior": "recompute"}
            loader = Node(name, node.type, doc, dataset.read, input_types={}, tags=tags)
            return loader.copy_with(originating_functions=(Dataset.read,))
        if not dataset.save:
            return node
        if not node.depended_on_by:
            load = nothing if name in self.forget else None
            dataset = replace(dataset, load=load, exact=False)
        stored = replace(dataset, compute=node.callable)
        return node.copy_with(callabl=stored, input_types={**node.input_types, **version})

    def pre_graph_execute(self, *, graph: Any, inputs: Any, overrides: Any, **_: Any) -> None:
        """Refuse what Hamilton would ignore."""
        for name in {**(inputs or {}), **(overrides or {})}:
            if name not in graph.nodes:
                raise ValueError(f"there is no {name!r} to give a value to")
            if name in (inputs or {}) and not graph.nodes[name].user_defined:
                raise ValueError(f"{name} is not an input: builder(given=[{name!r}])")
