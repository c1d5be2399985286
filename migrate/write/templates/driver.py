"""The registered pipelines, and drivers that run them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from hamilton import ad_hoc_utils, driver
from hamilton.lifecycle import LifecycleAdapter
from package_name import catalog
from package_name.outputs import Outputs
from package_name.parameters import inputs
from package_name.storage import Storage

ENVIRONMENTS: tuple[str, ...] = ()
DEFAULT_ENVIRONMENT = ""
DEFAULT_PIPELINE = ""
HERE = Path(__file__).resolve().parents[1]
DATA_ROOT = HERE


class Pipeline(NamedTuple):
    """The modules that compute it, the names that it loads, and those that are requested.

    What a pipeline does not compute, it loads, even where one of its modules could compute it.
    """

    modules: tuple[ModuleType, ...]
    loads: tuple[str, ...]
    outputs: tuple[str, ...]


PIPELINES: dict[str, Pipeline] = {}
# Names that cannot be names of functions, and the functions that load them.
LOADERS: dict[str, str] = {}


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
    Relative paths start from `data_root` (default: `DATA_ROOT`). `parameters` are changes, by
    dotted name. Without `store` nothing is written, and what would be read back is passed on as
    it is, so that results may differ.

    Raises KeyError for a pipeline, an environment or a parameter that there is not.
    """
    environment = env or DEFAULT_ENVIRONMENT
    if environment not in ENVIRONMENTS:
        raise KeyError(f"no environment {environment!r}; there are: {', '.join(ENVIRONMENTS)}")
    if pipeline not in PIPELINES:
        raise KeyError(f"no pipeline {pipeline!r}; there are: {', '.join(PIPELINES)}")
    modules, loads, _ = PIPELINES[pipeline]
    if loads:  # loaders come last, so that they override what a module could compute
        loaders = [getattr(catalog, LOADERS.get(name, name)) for name in loads]
        modules += (ad_hoc_utils.create_temporary_module(*loaders),)
    datasets = catalog.datasets(environment)
    storage = Storage(datasets, data_root or DATA_ROOT, load_versions)
    return (
        driver.Builder()
        .with_modules(*modules)
        .allow_module_overrides()
        .with_config({**inputs(environment, parameters), "storage": storage, "store": store})
        .with_adapters(storage, *adapters, Outputs())
        .build()
    )
