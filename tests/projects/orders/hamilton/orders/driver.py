"""The pipelines and their driver."""

import os

os.environ.setdefault("HAMILTON_AUTOLOAD_EXTENSIONS", "0")

from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from hamilton import driver

from orders import catalog, prepare, report


class Pipeline(NamedTuple):
    modules: tuple[ModuleType, ...]
    loads: tuple[str, ...]
    outputs: tuple[str, ...]


PIPELINES = {
    "__default__": Pipeline(
        (prepare, report),
        ("orders",),
        ("order_count", "totals", "save_summary", "note_totals"),
    ),
    "prepare": Pipeline((prepare,), ("orders",), ("order_count", "totals")),
    "report": Pipeline((report,), ("totals",), ("save_summary", "note_totals")),
}
RATES = {None: 0.5, "test": 0.25}


def build(
    pipeline: str = "__default__",
    env: str | None = None,
    *,
    data_root: str | None = None,
    parameters: dict[str, Any] | None = None,
    store: bool = True,
    adapters: tuple = (),
) -> driver.Driver:
    rate = (parameters or {}).get("tax", {}).get("rate", RATES[env])
    return (
        driver.Builder()
        .with_modules(catalog, *PIPELINES[pipeline].modules)
        .allow_module_overrides()
        .with_config(
            {
                "storage": "on" if store else "off",
                "data_root": str(data_root or Path(__file__).parents[1]),
                "tax_rate": rate,
            }
        )
        .with_adapters(*adapters)
        .build()
    )
