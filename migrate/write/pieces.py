"""Which pieces of the support module and of the driver a project needs; all others are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrate.migration import FlowFunction, Plan, StoredDataset
from migrate.write.catalog import runtime_names
from migrate.write.parameters import takes_changes

# A path that `data_root / path` is right for: a plain text, without a scheme or somebody's home.
_PLAIN_PATH = re.compile(r"""f?(["'])(?!~)(?:(?!://).)*\1""")


def pieces_of(plan: Plan) -> Mapping[str, bool]:
    """The pieces by name, and whether the project has what needs them.

    - `storage`: something is stored, loaded or checked; if not, the driver is a plain one;
    - `loads`: a pipeline loads what one of its modules could compute;
    - `overrides`: two modules of a pipeline compute the same name;
    - `parts`: a function makes several values, of which some are stored;
    - `checks`: what functions return is checked as Kedro does;
    - `exact`, `versions`, `each`, `generators`, `after`, `confirms`, `manual`: there are such
      datasets (see `StoredDataset`);
    - `places`: some paths are no plain texts, `late`: some depend on the run's parameters;
    - `stores`: something is saved;
    - `parameters`: there are some, `runtime`: the catalog asks for those of a run;
    - `forget`: several stored datasets are never read, so that a run would keep them all.
    """
    catalog = plan.catalog
    entries = catalog.entries
    runtime = runtime_names(catalog)
    # By the names that they have in a module of steps, too.
    stored = {each.name.rpartition(".")[2] for each in entries}
    functions = [
        part for module in plan.modules for part in module.parts if isinstance(part, FlowFunction)
    ]
    read = {start for start, _ in plan.edges}
    unread = {each.name for each in entries if each.save and each.name not in read}
    loads = any(pipeline.overridden for pipeline in plan.pipelines)
    return {
        "storage": bool(entries) or loads or plan.checks_outputs,
        "loads": loads,
        "overrides": any(pipeline.overrides for pipeline in plan.pipelines),
        "parts": any(name in stored for part in functions for name, _ in part.fields),
        "checks": plan.checks_outputs,
        "exact": any(each.exact and each.save and each.load for each in entries),
        "versions": any(each.versioned for each in entries),
        "each": any(each.each for each in entries),
        "generators": any(each.streamed for each in entries),
        "after": any(each.after for each in entries),
        "confirms": any("confirms" in part.tags for part in functions),
        "manual": any(each.manual for each in entries),
        "places": not all(map(_has_plain_path, entries)),
        "late": any(each.path.startswith("lambda") for each in entries),
        "parameters": takes_changes(plan.parameters, runtime),
        "stores": any(each.save for each in entries),
        "runtime": bool(runtime),
        "forget": len(unread) > 1,
    }


def _has_plain_path(entry: StoredDataset) -> bool:
    return not entry.path or _PLAIN_PATH.fullmatch(entry.path) is not None
