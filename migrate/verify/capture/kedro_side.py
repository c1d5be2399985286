"""Run one registered pipeline of a Kedro project, of any Kedro from 0.18 on.

What runs is `kedro run`, as from the project's folder, with the project's own commands and
plugins; a hook of ours that is registered last sees what is loaded and made.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import kedro

from .guard import Refused, Unsupported
from .kept import read_whole
from .recorder import Recorder, undisturbed

# The oldest Kedro that we can run, and the first whose --params takes `=`.
OLDEST, EQUALS = (0, 18), (0, 19)
DEFAULT_PIPELINE = "__default__"


def version_of(text: str) -> tuple[int, ...]:
    """A version's first two numbers."""
    return tuple(int(re.sub(r"\D.*", "", part) or 0) for part in text.split(".")[:2])


if version_of(kedro.__version__) < OLDEST:
    raise Unsupported(
        f"it has Kedro {kedro.__version__}; Kedro from {'.'.join(map(str, OLDEST))} on can be run"
    )

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


def run(request: dict[str, Any], recorder: Recorder) -> None:
    """Run `request["pipeline"]` of the project in `request["project"]`, or its node
    `request["node"]` alone, on the values of `request["inputs"]`.
    """
    begin = time.perf_counter()
    recorder.extra.update(side="kedro", version=kedro.__version__)
    from kedro.framework.project import pipelines

    name, project = request["pipeline"], Path(request["project"])
    if request.get("node"):
        from kedro.framework.startup import bootstrap_project

        bootstrap_project(project)
        _run_node(pipelines[name], request, recorder)
        return
    capture = Capture(recorder, project, bool(request.get("outside_allowed")))
    _register(capture, lambda: recorder.extra.update(start_seconds=time.perf_counter() - begin))
    try:
        _command(request)
    except (Exception, SystemExit):
        all_of(pipelines)
        if not pipelines or (name in pipelines and pipelines[name].nodes):
            raise
        if name in pipelines:  # Kedro refuses to run one without nodes
            recorder.extra["graph"] = describe(dict(pipelines), None, project)
        else:
            recorder.extra.update(absent=True, registered=sorted(pipelines))
        return
    recorder.extra.update(computed=capture.computed, loaded=capture.loaded)
    all_of(pipelines)
    recorder.extra["graph"] = describe(dict(pipelines), capture.catalog, project)


def all_of(pipelines: Any) -> None:
    """Have all pipelines loaded: Kedro may hold only what was asked for; asking for None brings
    all.
    """
    getattr(pipelines, "set_requested", lambda _: None)(None)


def _register(capture: Capture, ready: Callable[[], None]) -> None:
    """Have the first session use our hooks after the project's and all plugins'."""
    from pluggy import PluginManager

    load = PluginManager.load_setuptools_entrypoints
    registered: list[Any] = []

    def loaded(manager: Any, group: str, *arguments: Any, **named: Any) -> Any:
        found = load(manager, group, *arguments, **named)
        if group == "kedro.hooks" and not registered:
            registered.append(manager)
            manager.register(capture)
            ready()
        return found

    setattr(PluginManager, "load_setuptools_entrypoints", loaded)  # noqa: B010


def _command(request: dict[str, Any]) -> None:
    """`kedro run`, as it is typed. Raises SystemExit if its exit code is not 0."""
    from kedro.framework.cli import main

    sys.argv = ["kedro", "run"]
    if request["pipeline"] != DEFAULT_PIPELINE:
        sys.argv.append(f"--pipeline={request['pipeline']}")
    if request.get("environment"):
        sys.argv.append(f"--env={request['environment']}")
    parameters = request["parameters"]
    if any("," in text for pair in parameters.items() for text in pair):
        # Where the command line would divide them.
        sys.argv.append(f"--config={_config(parameters, Path(request['capture']))}")
    elif parameters:
        joint = "=" if version_of(kedro.__version__) >= EQUALS else ":"
        pairs = (f"{name}{joint}{text}" for name, text in parameters.items())
        sys.argv.append(f"--params={','.join(pairs)}")
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise


def _config(parameters: dict[str, str], folder: Path) -> Path:
    """A file for --config that says the same as --params would."""
    from omegaconf import OmegaConf

    said = OmegaConf.from_dotlist([f"{name}={text}" for name, text in parameters.items()])
    path = folder / "run.yml"
    run = {"run": {"params": OmegaConf.to_container(said)}}
    path.write_text(json.dumps(run), encoding="utf-8")
    return path


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
