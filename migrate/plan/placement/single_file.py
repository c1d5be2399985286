"""`--layout single-file`: all functions in one module, for projects that one file has room for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from migrate.model.diagnostics import refuse_one_file
from migrate.model.migration import ConstructRecord, DatasetRecord, Plan
from migrate.plan.naming.node_groups import Dataflow
from migrate.plan.placement.acting_imports import ActingImports
from migrate.plan.placement.modules import moved_statements
from migrate.plan.placement.statements import Placement
from migrate.runtime.modules import ONE_FILE

_OURS = re.compile(r"\b(?:driver\.py and the dataflow modules|\w+/dataflow\.py|(?:run|driver)\.py)")
_VALUES = re.compile(r"\bcatalog\.py and parameters\.py\b|\b(?:catalog|parameters)\.py\b")
_ENTRY = re.compile(r"^catalog\.datasets\(.*?\)")
# A package that only says which version it is, as Kedro's templates have it.
_SAYS_NOTHING = re.compile(r'\s*("""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\')?\s*(__version__\s*=.*)?\s*')


def in_one_file(plan: Plan, acting: Iterable[str]) -> Plan:
    """The plan, with what it says of places. `acting` are the parts of the file that do something
    when they are imported.

    Raises CannotMigrate, with all that one file has no room for.
    """
    idle = {path for path, text in plan.kept.items() if _is_idle(path, text)}
    plan = replace(plan, kept={path: t for path, t in plan.kept.items() if path not in idle})
    refuse_one_file([*_structure(plan, sorted(acting)), *_beside(plan)])
    return replace(
        plan,
        constructs=tuple(_construct(record, idle) for record in plan.constructs),
        datasets=tuple(map(_dataset, plan.datasets)),
    )


def acting_parts(flows: Iterable[Dataflow], parts: Mapping[str, str], homes: Placement) -> set[str]:
    """The parts of one file that do something when they are imported: in a package, each is a
    dataflow module, imported in Kedro's order. `parts` maps Kedro's modules to them.
    """
    origins: dict[str, dict[str, None]] = defaultdict(dict)
    part_of: dict[str, str] = {}
    for unit in (unit for flow in flows for unit in flow.units):
        for name in filter(None, (unit.first.module, unit.first.func.module)):
            origins[parts[unit.first.module]][name] = None
            part_of.setdefault(name, parts[unit.first.module])
    found = {part for part, names in origins.items() if ActingImports.of(names, homes).found}
    return found | {
        part_of.get(module.name, module.name)
        for module, statement in moved_statements(ONE_FILE, homes)
        if homes.source.acts(module.name, statement)
    }


def _structure(plan: Plan, acting: list[str]) -> Iterator[str]:
    if any(module.steps for module in plan.modules):
        yield "pipelines that are used again under namespaces"
    elif len(plan.modules) > 1:
        yield "datasets that several functions make, for different pipelines"
    others = [each for each in plan.environments[1:] if each != plan.default_environment]
    catalog, values = plan.catalog, plan.parameters
    if others:
        yield f"other environments ({', '.join(others)})"
    elif any((catalog.environments, catalog.folders, values.environments, values.globals)):
        yield f"an environment with values of its own ({plan.default_environment})"
    if len(acting) > 1:
        yield f"several modules that act when they are imported ({', '.join(acting)})"


def _beside(plan: Plan) -> Iterator[str]:
    """What would need files of its own."""
    code = [path for path in plan.kept if path.endswith(".py")]
    tests = [path for path in code if path.startswith("tests/")]
    others = [path for path in code if path not in tests]
    if others:
        yield f"modules that stay as they are ({', '.join(others)})"
    if tests:
        yield f"tests that come along ({', '.join(tests)})"
    if plan.logging:
        yield "settings for logging"
    if plan.resolvers.functions:
        yield f"resolvers ({', '.join(plan.resolvers.functions)})"
    if plan.dataset_base:
        yield "dataset classes of its own"


def _is_idle(path: str, text: str) -> bool:
    """Whether a file is there for its package alone."""
    return path.endswith("__init__.py") and bool(_SAYS_NOTHING.fullmatch(text))


def _construct(record: ConstructRecord, idle: Iterable[str]) -> ConstructRecord:
    if record.outcome == "kept" and any(f"/{record.place.path}".endswith(f"/{p}") for p in idle):
        return replace(record, outcome="dropped", advice="one file needs no package")
    advice = _VALUES.sub("dataflow.py", _OURS.sub("dataflow.py", record.advice))
    return replace(record, advice=advice.replace("README.md", "dataflow.py"))


def _dataset(record: DatasetRecord) -> DatasetRecord:
    loader, saver = (
        each and _ENTRY.sub("DATASETS", each) for each in (record.loader, record.saver)
    )
    return replace(record, loader=loader, saver=saver)
