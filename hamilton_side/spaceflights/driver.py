"""The registered pipelines, and drivers that run them."""

from collections import namedtuple
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from hamilton.driver import Builder, Driver
from hamilton.graph_types import HamiltonNode
from hamilton.plugins.h_threadpool import FutureAdapter

from spaceflights import catalog
from spaceflights.parameters import inputs
from spaceflights.storage import Storage

ENVIRONMENTS = ("base", "local", "test")
DATA_ROOT = Path(__file__).resolve().parents[1]
# These functions only hand on what they get.
HAND_ON = ("modelling_pipeline", "predictions", "metrics")
# Its modules, what it is run for, and what it loads although a module could compute it.
Pipeline = namedtuple("Pipeline", "modules outputs loads", defaults=[()])
# fmt: off
PIPELINES = {
    "__default__": Pipeline(
        ("data_processing", "data_science", "reporting"),
        ("review_statistics", "outdated_companies", "model_input_check", "location_ranking",
         "price_by_policy", "engine_use_plot", "active_predictions_plot",
         "candidate_predictions_plot", "model_card"),
    ),
    "data_processing": Pipeline(
        ("data_processing",),
        ("review_statistics", "outdated_companies", "missing_scores", "company_summary",
         "model_input_check"),
    ),
    "data_science": Pipeline(("data_science",), ("active_metrics", "candidate_metrics")),
    "evaluation": Pipeline(
        ("data_science",),
        ("active_metrics", "candidate_metrics"),
        ("active_modelling_pipeline.regressor", "active_modelling_pipeline.X_test",
         "active_modelling_pipeline.y_test", "candidate_modelling_pipeline.regressor",
         "candidate_modelling_pipeline.X_test", "candidate_modelling_pipeline.y_test"),
    ),
    "reporting": Pipeline(
        ("reporting",),
        ("active_predictions_plot", "candidate_predictions_plot", "location_ranking",
         "price_by_policy", "engine_use_plot", "model_card"),
    ),
}
# fmt: on
def builder(
    pipeline: str = "__default__",
    env: str | None = None,
    *,
    data_root: str | Path = DATA_ROOT,
    parameters: Mapping[str, Any] | None = None,
    **options: Any,
) -> Builder:
    """A Hamilton builder. `parameters` are changes by dotted name, the options are `Storage`'s."""
    env = env or "local"
    if env not in ENVIRONMENTS:
        raise ValueError(f"there is no environment {env!r} among {', '.join(ENVIRONMENTS)}")
    found = PIPELINES[pipeline]
    options["loads"] = {*found.loads, *options.get("loads", ())}
    modules = [import_module(f"spaceflights.{name}") for name in found.modules]
    storage = Storage(catalog.datasets(env), data_root, **options)
    built = Builder().with_modules(*modules).with_config(inputs(env, parameters))
    return built.with_adapters(storage)


def build(*names: str, adapters: Iterable[Any] = (), **options: Any) -> Driver:
    """A driver, with adapters; all else is as for `builder`."""
    return builder(*names, **options).with_adapters(*adapters).build()


def part(
    pipeline: str,
    names: list[str],
    to: list[str],
    nodes: list[str],
    tags: list[str],
    **options: Any,
) -> tuple[Driver, list[str]]:
    """What run.py executes, and a driver that loads all else."""
    first, to, outputs = options.pop("from"), names + to, PIPELINES[pipeline].outputs
    options["forget"] = () if names else outputs
    options["adapters"] = [FutureAdapter()] if options.pop("executor") else ()
    flow = build(pipeline, **options)
    every = flow.list_available_variables()
    makers = {each.name: maker(each) for each in every}
    makers |= {name: makers[by] for name, by in makers.items()}
    first, nodes = ([makers.get(name, name) for name in asked] for asked in (first, nodes))
    run = {makers[each.name] for each in flow.what_is_upstream_of(*(to or outputs))}
    if first:
        run &= {makers[each.name] for each in flow.what_is_downstream_of(*first)}
    run &= set(nodes or run)
    if tags:
        tagged = flow.list_available_variables(tag_filter={"kedro_tags": tags})
        run &= {makers[each.name] for each in tagged}
    left = {each.name for each in every if makers[each.name] not in run}
    asked = [*outputs, *to, *(sorted(run) if tags else nodes)]
    made = [name for name in dict.fromkeys(asked) if name in names or name not in left]
    if not made:
        raise ValueError("nothing is left to make")
    if first or nodes or tags:
        left -= {each.name for each in every if hands_on(each)}
        flow = build(pipeline, loads=left, **options)
    return flow, made


def maker(node: HamiltonNode) -> str:
    """What makes a node: where it is a part or another name of a value, what makes that."""
    if hands_on(node):
        return next(iter(node.required_dependencies), node.name)
    functions = [each.__name__ for each in node.originating_functions or ()]
    whole = node.name[: node.name.rfind(".") + 1] + "".join(functions[:1])
    return whole if whole in node.required_dependencies else node.name


def hands_on(node: HamiltonNode) -> bool:
    """Whether a node only hands on what it gets, into a namespace or out of it."""
    functions = node.originating_functions or ()
    return len(functions) == 1 and functions[0].__name__ in HAND_ON
