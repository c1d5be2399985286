"""The catalog: what becomes of every dataset of every environment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from migrate.model.dataset_names import is_parameter
from migrate.model.diagnostics import Diagnostic, diagnostic
from migrate.model.expressions import NOTHING, of_value
from migrate.model.migration import (
    DatasetRecord,
    Handoff,
    HandoffChoice,
    Import,
    StoredDataset,
)
from migrate.model.project import Configuration, DatasetEntry, Module, Node
from migrate.plan.catalog.formats import (
    ANY_HINT,
    Calls,
    Entry,
    NotPlainError,
    OwnClasses,
    Piece,
    dataset_calls,
    held_entry,
)
from migrate.plan.catalog.formats.entry import HARMLESS_KEYS
from migrate.plan.catalog.formats.runtime import (
    checked,
    secret_keys,
    with_code,
    with_credentials,
)
from migrate.plan.catalog.paths import (
    CACHED,
    Folder,
    filler,
    find_folders,
    path_of,
    path_text,
    placeholders,
)

_MEMORY = frozenset({"MemoryDataset", "SharedMemoryDataset"})
_INCREMENTAL = ("IncrementalDataset", "IncrementalDataSet")
# Where its entry holds the other one.
_HELD = ("dataset", "data_set")
# What Kedro itself takes out of an entry: the class that checks what is loaded and saved.
_VALIDATOR = "validator"


@dataclass(slots=True)
class StoragePlan:
    """Decisions about datasets: the entries of each environment, hints, and the ledger.

    `stored` are the datasets (Kedro's names) that some environment stores. `own_modules` are the
    project's modules whose dataset classes are used, with whether Kedro comes along with them.
    `assigned` are the datasets whose object Kedro hands to every consumer, in every environment,
    with what to say where that can't be done. `shared` holds what to say of other datasets that
    consumers share, where one of them changes it. `shallow` are those of which only the outermost
    object is copied, with the same. `each` are those that every consumer loads for itself,
    `streamed` those that generators make, `cached` those of which Kedro keeps the value and copies
    it, as what is in memory.
    """

    base: dict[str, StoredDataset] = field(default_factory=dict)
    environments: dict[str, dict[str, StoredDataset]] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    folders: Mapping[str, Folder] = field(default_factory=dict)
    records: list[DatasetRecord] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    assigned: dict[str, Diagnostic] = field(default_factory=dict)
    shared: dict[str, Diagnostic] = field(default_factory=dict)
    shallow: dict[str, Diagnostic] = field(default_factory=dict)
    each: set[str] = field(default_factory=set)
    streamed: set[str] = field(default_factory=set)
    cached: set[str] = field(default_factory=set)
    own_modules: dict[str, bool] = field(default_factory=dict)

    @property
    def stored(self) -> frozenset[str]:
        """The datasets that some environment stores."""
        return frozenset(self.base).union(*self.environments.values())

    @property
    def stored_everywhere(self) -> frozenset[str]:
        """The datasets that every environment stores."""
        memory = (n for found in self.environments.values() for n, e in found.items() if not e.load)
        return frozenset(self.base).difference(memory)


@dataclass(frozen=True, slots=True)
class _Uses:
    """How pipelines use datasets (`read`: how many nodes take each; `makes`: of which class their
    values are, but for those of `vague` types), and what the project has of its own.
    """

    read: Mapping[str, int]
    made: frozenset[str]
    confirmed: frozenset[str]
    keys: Mapping[str, str]
    own: OwnClasses
    handoff: HandoffChoice
    makes: Mapping[str, str]
    vague: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Decision:
    """What was decided about an entry: itself (what it wraps, if it is a wrapper), its arguments
    with expressions in them, its calls, and the keys of secrets that stood in it.
    """

    entry: DatasetEntry
    config: Mapping[str, Any]
    calls: Calls
    secrets: list[str]


def plan_storage(
    configuration: Configuration,
    nodes: Iterable[Node],
    keys: Mapping[str, str],
    modules: Iterable[Module] = (),
    handoff: HandoffChoice = "auto",
    makes: Mapping[str, str] = MappingProxyType({}),
) -> StoragePlan:
    """Decide about every dataset.

    `keys` maps Kedro's names to the nodes under which they are stored. `modules` are those of the
    project from which dataset classes may come along. `handoff` is as in `Choices`. `makes` are the
    classes of datasets' values, where they are known.
    """
    nodes = list(nodes)
    packages = frozenset(node.module.partition(".")[0] for node in nodes)
    own = OwnClasses(packages, {module.name: module for module in modules})
    read = Counter(name for node in nodes for name in dict.fromkeys(node.input_names))
    made = dict.fromkeys(name for node in nodes for name in node.output_names)
    confirmed = frozenset(name for node in nodes for name in node.confirms)
    vague = _vague_types(makes, configuration, made)
    uses = _Uses(read, frozenset(made), confirmed, keys, own, handoff, makes, vague)
    moved = [name for name in confirmable(configuration, nodes) if name in keys]
    used = dict.fromkeys(name for name in [*made, *read, *moved] if not is_parameter(name))
    plan = StoragePlan(folders=find_folders(configuration, used))
    for node in nodes:
        for name in dict.fromkeys(name for name in node.confirms if name not in used):
            plan.diagnostics.append(diagnostic("K456", node.place, name=name))
    for environment in configuration.environments:
        catalog = configuration.catalogs[environment]
        found: dict[str, StoredDataset] = {}
        for name, entry in sorted(catalog.items(), key=lambda item: item[1].place):
            if name in used:
                found |= _plan_entry(plan, environment, entry, uses)
            else:
                plan.records.append(_unused(name, environment))
        if environment == configuration.base:
            plan.base = found
            for name in sorted(set(used) - set(catalog)):
                plan.records.append(_memory(name, environment, "no catalog entry"))
        else:
            changed = {name: entry for name, entry in found.items() if plan.base.get(name) != entry}
            if changed:
                plan.environments[environment] = changed
    plan.assigned = {n: plan.shared.pop(n) for n in assigned(configuration) & plan.shared.keys()}
    return plan


def _vague_types(
    makes: Mapping[str, str], configuration: Configuration, made: Iterable[str]
) -> frozenset[str]:
    """The types of which some value's class is not known: all values of a type are saved alike."""
    types = {
        (catalog[name].type, makes.get(name, ""))
        for catalog in configuration.catalogs.values()
        for name in made
        if name in catalog
    }
    tables = frozenset(t for t, _ in types if t.startswith("pandas.")) - {"pandas.ExcelDataset"}
    return frozenset(t for t, class_ in types if not (class_ if t in tables else "." in class_))


def confirmable(configuration: Configuration, nodes: Iterable[Node]) -> list[str]:
    """The datasets that nodes confirm and that have a checkpoint, read by a node or not."""
    return [
        name
        for name in dict.fromkeys(name for node in nodes for name in node.confirms)
        for catalog in configuration.catalogs.values()
        if name in catalog and catalog[name].type.rpartition(".")[2] in _INCREMENTAL
    ]


def assigned(configuration: Configuration) -> set[str]:
    """The datasets whose object Kedro hands to every consumer, in every environment."""
    every = [
        {name for name, entry in catalog.items() if entry.config.get("copy_mode") == "assign"}
        for catalog in configuration.catalogs.values()
    ]
    return set.intersection(*every) if every else set()


def _plan_entry(
    plan: StoragePlan, environment: str, entry: DatasetEntry, uses: _Uses
) -> dict[str, StoredDataset]:
    name = entry.name
    if checks := entry.config.get(_VALIDATOR):
        plan.diagnostics += _unchecked(entry, checks)
    config = {key: value for key, value in entry.config.items() if key != _VALIDATOR}
    entry = replace(entry, config=config)
    if entry.type in _MEMORY and set(entry.config) <= {"copy_mode", *HARMLESS_KEYS}:
        _note_copies(plan, entry)
        plan.records.append(_memory(name, environment, f"a {entry.type}"))
        # What the base stores, this environment does not.
        return {name: StoredDataset(uses.keys[name])} if name in plan.base else {}
    if entry.type == CACHED:
        _note_copies(plan, entry)
        plan.cached.add(name)
    read, made = name in uses.read, name in uses.made
    decision = _decide(entry, uses)
    calls = decision.calls
    plan.diagnostics += _notes(decision, uses)
    if calls.own:
        plan.own_modules[calls.own] = uses.own.needs_kedro(calls.own)
    if calls.outcome == "manual":
        calls = replace(calls, load=Piece(), save=Piece())
    same = plan.hints.setdefault(name, calls.hint) == calls.hint
    plan.hints[name] = calls.hint if same else ANY_HINT  # a hint is for all environments
    if calls.once == "surely" or (calls.once == "perhaps" and uses.read[name] > 1):
        plan.each.add(name)
    handoff, why = _handoff(calls, uses.handoff) if read and made else ("none", "")
    key = uses.keys[name]
    plan.records.append(
        DatasetRecord(
            name,
            environment,
            calls.outcome,
            f"catalog.datasets()[{key!r}]" if read else None,
            f"catalog.datasets()[{key!r}]" if made else None,
            handoff,
            "; ".join(filter(None, (calls.reason, why))),
        )
    )
    stored = StoredDataset(
        name=key,
        path=path_of(decision.entry, decision.config, calls, plan.folders, environment),
        load=calls.load.code,
        save=calls.save.code if made else NOTHING,
        versioned=bool(entry.config.get("versioned")),
        exact=None if handoff == "none" else handoff == "memory",
        manual=(calls.reason or decision.entry.type) if calls.outcome == "manual" else "",
        confirm=calls.confirm.code if name in uses.confirmed else NOTHING,
        imports=calls.imports,
        format=decision.entry.type,
        filled=tuple(placeholders(entry.pattern or "", name).items()),
    )
    return {name: stored}


def _note_copies(plan: StoragePlan, entry: DatasetEntry) -> None:
    """Note it where consumers share objects, as the entry asks for."""
    mode = entry.config.get("copy_mode")
    if mode not in (None, "deepcopy"):
        notes = plan.shallow if mode == "copy" else plan.shared
        notes.setdefault(entry.name, diagnostic("K452", entry.place, name=entry.name, mode=mode))


def _unchecked(entry: DatasetEntry, checks: Any) -> Iterable[Diagnostic]:
    """What a person should know of an entry's validator."""
    given = checks if isinstance(checks, Mapping) else {"class": checks}
    if given.get("enabled", True):
        yield diagnostic("K459", entry.place, name=entry.name, check=given.get("class"))


def _decide(entry: DatasetEntry, uses: _Uses) -> _Decision:
    secrets = secret_keys(entry.config)
    keeps = ""
    config: dict[str, Any] = {}
    try:
        if entry.type == CACHED:
            entry = _held(entry)
            keeps = "Kedro's cache hands over the value itself, too"
        config = with_code(dict(entry.config), entry.raw, filler(entry), entry.computed)
        config = with_credentials(config)
        checked(config, entry.unresolved)
        makes = "" if entry.type in uses.vague else uses.makes.get(entry.name, "")
        asked = Entry(entry.name, entry.type, path_text(entry), config, makes=makes)
        calls = dataset_calls(asked, uses.own)
    except NotPlainError as error:
        return _Decision(entry, config, Calls(outcome="manual", reason=str(error)), secrets)
    if calls.own and uses.own.needs_kedro(calls.own):
        calls = replace(calls, load=calls.load.needing(Import("kedro_datasets")))
    if "_credentials" in of_value(config).names():
        calls = replace(calls, load=calls.load.needing(Import("yaml")))
    return _Decision(entry, config, replace(calls, keeps=keeps or calls.keeps), secrets)


def _held(entry: DatasetEntry) -> DatasetEntry:
    """The entry of the dataset that a cache wraps."""
    type_, config = held_entry(entry.config)
    raw = next((entry.raw[key] for key in _HELD if key in entry.raw), None)
    versioned = {"versioned": True} if entry.config.get("versioned") else {}
    return replace(
        entry,
        type=type_,
        config={**config, **versioned},
        raw={k: v for k, v in raw.items() if k != "type"} if isinstance(raw, Mapping) else {},
        computed={path[1:]: v for path, v in entry.computed.items() if path[0] in _HELD},
    )


def _notes(decision: _Decision, uses: _Uses) -> Iterable[Diagnostic]:
    """What a person should know of a decision."""
    entry, calls, secrets = decision.entry, decision.calls, decision.secrets
    name, place = entry.name, entry.place
    if calls.outcome == "manual":
        yield diagnostic("K450", place, name=name, reason=calls.reason)
    elif calls.outcome == "kedro-datasets":
        yield diagnostic("K451", place, name=name, type=entry.type, reason=calls.reason)
    if calls.own and uses.own.needs_kedro(calls.own):
        yield diagnostic("K457", place, name=name, type=entry.type)
    if secrets:
        yield diagnostic("K455", place, name=name, keys=", ".join(dict.fromkeys(secrets)))
    if name in uses.confirmed and not calls.confirm.code:
        yield diagnostic("K456", place, name=name)


def _handoff(calls: Calls, choice: HandoffChoice) -> tuple[Handoff, str]:
    """What consumers in the same run get, and why."""
    if calls.outcome == "manual":
        return "reload", ""
    if choice == "reload" and calls.save.code:
        return "reload", "read back, as asked for"
    if calls.keeps:
        return "memory", f"handed over in memory, because {calls.keeps}"
    if choice == "memory":
        return "memory", "handed over in memory, as asked for: the format may change the value"
    return "reload", "read back, because the format may give back something else"


def _unused(name: str, environment: str) -> DatasetRecord:
    reason = "no registered pipeline uses it"
    return DatasetRecord(name, environment, "unused", None, None, "none", reason)


def _memory(name: str, environment: str, why: str) -> DatasetRecord:
    return DatasetRecord(
        name, environment, "memory", None, None, "memory", f"held in memory: {why}"
    )
