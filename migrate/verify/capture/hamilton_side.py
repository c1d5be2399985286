"""Run one pipeline of a migrated project, where no Kedro is needed.

What runs is `python run.py`, as from the project's folder. This is all that is asked of a written
project, and asked here alone:

- `run.py --pipeline P [--env E] [--set a.b=1]... [--data-root DIR]` ends with code 0. It executes
  one driver, which it or the package's `driver.py` builds with `hamilton.driver.Builder`.
- `<package>/driver.py` (`hamilton_driver.py` where the project has a driver of its own) has
  `PIPELINES`, by name, with `outputs`, and `DATA_ROOT`, the folder of the data where
  `--data-root` is not given: what migration.json has as the `root` of its `data`, by default the
  project's own folder, where the data is laid then; `catalog` is the module with the datasets.
- Nodes that load are tagged `hamilton.data_loader`, as Hamilton's own. The callable of a node that
  saves has the `dataset`, or, of a value in parts, the `datasets` by part; one that wraps another
  has it as `compute`. A dataset has `path`, `load`, `save` and `read(save_version=...)`.
- An adapter with `datasets`, by name, gives them below its root by `rooted(name)`. Its `forget`
  are names whose values nobody wants; here they are wanted.
- An `Anew` between nodes is a value that each function loads for itself, by its `load()`.
- For one node alone: `driver.build(P, E, data_root=, store=False, adapters=)`. Where nothing is
  stored, there is no `catalog`, and `build` has neither `data_root` nor `store`.

A project without a `run.py` is run by `driver.build` and `execute`, one without `DATA_ROOT` is
told where the data lies.
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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .guard import Refused, Stopped
from .kept import read_whole
from .recorder import Recorder, undisturbed

LOADER = "hamilton.data_loader"  # the tag of what is loaded
VERSION = "save_version"  # the node that is the version of a run

# Before the first import of hamilton: loading its plugins takes seconds.
os.environ.setdefault("HAMILTON_AUTOLOAD_EXTENSIONS", "0")


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
    dataset_of: Callable[[str], Any],
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
    """What each function loads for itself is handed on as an `Anew`: its value."""
    return value.load() if type(value).__name__ == "Anew" else value


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
    for name in ("hamilton_driver", "driver"):
        for path in sorted(project.glob(f"*/{name}.py")):
            return f"{path.parent.name}.{name}"
    raise FileNotFoundError(f"no package with a driver.py in {project}")


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
        stored = getattr(function, "datasets", None) or {"": getattr(function, "dataset", None)}
        for part, dataset in stored.items():
            if getattr(dataset, "save", None):
                yield f"{node.name}: {part}" if part != "" else node.name, dataset.path
        function = getattr(function, "compute", None)


def refuse_outside(running: list[Any], data: Path) -> None:
    """Raise Refused if a dataset is saved where it would not be a copy's."""
    for name, path in sorted(place for node in running for place in saved_by(node)):
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
        _run_node(watched.built(store=False), migration, request, recorder)
        return
    script = project / "run.py"
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
        self.driver: Any = None
        # The adapter looks names up while it runs, so that the driver can be asked first.
        self.recorded: dict[str, list[str]] = {}

    @property
    def module(self) -> Any:
        """The module with the pipelines."""
        return importlib.import_module(driver_of(self.project))

    def pipelines(self) -> Any:
        """The registered pipelines, by name."""
        return self.module.PIPELINES

    def adapter(self) -> Any:
        """Records what the driver does."""
        # Where nothing is stored, there is no catalog.
        catalog = str(getattr(getattr(self.module, "catalog", None), "__file__", ""))
        return adapter(self.recorder, self.recorded, catalog, self.project, self.dataset)

    def dataset(self, node: str) -> Any:
        """What the value of a node is stored by, if by anything."""
        adapters = self.driver.adapter.adapters if self.driver else ()
        known = (each for each in adapters if node in getattr(each, "datasets", ()))
        return next((each.rooted(node) for each in known), None)

    def built(self, **storage: Any) -> Any:
        """A driver as the project's own module builds it, with options of what stores."""
        request = self.request
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
            outputs = self._ready(driver, list(final_vars))
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

    def _ready(self, driver: Any, outputs: list[str]) -> list[str]:
        """Look at the driver before it runs; returns the outputs in the order asked for."""
        self.driver, request = driver, self.request
        upstream, _ = driver.graph.get_upstream_nodes(outputs)
        running = {node.name for node in upstream}
        if not request.get("outside_allowed"):
            refuse_outside(upstream, Path(request["data"]))
        self.recorded.update(self.names)
        self.recorded.update(stand_ins(driver, running, self.names))
        self.recorder.total = sum(1 for node in upstream if not node.user_defined)
        order, seed = request.get("order") or 0, request.get("seed") or 0
        return shuffled(driver, outputs, order, seed)


def _run_node(
    driver: Any, migration: dict[str, Any], request: dict[str, Any], recorder: Recorder
) -> None:
    """What stands for one Kedro node, without any storage: its inputs are given."""
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
    found = driver.execute(final, overrides=given)
    for dataset, name in wanted.items():
        recorder.view(dataset, found[name], "computed")
