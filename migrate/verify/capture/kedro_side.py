"""Run one registered pipeline of a Kedro project, of any Kedro from 0.18 on."""

from __future__ import annotations

import functools
import hashlib
import inspect
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .guard import Refused
from .kept import read_whole
from .recorder import Recorder, undisturbed

if TYPE_CHECKING:
    F = TypeVar("F")

    def hook_impl(hook: F) -> F:
        """Kedro's marker, as the type checker may see it."""
        return hook
else:
    from kedro.framework.hooks import hook_impl

# Kedro's own datasets that keep nothing by themselves.
KEEPING_NOTHING = ("MemoryDataset", "MemoryDataSet", "SharedMemoryDataset", "LambdaDataset")
LOCAL = ("", "file", "local", "memory")


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


def _path(dataset: Any) -> str:
    """Where a dataset lies; "" if it does not say so."""
    found = getattr(dataset, "_filepath", None) or getattr(dataset, "_path", None)
    return str(found) if found else ""


def _below(path: Path, folder: Path) -> bool:
    return folder.resolve() in path.resolve().parents


def _outside(dataset: Any, project: Path) -> str:
    """What lies outside of the project where this dataset is saved, in words; "" if nothing."""
    dataset = getattr(dataset, "_dataset", dataset)  # of a cached one
    kind, path = type(dataset), _path(dataset)
    if kind.__name__ in KEEPING_NOTHING or dataset is None:
        return ""
    protocol = getattr(dataset, "_protocol", "") or getattr(dataset, "_fs_prefix", "")
    if str(protocol).split(":")[0] not in LOCAL or "://" in path:
        return path if "://" in path else f"{str(protocol).split(':')[0]}://{path}"
    if path:
        return "" if _below(project / path, project) else path
    known = kind.__module__.split(".")[0] in ("kedro", "kedro_datasets")
    return f"no file ({kind.__name__})" if known else ""


class Capture:
    """Hooks: what a consumer loads, and what is returned where nobody consumes."""

    def __init__(self, recorder: Recorder, project: Path, outside_allowed: bool) -> None:
        self.recorder = recorder
        self.project = project
        self.outside_allowed = outside_allowed
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
        if not self.outside_allowed:
            refuse_outside(pipeline.all_outputs(), catalog, self.project)
        self.recorder.total = len(pipeline.nodes)
        self.begin, self.overhead = time.perf_counter(), self.recorder.overhead

    @hook_impl
    def after_dataset_loaded(self, dataset_name: str, data: Any, node: Any) -> None:
        # Kedro below 1.0 names a transcoded dataset in full; the name alone is the dataset.
        self.recorder.view(dataset_name, data, "loaded", node_id(node))
        if dataset_name not in self.computed and dataset_name not in self.loaded:
            self.loaded.append(dataset_name)

    @hook_impl
    def before_node_run(self, node: Any) -> None:
        self.recorder.start(node_id(node))

    @hook_impl
    def after_node_run(self, node: Any, outputs: dict[str, Any]) -> None:
        self.recorder.stop(node_id(node), inputs=list(node.inputs), outputs=list(node.outputs))
        for name in node.outputs:
            self.computed.append(name)
            if name not in self.consumed and name in (outputs or {}):
                self.recorder.view(name, outputs[name], "returned", node_id(node))

    @hook_impl
    def after_dataset_saved(self, dataset_name: str, node: Any) -> None:
        if dataset_name in self.consumed:
            return
        begin = time.perf_counter()
        try:
            # Many of these can't be loaded (pictures, reports); what was returned is kept.
            with undisturbed():
                value = self.catalog.load(dataset_name)
        except Exception:
            value = None
        self.recorder.overhead += time.perf_counter() - begin
        if value is not None:
            self.recorder.view(dataset_name, value, "reloaded", node_id(node))

    @hook_impl
    def after_pipeline_run(self) -> None:
        ours = self.recorder.overhead - self.overhead
        self.recorder.extra["run_seconds"] = time.perf_counter() - self.begin - ours

    @hook_impl
    def on_pipeline_error(self, pipeline: Any, catalog: Any) -> None:
        self.recorder.extra["missing"] = list(missing(pipeline.inputs(), catalog, self.project))


def node_id(node: Any) -> str:
    """The node's name as Kedro 1.7 makes it, whatever Kedro runs here: older ones call a node
    without a name `function([inputs]) -> [outputs]`.
    """
    if node._name or hasattr(node, "_set_unique_name"):
        return str(node.name)
    function = node.func
    if isinstance(function, functools.partial):
        base = start = f"partial({_function_name(function)})"
    else:
        base, start = node._func_name, f"{function.__module__}.{_function_name(function)}"
    key = f"{start}|{node.inputs}|{node.outputs}"
    name = f"{base}__{hashlib.sha256(key.encode()).hexdigest()[:8]}"
    return f"{node.namespace}.{name}" if node.namespace else name


