"""A migration as a whole: read, plan, write. The command line and programs use this."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from migrate import __version__
from migrate.code.files import LARGEST, read_text
from migrate.model.diagnostics import CannotMigrate, Diagnostic
from migrate.model.literals import json_text
from migrate.model.migration import HandoffChoice, Layout, Plan
from migrate.model.project import Project
from migrate.plan import make_plan
from migrate.read import read_project
from migrate.read.inventory.choices import read_choices
from migrate.write import (
    MANIFEST,
    check_edges,
    check_output,
    earlier_migration,
    lies_at,
    lines_by_kind,
    manifest,
    real,
    secrets_for,
    sha256,
    write_output,
    write_secrets,
    written_files,
)

_MOST = 10_000_000  # characters of a file that is shown as it was


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration that is ready to be written: its plan, its files, what would change.

    `project` is what was read.
    `files` are texts by path, migration.json (whose content is `document`) among them.
    `changes` are the old and the new text of each file that differs from what lies in `output`.
    `secrets` are texts by environment variable, for the file that Git ignores: nothing else has
    them.
    """

    project: Project
    plan: Plan
    output: Path
    files: Mapping[str, str]
    document: Mapping[str, Any]
    changes: Mapping[str, tuple[str, str]]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def needs_a_look(self) -> bool:
        """Whether a person must look at something."""
        return any(each.needs_a_look for each in self.plan.diagnostics)


def plan_migration(
    project: Path | Project,
    output: Path | None = None,
    *,
    pipelines: Sequence[str] = (),
    environment: str | None = None,
    names_file: Path | None = None,
    handoff: HandoffChoice = "auto",
    force: bool = False,
    partial: bool = False,
    data_root: Path | None = None,
    checks_outputs: bool = False,
    layout: Layout | None = None,
    validate_with: Path | None = None,
) -> Migration:
    """Plan the migration of a Kedro project and make all files of the new one, without writing any.

    `project` is a folder, or what `read_project` has read of one. `output` is by default a folder
    beside it; names that an earlier migration gave there stay. `names_file` holds chosen names,
    which come before those of the project's pyproject.toml. `handoff`, `checks_outputs` and
    `layout` are as in `Choices`; by default, the layout stays. `data_root` is the folder that
    relative paths of the new project start from (default: that project's own). `partial` leaves
    out configuration files that can't be read. `validate_with` is a Python that builds the real
    drivers. Raises CannotMigrate if there is no plan to make.
    """
    found = project if isinstance(project, Project) else read_project(project, environment)
    if not partial:
        _check_readable(found)
    root = Path(found.layout.root)
    output = output or root.parent / f"{root.name}_hamilton"
    check_output(output, root, force)
    earlier = earlier_migration(lies_at(real(output)), force)
    choices = replace(
        read_choices(root, names_file),
        earlier=earlier.names,
        functions=earlier.functions,
        handoff=handoff,
        data_root=_settled(data_root, output),
        checks_outputs=checks_outputs,
        layout=layout or earlier.layout,
    )
    used_there = data_root is not None and data_root.resolve() == root
    plan = make_plan(found, pipelines, "" if used_there else _seen_from(output, root), choices)
    files = written_files(plan)
    found_there = check_edges(plan, files)
    if faults := [each for each in found_there if each.needs_a_look]:
        raise CannotMigrate("\n".join(map(_fault, faults)))
    plan = replace(plan, diagnostics=(*plan.diagnostics, *found_there))
    if validate_with:
        from migrate.write.check.drivers import validate

        validate(files, plan, validate_with)
    texts = source_texts(found)
    document = manifest(plan, files, _hash_of(texts), __version__)
    document["source"]["path"] = _seen_from(output, root) or None
    document["lines"] = lines_by_kind(plan, files, texts)
    files[MANIFEST] = json_text(document) + "\n"
    configuration = found.configuration
    known = {name: each.value for name, each in configuration.secrets.items()}
    secrets = secrets_for(files.values(), known, configuration.credentials)
    changes = _changes(output, files, earlier.files)
    return Migration(found, plan, output, files, document, changes, secrets)


def _fault(fault: Diagnostic) -> str:
    where = f"{fault.place}: " if fault.place else ""
    return f"{where}{fault.code}: {fault.message}"


def write_project(migration: Migration, force: bool = False) -> None:
    """Write a migration's files into its output, all or none.

    Raises CannotMigrate if somebody has changed a file of the output by hand, unless `force`.
    """
    write_output(migration.output, migration.files, migration.plan.executables, force)
    write_secrets(migration.output, migration.secrets)


def _check_readable(project: Project) -> None:
    """Raise CannotMigrate if Kedro could not read a configuration file, and so run nothing."""
    stops = [each for each in project.diagnostics if each.stops]
    if stops:
        first, *others = stops
        more = f" (and {len(others)} more)" if others else ""
        raise CannotMigrate(
            f"{first.code}: {first.message}{more}; mend it, or --partial migrates the rest "
            "without it",
            first.place,
        )


def _settled(data_root: Path | None, output: Path) -> str:
    """What was chosen for the folder of the data, as `Choices` has it. Raises CannotMigrate if it
    can't be one.
    """
    if data_root is None or real(data_root) == real(output):
        return ""
    if data_root.exists() and not data_root.is_dir():
        raise CannotMigrate(f"the data root {data_root} is a file; choose another --data-root")
    near = "" if data_root.is_absolute() else _seen_from(output, data_root.resolve())
    return near or data_root.resolve().as_posix()


def _seen_from(output: Path, root: Path) -> str:
    """A folder as seen from the output; "" if no relative path leads there."""
    try:
        return Path(os.path.relpath(root, output.resolve())).as_posix()
    except ValueError:  # another drive
        return ""


def source_hash(project: Project) -> str:
    """What migration.json has as the source's `sha256`."""
    return _hash_of(source_texts(project))


def source_texts(project: Project) -> dict[str, str]:
    """The texts of the source that the migration stands on, by path."""
    root = Path(project.layout.root)
    texts = {**project.texts, **{path: each.text for path, each in project.modules.items()}}
    for path in project.configuration.files:
        try:
            texts[path] = read_text(root / path, 10 * LARGEST, errors="replace")
        except OSError:  # a diagnostic says so
            texts[path] = ""
    return texts


def _hash_of(texts: Mapping[str, str]) -> str:
    return sha256("".join(f"{path}\0{text}\0" for path, text in sorted(texts.items())))


def _changes(
    output: Path, files: Mapping[str, str], earlier: Iterable[str]
) -> dict[str, tuple[str, str]]:
    changes = {}
    for path in sorted({*files, *earlier}):
        old, new = _text(lies_at(real(output)) / path), files.get(path, "")
        if old != new:
            changes[path] = (old, new)
    return changes


def _text(file: Path) -> str:
    """What a file holds; of a very large one the beginning."""
    if not file.is_file():
        return ""
    with file.open(encoding="utf-8", errors="replace", newline="") as stream:
        return stream.read(_MOST)
