"""Both sides of a project in this process: what each makes, by dataset."""

from __future__ import annotations

import copy
import importlib
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from imported import package

RAW = pd.DataFrame({"a": [1, 2, 3, 4], "b": [4, 5, 6, 7]})


def run_kedro(project: Path, pipeline: str) -> tuple[dict[str, Any], list[str]]:
    """What consumers of each dataset see when Kedro runs a pipeline, and its nodes in order."""
    from kedro.config import OmegaConfigLoader
    from kedro.framework.hooks import hook_impl
    from kedro.framework.hooks.manager import _create_hook_manager
    from kedro.framework.project import pipelines
    from kedro.framework.startup import bootstrap_project
    from kedro.io import DataCatalog
    from kedro.runner import SequentialRunner

    seen: dict[str, Any] = {}
    order: list[str] = []

    class Watch:
        @hook_impl
        def after_node_run(self, node: Any) -> None:
            order.append(node.name)

        @hook_impl
        def after_dataset_saved(self, dataset_name: str, data: Any) -> None:
            try:
                seen[dataset_name] = copy.deepcopy(data)
            except TypeError:  # it can't be copied; what is stored is loaded below
                seen[dataset_name] = data

    with warnings.catch_warnings(), package("shop", project / "src"):
        warnings.simplefilter("ignore")
        bootstrap_project(project)
        config = OmegaConfigLoader(str(project / "conf"), base_env="base", default_run_env="local")
        entries = _rooted(config["catalog"], project)
        catalog = DataCatalog.from_config(entries)
        parameters = config["parameters"]
        catalog["parameters"] = parameters
        for name, value in parameters.items():
            catalog[f"params:{name}"] = value
        catalog["params:sizes.k"] = parameters["sizes"]["k"]
        np.random.seed(0)
        hooks = _create_hook_manager()
        hooks.register(Watch())
        SequentialRunner().run(pipelines[pipeline], catalog, hook_manager=hooks)
        for name in entries:
            if name in seen:
                seen[name] = catalog.load(name)
    return seen, order


def _rooted(value: Any, project: Path) -> Any:
    """Entries of a catalog with paths below the project's folder, as `kedro run` has them."""
    if not isinstance(value, dict):
        return value
    return {
        key: str(project / each) if key in ("filepath", "path") else _rooted(each, project)
        for key, each in value.items()
    }


def run_hamilton(project: Path, pipeline: str, names: Sequence[str] | None) -> dict[str, Any]:
    """What a driver gives for `names`, or for what a run of the pipeline requests.

    Of what is stored and not read back for consumers, it is what the file holds.
    """
    with package("shop", project):
        driver = importlib.import_module("shop.driver")
        outputs = driver.PIPELINES[pipeline].outputs
        stores = hasattr(driver, "catalog")
        built = driver.build(pipeline, **({"data_root": project} if stores else {}))
        np.random.seed(0)
        found: dict[str, Any] = built.execute(list(names or outputs))
        if not stores:
            return found
        storage = driver.Storage(driver.catalog.datasets(), project)
        for name in found.keys() & storage.datasets.keys():
            dataset = storage.rooted(name)
            if dataset.save and dataset.load:
                found[name] = dataset.read()
    return found


def raw_data(project: Path) -> None:
    """Lay the raw table into a project."""
    (project / "data").mkdir(parents=True, exist_ok=True)
    RAW.to_csv(project / "data/raw.csv", index=False)
