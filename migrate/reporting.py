"""The report of a migration: both sides are read as they lie there, and the facts gathered."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from migrate.api import source_hash, source_texts
from migrate.code.files import leads_outside, read_bytes, read_text
from migrate.model.diagnostics import CannotMigrate
from migrate.model.literals import json_text
from migrate.model.project import Project
from migrate.read import read_project
from migrate.report.facts import Report, Sides, gather
from migrate.report.html import render
from migrate.report.markdown import check_list
from migrate.verify.results.proof import changes, read_proof
from migrate.verify.runs.sides import CannotVerify
from migrate.write import MANIFEST, sha256
from migrate.write.output.earlier import is_place

Form = Literal["html", "markdown", "json"]

_MOST = 64_000_000  # bytes of a migration.json
_NAMED = 10  # files in a sentence, or sentences
_UNKNOWN = "The Kedro project is not there, so that nobody knows whether it has changed."
# What is needed of it: parts, and what each record of them has.
_PARTS = {
    "tool": dict,
    "source": dict,
    "names": dict,
    "modules": dict,
    "pipelines": dict,
    "files": dict,
    "lines": dict,
}
_RECORDS = {
    "nodes": ("id", "outcome", "code", "reason", "source", "targets", "copies"),
    "datasets": ("name", "environment", "outcome", "loader", "saver", "handoff", "reason"),
    "constructs": ("kind", "name", "outcome", "path", "line", "advice"),
    "diagnostics": ("code", "severity", "message", "path", "line", "column"),
}


def report_on(
    hamilton: Path,
    kedro: Path | None = None,
    proof: Path | None = None,
    project: Project | None = None,
) -> Report:
    """The report on a written project. `kedro` is the source, by default what migration.json says;
    `proof` a file that `migrate verify` wrote; `project` is the source where it was just read.
    Raises CannotMigrate.
    """
    document = read_document(hamilton / MANIFEST)
    notes: list[str] = []
    root = kedro or _source_of(hamilton, document)
    project = project or _project(root, document, notes, must=kedro is not None)
    texts = _texts(hamilton, document, notes)
    proven = _proven(proof, document, hamilton, root if project else None) if proof else None
    return gather(
        Sides(
            document=document,
            written=texts,
            hamilton_path=_shown(hamilton),
            kedro_path=_shown(root) if root else "",
            project=project,
            source=source_texts(project) if project else {},
            proof=proven,
            notes=tuple(notes),
        )
    )


def write_report(
    hamilton: Path,
    page: Path,
    kedro: Path | None = None,
    proof: Path | None = None,
    project: Project | None = None,
    *,
    form: Form = "html",
) -> Report:
    """Write the report on a written project to the file `page`; what it says is returned.

    The first arguments are those of `report_on`; `form` is "html" (one page that needs nothing
    else), "markdown" (what needs a look) or "json". Raises CannotMigrate and OSError.
    """
    report = report_on(hamilton, kedro, proof, project)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(report_text(report, form), encoding="utf-8")
    return report


def report_text(report: Report, form: Form) -> str:
    """A report as HTML, as Markdown or as JSON."""
    if form == "json":
        return json_text(report.as_json()) + "\n"
    if form == "markdown":
        return check_list(report)
    return render(report)


def _shown(path: Path) -> str:
    """A path as a person would type it from here."""
    try:
        near = os.path.relpath(path)
    except ValueError:  # another drive
        return path.as_posix()
    far = str(path.resolve())
    return Path(near if len(near) < len(far) else far).as_posix()


# --- what the migration wrote -----------------------------------------------------------------


def read_document(file: Path) -> dict[str, Any]:
    """A migration.json. Raises CannotMigrate if it is not as this tool writes it."""
    try:
        document = json.loads(read_bytes(file, _MOST))
    except FileNotFoundError as error:
        raise CannotMigrate(f"there is no {file}: is that folder a migrated project?") from error
    except (OSError, ValueError, RecursionError) as error:
        raise CannotMigrate(f"{file} is not as this tool writes it: {error}") from error
    wrong = next(_faults(document), None)
    if wrong:
        raise CannotMigrate(f"{file} is not as this tool writes it: {wrong}; migrate again")
    return document  # type: ignore[no-any-return]


def _faults(document: Any) -> Iterator[str]:
    if not isinstance(document, dict) or document.get("schema") != 1:
        yield "it has another schema"
        return
    for name, kind in _PARTS.items():
        if not isinstance(document.get(name), kind):
            yield f"it has no {name}"
    for name, keys in _RECORDS.items():
        records = document.get(name)
        if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
            yield f"its {name} are no records"
            continue
        lost = {key for each in records for key in keys if key not in each}
        yield from (f"one of its {name} has no {key}" for key in sorted(lost))
    modules = document.get("modules")
    if not isinstance(modules, dict) or not isinstance(modules.get("driver"), str):
        yield "it has no driver"
    names = ("modules", "loads", "nodes")
    pipelines = document.get("pipelines")
    for each in pipelines.values() if isinstance(pipelines, dict) else ():
        if not isinstance(each, dict) or not all(isinstance(each.get(n), list) for n in names):
            yield "one of its pipelines is something else"


def _texts(hamilton: Path, document: Mapping[str, Any], notes: list[str]) -> dict[str, str]:
    """The files of the new project as they are today."""
    found: dict[str, str] = {}
    changed, gone = [], []
    for path, known in document["files"].items():
        file = hamilton / path
        if not is_place(path) or (file.exists() and leads_outside(file, hamilton)):
            raise CannotMigrate(f"{hamilton / MANIFEST} names {path!r}, which is no file of it")
        try:
            found[path] = read_text(file, errors="replace")
        except OSError:
            gone.append(path)
            continue
        if path != MANIFEST and sha256(found[path]) != known:
            changed.append(path)
    if changed:
        notes.append(f"Changed by hand since it was written: {_listed(changed)}.")
    if gone:
        notes.append(f"Written, and gone: {_listed(gone)}.")
    return found


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence; of very many the first ones."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


# --- the source -------------------------------------------------------------------------------


def _source_of(hamilton: Path, document: Mapping[str, Any]) -> Path | None:
    """Where the Kedro project lay when it was migrated."""
    path = document["source"].get("path")
    return hamilton / path if isinstance(path, str) and path else None


def _project(
    root: Path | None, document: Mapping[str, Any], notes: list[str], must: bool
) -> Project | None:
    """The Kedro project; None where it is not there, which is said."""
    if root is None or (not must and not root.is_dir()):
        notes.append("The Kedro project is not there (--kedro says where): its side is empty.")
        return None
    try:
        project = read_project(root)
    except CannotMigrate as error:
        if must:
            raise
        notes.append(f"The Kedro project can't be read any more ({error}): its side is empty.")
        return None
    if source_hash(project) != document["source"].get("sha256"):
        notes.append(
            "The Kedro project is not the one that was migrated, or has changed since: what "
            "stands beside each other may not belong together."
        )
    return project


# --- the proof --------------------------------------------------------------------------------


def _proven(
    file: Path, document: Mapping[str, Any], hamilton: Path, kedro: Path | None
) -> dict[str, Any]:
    """A proof, with why it does not hold today. Raises CannotMigrate if it is another project's."""
    try:
        proof = read_proof(file)
        strange = next(_strange(proof, document), "")
        if strange:
            raise CannotMigrate(
                f"{file} is the proof of another project, or of an earlier state of this one: "
                f"it has {strange}, unlike this one; run migrate verify again"
            )
        proof["why"] = _why(changes(proof, kedro, hamilton)) if kedro else [_UNKNOWN]
    except CannotVerify as error:
        raise CannotMigrate(str(error)) from error
    return proof


def _why(sentences: list[str]) -> list[str]:
    """Why a proof does not hold; of very many sentences the first ones."""
    more = len(sentences) - _NAMED
    return sentences if more <= 0 else [*sentences[:_NAMED], f"And {more} more."]


def _strange(proof: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    """What a proof speaks of and a migration does not know."""
    driver = document["modules"]["driver"]
    if driver not in proof["hamilton"]["files"]:
        yield f"no {driver}"
    known = {each["id"] for each in document["nodes"]}
    for run in proof["runs"]:
        if run["pipeline"] not in document["pipelines"]:
            yield f"the pipeline {run['pipeline']}"
        yield from (
            f"the dataset {name}" for name in run["datasets"] if not _is_known(name, document)
        )
        yield from (f"the node {name}" for name in run["nodes"] if name not in known)


def _is_known(name: str, document: Mapping[str, Any]) -> bool:
    return name in document["names"] or name in document["names"].values()
