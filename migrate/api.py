"""The whole way of a migration: read, plan, write. The command line and programs use this."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from libcst import ParserSyntaxError

from migrate import __version__
from migrate.diagnostics import CannotMigrate
from migrate.files import LARGEST, read_text
from migrate.migration import HandoffChoice, Plan
from migrate.plan import make_plan
from migrate.project import Project
from migrate.read import read_project
from migrate.read.choices import read_choices
from migrate.write import (
    changed_by_hand,
    check_edges,
    check_output,
    earlier_files,
    earlier_names,
    manifest,
    sha256,
    write_output,
    written_files,
)


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration that is ready to be written: its plan, its files, what would change.

    `files` are texts by path, migration.json (whose content is `document`) among them.
    `changes` are the old and the new text of each file that differs from what lies in `output`.
    """

    plan: Plan
    output: Path
    files: Mapping[str, str]
    document: Mapping[str, Any]
    changes: Mapping[str, tuple[str, str]]

    @property
    def needs_a_look(self) -> bool:
        """Whether a person must look at something."""
        return any(each.needs_a_look for each in self.plan.diagnostics)


def prepare(
    project: Path,
    output: Path | None = None,
    *,
    pipelines: Sequence[str] = (),
    environment: str | None = None,
    names_file: Path | None = None,
    handoff: HandoffChoice = "auto",
    force: bool = False,
    validate_with: Path | None = None,
) -> Migration:
    """Read a Kedro project and make all files of the Hamilton project, without writing any.

    `output` is by default a folder beside the project; names that an earlier migration gave there
    stay. `names_file` holds chosen names, which come before those of the project's pyproject.toml.
    `handoff` is as in `Choices`. `validate_with` is a Python that builds the real drivers. Raises
    CannotMigrate if there is no plan to make.
    """
    found = read_project(project, environment)
    root = Path(found.layout.root)
    output = output or root.with_name(f"{root.name}_hamilton")
    check_output(output, root, force)
    earlier, functions = earlier_names(output)
    choices = replace(
        read_choices(root, names_file), earlier=earlier, functions=functions, handoff=handoff
    )
    plan = make_plan(found, pipelines, _seen_from(output, root), choices)
    try:
        files = written_files(plan)
    except ParserSyntaxError as error:  # Python's own parser takes more
        text = " ".join(error.message.split())[:200]
        raise CannotMigrate(f"a function is too long or nested to be rewritten: {text}") from error
    faults = check_edges(plan, files)
    if faults:
        raise CannotMigrate("\n".join(f"{each.code}: {each.message}" for each in faults))
    if validate_with:
        from migrate.write.validate import validate

        validate(files, plan, validate_with)
    document = manifest(plan, files, _source_hash(found, root), __version__)
    files["migration.json"] = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return Migration(plan, output, files, document, _changes(output, files))


def write(migration: Migration, force: bool = False) -> None:
    """Write a migration's files into its output, all or none.

    Raises CannotMigrate if somebody has changed a file of the output by hand, unless `force`.
    """
    owned = earlier_files(migration.output)
    edited = changed_by_hand(migration.output, owned)
    if edited and not force:
        others = f" (and {len(edited) - 1} more)" if len(edited) > 1 else ""
        raise CannotMigrate(
            f"{migration.output / edited[0]}{others} was changed by hand since it was written; "
            "--force overwrites it, --diff shows what would change"
        )
    write_output(migration.output, migration.files, owned, migration.plan.executables)


def _seen_from(output: Path, root: Path) -> str:
    """The project's folder as seen from the output; "" if no relative path leads there."""
    try:
        return Path(os.path.relpath(root, output.resolve())).as_posix()
    except ValueError:  # another drive
        return ""


def _source_hash(project: Project, root: Path) -> str:
    texts = {**project.texts, **{path: each.text for path, each in project.modules.items()}}
    for path in project.configuration.files:
        try:
            texts[path] = read_text(root / path, 10 * LARGEST, errors="replace")
        except OSError:  # a diagnostic says so
            texts[path] = ""
    return sha256("".join(f"{path}\0{text}\0" for path, text in sorted(texts.items())))


def _changes(output: Path, files: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    changes = {}
    for path in sorted({*files, *earlier_files(output)}):
        file = output / path
        old = file.read_bytes().decode("utf-8", errors="replace") if file.is_file() else ""
        if old != files.get(path, ""):
            changes[path] = (old, files.get(path, ""))
    return changes
