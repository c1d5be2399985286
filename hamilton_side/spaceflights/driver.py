"""The registered pipelines, and drivers that run them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from hamilton import ad_hoc_utils, driver
from hamilton.graph_types import HamiltonGraph
from hamilton.lifecycle import EdgeConnectionHook, GraphExecutionHook, LifecycleAdapter

from spaceflights import catalog, data_processing, data_science, reporting
from spaceflights.execution import Execution
from spaceflights.outputs import Outputs
from spaceflights.parameters import inputs
from spaceflights.storage import Missing, Storage, Unwritable

ENVIRONMENTS = ("base", "local", "test")
DEFAULT_ENVIRONMENT = "local"
DEFAULT_PIPELINE = "__default__"
HERE = Path(__file__).resolve().parents[1]
DATA_ROOT = HERE


class Pipeline(NamedTuple):
    """The modules that compute it, the names that it loads, and those that are requested.

    What a pipeline does not compute, it loads, even where one of its modules could compute it.
    """

    modules: tuple[ModuleType, ...]
    loads: tuple[str, ...]
    outputs: tuple[str, ...]


PIPELINES = {
    "__default__": Pipeline(
        modules=(data_processing, data_science, reporting),
        loads=("companies", "reviews", "shuttles"),
        outputs=(
            "review_statistics",
            "outdated_companies",
            "model_input_check",
            "location_ranking",
            "price_by_policy",
            "engine_use_plot",
            "active_predictions_plot",
            "candidate_predictions_plot",
            "model_card",
        ),
    ),
    "data_processing": Pipeline(
        modules=(data_processing,),
        loads=("companies", "reviews", "shuttles"),
        outputs=(
            "review_statistics",
            "outdated_companies",
            "missing_scores",
            "company_summary",
            "model_input_check",
        ),
    ),
    "data_science": Pipeline(
        modules=(data_science,),
        loads=("model_input_table",),
        outputs=("active_metrics", "candidate_metrics"),
    ),
    "evaluation": Pipeline(
        modules=(data_science,),
        loads=(
            "active_modelling_pipeline.regressor",
            "active_modelling_pipeline.X_test",
            "active_modelling_pipeline.y_test",
            "candidate_modelling_pipeline.regressor",
            "candidate_modelling_pipeline.X_test",
            "candidate_modelling_pipeline.y_test",
        ),
        outputs=("active_metrics", "candidate_metrics"),
    ),
    "reporting": Pipeline(
        modules=(reporting,),
        loads=(
            "active_metrics",
            "candidate_metrics",
            "model_input_table",
            "active_predictions",
            "candidate_predictions",
            "company_summary",
            "missing_scores",
        ),
        outputs=(
            "active_predictions_plot",
            "candidate_predictions_plot",
            "location_ranking",
            "price_by_policy",
            "engine_use_plot",
            "model_card",
        ),
    ),
}
# Names that cannot be names of functions, and the functions that load them.
LOADERS: dict[str, str] = {
    "active_modelling_pipeline.X_test": "active_modelling_pipeline_X_test",
    "active_modelling_pipeline.regressor": "active_modelling_pipeline_regressor",
    "active_modelling_pipeline.y_test": "active_modelling_pipeline_y_test",
    "candidate_modelling_pipeline.X_test": "candidate_modelling_pipeline_X_test",
    "candidate_modelling_pipeline.regressor": "candidate_modelling_pipeline_regressor",
    "candidate_modelling_pipeline.y_test": "candidate_modelling_pipeline_y_test",
}
# Names that are loaded from a dataset of another name.
DATASETS: dict[str, str] = {
    "active_metrics": "active_modelling_pipeline.metrics",
    "active_predictions": "active_modelling_pipeline.predictions",
    "candidate_metrics": "candidate_modelling_pipeline.metrics",
    "candidate_predictions": "candidate_modelling_pipeline.predictions",
}


class Refused(ValueError):
    """What is asked for cannot be run; nothing has been."""


# What ends a run with a sentence: nobody has to look into the code.
SAID = (Refused, Missing, Unwritable)


def build(
    pipeline: str = DEFAULT_PIPELINE,
    env: str | None = None,
    *,
    data_root: str | Path | None = None,
    parameters: Mapping[str, Any] | None = None,
    load_versions: Mapping[str, str] | None = None,
    store: bool = True,
    adapters: tuple[LifecycleAdapter, ...] = (),
) -> driver.Driver:
    """A driver for a pipeline in an environment, with all of its inputs.

    `execute` computes any names; `PIPELINES[pipeline].outputs` are what a whole run makes.
    Relative paths start from `data_root` (default: `DATA_ROOT`). Without `store` nothing is
    written, and what would be read back is passed on as it is, so that results may differ.
    `parameters` are changes, by dotted name; KeyError is for one that there is not.

    Raises Refused for a pipeline, an environment or a dataset that there is not. `execute` raises
    it before the first function for unknown names, for inputs
    without a value, and for datasets that the environment does not store.
    """
    environment = env or DEFAULT_ENVIRONMENT
    check_name("environment", environment, ENVIRONMENTS)
    check_name("pipeline", pipeline, PIPELINES)
    modules, loads, _ = PIPELINES[pipeline]
    if loads:  # loaders come last, so that they override what a module could compute
        loaders = [getattr(catalog, LOADERS.get(name, name)) for name in loads]
        modules += (ad_hoc_utils.create_temporary_module(*loaders),)
    datasets = catalog.datasets(environment)
    for name in load_versions or ():
        check_name("dataset", name, datasets)
        if not datasets[name].versioned:
            raise Refused(f"{name} has no versions in the environment {environment}")
    storage = Storage(datasets, data_root or DATA_ROOT, load_versions)
    config = {**inputs(environment, parameters), "storage": storage, "store": store}
    stored = {name for name, dataset in datasets.items() if dataset.load}
    needed = {DATASETS.get(name, name) for name in loads}
    why = f"the environment {environment} does not store"
    absent = {name: why for name in needed if name not in stored}
    built = (
        driver.Builder()
        .with_modules(*modules)
        .allow_module_overrides()
        .with_config(config)
        .with_adapters(Request(config, absent), storage, *adapters, Outputs())
        .build()
    )
    built.graph_executor = Execution(built.adapter)
    return built


def check_name(kind: str, name: str, known: Iterable[str]) -> None:
    """Raise Refused, with the name that may be meant, if `name` is not `known`."""
    names = list(known)
    if name in names:
        return
    near = get_close_matches(name, names, 1)
    meant = f"is {near[0]!r} meant?" if near else f"there are: {', '.join(sorted(names))}"
    raise Refused(f"no {kind} {name!r}; {meant}")


class Request(GraphExecutionHook, EdgeConnectionHook):
    """Refuses a run that lacks something, before its first function.

    Hints are for readers and between functions: as in Kedro, none refuses an input's value.

    `given` are the inputs that have a value, `absent` are datasets that can't be loaded, or saved,
    with the reason.
    """

    def __init__(self, given: Mapping[str, Any], absent: Mapping[str, str]) -> None:
        self.given = given
        self.absent = absent

    def run_before_graph_execution(
        self,
        *,
        graph: HamiltonGraph,
        inputs: Mapping[str, Any] | None,
        overrides: Mapping[str, Any] | None,
        execution_path: Collection[str],
        **_: Any,
    ) -> None:
        """Look at what is asked for. Raises Refused."""
        nodes = {node.name: node for node in graph.nodes}
        given = {*self.given, *(inputs or ()), *(overrides or ())}
        for name in sorted(given.difference(self.given)):
            check_name("name", name, nodes)
        run = [nodes[name] for name in execution_path if name not in given]
        needed = {name for node in run for name in node.required_dependencies}
        missing = {name for name in needed - given if nodes[name].is_external_input}
        if missing:
            raise Refused(
                f"no value for {', '.join(sorted(missing))}; give it to execute(inputs=...)"
            )
        datasets = {node.name: DATASETS.get(node.name, node.name) for node in run}
        lost = {name: self.absent[key] for name, key in datasets.items() if key in self.absent}
        if lost:
            why = min(lost.values())
            names = ", ".join(sorted(name for name, reason in lost.items() if reason == why))
            raise Refused(f"{why} {names}")

    def run_after_graph_execution(self, **_: Any) -> None:
        """Nothing is left open."""

    def validate_input(self, node_type: type, input_value: Any, **_: Any) -> bool:
        """Any value will do."""
        return True

    def check_edge_types_match(self, type_from: type, type_to: type, **_: Any) -> bool:
        """Hamilton's own rules hold."""
        return False
