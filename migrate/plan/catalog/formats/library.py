"""Dataset classes used as they are: of kedro-datasets, of other libraries, of the project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.model.expressions import Call, Expression, Lambda, Name, of_value
from migrate.model.migration import DatasetOutcome, Import
from migrate.plan.catalog.formats.code import (
    TEXT_PATH,
    Calls,
    NotPlainError,
    Piece,
    is_dotted_name,
    keywords,
    lambda_of,
)
from migrate.plan.catalog.formats.entry import HARMLESS_KEYS, Entry

# The groups of kedro-datasets, whose classes stand in a catalog without a prefix.
# fmt: off
_GROUPS = frozenset({
    "api", "biosequence", "dask", "databricks", "email", "geopandas", "holoviews", "huggingface",
    "ibis", "json", "langchain", "matlab", "matplotlib", "networkx", "openxml", "pandas",
    "partitions", "pickle", "pillow", "plotly", "polars", "redis", "snowflake", "spark",
    "svmlight", "tensorflow", "text", "yaml",
})
# fmt: on
# Keys under which Kedro looks for paths that are relative to the project, at every depth.
PATH_KEYS = ("filepath", "path", "filename")


def class_module(type_: str) -> tuple[str, str]:
    """The module and the name of an entry's class."""
    module, _, name = type_.rpartition(".")
    if not module or not is_dotted_name(type_):
        raise NotPlainError(f"{type_} is no class that can be imported")
    if module.partition(".")[0] == "kedro":
        raise NotPlainError(f"{type_} is no class of today's Kedro")
    return (f"kedro_datasets.{module}" if module in _GROUPS else module), name


def class_calls(
    entry: Entry,
    module: str,
    name: str,
    outcome: DatasetOutcome,
    reason: str,
    kept: bool = False,
) -> Calls:
    """Calls that make an object of a dataset class, and load and save with it.

    They have the class by its whole path. The written catalog finds a short name for it, but where
    a module of kedro-datasets looks for the class, and what it needs, only when it is used.
    An object that is `kept` is made once, as Kedro does: it remembers something.
    """
    # Kedro hands all of it to the class; of those of kedro-datasets none looks at its metadata.
    dropped = {"versioned", "layer"} if outcome == "custom" else {"versioned"} | HARMLESS_KEYS
    config = {key: value for key, value in entry.config.items() if key not in dropped}
    key = next((key for key in PATH_KEYS if isinstance(config.get(key), str | Expression)), None)
    rooted = {k: _below_root(v) for k, v in config.items() if k != key}
    taken = "path"
    if key is None or rooted != {k: v for k, v in config.items() if k != key}:
        if entry.versioned:
            raise NotPlainError("it has versions, and paths inside its arguments")
        taken, rooted = "root", {k: _below_root(v, k) for k, v in config.items()}
        if str(rooted) == str(config):
            taken = "_"
    else:
        rooted = {key: TEXT_PATH, **rooted}
    if outcome == "custom" and entry.versioned:
        rooted["version"] = None  # the path has its version already
    made = Call(Name(f"{module}.{name}"), named=keywords(rooted))
    is_lazy = module.startswith(("kedro_datasets.", "kedro_datasets_experimental."))
    needs = frozenset({Import(module, None if is_lazy else name)}) | entry.needs()
    load = lambda_of(taken, Expression(made, ".load"), [], {}, *needs)
    save = lambda_of(f"data, {taken}", Expression(made, ".save"), [Name("data")], {}, *needs)
    if kept:
        once = Call(Name("_Kept"), [Lambda(taken, made)])
        load = Piece(Expression("(", Name("kept"), " := ", once, ").load"), needs)
        save = Piece(Name("kept.save"), needs)
    return Calls(
        load,
        save,
        rooted=taken == "root",
        outcome=outcome,
        reason=reason,
        confirm=lambda_of(f"{taken}, _loaded", Expression(made, ".confirm"), [], {}),
    )


def _below_root(value: Any, key: str = "") -> Any:
    """The same arguments, with the paths in them starting from the project's folder."""
    if isinstance(value, Mapping):
        return {k: _below_root(v, k) for k, v in value.items()}
    is_path = key in PATH_KEYS and isinstance(value, str | Expression) and bool(value)
    if not is_path or (isinstance(value, str) and _is_absolute(value)):
        return value
    return Call(Name("str"), [Expression(Name("root"), " / ", of_value(value))])


def _is_absolute(path: str) -> bool:
    return "://" in path or path.startswith(("/", "\\")) or path[1:2] == ":"