def refuse_outside(names: Iterable[str], catalog: Any, project: Path) -> None:
    """Raise Refused if one of the datasets is saved where it would not be a copy's."""
    for name in sorted(names):
        place = _outside(_dataset(catalog, name), project)
        if place:
            raise Refused(
                f"it saves {name} to {place}, outside of the project, where no copy stands for "
                "the user's own (--allow-outside lets it)"
            )


def missing(names: Iterable[str], catalog: Any, project: Path) -> Iterator[list[str]]:
    """Name and path of each of the datasets that is to be loaded and is not there."""
    for name in sorted(names):
        dataset: Any = None if is_parameter(name) else _dataset(catalog, name)
        path = _path(dataset)
        try:
            there = not path or dataset.exists()
        except Exception:
            there = True
        if not there:
            yield [name, path.replace(f"{project}/", "", 1)]


def _function_name(function: Any) -> str:
    """What a person would call it: a partial by what it calls."""
    inner = getattr(function, "func", function)
    return str(getattr(inner, "__name__", type(inner).__name__))


def describe(registry: dict[str, Any], catalog: Any, project: Path) -> dict[str, Any]:
    """Registered pipelines, their nodes and the datasets of all, as JSON."""
    nodes: dict[str, Any] = {}
    names: dict[str, list[str]] = {}
    datasets: dict[str, Any] = {}
    for name, pipeline in registry.items():
        names[name] = [node_id(node) for node in pipeline.nodes]
        for node in pipeline.nodes:
            nodes[node_id(node)] = {
                "function": _function_name(node.func),
                "module": getattr(node.func, "__module__", None) or "",
                "namespace": node.namespace,
                "inputs": list(node.inputs),
                "outputs": list(node.outputs),
            }
            for dataset in (*node.inputs, *node.outputs):
                datasets.setdefault(dataset, None)
    for name in datasets:
        found = None if is_parameter(name) else _dataset(catalog, name)
        kind = type(found).__name__
        stored = found is not None and kind not in KEEPING_NOTHING
        path = _path(found).replace(f"{project}/", "", 1) if stored else ""
        datasets[name] = {"type": kind if stored else "", "stored": stored, "path": path}
    return {"pipelines": names, "nodes": nodes, "datasets": datasets}


def _accepted(function: Any, **arguments: Any) -> dict[str, Any]:
    """Those of the arguments that the function knows: names changed between versions."""
    known = inspect.signature(function).parameters
    return {name: value for name, value in arguments.items() if name in known}


def run(request: dict[str, Any], recorder: Recorder) -> None:
    """Run `request["pipeline"]` of the project in `request["project"]`, or its node
    `request["node"]` alone, on the values of `request["inputs"]`.
    """
    begin = time.perf_counter()
    import kedro
    from kedro.framework.project import pipelines
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    project = Path(request["project"])
    bootstrap_project(project)
    recorder.extra.update(side="kedro", version=kedro.__version__)
    name = request["pipeline"]
    if name not in pipelines:
        recorder.extra.update(absent=True, registered=sorted(pipelines))
        return
    if not pipelines[name].nodes:  # which Kedro refuses to run
        recorder.extra["graph"] = describe(dict(pipelines), None, project)
        return
    if request.get("node"):
        _run_node(pipelines[name], request, recorder)
        return
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
    capture = Capture(recorder, project, bool(request.get("outside_allowed")))
    with created as session:
        session._hook_manager.register(capture)
        known = inspect.signature(session.run).parameters
        how = {"pipeline_names": [name]} if "pipeline_names" in known else {"pipeline_name": name}
        recorder.extra["start_seconds"] = time.perf_counter() - begin
        session.run(**how)
    recorder.extra.update(computed=capture.computed, loaded=capture.loaded)
    # `pipelines` may hold only what was asked for; asking for None brings all.
    getattr(pipelines, "set_requested", lambda _: None)(None)
    recorder.extra["graph"] = describe(dict(pipelines), capture.catalog, project)


def _run_node(pipeline: Any, request: dict[str, Any], recorder: Recorder) -> None:
    """One node's function, without any storage."""
    node = next(node for node in pipeline.nodes if node_id(node) == request["node"])
    inputs = {name: read_whole(Path(path)) for name, path in request["inputs"].items()}
    recorder.total = 1
    recorder.start(node_id(node))
    outputs = node.run(inputs)
    recorder.stop(node_id(node), inputs=list(node.inputs), outputs=list(node.outputs))
    for name, value in (outputs or {}).items():
        recorder.view(name, value, "returned", node_id(node))
