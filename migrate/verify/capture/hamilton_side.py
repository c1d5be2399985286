"""Run one pipeline of a migrated project, where no Kedro is needed.

What runs is `python run.py`, as from the project's folder. This is all that is asked of a written
project, and asked here alone (contract.py has it as types):

- `run.py --pipeline P [--env E] [--set a.b=1]... [--data-root DIR]` ends with code 0. It executes
  one driver, which it or the package's `driver.py` builds with `hamilton.driver.Builder`.
- `<package>/driver.py` (`hamilton_driver.py` where the project has a driver of its own) has
  `PIPELINES`, by name, with `outputs`, and `DATA_ROOT`, the folder of the data where
  `--data-root` is not given: what migration.json has as the `root` of its `data`, by default the
  project's own folder, where the data is laid then; `catalog` is the module with the datasets.
- Nodes that load are tagged `hamilton.data_loader`, as Hamilton's own. The callable of a node that
  saves is a dataset, or has it as `dataset`, or, of a value in parts, the `datasets` by part; one
  that wraps another has it as `compute`. A dataset has `path`, `load`, `save` and
  `read(save_version=...)`.
- An adapter with `datasets`, by name, gives them below its root by `rooted(name)`. Its `forget`
  are names whose values nobody wants; here they are wanted.
- An `Anew` between nodes is a value that each function loads for itself, by its `load()`.
- For one node alone: `driver.build(P, E, data_root=, store=False, adapters=)`. Where nothing is
  stored, there is no `catalog`, and `build` has neither `data_root` nor `store`.

A project without a `run.py` is run by `driver.build` and `execute`, one without `DATA_ROOT` is
told where the data lies.

Where all is in one file (the `layout` in migration.json is single-file), that is `dataflow.py`:
both what runs and the module with `PIPELINES` and `DATA_ROOT`. It takes no other options than
`--pipeline`. Its `DATASETS` are given to `execute` as `inputs` and `overrides`, and go from
node to node: each function loads its own, by `read()`. For one node alone, nothing is stored.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import random
import runpy
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from .guard import Refused, Stopped
from .kept import read_whole
from .recorder import Recorder, undisturbed

if TYPE_CHECKING:
    from .contract import Dataset, DriverModule, LoadedByEach, Pipeline, StorageAdapter

LOADER = "hamilton.data_loader"  # the tag of what is loaded
VERSION = "save_version"  # the node that is the version of a run
ONE_FILE = "dataflow"


def datasets_of(names: dict[str, str]) -> dict[str, list[str]]:
    """Hamilton node -> the Kedro datasets that it stands for."""
    table: dict[str, list[str]] = {}
    for dataset, node in names.items():
        table.setdefault(node, []).append(dataset)
    return table


def module_of(function: Any, project: Path) -> str:
    """The module that a function is written in; Hamilton's temporary modules rename theirs."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    path = Path(code.co_filename) if code else project
    if path.suffix == ".py" and project in path.parents:
        return ".".join(path.relative_to(project).with_suffix("").parts)
    return str(function.__module__)


def adapter(
    recorder: Recorder,
    names: dict[str, list[str]],
    catalog: str,
    project: Path,
    dataset_of: Callable[[str], Dataset | None],
) -> Any:
    """A lifecycle adapter that records every dataset when made, and as each consumer gets it.
    `dataset_of` gives what a node's value is stored by.
    """
    from hamilton.lifecycle import base

    recorder.kept.catalog = catalog
    kinds: Any = (base.BasePreNodeExecute, base.BasePostNodeExecute)

    class Capture(*kinds):  # type: ignore[misc, unused-ignore]
        def pre_node_execute(self, *, node_: Any, kwargs: dict[str, Any], **_: Any) -> None:
            for name, value in kwargs.items():
                for dataset in names.get(name, ()):
                    recorder.view(dataset, loaded(value), "seen", node_.name)
            recorder.start(node_.name)

        def post_node_execute(
            self, *, node_: Any, success: bool, result: Any, kwargs: dict[str, Any], **_: Any
        ) -> None:
            functions = node_.originating_functions or ()
            how = "loaded" if LOADER in node_.tags else "computed"
            datasets = names.get(node_.name, ())
            recorder.stop(
                node_.name,
                how=how,
                datasets=list(datasets),
                functions=[f"{module_of(f, project)}.{f.__qualname__}" for f in functions],
            )
            for dataset in datasets if success else ():
                self.view(dataset, node_, result, how, kwargs)

        def view(
            self, dataset: str, node: Any, result: Any, how: str, given: dict[str, Any]
        ) -> None:
            """What was made, or, where that are functions that we do not call, what was saved."""
            stored = dataset_of(node.name) if recorder.kept.has_uncalled(result) else None
            if stored and stored.load and stored.save:
                version = {k: v for k, v in given.items() if k == VERSION}
                with undisturbed():
                    result, how = stored.read(**version), "reloaded"
            recorder.view(dataset, loaded(result), how)

    return Capture()


