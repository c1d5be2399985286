"""What `migrate` is told about the library, by the entry points of its package."""

from __future__ import annotations

from typing import Any

from migrate.model.migration import Import
from migrate.plan.catalog.formats.code import Calls, loading, saving
from migrate.plan.catalog.formats.entry import Entry, row
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, different


def _loaf(entry: Entry) -> Calls:
    library = Import("bakery")
    load = loading("bakery.read_loaf", {}, library)
    return Calls(load, saving("bakery.write_loaf", entry.given("save_args"), library))


LOAF = row(_loaf, without=("load_args", "fs_args", "credentials"))


def compare_loaves(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Loaves are the same if flour and weight are; what is noted does not count."""
    if kedro.flour != hamilton.flour:
        return different("loaf", f"{kedro.flour} in Kedro, {hamilton.flour} in Hamilton")
    return context.compare(kedro.grams, hamilton.grams)
