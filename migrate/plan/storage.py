"""The catalog: what becomes of every dataset of every environment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.diagnostics import Diagnostic, diagnostic
from migrate.literals import literal
from migrate.migration import (
    CatalogPlan,
    DatasetOutcome,
    DatasetRecord,
    Handoff,
    Loader,
    StoredDataset,
)
from migrate.plan.formats import ANY_HINT, PARTIAL, Calls, dataset_calls
from migrate.plan.names import identifier, is_parameter
from migrate.project import Configuration, DatasetEntry, Node

_MEMORY = frozenset({"MemoryDataset", "SharedMemoryDataset"})
_INTERPOLATION = re.compile(r"\$\{(?:globals:)?([A-Za-z_][\w.]*)\}")


@dataclass(frozen=True, slots=True)
class Folder:
    """An interpolation that paths begin with: its name in the written catalog, its values."""

    name: str
    values: Mapping[str, str]


@dataclass(slots=True)
class StoragePlan:
    """Decisions about datasets: the entries of each environment, hints, and the ledger.

    `stored` are the datasets (Kedro's names) that some environment stores.
    """

    base: dict[str, StoredDataset] = field(default_factory=dict)
    environments: dict[str, dict[str, StoredDataset]] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    folders: Mapping[str, Folder] = field(default_factory=dict)
    records: list[DatasetRecord] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def stored(self) -> frozenset[str]:
        """The datasets that some environment stores."""
        return frozenset(self.base).union(*self.environments.values())


def plan_storage(
    configuration: Configuration, nodes: Iterable[Node], keys: Mapping[str, str]
) -> StoragePlan:
    """Decide about every dataset.

    `keys` maps Kedro's names to the nodes under which they are stored.
    """
    nodes = list(nodes)
    read = {name for node in nodes for name in node.input_names}
    made = {name for node in nodes for name in node.output_names}
    used = [name for name in dict.fromkeys([*made, *read]) if not is_parameter(name)]
    plan = StoragePlan(folders=_folders(configuration, used))
    for environment in configuration.environments:
        catalog = configuration.catalogs[environment]
        found: dict[str, StoredDataset] = {}
        for name, entry in sorted(catalog.items(), key=lambda item: item[1].place):
            found |= _plan_entry(
                plan, environment, name, entry, name in used, name in read, name in made, keys
            )
        if environment == configuration.base:
            plan.base = found
            for name in sorted(set(used) - set(catalog)):
                plan.records.append(_memory(name, environment, keys, "no catalog entry"))
        else:
            changed = {name: entry for name, entry in found.items() if plan.base.get(name) != entry}
            if changed:
                plan.environments[environment] = changed
    return plan


def _plan_entry(
    plan: StoragePlan,
    environment: str,
    name: str,
    entry: DatasetEntry,
    used: bool,
    read: bool,
    made: bool,
    keys: Mapping[str, str],
) -> dict[str, StoredDataset]:
    if not used:
        reason = "no registered pipeline uses it"
        plan.records.append(DatasetRecord(name, environment, "unused", None, None, "none", reason))
        return {}
    if entry.type in _MEMORY:
        if entry.config.get("copy_mode") not in (None, "deepcopy", "copy"):
            plan.diagnostics.append(
                diagnostic("K452", entry.place, name=name, mode=entry.config["copy_mode"])
            )
        plan.records.append(_memory(name, environment, keys, f"a {entry.type}"))
        return {}
    outcome, calls, reason = dataset_calls(entry.type, entry.config)
    if entry.unresolved:
        outcome, reason = "manual", f"unresolved: {', '.join(entry.unresolved)}"
    if outcome == "manual":
        refuse = f"partial(_not_migrated, name={literal(name)})"
        calls = Calls(refuse, refuse, frozenset({PARTIAL}), frozenset({"_not_migrated"}))
        plan.diagnostics.append(diagnostic("K450", entry.place, name=name, reason=reason))
    elif outcome == "kedro-datasets":
        plan.diagnostics.append(
            diagnostic("K451", entry.place, name=name, type=entry.type, reason=reason)
        )
    elif calls.hint != ANY_HINT:
        plan.hints.setdefault(name, calls.hint)
    handoff: Handoff = "reload" if read and calls.reload else "memory" if read else "none"
    plan.records.append(
        DatasetRecord(
            name,
            environment,
            _outcome(outcome),
            f"catalog.{_function(keys[name])}" if read else None,
            f"catalog.DATASETS[{keys[name]!r}]" if made else None,
            handoff if made else "none",
            reason,
        )
    )
    stored = StoredDataset(
        name=keys[name],
        path=_path(plan.folders, environment, entry),
        load=calls.load,
        save=calls.save if made else "",
        versioned=bool(entry.config.get("versioned")),
        reload=read and calls.reload,
        imports=calls.imports,
        helpers=calls.helpers,
    )
    return {name: stored}


def _outcome(outcome: str) -> DatasetOutcome:
    return (
        "native"
        if outcome == "native"
        else "kedro-datasets"
        if outcome == "kedro-datasets"
        else "manual"
    )


def _function(node: str) -> str:
    return node.replace(".", "_")


def _memory(name: str, environment: str, keys: Mapping[str, str], why: str) -> DatasetRecord:
    return DatasetRecord(
        name, environment, "memory", None, None, "memory", f"held in memory: {why}"
    )


# --- paths ----------------------------------------------------------------------------------


def _folders(configuration: Configuration, used: Iterable[str]) -> dict[str, Folder]:
    """What each interpolation that begins a path is called, and its value by environment."""
    used = list(used)
    values: dict[str, dict[str, str]] = {}
    for environment in configuration.environments:
        catalog = configuration.catalogs[environment]
        for name in used:
            if name in catalog and (found := _folder(catalog[name])):
                values.setdefault(found[0], {}).setdefault(environment, found[1])
    last = Counter(key.rpartition(".")[2] for key in values)
    return {
        key: Folder(_attribute(key, last), by_environment)
        for key, by_environment in sorted(values.items())
        if configuration.base in by_environment
    }


def _attribute(key: str, last: Mapping[str, int]) -> str:
    word = key.rpartition(".")[2]
    return identifier(word if last[word] == 1 else key)


def _folder(entry: DatasetEntry) -> tuple[str, str] | None:
    """The one interpolation that begins an entry's path, with its value."""
    raw, path = entry.raw.get("filepath"), entry.config.get("filepath")
    if not isinstance(raw, str) or not isinstance(path, str):
        return None
    match = _INTERPOLATION.match(raw)
    rest = raw[match.end() :] if match else ""
    if match is None or "${" in rest:
        return None
    if entry.pattern:
        rest = _filled(rest, entry.pattern, entry.name)
    if not rest or not path.endswith(rest) or path == rest:
        return None
    return match[1], path[: len(path) - len(rest)]


def _filled(text: str, pattern: str, name: str) -> str:
    """A dataset factory's text with its placeholders filled as they are for a dataset."""
    parts = re.split(r"\{(\w+)[^}]*\}", pattern)
    seen: set[str] = set()
    expression = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            expression += re.escape(part)
        else:
            expression += f"(?P={part})" if part in seen else f"(?P<{part}>.+?)"
            seen.add(part)
    match = re.fullmatch(expression, name)
    values = match.groupdict() if match else {}
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def _path(folders: Mapping[str, Folder], environment: str, entry: DatasetEntry) -> str:
    """An expression for the entry's path, over its folder where the source has one."""
    path: Any = entry.config.get("filepath", "")
    found = _folder(entry)
    if found and found[0] in folders and folders[found[0]].values.get(environment) == found[1]:
        rest = path[len(found[1]) :]
        if not any(char in rest for char in '"\\{}') and rest.isprintable():
            return f'f"{{at.{folders[found[0]].name}}}{rest}"'
    return literal(path)


# --- the written catalog --------------------------------------------------------------------


def catalog_plan(plan: StoragePlan, loads: Iterable[tuple[str, str, str]]) -> CatalogPlan:
    """The written catalog. `loads` are what pipelines load: (node, key of the dataset, hint)."""
    loaders = tuple(
        Loader(_function(node), node, key, hint) for node, key, hint in sorted(set(loads))
    )
    entries = [*plan.base.values(), *(e for es in plan.environments.values() for e in es.values())]
    imports = {imported for entry in entries for imported in entry.imports}
    used = " ".join(entry.path for entry in entries)
    folders = [folder for folder in plan.folders.values() if f"{{at.{folder.name}}}" in used]
    folders.sort(key=lambda folder: next(iter(folder.values.values())))
    values = {
        environment: {f.name: f.values[environment] for f in folders if environment in f.values}
        for environment in dict.fromkeys(env for f in folders for env in f.values)
    }
    base = next(iter(values), "")
    return CatalogPlan(
        base=tuple(plan.base.values()),
        environments={env: tuple(found.values()) for env, found in plan.environments.items()},
        loaders=loaders,
        imports=tuple(sorted(imports, key=lambda i: (i.module, i.name or "", i.alias or ""))),
        folders={env: v for env, v in values.items() if env == base or v != values[base]},
    )
