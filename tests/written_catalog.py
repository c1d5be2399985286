"""Catalogs as the tool writes them, imported: for tests that load and save with them."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2.meta import find_undeclared_variables

from migrate import runtime as templates
from migrate.model.diagnostics import Place
from migrate.model.migration import CatalogPlan, DatasetRecord, HandoffChoice
from migrate.model.project import Configuration, DatasetEntry, Node, NodeFunction
from migrate.plan.catalog.datasets import StoragePlan, plan_storage
from migrate.plan.catalog.entries import catalog_plan
from migrate.read.config.vault import Vault
from migrate.runtime.modules import RuntimeModules
from migrate.write.catalog.module import catalog_text

PLACE = Place("conf/base/catalog.yml", 1)
PACKAGE = "written_shop"
Entries = Mapping[str, Mapping[str, Any]]


def configuration(entries: Entries, raw: Entries | None = None) -> Configuration:
    """A configuration with one environment, whose catalog is given as Kedro's would be."""
    catalog = {}
    vault = Vault("shop")  # as where it is read
    entries, raw = (vault.hidden(each, lambda _: PLACE, 1) for each in (entries, raw or entries))
    for name, config in entries.items():
        written = {k: v for k, v in raw[name].items() if k != "type"}
        catalog[name] = DatasetEntry(
            name=name,
            type=config["type"],
            config={k: v for k, v in config.items() if k != "type"},
            raw=written,
            origin="base",
            place=PLACE,
            unresolved=tuple(_texts(config)),
        )
    return Configuration(("base",), "base", "base", {"base": catalog}, {"base": {}})


def _texts(config: Any) -> list[str]:
    """The interpolations that are still in a value."""
    import re

    if isinstance(config, Mapping):
        return [text for value in config.values() for text in _texts(value)]
    return re.findall(r"\$\{[^}]*\}", config) if isinstance(config, str) else []


def plan(
    entries: Entries,
    raw: Entries | None = None,
    handoff: HandoffChoice = "auto",
    makes: Mapping[str, str] | None = None,
) -> StoragePlan:
    """The plan for entries that one node reads and another one makes; `makes` are the classes of
    their values, where they are known.
    """
    names = tuple(entries)
    function = NodeFunction(PACKAGE, "f", "function", f"{PACKAGE}:f", "f", PACKAGE)
    common: dict[str, Any] = {
        "name": None,
        "namespace": None,
        "func": function,
        "tags": frozenset(),
        "place": PLACE,
        "module": f"{PACKAGE}.nodes",
    }
    nodes = [
        Node(id="makes", inputs=None, outputs=names, **common),
        Node(id="reads", inputs=names, outputs=None, **common),
    ]
    keys = {name: name for name in names}
    return plan_storage(
        configuration(entries, raw), nodes, keys, handoff=handoff, makes=makes or {}
    )


def records(entries: Entries) -> dict[str, DatasetRecord]:
    """What became of each entry."""
    return {record.name: record for record in plan(entries).records}


def planned(storage: StoragePlan) -> CatalogPlan:
    """The plan of the written catalog, whose datasets keep their names."""
    names = {name: name for name in storage.base}
    return catalog_plan(storage, [], names, names)


def text_of(
    entries: Entries, raw: Entries | None = None, makes: Mapping[str, str] | None = None
) -> str:
    """The text of the written catalog."""
    catalog = planned(plan(entries, raw, makes=makes))
    return catalog_text(catalog, RuntimeModules(PACKAGE))


def storage_text(ours: RuntimeModules) -> str:
    """A storage module that has all pieces."""
    source = files(templates).joinpath("storage.py.jinja").read_text(encoding="utf-8")
    pieces = find_undeclared_variables(templates._environment().parse(source))
    return templates.render("storage.py", ours, dict.fromkeys(pieces, True))


def module_of(text: str) -> types.ModuleType:
    """The written catalog as a module, beside its storage."""
    sys.modules.setdefault(PACKAGE, types.ModuleType(PACKAGE))
    sources = {
        "own_secrets": templates.fill("own_secrets.py", RuntimeModules(PACKAGE)),
        "storage": storage_text(RuntimeModules(PACKAGE)),
    }
    for name, source in {**sources, "catalog": text}.items():
        module = types.ModuleType(f"{PACKAGE}.{name}")
        module.__file__ = f"/nowhere/{PACKAGE}/{name}.py"
        sys.modules[module.__name__] = module
        setattr(sys.modules[PACKAGE], name, module)
        exec(compile(source, f"{name}.py", "exec"), module.__dict__)
    return sys.modules[f"{PACKAGE}.catalog"]


class Run:
    """The datasets of a written catalog below a folder, as one run saves and loads them."""

    def __init__(
        self, datasets: Mapping[str, Any], root: Path, package: str = PACKAGE, **arguments: Any
    ) -> None:
        module: Any = sys.modules[f"{package}.storage"]
        self.datasets = datasets
        self.storage = module.Storage(datasets, root, **arguments)
        self.save_version = module.save_version()
        self.saved: set[str] = set()

    def save(self, value: Any, name: str) -> Any:
        """What consumers get."""
        self.saved.add(name)
        return self.storage.rooted(name).keep(value, self.save_version)

    def write(self, value: Any, name: str) -> None:
        """Save a value without reading it back."""
        self.saved.add(name)
        replace(self.storage.rooted(name), load=None).keep(value, self.save_version)

    def load(self, name: str) -> Any:
        version = self.save_version if name in self.saved else ""
        return self.storage.rooted(name).read(version)


def storage_of(
    entries: Entries, root: Path, makes: Mapping[str, str] | None = None, **arguments: Any
) -> Run:
    """The written storage of some entries, below `root`."""
    catalog: Any = module_of(text_of(entries, makes=makes))
    return Run(catalog.datasets(), root, **arguments)
