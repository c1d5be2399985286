"""Which pieces of the support module and of the driver a project needs; all others are left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Set

from migrate.model.expressions import Lambda
from migrate.model.migration import DataflowFunction, Plan, StoredDataset, Subdags
from migrate.write.catalog.module import runtime_names
from migrate.write.parameters.module import takes_changes

# A path that `data_root / path` is right for: a plain text, without a scheme or somebody's home.
_PLAIN_PATH = re.compile(r"""f?(["'])(?!~)(?:(?!://).)*\1""")
# What names a file that is not there, as Python does.
_NAMES_FILE = re.compile(
    r"(pd\.read_(csv|excel|json|parquet|pickle)|_read_(image|json|opened|pickle|plotly_json|yaml)"
    r"|Path\.read_text)\b"
)


def pieces_of(plan: Plan) -> Mapping[str, bool]:
    """The pieces by name, and whether the project has what needs them.

    - `storage`: something is stored, loaded or checked; if not, the driver is a plain one;
    - `loads`: a pipeline loads what one of its modules could compute;
    - `overrides`: two modules of a pipeline compute the same name;
    - `parts`: a function makes several values, of which some are stored, `versioned_parts`: with
      versions;
    - `wholes`: a function makes several values, `tagged`: some have Kedro's tags, `subdags`: some
      stand in namespaces;
    - `checks`: what functions return is checked as Kedro does;
    - `exact`, `versions`, `each`, `generators`, `after`, `confirms`, `manual`: there are such
      datasets (see `StoredDataset`);
    - `places`: some paths are no plain texts, `late`: some depend on the run's parameters;
    - `stores`: something is saved;
    - `parameters`: there are some, `runtime`: the catalog asks for those of a run;
    - `forget`: several stored datasets are never read, so that a run would keep them all;
    - `locks`: what is saved may be read back, `reads_back`: or is at least no value of its own;
    - `mixes`: a function takes what is loaded beside what is computed;
    - `missing`: some library does not say by itself which file is not there.
    """
    catalog = plan.catalog
    entries = catalog.entries
    runtime = runtime_names(catalog)
    # By the names that they have in a module of steps, too.
    stored = {each.name.rpartition(".")[2] for each in entries}
    functions = [
        part
        for module in plan.modules
        for part in module.parts
        if isinstance(part, DataflowFunction)
    ]
    read = {start for start, _ in plan.edges}
    unread = {each.name for each in entries if each.save and each.name not in read}
    loads = any(pipeline.overridden for pipeline in plan.pipelines)
    parts = {name for part in functions for name, _ in part.fields}
    forget, locks = len(unread) > 1, any(_is_read_back(each, unread) for each in entries)
    return {
        "storage": bool(entries) or loads or plan.checks_outputs,
        "loads": loads,
        "overrides": any(pipeline.overrides for pipeline in plan.pipelines),
        "parts": bool(parts & stored),
        "versioned_parts": any(e.versioned and e.name.rpartition(".")[2] in parts for e in entries),
        "wholes": bool(parts),
        "subdags": any(isinstance(part, Subdags) for m in plan.modules for part in m.parts),
        "tagged": bool(kedro_tags(plan)),
        "checks": plan.checks_outputs,
        "exact": any(each.exact and each.save and each.load for each in entries),
        "versions": any(each.versioned for each in entries),
        "each": any(each.each for each in entries),
        "snapshots": any(e.each and not (e.load or e.save or e.manual) for e in entries),
        "generators": any(each.streamed for each in entries),
        "after": any(each.after for each in entries),
        "confirms": any("confirms" in part.tags for part in functions),
        "manual": any(each.manual for each in entries),
        "places": not all(map(_has_plain_path, entries)),
        "late": any(isinstance(each.path, Lambda) for each in entries),
        "parameters": takes_changes(plan.parameters, runtime),
        "stores": any(each.save for each in entries),
        "runtime": bool(runtime),
        "forget": forget,
        "locks": locks,
        "reads_back": locks or forget,
        "mixes": _mixes(plan),
        "missing": not all(map(_names_what_is_missing, entries)),
    }


def kedro_tags(plan: Plan) -> dict[str, set[str]]:
    """The names that have each of the tags that Kedro's nodes have."""
    found: dict[str, set[str]] = defaultdict(set)
    spaces = {
        part.steps: [f"{use.namespace}." for use in part.uses]
        for module in plan.modules
        for part in module.parts
        if isinstance(part, Subdags)
    }
    for module in plan.modules:
        for part in module.parts:
            if isinstance(part, DataflowFunction):
                names = [row.output for row in part.rows] or [name for name, _ in part.fields]
                tagged = dict.fromkeys(names or [part.name], part.tags) | {**part.output_tags}
            else:
                tagged = {**part.tags} if isinstance(part, Subdags) else {}
            for name, tags in tagged.items():
                words = tags.get("kedro_tags", ())
                for tag in (words,) if isinstance(words, str) else words:
                    found[tag] |= {f"{space}{name}" for space in spaces.get(module.name, [""])}
    return found


def _is_read_back(entry: StoredDataset, unread: Set[str]) -> bool:
    """Whether consumers may get something else than what is saved."""
    is_same = entry.exact and not (entry.versioned or entry.each or entry.streamed)
    # What is made in a subdag may be called otherwise where it is read.
    is_unread = entry.name in unread and "." not in entry.name
    return bool(entry.save and entry.load and not is_same) and not is_unread


def _mixes(plan: Plan) -> bool:
    """Whether a function takes what its pipeline loads beside what this computes."""
    taken: dict[str, set[str]] = defaultdict(set)
    for start, end in plan.edges:
        if start not in plan.parameters.inputs:
            taken[end].add(start)
    loads = {pipeline.name: {*pipeline.loads} for pipeline in plan.pipelines}
    return any(
        len({start in loads[pipeline.name] for start in taken[end]}) > 1
        for pipeline in plan.pipelines
        for end in pipeline.makes & taken.keys()
    )


def _names_what_is_missing(entry: StoredDataset) -> bool:
    return not entry.load or _NAMES_FILE.match(entry.load.text.removeprefix("partial(")) is not None


def _has_plain_path(entry: StoredDataset) -> bool:
    return not entry.path or _PLAIN_PATH.fullmatch(entry.path.text) is not None
