"""The written catalog: its entries, the folders of their paths, and other names of entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from migrate.model.migration import CatalogPlan, StoredDataset
from migrate.plan.catalog.datasets import StoragePlan


def catalog_plan(
    plan: StoragePlan,
    loads: Iterable[str],
    keys: Mapping[str, str],
    names: Mapping[str, str],
    after: Mapping[str, str] = MappingProxyType({}),
    tables: str = "",
) -> CatalogPlan:
    """The written catalog. `loads` are the datasets that some pipeline loads, `keys` the names
    under which datasets are stored, `names` those under which consumers see them, and `after` the
    nodes that save what is loaded by another name; `tables` tells those that Kedro never copies.
    """
    own = {keys.get(name, name) for name in plan.each}
    streamed = {keys.get(name, name) for name in plan.streamed}
    later = {keys[name]: node for name, node in after.items()}

    def entry(each: StoredDataset) -> StoredDataset:
        return replace(
            each,
            each=each.name in own,
            streamed=each.name in streamed,
            after=later.get(each.name, "") if each.load else "",
        )

    base_entries = [*plan.base.values()]
    known = {each.name for each in base_entries}
    # A generator's values pass through the catalog where they stay in memory, too.
    base_entries += [StoredDataset(key) for key in sorted(streamed - known)]
    entries = [*base_entries, *(e for es in plan.environments.values() for e in es.values())]
    imports = {imported for each in entries for imported in each.imports}
    used = set[str]().union(*(each.path.names() for each in entries))
    named = [f for f in plan.folders.values() if f.code in used]
    named.sort(key=lambda folder: next(iter(folder.values.values())))
    folders = {f.code.removeprefix("at."): f.values for f in named if f.code.startswith("at.")}
    base = next((next(iter(each)) for each in folders.values()), "")
    values = {
        environment: {name: each.get(environment, each[base]) for name, each in folders.items()}
        for environment in dict.fromkeys(env for each in folders.values() for env in each)
    }
    stored = {each.name for each in entries}
    other = {names[name]: keys[name] for name in sorted(loads) if names[name] != keys.get(name)}
    constants = {f.code: next(iter(f.values.values())) for f in named if f.code.isupper()}
    return CatalogPlan(
        tables=tables.format("value"),
        base=tuple(map(entry, base_entries)),
        environments={
            env: tuple(map(entry, found.values())) for env, found in plan.environments.items()
        },
        imports=tuple(sorted(imports, key=lambda i: (i.module, i.name or "", i.alias or ""))),
        folders={env: v for env, v in values.items() if env == base or v != values[base]},
        aliases={node: key for node, key in other.items() if key in stored},
        constants=constants,
    )