def loaded(value: Any) -> Any:
    """The value of what each function loads for itself."""
    if type(value).__name__ == "Anew":
        return cast("LoadedByEach", value).load()
    return cast("Dataset", value).read() if is_dataset(value) else value


def is_dataset(value: Any) -> bool:
    """Whether a value is a dataset of the one file, which goes from node to node."""
    return type(value).__name__ == "Dataset" and type(value).__module__ in (ONE_FILE, "__main__")


def describe(driver: Any, project: Path) -> dict[str, Any]:
    """The driver's graph as JSON."""
    nodes = {}
    for variable in driver.list_available_variables():
        functions = variable.originating_functions or ()
        nodes[variable.name] = {
            "external": bool(variable.is_external_input),
            "module": module_of(functions[0], project) if functions else "",
            "inputs": sorted({*variable.required_dependencies, *variable.optional_dependencies}),
        }
    return {"nodes": nodes}


def driver_of(project: Path) -> str:
    """The import path of the driver. Raises FileNotFoundError if there is none.

    Where the project has a module of that name itself, it is called `hamilton_driver`.
    """
    if is_one_file(project):
        return ONE_FILE
    for name in ("hamilton_driver", "driver"):
        for path in sorted(project.glob(f"*/{name}.py")):
            return f"{path.parent.name}.{name}"
    raise FileNotFoundError(f"no package with a driver.py in {project}")


