"""Run one registered pipeline of a Kedro project and keep what its nodes get and give.

Shipped beside capture.py; runs in the project's own interpreter, any Kedro from 0.18 on.
"""

from __future__ import annotations

import inspect
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from migrate.verify.capture import Recorder, main

    F = TypeVar("F")

    def hook_impl(hook: F) -> F:
        """Kedro's marker, as the type checker may see it."""
        return hook
else:
    from capture import Recorder, main

    # Our folder and our module's name must not shadow anything of the project's.
    sys.path.pop(0)
    sys.modules["_migrate_capture"] = sys.modules.pop("capture")

    from kedro.framework.hooks import hook_impl


def is_parameter(name: str) -> bool:
    """Whether a dataset's name is Kedro's for parameters."""
    return name == "parameters" or name.startswith("params:")


def _dataset(catalog: Any, name: str) -> Any:
    """The catalog's dataset of that name, or None."""
    for getter in ("get", "_get_dataset"):
        if hasattr(catalog, getter):
            try:
                return getattr(catalog, getter)(name)
            except Exception:
                return None
    return None


class Capture:
    """Hooks: what a consumer loads, and what is returned where nobody consumes."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.catalog: Any = None
        self.consumed: set[str] = set()
        self.computed: list[str] = []
        self.loaded: list[str] = []
        self.begin = 0.0
        self.overhead = 0.0

    @hook_impl
    def after_catalog_created(self, catalog: Any) -> None:
        self.catalog = catalog

    @hook_impl
    def before_pipeline_run(self, pipeline: Any, catalog: Any) -> None:
        self.catalog = catalog
        self.consumed = {name for node in pipeline.nodes for name in node.inputs}
        self.begin, self.overhead = time.perf_counter(), self.recorder.overhead

    @hook_impl
    def after_dataset_loaded(self, dataset_name: str, data: Any, node: Any) -> None:
        # Kedro below 1.0 names a transcoded dataset in full; the name alone is the dataset.
        self.recorder.view(dataset_name, data, "loaded", node.name)
        if dataset_name not in self.computed and dataset_name not in self.loaded:
            self.loaded.append(dataset_name)

    @hook_impl
    def before_node_run(self, node: Any) -> None:
        self.recorder.start(node.name)

    @hook_impl
    def after_node_run(self, node: Any, outputs: dict[str, Any]) -> None:
        self.recorder.stop(node.name, outputs=list(node.outputs))
        for name in node.outputs:
            self.computed.append(name)
            if name not in self.consumed and name in (outputs or {}):
                self.recorder.view(name, outputs[name], "returned", node.name)

    @hook_impl
    def after_dataset_saved(self, dataset_name: str, node: Any) -> None:
        if dataset_name in self.consumed:
            return
        begin = time.perf_counter()
        try:
            # Many of these can't be loaded (pictures, reports); what was returned is kept.
            value = self.catalog.load(dataset_name)
        except Exception:
            value = None
        self.recorder.overhead += time.perf_counter() - begin
        if value is not None:
            self.recorder.view(dataset_name, value, "reloaded", node.name)

    @hook_impl
    def after_pipeline_run(self) -> None:
        ours = self.recorder.overhead - self.overhead
        self.recorder.extra["run_seconds"] = time.perf_counter() - self.begin - ours


def _function_name(function: Any) -> str:
    """What a person would call it: a partial by what it calls."""
    inner = getattr(function, "func", function)
    return str(getattr(inner, "__name__", type(inner).__name__))


def describe(registry: dict[str, Any], catalog: Any) -> dict[str, Any]:
    """Registered pipelines, their nodes and the datasets of all, as JSON."""
    nodes: dict[str, Any] = {}
    names: dict[str, list[str]] = {}
    datasets: dict[str, Any] = {}
    for name, pipeline in registry.items():
        names[name] = [node.name for node in pipeline.nodes]
        for node in pipeline.nodes:
            nodes[node.name] = {
                "function": _function_name(node.func),
                "module": getattr(node.func, "__module__", None) or "",
                "namespace": node.namespace,
                "inputs": list(node.inputs),
                "outputs": list(node.outputs),
            }
            for dataset in (*node.inputs, *node.outputs):
                datasets.setdefault(dataset, None)
    for dataset in datasets:
        kind = type(_dataset(catalog, dataset)).__name__ if not is_parameter(dataset) else ""
        stored = bool(kind) and kind not in ("NoneType", "MemoryDataset", "SharedMemoryDataset")
        datasets[dataset] = {"type": kind if stored else "", "stored": stored}
    return {"pipelines": names, "nodes": nodes, "datasets": datasets}


def _accepted(function: Any, **arguments: Any) -> dict[str, Any]:
    """Those of the arguments that the function knows: names changed between versions."""
    known = inspect.signature(function).parameters
    return {name: value for name, value in arguments.items() if name in known}


def run(request: dict[str, Any], recorder: Recorder) -> None:
    """Run `request["pipeline"]` of the project in `request["project"]`."""
    begin = time.perf_counter()
    import kedro
    from kedro.framework.project import pipelines
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    project = Path(request["project"])
    bootstrap_project(project)
    parameters = request.get("parameters") or None
    created = KedroSession.create(
        **_accepted(
            KedroSession.create,
            project_path=project,
            env=request.get("environment"),
            runtime_params=parameters,
            extra_params=parameters,
        )
    )
    capture = Capture(recorder)
    with created as session:
        session._hook_manager.register(capture)
        name = request["pipeline"]
        known = inspect.signature(session.run).parameters
        how = {"pipeline_names": [name]} if "pipeline_names" in known else {"pipeline_name": name}
        recorder.extra["start_seconds"] = time.perf_counter() - begin
        session.run(**how)
    recorder.extra.update(
        side="kedro", version=kedro.__version__, computed=capture.computed, loaded=capture.loaded
    )
    if request.get("describe"):
        # `pipelines` may hold only what was asked for; asking for None brings all.
        getattr(pipelines, "set_requested", lambda _: None)(None)
        recorder.extra["graph"] = describe(dict(pipelines), capture.catalog)


if __name__ == "__main__":
    raise SystemExit(main(run))
