"""The driver: the table of pipelines and what builds a Hamilton driver for one of them."""

from __future__ import annotations

from migrate.literals import literal
from migrate.migration import PipelinePlan, Plan
from migrate.write.catalog import loader_functions

_HEAD = '''"""The registered pipelines, and drivers that run them."""

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

from {package} import {imports}  # noqa: E402
from {package}.storage import Storage  # noqa: E402

ENVIRONMENTS = {environments}
DEFAULT_ENVIRONMENT = {default}
HERE = Path(__file__).resolve().parents[1]
{data_root}


class Pipeline(NamedTuple):
    """The modules that compute it, the names that it loads, and those that are requested.

    What a pipeline does not compute, it loads, even where one of its modules could compute it.
    """

    modules: tuple[ModuleType, ...]
    loads: tuple[str, ...]
    outputs: tuple[str, ...]


PIPELINES = {{
{pipelines}}}
{loaders}

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
        raise KeyError(f"no environment {{environment!r}}; there are: {{', '.join(ENVIRONMENTS)}}")
    if pipeline not in PIPELINES:
        raise KeyError(f"no pipeline {{pipeline!r}}; there are: {{', '.join(PIPELINES)}}")
    plan = PIPELINES[pipeline]
    storage = Storage(catalog.datasets(environment), data_root or DATA_ROOT, load_versions)
    inputs = parameters.inputs(environment, parameters_changed)
    builder = driver.Builder().with_modules(*plan.modules)
    if plan.loads:  # loaders come last: they override what a module could compute
        functions = [getattr(catalog, LOADERS.get(name, name)) for name in plan.loads]
        builder = builder.with_modules(ad_hoc_utils.create_temporary_module(*functions))
    return (
        builder.allow_module_overrides()
        .with_config({{**inputs, "storage": storage, "store": store}})
        .with_adapters(storage, *adapters)
        .build()
    )
'''


def driver_text(plan: Plan) -> str:
    """The source of the driver's module."""
    modules = dict.fromkeys(m for pipeline in plan.pipelines for m in pipeline.modules)
    imports = ", ".join(sorted({"catalog", "parameters", *modules}))
    functions = loader_functions(plan.catalog.loaders)
    renamed = {node: function for node, function in functions.items() if node != function}
    loaders = "# Names that cannot be names of functions, and what loads them.\n" if renamed else ""
    return _HEAD.format(
        package=plan.package,
        imports=imports,
        environments=_tuple(literal(name) for name in plan.environments),
        default=literal(plan.default_environment),
        data_root=_data_root(plan),
        pipelines="".join(f"    {literal(p.name)}: {_pipeline(p)},\n" for p in plan.pipelines),
        loaders=f"\n{loaders}LOADERS: dict[str, str] = {literal(renamed)}\n",
    )


def _data_root(plan: Plan) -> str:
    """Where relative paths start from: here, or the Kedro project while the data lies there."""
    if not plan.source_folder:
        return "DATA_ROOT = HERE"
    return (
        f"KEDRO_PROJECT = HERE / {literal(plan.source_folder)}\n"
        "# While the data still lies in the Kedro project, it is read and written there.\n"
        'DATA_ROOT = HERE if (HERE / "data").is_dir() or not KEDRO_PROJECT.is_dir() else KEDRO_PROJECT.resolve()'
    )


def _pipeline(pipeline: PipelinePlan) -> str:
    return (
        f"Pipeline(modules={_tuple(pipeline.modules)}, "
        f"loads={_tuple(literal(name) for name in pipeline.loads)}, "
        f"outputs={_tuple(literal(name) for name in pipeline.outputs)})"
    )


def _tuple(parts) -> str:  # type: ignore[no-untyped-def]
    items = list(parts)
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
