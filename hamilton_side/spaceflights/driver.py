"""The registered pipelines, and drivers that run them."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from hamilton.driver import Builder, Driver
from hamilton.lifecycle import LifecycleAdapter

from spaceflights import catalog
from spaceflights.parameters import inputs
from spaceflights.storage import Storage

ENVIRONMENTS = ("base", "local", "test")
DATA_ROOT = Path(__file__).resolve().parents[1]


class Pipeline(NamedTuple):
    """Its modules, what it is run for, and what it loads although a module could compute it."""

    modules: tuple[str, ...]
    outputs: tuple[str, ...]
    loads: tuple[str, ...] = ()


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
    modules, _, options["loads"] = PIPELINES[pipeline]
    storage = Storage(catalog.datasets(env), data_root, **options)
    return (
        Builder()
        .with_modules(*(import_module(f"spaceflights.{name}") for name in modules))
        .with_config(inputs(env, parameters))
        .with_adapters(storage)
    )


def build(*names: str, adapters: Iterable[LifecycleAdapter] = (), **options: Any) -> Driver:
    """A driver, with adapters; all else is as for `builder`."""
    return builder(*names, **options).with_adapters(*adapters).build()
