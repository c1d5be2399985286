"""Run one pipeline of a migrated project and keep what its nodes get and give.

Shipped beside capture.py; runs in the project's own interpreter, where no Kedro is needed.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migrate.verify.capture import Recorder, main
else:
    from capture import Recorder, main

    # Our folder and our module's name must not shadow anything of the project's.
    sys.path.pop(0)
    sys.modules["_migrate_capture"] = sys.modules.pop("capture")

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


def adapter(recorder: Recorder, names: dict[str, list[str]], catalog: str, project: Path) -> Any:
    """A lifecycle adapter that records every dataset when made, and as each consumer gets it."""
    from hamilton.lifecycle.base import BasePostNodeExecute, BasePreNodeExecute

    class Capture(BasePreNodeExecute, BasePostNodeExecute):  # type: ignore[misc, unused-ignore]
        def pre_node_execute(self, *, node_: Any, kwargs: dict[str, Any], **_: Any) -> None:
            for name, value in kwargs.items():
                for dataset in names.get(name, ()):
                    recorder.view(dataset, value, "seen", node_.name)
            recorder.start(node_.name)

        def post_node_execute(self, *, node_: Any, success: bool, result: Any, **_: Any) -> None:
            functions = node_.originating_functions or ()
            modules = [module_of(f, project) for f in functions]
            loads = bool(modules) and all(m == catalog for m in modules)
            how = "loaded" if loads else "computed"
            datasets = names.get(node_.name, ())
            recorder.stop(
                node_.name,
                how=how,
                datasets=list(datasets),
                functions=[f"{module_of(f, project)}.{f.__qualname__}" for f in functions],
            )
            for dataset in datasets if success else ():
                recorder.view(dataset, result, how)

    return Capture()


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


def package_of(project: Path) -> str:
    """The package with the driver. Raises FileNotFoundError if there is none."""
    found = sorted(path.parent.name for path in project.glob("*/driver.py"))
    if not found:
        raise FileNotFoundError(f"no package with a driver.py in {project}")
    return found[0]


def stand_ins(driver: Any, outputs: list[str], names: dict[str, list[str]]) -> dict[str, list[str]]:
    """Nodes that are a dataset under another name, where its own node has nothing to do: what a
    subdag makes is called differently inside and outside of it.
    """
    wanted, _ = driver.graph.get_upstream_nodes(outputs)
    running = {node.name for node in wanted}
    found: dict[str, list[str]] = {}
    for name, datasets in names.items():
        node = driver.graph.nodes.get(name)
        inputs = [] if node is None or name in running else [n.name for n in node.dependencies]
        if len(inputs) == 1 and inputs[0] in running and inputs[0] not in names:
            found.setdefault(inputs[0], []).extend(datasets)
    return found


def changes(build: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    """Changed parameters as the argument that `build` has for them; nested dicts are merged."""
    if not parameters:
        return {}
    known = inspect.signature(build).parameters
    return {"parameters_changed" if "parameters_changed" in known else "parameters": parameters}


def run(request: dict[str, Any], recorder: Recorder) -> None:
    """Run `request["pipeline"]` of the project in `request["project"]`."""
    begin = time.perf_counter()
    project = Path(request["project"])
    sys.path.insert(0, str(project))
    package = package_of(project)
    module = importlib.import_module(f"{package}.driver")
    migration = json.loads((project / "migration.json").read_text(encoding="utf-8"))
    names = datasets_of(migration["names"])
    pipeline = request["pipeline"]
    # The adapter looks names up while it runs, so that the driver can be asked first.
    watched = dict(names)
    if pipeline not in module.PIPELINES:
        recorder.extra.update(side="hamilton", absent=True)
        return
    driver = module.build(
        pipeline,
        request.get("environment"),
        data_root=request["data"],
        **changes(module.build, request.get("parameters") or {}),
        adapters=(adapter(recorder, watched, f"{package}.catalog", project),),
    )
    recorder.extra["start_seconds"] = time.perf_counter() - begin
    outputs = list(module.PIPELINES[pipeline].outputs)
    watched.update(stand_ins(driver, outputs, names))
    begin, before = time.perf_counter(), recorder.overhead
    driver.execute(outputs)
    import hamilton.version

    recorder.extra.update(
        side="hamilton",
        run_seconds=time.perf_counter() - begin - (recorder.overhead - before),
        version=".".join(str(part) for part in hamilton.version.VERSION),
    )
    for how in ("computed", "loaded"):
        recorder.extra[how] = [d for n in recorder.nodes if n["how"] == how for d in n["datasets"]]
    if request.get("describe"):
        recorder.extra["graph"] = describe(driver, project)


if __name__ == "__main__":
    raise SystemExit(main(run))