def is_one_file(project: Path) -> bool:
    """Whether a written project is one file."""
    try:
        migration = json.loads((project / "migration.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(migration, dict) and migration.get("layout") == "single-file"


def stand_ins(driver: Any, running: set[str], names: dict[str, list[str]]) -> dict[str, list[str]]:
    """Nodes that are a dataset under another name, where its own node has nothing to do: what a
    subdag makes is called differently inside and outside of it.
    """
    found: dict[str, list[str]] = {}
    for name, datasets in names.items():
        node = driver.graph.nodes.get(name)
        inputs = [] if node is None or name in running else [n.name for n in node.dependencies]
        if len(inputs) == 1 and inputs[0] in running and inputs[0] not in names:
            found.setdefault(inputs[0], []).extend(datasets)
    return found


def shuffled(driver: Any, outputs: list[str], order: int, seed: int) -> list[str]:
    """The outputs in another order, and the inputs of all nodes too: Hamilton computes depth
    first, so that both together decide when a node runs. Order 0 is Kedro's, order 1 turns that
    around, so that of two nodes that share an object the other one comes first.
    """
    if not order:
        return outputs
    chance = random.Random(f"{seed} {order}")
    reorder: Any = list.reverse if order == 1 else chance.shuffle
    others = list(outputs)
    for names in (others, *(node.dependencies for _, node in sorted(driver.graph.nodes.items()))):
        reorder(names)
    for node in driver.graph.get_nodes():  # what is loaded comes last
        node.dependencies.sort(key=lambda each: LOADER in each.tags)
    while others == outputs and len(set(outputs)) > 1:
        chance.shuffle(others)
    return others


def saved_by(node: Any) -> Iterator[tuple[str, Any]]:
    """What a node saves, by its own name or that of a part of its value, and where."""
    function = node.callable
    while function is not None and LOADER not in node.tags:
        stored = getattr(function, "datasets", None) or {"": getattr(function, "dataset", function)}
        for part, dataset in stored.items():
            if getattr(dataset, "save", None):
                yield f"{node.name}: {part}" if part != "" else node.name, dataset.path
        function = getattr(function, "compute", None)


def refuse_outside(places: Iterable[tuple[str, Any]], data: Path) -> None:
    """Raise Refused if a dataset is saved where it would not be a copy's."""
    for name, path in sorted(places):
        if not isinstance(path, str | Path) or path == data:  # a place that has no path
            continue
        if "://" in str(path) or data not in Path(os.path.normpath(path)).parents:
            raise Refused(
                f"it saves {name} to {path}, outside of the project, where no copy stands for "
                "the user's own (--allow-outside lets it)"
            )


def run(request: dict[str, Any], recorder: Recorder) -> None:
    """Run `request["pipeline"]` of the project in `request["project"]`, or what stands for its
    node `request["node"]` alone, on the values of `request["inputs"]`.
    """
    begin = time.perf_counter()
    project = Path(request["project"])
    sys.path.insert(0, str(project))
    import hamilton.version

    version = ".".join(str(part) for part in hamilton.version.VERSION)
    recorder.extra.update(side="hamilton", version=version)
    migration = json.loads((project / "migration.json").read_text(encoding="utf-8"))
    watched = Watched(request, recorder, migration["names"], begin)
    if request.get("node"):
        _run_node(watched, migration, request, recorder)
        return
    script = project / (f"{ONE_FILE}.py" if watched.in_one_file else "run.py")
    if script.is_file():
        watched.observe(script)
        try:
            _command(request, script)
        except (Exception, SystemExit):
            if request["pipeline"] in watched.pipelines():
                raise
    elif request["pipeline"] in watched.pipelines():
        driver, outputs = watched.built(), list(watched.pipelines()[request["pipeline"]].outputs)
        driver.execute(outputs)
    if request["pipeline"] not in watched.pipelines():
        recorder.extra.update(absent=True)
        return
    if watched.driver is None:
        raise Refused("run.py executed no driver")
    for how in ("computed", "loaded"):
        recorder.extra[how] = [d for n in recorder.nodes if n["how"] == how for d in n["datasets"]]
    recorder.extra["loaded"] += watched.handed
    recorder.extra["graph"] = describe(watched.driver, project)


def _command(request: dict[str, Any], script: Path) -> None:
    """`python run.py`, as it is typed. Raises SystemExit if its exit code is not 0."""
    sys.argv = [script.name, f"--pipeline={request['pipeline']}"]
    # Where environments do not differ, it has no such option.
    if request.get("environment") and "--env" in script.read_text(encoding="utf-8"):
        sys.argv.append(f"--env={request['environment']}")
    sys.argv += [f"--set={name}={text}" for name, text in request["parameters"].items()]
    if request["data_given"]:
        sys.argv.append(f"--data-root={request['data']}")
    try:
        runpy.run_path(str(script), run_name="__main__")
    except SystemExit as end:
        if end.code:
            raise


class Watched:
    """The driver of a written project, and what is recorded of it."""

    def __init__(
        self, request: dict[str, Any], recorder: Recorder, names: dict[str, str], begin: float
    ) -> None:
        self.request = request
        self.recorder = recorder
        self.names = datasets_of(names)
        self.begin = begin
        self.project = Path(request["project"])
        self.in_one_file = is_one_file(self.project)
        self.driver: Any = None
        self.handed: list[str] = []  # datasets that functions load for themselves
        # The adapter looks names up while it runs, so that the driver can be asked first.
        self.recorded: dict[str, list[str]] = {}

    @property
    def module(self) -> DriverModule:
        """The module with the pipelines; what runs is not imported a second time."""
        if self.in_one_file and hasattr(sys.modules["__main__"], "PIPELINES"):
            sys.modules[ONE_FILE] = sys.modules["__main__"]
        return cast("DriverModule", importlib.import_module(driver_of(self.project)))

    def pipelines(self) -> Mapping[str, Pipeline]:
        """The registered pipelines, by name."""
        return self.module.PIPELINES

    def adapter(self) -> Any:
        """Records what the driver does."""
        # Where nothing is stored, there is no catalog.
        module = self.module if self.in_one_file else getattr(self.module, "catalog", None)
        catalog = str(getattr(module, "__file__", ""))
        return adapter(self.recorder, self.recorded, catalog, self.project, self.dataset)

    def dataset(self, node: str) -> Dataset | None:
        """What the value of a node is stored by, if by anything."""
        adapters: Iterable[StorageAdapter] = self.driver.adapter.adapters if self.driver else ()
        known = (each for each in adapters if node in getattr(each, "datasets", ()))
        return next((each.rooted(node) for each in known), None)

    def built(self, **storage: Any) -> Any:
        """A driver as the project's own module builds it, with options of what stores."""
        request = self.request
        if self.in_one_file:
            return self._plain()
        # Where nothing is stored, or environments do not differ, the driver knows of none.
        more = {"data_root": request["data"], **storage} if hasattr(self.module, "catalog") else {}
        if request["changes"]:
            more["parameters"] = request["changes"]
        named = [request.get("environment")] if hasattr(self.module, "ENVIRONMENTS") else []
        built = self.module.build(
            request["pipeline"],
            *named,
            adapters=(self.adapter(),),
            **more,
        )
        if not request.get("node"):
            self.follow(built)
        return built

    def _plain(self) -> Any:
        """A driver of the functions alone, with what lets every value pass."""
        from hamilton.driver import Builder
        from hamilton.lifecycle import NoEdgeAndInputTypeChecking

        adapters = (NoEdgeAndInputTypeChecking(), self.adapter())
        return Builder().with_modules(self.module).with_adapters(*adapters).build()

    def observe(self, script: Path) -> None:
        """Have every driver recorded that the script or the project's driver module builds; those
        of its functions are theirs.
        """
        from hamilton.driver import Builder

        build = Builder.build
        driver = self.project.joinpath(*driver_of(self.project).split("."))
        files = {str(script), f"{driver}.py"}

        def observed(builder: Any) -> Any:
            if sys._getframe(1).f_code.co_filename not in files:
                return build(builder)
            self._check_root()
            for each in builder.adapters:
                if hasattr(each, "forget"):
                    each.forget = ()  # somebody does look at the results
            built = build(builder.with_adapters(self.adapter()))
            self.follow(built)
            return built

        setattr(Builder, "build", observed)  # noqa: B010

    def _check_root(self) -> None:
        """Raise Stopped if the data does not lie where the project would look for it."""
        if self.request["data_given"]:
            return
        root = getattr(self.module, "DATA_ROOT", None)
        if root is None or Path(root).resolve() != Path(self.request["data"]):
            raise Stopped(root=None if root is None else str(Path(root).resolve()))

    def follow(self, driver: Any) -> None:
        """Record what it executes, in the order asked for."""
        execute = driver.execute

        def followed(final_vars: Any, *arguments: Any, **named: Any) -> Any:
            given = [{**(named.get(kind) or {})} for kind in ("inputs", "overrides")]
            outputs = self._ready(driver, list(final_vars), *given)
            begin, before = time.perf_counter(), self.recorder.overhead
            self.recorder.extra["start_seconds"] = begin - self.begin - before
            try:
                found = execute(outputs, *arguments, **named)
            except SystemExit as end:  # or the code 0 would be taken for the end of a whole run
                raise RuntimeError(f"a function ended the process with code {end.code}") from end
            ours = self.recorder.overhead - before
            self.recorder.extra["run_seconds"] = time.perf_counter() - begin - ours
            return found

        driver.execute = followed

    def _ready(
        self,
        driver: Any,
        outputs: list[str],
        inputs: Mapping[str, Any],
        overrides: Mapping[str, Any],
    ) -> list[str]:
        """Look at the driver before it runs; returns the outputs in the order asked for."""
        self.driver, request = driver, self.request
        every, _ = driver.graph.get_upstream_nodes(outputs, runtime_overrides=overrides)
        upstream = [node for node in every if node.name not in overrides]
        running = {node.name for node in upstream}
        given = {**{n.name: inputs.get(n.name) for n in every if n.user_defined}, **overrides}
        handed = [node.name for node in every if is_dataset(given.get(node.name))]
        self.handed = [each for name in handed for each in self.names.get(name, ())]
        if not request.get("outside_allowed"):
            refuse_outside(self._places(upstream), Path(request["data"]))
        self.recorded.update(self.names)
        self.recorded.update(stand_ins(driver, running, self.names))
        self.recorder.total = sum(1 for node in upstream if not node.user_defined)
        order, seed = request.get("order") or 0, request.get("seed") or 0
        return shuffled(driver, outputs, order, seed)

    def _places(self, running: Iterable[Any]) -> Iterator[tuple[str, Any]]:
        """What nodes save, and where."""
        if not self.in_one_file:
            for node in running:
                yield from saved_by(node)
            return
        datasets = getattr(self.module, "DATASETS", {})
        for node in running:
            dataset = None if node.user_defined else datasets.get(node.name)
            if dataset and dataset.save:
                yield node.name, self.module.DATA_ROOT / dataset.path


def _run_node(
    watched: Watched, migration: dict[str, Any], request: dict[str, Any], recorder: Recorder
) -> None:
    """What stands for one Kedro node, without any storage: its inputs are given."""
    driver = watched.built(store=False)
    names = migration["names"]
    wanted = {dataset: names[dataset] for dataset in request["outputs"]}
    functions = [
        target["function"]
        for node in migration["nodes"]
        if node["id"] == request["node"]
        for target in node["targets"]
    ]
    final = list(wanted.values()) or [name for name in functions if name in driver.graph.nodes]
    if not final:
        raise Refused(f"no node of the driver stands for {request['node']}")
    running = {node.name for node in driver.graph.get_upstream_nodes(final)[0]}
    given: dict[str, Any] = {}
    for dataset, path in request["inputs"].items():
        inside = stand_ins(driver, running, {names[dataset]: [dataset]})
        given.update(dict.fromkeys([names[dataset], *inside], read_whole(Path(path))))
    inputs = {**getattr(watched.module, "PARAMETERS", {}), **getattr(watched.module, "INPUTS", {})}
    plain = {"inputs": {**inputs, **given}} if watched.in_one_file else {}
    found = driver.execute(final, overrides=given, **plain)
    for dataset, name in wanted.items():
        recorder.view(dataset, found[name], "computed")
