"""Functions that calls of the catalog use; each is written only where one does."""

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

import plotly.express
import plotly.io
import yaml


def _read_json(path: Path) -> Any:
    with path.open() as file:
        return json.load(file)


def _write_json(data: Any, path: Path, **arguments: Any) -> None:
    with path.open("w") as file:
        json.dump(data, file, **arguments)


def _read_yaml(path: Path) -> Any:
    with path.open() as file:
        return yaml.safe_load(file)


def _write_yaml(data: Any, path: Path, **arguments: Any) -> None:
    with path.open("w") as file:
        yaml.dump(data, file, **arguments)


def _read_pickle(path: Path, backend: str = "pickle", **arguments: Any) -> Any:
    with path.open("rb") as file:
        return import_module(backend).load(file, **arguments)


def _write_pickle(data: Any, path: Path, backend: str = "pickle", **arguments: Any) -> None:
    with path.open("wb") as file:
        import_module(backend).dump(data, file, **arguments)


def _write_figure(data: Any, path: Path, **arguments: Any) -> None:
    """Save a figure; a list or a dict of figures becomes a folder."""
    if isinstance(data, list):
        data = {f"{number}.png": figure for number, figure in enumerate(data)}
    figures = data if isinstance(data, dict) else {"": data}
    for name, figure in figures.items():
        target = path / name if name else path
        target.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(target, **arguments)


def _write_chart(
    data: Any,
    path: Path,
    kind: str,
    theme: str,
    fig: Mapping[str, Any] = MappingProxyType({}),
    layout: Mapping[str, Any] = MappingProxyType({}),
    **arguments: Any,
) -> None:
    """Draw a table with plotly express, and save the figure."""
    figure = getattr(plotly.express, kind)(data, **fig)
    figure.update_layout(template=theme)
    figure.update_layout(dict(layout))
    plotly.io.write_json(figure, path, **arguments)


def _load_with(path: Any, dataset: Any, **arguments: Any) -> Any:
    """Load with a class of kedro-datasets."""
    return dataset(filepath=str(path), **arguments).load()


def _save_with(data: Any, path: Any, dataset: Any, **arguments: Any) -> None:
    """Save with a class of kedro-datasets."""
    dataset(filepath=str(path), **arguments).save(data)


def _not_migrated(*_: Any, name: str) -> NoReturn:
    raise NotImplementedError(f"{name} is not migrated: see migration.json.")
