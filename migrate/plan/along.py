"""What comes along: modules of the package, and what the new project has to have installed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping

from migrate.migration import FlowModule
from migrate.plan.homes import Homes
from migrate.plan.storage import StoragePlan
from migrate.project import Project

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


def kept_files(homes: Homes, own: Mapping[str, str], project: Project) -> dict[str, str]:
    """The modules of the package that come along, by their path in the output.

    `own` are those that define dataset classes, and all that they import, by their path.
    """
    files: dict[str, str] = {}
    source = project.layout.source_dir.strip("/")
    prefix = f"{source}/" if source not in ("", ".") else ""
    for name, statements in homes.kept.items():
        if name == "setup":  # of the old distribution
            continue
        module = homes.source.modules[name]
        whole = [s for s in module.statements if s.kind != "docstring"] == [
            s for s in statements if s.kind != "docstring"
        ]
        text = module.text if whole else "".join(statement.text for statement in statements)
        files[module.path.removeprefix(prefix)] = text.lstrip("\n")
    return files | {path.removeprefix(prefix): text for path, text in own.items()}


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
    roots |= _imported_roots(kept)
    found = {_distribution(root) for root in roots - _provided(project.layout.package) if root}
    return ("apache-hamilton>=1.90", *sorted(found))


def tests_need(texts: Iterable[str], known: Iterable[str], package: str) -> tuple[str, ...]:
    """What the tests need beside what the project itself needs (`known`)."""
    used = {_distribution(root) for root in _imported_roots(texts) - _provided(package)}
    own = {re.split(r"[<>=!~\[ ]", name)[0] for name in known} | {"pytest", "tests", "conftest"}
    return ("pytest", *sorted(used - own))


def _imported_roots(texts: Iterable[str]) -> set[str]:
    return {
        root
        for text in texts
        for root in re.findall(r"^(?:from|import) (\w+)", text, flags=re.MULTILINE)
    }


def _provided(package: str) -> set[str]:
    return {package, "hamilton", "__future__", *sys.stdlib_module_names}


def _distribution(root: str) -> str:
    return _DISTRIBUTIONS.get(root, root.replace("_", "-"))
