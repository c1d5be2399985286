"""The registered pipelines, and drivers that run them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

# Hamilton's plugins, loaded all at once, make it slow to start.
os.environ.setdefault("HAMILTON_AUTOLOAD_EXTENSIONS", "0")

from hamilton import ad_hoc_utils, driver  # noqa: E402
from hamilton.lifecycle import LifecycleAdapter  # noqa: E402

from spaceflights import catalog, data_processing, data_science, parameters, reporting  # noqa: E402
from spaceflights.storage import Storage  # noqa: E402

ENVIRONMENTS = ("base", "local", "test")
DEFAULT_ENVIRONMENT = "local"
HERE = Path(__file__).resolve().parents[1]
KEDRO_PROJECT = HERE / "../kedro_side"
# While the data still lies in the Kedro project, it is read and written there.
DATA_ROOT = (
    HERE if (HERE / "data").is_dir() or not KEDRO_PROJECT.is_dir() else KEDRO_PROJECT.resolve()
)


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

# Names that cannot be names of functions, and what loads them.
LOADERS: dict[str, str] = {
    "active_modelling_pipeline.X_test": "active_modelling_pipeline_X_test",
    "active_modelling_pipeline.regressor": "active_modelling_pipeline_regressor",
    "active_modelling_pipeline.y_test": "active_modelling_pipeline_y_test",
    "candidate_modelling_pipeline.X_test": "candidate_modelling_pipeline_X_test",
    "candidate_modelling_pipeline.regressor": "candidate_modelling_pipeline_regressor",
    "candidate_modelling_pipeline.y_test": "candidate_modelling_pipeline_y_test",
}


def build(
    pipeline: str = "__default__",
    env: str | None = None,
    *,
    data_root: str | Path | None = None,
    parameters_changed: Mapping[str, Any] | None = None,
    load_versions: Mapping[str, str] | None = None,
    store: bool = True,
    adapters: tuple[LifecycleAdapter, ...] = (),
) -> driver.Driver:
    """A driver for a pipeline in an environment, with all of its inputs.

    `execute` with any names computes those; `PIPELINES[pipeline].outputs` are what a whole run
    makes. Relative paths start from `data_root` (by default `DATA_ROOT`). `parameters_changed` are values by dotted name. Without `store` nothing is written, and what
    would be read back is passed on as it is, so that results may differ.

    Raises KeyError for a pipeline, an environment or a parameter that there is not.
    """
    environment = env or DEFAULT_ENVIRONMENT
    if environment not in ENVIRONMENTS:
        raise KeyError(f"no environment {environment!r}; there are: {', '.join(ENVIRONMENTS)}")
    if pipeline not in PIPELINES:
        raise KeyError(f"no pipeline {pipeline!r}; there are: {', '.join(PIPELINES)}")
    plan = PIPELINES[pipeline]
    storage = Storage(catalog.datasets(environment), data_root or DATA_ROOT, load_versions)
    inputs = parameters.inputs(environment, parameters_changed)
    builder = driver.Builder().with_modules(*plan.modules)
    if plan.loads:  # loaders come last: they override what a module could compute
        functions = [getattr(catalog, LOADERS.get(name, name)) for name in plan.loads]
        builder = builder.with_modules(ad_hoc_utils.create_temporary_module(*functions))
    return (
        builder.allow_module_overrides()
        .with_config({**inputs, "storage": storage, "store": store})
        .with_adapters(storage, *adapters)
        .build()
    )
