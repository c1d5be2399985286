"""Loaders: the functions of the written catalog that load what a pipeline does not make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from migrate.migration import Loader

# Names that the written catalog has for other things.
_TAKEN = frozenset(
    {"datasets", "dataloader", "json", "os", "partial", "pd", "pickle", "pl", "re", "shutil"}
    | {"cache", "default", "fsspec", "networkx", "plotly", "plt", "requests", "sqlalchemy", "yaml"}
    | {"Any", "Callable", "Dataset", "FOLDERS", "Generator", "Image", "Mapping", "Message"}
    | {"MappingProxyType", "NoReturn", "Parser", "Path", "PurePosixPath", "SimpleNamespace"}
    | {"Storage", "gpd", "kedro_datasets", "kedro_datasets_experimental", "own_resolvers"}
    | {"cloudpickle", "compress_pickle", "dill", "joblib", "pandas_gbq", "sklearn", "transformers"}
    | {"unwritten"}
    | {"DeltaTable", "dump_svmlight_file", "load_dataset", "parameterize", "tag", "value"}
)


class Load(NamedTuple):
    """What some pipeline loads: Kedro's dataset, as the node of that name and hint."""

    dataset: str
    node: str
    hint: str


def plan_loaders(loads: Iterable[Load], keys: Mapping[str, str]) -> tuple[Loader, ...]:
    """The loaders, by name. `keys` are the names under which datasets are stored."""
    return tuple(
        Loader(
            loader_name(load.node),
            load.node,
            keys[load.dataset],
            load.hint,
            load.dataset if load.dataset != load.node else "",
        )
        for load in sorted(set(loads), key=lambda load: load.node)
    )


def loader_name(node: str) -> str:
    """What the function is called that loads a node."""
    name = node.replace(".", "_")
    return f"{name}_loader" if name in _TAKEN else name
