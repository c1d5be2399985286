"""The ledger: an outcome for everything of the source that is no node and no dataset."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from migrate.diagnostics import Diagnostic, diagnostic
from migrate.migration import ConstructOutcome, ConstructRecord, FlowModule
from migrate.plan.homes import Homes
from migrate.plan.storage import StoragePlan
from migrate.project import Construct, Project

# What becomes of each kind of construct, and what to do about it.
_OUTCOMES: Mapping[str, tuple[ConstructOutcome, str]] = {
    "setting": (
        "replaced",
        "driver.py, catalog.py and parameters.py take the place of settings.py",
    ),
    "config": ("translated", "its values stand in catalog.py and parameters.py"),
    "hook": (
        "manual",
        "write it as a Hamilton lifecycle adapter and hand it to driver.build(adapters=...)",
    ),
    "runner": (
        "manual",
        "Hamilton's executors take the place of runners: see Builder.with_local_executor",
    ),
    "context": ("manual", "what the context prepares belongs into driver.build"),
    "cli": ("manual", "call driver.build from the command instead of a KedroSession"),
    "dataset-class": ("kept", "it comes along on a small base class, where a pipeline uses it"),
    "resolver": ("manual", "compute the value in parameters.py or catalog.py"),
    "plugin": ("dropped", "it works on Kedro's session, which is gone"),
    "test": ("manual", "point its imports at the new functions"),
    "file": ("dropped", "it is no part of the program; copy it if you want it"),
}
# Configuration that has another place in a Hamilton project, or none.
_CONFIG: tuple[tuple[str, ConstructOutcome, str], ...] = (
    ("catalog", "translated", "catalog.py holds its datasets"),
    ("parameters", "translated", "parameters.py holds its values"),
    ("globals", "translated", "catalog.py holds the folders, parameters.py the values"),
    ("credentials", "manual", "secrets are not copied: read them from the environment"),
    ("logging", "manual", "pass it to logging.config.dictConfig before driver.build"),
    ("", "manual", "nothing in the new project reads it: look who did"),
)
# Modules whose distribution has another name.
_DISTRIBUTIONS = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "delta": "delta-spark",
    "dotenv": "python-dotenv",
    "kedro_datasets_experimental": "kedro-datasets",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


def record_constructs(project: Project) -> tuple[tuple[ConstructRecord, ...], list[Diagnostic]]:
    """One outcome for each construct, and what a person should know of them."""
    records = []
    notes = []
    for construct in project.constructs:
        outcome, advice = _outcome(construct)
        records.append(
            ConstructRecord(construct.kind, construct.name, outcome, construct.place, advice)
        )
        if construct.changes_results:
            notes.append(
                diagnostic("K471", construct.place, kind=construct.kind, name=construct.name)
            )
        elif construct.kind == "test":
            notes.append(diagnostic("K473", construct.place))
        elif outcome == "manual" and construct.kind != "config":
            notes.append(
                diagnostic(
                    "K472", construct.place, kind=construct.kind, name=construct.name, advice=advice
                )
            )
    return tuple(records), notes


def _outcome(construct: Construct) -> tuple[ConstructOutcome, str]:
    if construct.kind == "config":
        name = PurePosixPath(construct.place.path).name
        return next((o, a) for prefix, o, a in _CONFIG if name.startswith(prefix))
    return _OUTCOMES.get(construct.kind, ("manual", "decide what becomes of it"))


def kept_files(
    homes: Homes, own: Mapping[str, str], project: Project
) -> tuple[dict[str, str], frozenset[str]]:
    """The modules of the package that come along, by their path in the output; and the paths of
    those from which something has gone.

    `own` are those that define dataset classes, and all that they import, by their path.
    """
    files: dict[str, str] = {}
    parts = set()
    source = project.layout.source_dir.strip("/")
    prefix = f"{source}/" if source not in ("", ".") else ""
    for name, statements in homes.kept.items():
        module = homes.source.modules[name]
        whole = [s for s in module.statements if s.kind != "docstring"] == [
            s for s in statements if s.kind != "docstring"
        ]
        text = module.text if whole else "".join(statement.text for statement in statements)
        path = module.path.removeprefix(prefix)
        files[path] = text.lstrip("\n")
        if not whole and module.path not in own:
            parts.add(path)
    files |= {path.removeprefix(prefix): text for path, text in own.items()}
    return files, frozenset(parts)


def requirements(
    modules: Iterable[FlowModule], kept: Iterable[str], storage: StoragePlan, project: Project
) -> tuple[str, ...]:
    """The distributions that the written project imports, with Hamilton's first."""
    roots = {imported.module.partition(".")[0] for module in modules for imported in module.imports}
    entries = [
        *storage.base.values(),
        *(e for es in storage.environments.values() for e in es.values()),
    ]
    roots |= {imported.module.partition(".")[0] for entry in entries for imported in entry.imports}
    for text in kept:
        roots |= set(re.findall(r"^(?:from|import) (\w+)", text, flags=re.MULTILINE))
    known = {project.layout.package, "hamilton", "__future__", *sys.stdlib_module_names}
    found = {_DISTRIBUTIONS.get(root, root.replace("_", "-")) for root in roots - known if root}
    return ("apache-hamilton>=1.90", *sorted(found))
