"""The ledger: an outcome for everything of the source that is no node and no dataset.

Each file has one, and so have hooks, settings, runners, commands, resolvers and classes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.migration import Choices, ConstructRecord
from migrate.model.project import Construct, Layout, Project
from migrate.plan.inventory.logging_config import LoggingPlan
from migrate.plan.inventory.outcomes import (
    CONFIG,
    COPY,
    HOOKS,
    LOGGING,
    NEVER_RUN,
    NO_PARAMETERS,
    OUTCOMES,
    OWN_SETTING,
    PACKAGE_FILES,
    PROJECT_FILES,
    READ,
    SETTINGS,
    TEMPLATE_COMMAND,
    TEMPLATE_FILE,
    UNKNOWN,
    Outcome,
    is_of_template,
)
from migrate.plan.placement.kedro_uses import speaks_of_kedro
from migrate.plan.placement.statements import Placement
from migrate.plan.testing import TestFile, new_path
from migrate.plan.testing.names import ABSENT

_NO_TEXT = "it is no text, too large, or a link that leads elsewhere"


@dataclass(slots=True)
class MigrationReport:
    """The records; what a person should know of them, with the name it is about; and the files
    that come along as they are, by their path."""

    records: list[ConstructRecord] = field(default_factory=list)
    notes: list[tuple[Diagnostic, str]] = field(default_factory=list)
    copied: dict[str, str] = field(default_factory=dict)


def report_migration(
    project: Project, homes: Placement, tests: Mapping[str, TestFile], logs: LoggingPlan
) -> MigrationReport:
    """The ledger of a project; `tests` are the translated ones by path."""
    ledger = MigrationReport(notes=list(logs.diagnostics))
    modules = dict(_modules(project, homes))
    for construct in project.constructs:
        known = modules.get(construct.name)
        if construct.kind == "test":
            _record_test(ledger, construct, tests, project)
        elif construct.kind == "file" and known and not _is_entry(construct, known, project):
            _note(ledger, construct, known)  # beside the package, or with Kedro's own start
        else:
            _record(ledger, construct, project, logs)
    listed = {record.place.path for record in ledger.records if record.name == record.place.path}
    for path, outcome in [*modules.items(), *_configuration(project)]:
        if path not in listed:
            kind = "module" if path.endswith(".py") else "config"
            ledger.records.append(ConstructRecord(kind, path, outcome[0], Place(path), outcome[1]))
    ledger.records.sort(key=lambda record: (record.place, record.kind, record.name))
    return ledger


def _is_entry(construct: Construct, known: Outcome, project: Project) -> bool:
    """Whether a module that has gone is Kedro's own start, or holds nothing at all."""
    is_own = construct.name.startswith(_package_folder(project.layout))
    is_empty = not project.modules[construct.name].statements
    return known.outcome == "replaced" and (is_own or is_empty)


def record_lost(ledger: MigrationReport, lost: Mapping[str, str]) -> None:
    """The files that can't come along, since another one has their place in the new project."""
    for path, place in lost.items():
        advice = f"another file is {place} there: copy it under another name"
        old = next((each for each in ledger.records if each.name == path), None)
        kind = old.kind if old else "file"
        note = diagnostic("K472", Place(path), kind=kind, name=path, advice=advice)
        ledger.notes.append((note, path))
        if old:
            new = replace(old, outcome="manual", advice=advice)
            ledger.records[ledger.records.index(old)] = new


def answered(notes: Iterable[tuple[Diagnostic, str]], choices: Choices) -> Iterator[Diagnostic]:
    """The diagnostics; those that a person has answered for need no look any more.

    "CODE:path" answers for all of a code in a file ("CODE" for those that have no place),
    "CODE:path:name" for what has that name.
    An answer to nothing is a diagnostic, too.
    """
    used = set()
    for each, name in notes:
        where = f"{each.code}:{each.place.path}" if each.place else each.code
        keys = {where, f"{where}:{name}"} & choices.accepted.keys()
        used |= keys
        yield replace(each, severity="info") if keys else each
    for item, place in choices.accepted.items():
        if item not in used:
            yield diagnostic("K474", place, item=item)


# --- one construct --------------------------------------------------------------------------


def _record(
    ledger: MigrationReport, construct: Construct, project: Project, logs: LoggingPlan
) -> None:
    kind, name, place = construct.kind, construct.name, construct.place
    path = place.path
    outcome = LOGGING if path == logs.source else _outcome(construct, project)
    if outcome.outcome == "kept" and kind == "file":
        if path in project.texts:
            ledger.copied[path] = project.texts[path]
        elif not name.endswith("/"):
            target = new_path(path, project.layout.source_dir)
            outcome = Outcome("manual", f"{_NO_TEXT}: copy it to {target}")
    _note(ledger, construct, outcome)
    if construct.changes_results and outcome.outcome == "manual":
        ledger.notes.append((diagnostic("K471", place, kind=kind, name=name), name))
    elif outcome.outcome == "manual" and kind != "config":
        note = diagnostic("K472", place, kind=kind, name=name, advice=outcome.advice)
        ledger.notes.append((note, name))


def _note(ledger: MigrationReport, construct: Construct, outcome: Outcome) -> None:
    what = (outcome.outcome, construct.place, outcome.advice)
    ledger.records.append(ConstructRecord(construct.kind, construct.name, *what))


