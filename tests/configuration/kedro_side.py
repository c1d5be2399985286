"""What Kedro itself makes of a project's configuration, in an interpreter of its own.

    python kedro_side.py PROJECT '[["prod", {"model": {"depth": 9}}]]'

prints, as Python literals, for each environment and its runtime parameters what every input and output of the
project's nodes is: a parameter's value, or where a dataset lies and with what it loads and saves.
    python kedro_side.py PROJECT/kedro.json

writes the answers for the runs of that file into it. Projects that only an old Kedro loads have one;
it was made with kedro 0.18.14, kedro-datasets 1.8.0, pandas<2.2 and setuptools<80 on Python 3.11.
"""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path, PurePosixPath
from typing import Any

Run = tuple[str, dict[str, Any]]


def answers(project: Path, runs: list[Run]) -> list[dict[str, Any]]:
    """One answer for each run of a project."""
    from kedro.framework.project import pipelines
    from kedro.framework.startup import bootstrap_project

    bootstrap_project(project)
    nodes = [node for pipeline in pipelines.values() for node in pipeline.nodes]
    names = sorted({name for node in nodes for name in [*node.inputs, *node.outputs]})
    return [_answer(project, names, *run) for run in runs]


def _answer(project: Path, names: list[str], env: str, runtime: dict[str, Any]) -> dict[str, Any]:
    from kedro.framework.session import KedroSession

    known = inspect.signature(KedroSession.create).parameters
    given = {"runtime_params" if "runtime_params" in known else "extra_params": runtime}
    with KedroSession.create(project_path=project, env=env, **given) as session:
        catalog = session.load_context().catalog
    datasets = {name: _dataset(catalog, name) for name in names}
    return {
        name: dataset.load() if name.startswith("param") else _described(dataset, project)
        for name, dataset in datasets.items()
        if dataset is not None
    }


def _dataset(catalog: Any, name: str) -> Any:
    """A dataset that the catalog has or makes; None for those that stay in memory."""
    if not hasattr(catalog, "_get_dataset"):
        return catalog.get(name) if name in catalog else None
    return catalog._get_dataset(name) if catalog.exists(name) or name in catalog else None


def _described(dataset: Any, project: Path) -> dict[str, Any]:
    path = PurePosixPath(dataset._filepath)
    protocol = getattr(dataset, "_protocol", "file")
    if protocol == "file" and path.is_relative_to(project.as_posix()):
        path = path.relative_to(project.as_posix())
    return {
        "path": str(path) if protocol == "file" else f"{protocol}://{path}",
        "versioned": getattr(dataset, "_version", None) is not None,
        "load": getattr(dataset, "_load_args", {}),
        "save": getattr(dataset, "_save_args", {}),
    }


def record(path: Path) -> None:
    """Fill a file of recorded answers."""
    import kedro

    runs = json.loads(path.read_text())["runs"]
    found = {
        "kedro": kedro.__version__,
        "runs": runs,
        "answers": answers(path.parent.resolve(), runs),
    }
    path.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    if sys.argv[1].endswith(".json"):
        record(Path(sys.argv[1]))
    else:
        print("ANSWER" + repr(answers(Path(sys.argv[1]).resolve(), json.loads(sys.argv[2]))))