def _outcome(construct: Construct, project: Project) -> Outcome:
    path = construct.place.path
    if construct.kind == "config" and construct.name == path:
        return _of_configuration(path, project)
    if construct.kind == "cli" and path.endswith("kedro_cli.py"):
        return TEMPLATE_COMMAND
    if construct.is_read:
        return READ
    if not construct.runs:
        return NEVER_RUN
    if construct.kind == "hook":
        return HOOKS.get(construct.name.rpartition(".")[2], OUTCOMES["hook"])
    if construct.kind == "setting":
        return SETTINGS.get(construct.name, OWN_SETTING)
    if construct.kind == "file":
        return _file_outcome(construct.name, project)
    return OUTCOMES.get(construct.kind, UNKNOWN)


def _file_outcome(name: str, project: Project) -> Outcome:
    layout = project.layout
    package = _package_folder(layout)
    beside = f"{layout.source_dir.strip('/')}/"  # other packages may lie there
    is_code = name.startswith(package) or (name.startswith(beside) and name.count("/") > 1)
    rules = PACKAGE_FILES if is_code else PROJECT_FILES
    short = name.removeprefix(package)
    rule = next(rule for rule in rules if re.fullmatch(rule.pattern, short, re.DOTALL))
    module = project.modules.get(name)
    text = module.text if module else project.texts.get(name, "")
    outcome = rule.with_kedro if speaks_of_kedro(text) else rule.without
    if outcome.outcome == "kept" and is_of_template(text):
        return TEMPLATE_FILE
    is_beside = outcome.outcome == "kept" and not is_code and not name.startswith("data/")
    return COPY if is_beside and name not in project.texts else outcome


def _package_folder(layout: Layout) -> str:
    """The folder of the project's package, with `/` at its end."""
    return "/".join([layout.source_dir, *layout.package.split(".")]).removeprefix("./") + "/"


# --- tests, modules, configuration ----------------------------------------------------------


def _record_test(
    ledger: MigrationReport, construct: Construct, tests: Mapping[str, TestFile], project: Project
) -> None:
    """The outcome of a file of the tests. A helper that has gone is told of if no test is."""
    path, place = construct.place.path, construct.place
    test = tests.get(path)
    if test is None:
        text = project.texts.get(path)
        outcome = Outcome("kept", "it lies beside the tests")
        if text is None:
            outcome = Outcome("manual", f"{_NO_TEXT}: copy it beside the tests")
            note = diagnostic("K472", place, kind="test", name=path, advice=outcome.advice)
            ledger.notes.append((note, path))
        else:
            ledger.copied[path] = text
    elif not test.left and not test.untranslated:
        outcome = Outcome("replaced", "it is an example of Kedro's template and tests Kedro alone")
    elif not test.left:
        outcome = Outcome("manual", "none of its tests is translated: diagnostics say why")
    elif test.changed:
        outcome = Outcome("translated", f"it is {test.path}, with the new names")
    else:
        outcome = Outcome("kept", "it holds for the new project as it is")
    _note(ledger, construct, outcome)
    gone = [each for file in tests.values() for each in [*file.untranslated, *file.examples]]
    known = {each.reason for each in gone}
    of_kedro = test and test.examples and not test.left
    helpers = [each for each in test.helpers if each.reason not in known] if test else []
    told = [(each.name, each) for each in test.untranslated] if test else []
    told += [(f"helper {each.name}", each) for each in helpers if not of_kedro]
    fate = "" if test is None or test.left else ", and nothing of its file is left"
    absent: dict[str, list[int]] = defaultdict(list)
    for name, each in told:
        if each.reason.startswith(ABSENT):
            absent[each.reason.removeprefix(ABSENT)].append(each.line)
            continue
        note = diagnostic("K473", Place(path, each.line), name=name, reason=each.reason, fate=fate)
        ledger.notes.append((note, each.name))
    for name, at in absent.items():
        note = diagnostic("K487", Place(path, min(at)), name=name, count=len(at))
        ledger.notes.append((note, name))


def _modules(project: Project, homes: Placement) -> Iterator[tuple[str, Outcome]]:
    """What became of each module, by where its statements went."""
    package = project.layout.package
    for module in project.modules.values():
        if module.name not in homes.source.modules:
            continue
        flows = {homes.moved.get((module.name, s.line)) for s in module.statements} - {None}
        places = ", ".join(sorted(f"{package}/{flow}.py" for flow in flows))
        stays = any(s.kind != "docstring" for s in homes.kept.get(module.name, ()))
        if flows and stays:
            yield module.path, Outcome("translated", f"a part stays, the rest is in {places}")
        elif flows:
            yield module.path, Outcome("translated", f"its functions are in {places}")
        elif module.name in homes.kept:
            lines = {(module.name, s.line) for s in module.statements}
            rest = ", without what is Kedro's" if lines & homes.dropped else ""
            yield module.path, Outcome("kept", f"it comes along{rest}")
        else:
            yield module.path, Outcome("replaced", "driver.py and the dataflow modules")


def _configuration(project: Project) -> Iterator[tuple[str, Outcome]]:
    for path in project.configuration.files:
        named = any(prefix and PurePosixPath(path).name.startswith(prefix) for prefix, _ in CONFIG)
        other = Outcome("translated", "its values stand in the new project")
        yield path, _of_configuration(path, project) if named else other


def _of_configuration(path: str, project: Project) -> Outcome:
    name = PurePosixPath(path).name
    if name.startswith("parameters") and not any(project.configuration.own_parameters.values()):
        return NO_PARAMETERS
    return next(outcome for prefix, outcome in CONFIG if name.startswith(prefix))
