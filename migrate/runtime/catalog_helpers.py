"""What the written catalog may use; each is written only where something uses it."""

# mypy: disable-error-code="import-untyped,import-not-found"

import json
import os
import pickle
import re
import shutil
from collections.abc import Callable, Mapping
from email.generator import Generator
from email.message import Message
from email.parser import Parser
from email.policy import default
from functools import cache, partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

import fsspec
import pandas as pd
import yaml
from package_name import own_secrets

_ENGINES: dict[str, Any] = {}
_VARIABLE: re.Pattern[str] = re.compile(
    r"\$\{oc\.env:\s*(\w+)\s*(?:,\s*('[^']*'|\"[^\"]*\"|[^{}]*?)\s*)?\}"
)


@cache
def _credentials(name: str) -> Any:
    """The credentials of a name, which stand outside version control.

    They are looked for in the YAML or JSON file that CREDENTIALS_FILE names, which maps names to
    credentials as Kedro's credentials.yml does, and in CREDENTIALS_<NAME>, as JSON: an environment
    variable or a line of `.env`. `${oc.env:NAME}` in them stands for an environment variable.
    """
    variable = "CREDENTIALS_" + re.sub(r"\W", "_", name).upper()
    file = os.environ.get("CREDENTIALS_FILE") if variable not in os.environ else None
    known = yaml.safe_load(Path(file).read_text(encoding="utf-8")) if file else None
    if known and name in known:
        return _filled(known[name])
    try:
        text = own_secrets.get(variable)
    except LookupError as error:
        where = f"{file} has none" if file else "CREDENTIALS_FILE names no file"
        raise LookupError(f"No credentials {name!r}: {error} And {where}.") from None
    return _filled(json.loads(text))


def _filled(value: Any) -> Any:
    """The value with the environment variables that it names.

    Raises LookupError if it is made of anything else.
    """
    if isinstance(value, dict):
        return {key: _filled(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each) for each in value]
    if isinstance(value, str):
        whole = _VARIABLE.fullmatch(value)
        if whole and (whole[2] or "").lower() == "null":
            return os.environ.get(whole[1])
        if "${" in _VARIABLE.sub("", value):
            raise LookupError("Credentials can be made of ${oc.env:NAME} only: write the rest out.")
        return _VARIABLE.sub(_variable, value)
    return value


def _variable(found: re.Match[str]) -> str:
    name, default = found.groups()
    if default is None or name in os.environ:
        return os.environ[name]
    return str(default).strip("'\"")


class _Remote:
    """A file or a folder that fsspec reaches, used like a `pathlib.Path`.

    `options` gives the file system's arguments, when it is used.
    """

    def __init__(self, url: str, options: Callable[[], Mapping[str, Any]] = dict) -> None:
        self.url = url.rstrip("/")
        self._options = options

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, name: str) -> "_Remote":
        return _Remote(f"{self.url}/{name}", self._options)

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    @property
    def parent(self) -> "_Remote":
        return _Remote(self.url.rpartition("/")[0], self._options)

    @property
    def _system(self) -> Any:
        return fsspec.filesystem(self.url.partition("://")[0], **self._options())

    def open(self, mode: str = "r", **arguments: Any) -> Any:
        return self._system.open(self.url, mode, **arguments)

    def read_bytes(self) -> bytes:
        return bytes(self._system.cat_file(self.url))

    def write_text(self, text: str) -> None:
        with self.open("w") as file:
            file.write(text)

    def exists(self) -> bool:
        return bool(self._system.exists(self.url))

    def mkdir(self, **_: Any) -> None:
        """Kedro makes no folders elsewhere than on disk."""

    def glob(self, pattern: str) -> list["_Remote"]:
        found = self._system.glob(f"{self.url}/{pattern}")
        levels = pattern.count("/") + 1
        return [self / "/".join(each.split("/")[-levels:]) for each in found]

    def files(self) -> list[str]:
        """The files below it, as paths relative to it."""
        top = self._system._strip_protocol(self.url)
        return [each.removeprefix(top).lstrip("/") for each in self._system.find(self.url)]

    def remove(self) -> None:
        self._system.rm(self.url, recursive=True)


def _by_name(values: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Values and all that is within them, by dotted name."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        found[f"{above}{key}"] = value
        found |= _by_name(value, f"{above}{key}.") if isinstance(value, Mapping) else {}
    return found


def _read_opened(path: Any, read: Callable[..., Any], mode: str = "rb", **how: Any) -> Any:
    """Open the file, and read from it."""
    with path.open(mode, **how) as file:
        return read(file)


def _write_opened(
    data: Any, path: Any, write: Callable[..., Any], mode: str = "w", **how: Any
) -> None:
    """Open the file, and write into it."""
    with path.open(mode, **how) as file:
        write(data, file)


def _by_method(name: str, data: Any, path: Any, /, **arguments: Any) -> None:
    getattr(data, name)(path, **arguments)


def _write_text(data: str, path: Path) -> None:
    path.write_text(data)


def _read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _write_json(data: Any, path: Path, **arguments: Any) -> None:
    path.write_text(json.dumps(data, **arguments))


def _read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_bytes())


def _write_yaml(data: Any, path: Path, **arguments: Any) -> None:
    path.write_text(yaml.dump(data, **arguments))


def _read_pickle(path: Path, **arguments: Any) -> Any:
    with path.open("rb") as file:
        return pickle.load(file, **arguments)


def _write_pickle(data: Any, path: Path, **arguments: Any) -> None:
    with path.open("wb") as file:
        pickle.dump(data, file, **arguments)


def _read_message(file: Any, **arguments: Any) -> Message:
    return Parser(policy=default).parse(file, **arguments)


def _write_message(data: Message, file: Any, **arguments: Any) -> None:
    Generator(file).flatten(data, **arguments)


def _read_graph(file: Any, **arguments: Any) -> Any:
    import networkx

    return networkx.node_link_graph(json.load(file), **arguments)


def _write_graph(data: Any, file: Any, **arguments: Any) -> None:
    import networkx

    json.dump(networkx.node_link_data(data, **arguments), file)


def _read_image(path: Path) -> Any:
    from PIL import Image

    with Image.open(path) as image:
        return image.copy()


def _read_plotly(file: Any, **arguments: Any) -> Any:
    import plotly.io

    return plotly.io.from_json(file.read().decode("utf-8"), **arguments)


def _read_plotly_json(path: Path, **arguments: Any) -> Any:
    import plotly.io

    return plotly.io.read_json(path, **arguments)


def _write_svmlight(data: Any, file: Any, **arguments: Any) -> None:
    from sklearn.datasets import dump_svmlight_file

    dump_svmlight_file(data[0], data[1], file, **arguments)


def _write_figure(figure: Any, path: Path, **arguments: Any) -> None:
    import matplotlib.pyplot as plt

    with path.open("wb") as file:
        figure.savefig(file, **arguments)
    plt.close("all")


def _write_figures(data: Any, path: Path, overwrite: bool = False, **arguments: Any) -> None:
    """Save a figure; a list or a dict of figures becomes a folder. All figures are closed."""
    import matplotlib.pyplot as plt

    if isinstance(data, list):
        data = {f"{number}.png": figure for number, figure in enumerate(data)}
    if isinstance(data, dict) and overwrite and path.exists():
        shutil.rmtree(path)
    figures = data if isinstance(data, dict) else {"": data}
    for name, figure in figures.items():
        target = path / name if name else path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            figure.savefig(file, **arguments)
    plt.close("all")


def _write_chart(
    data: Any, path: Path, kind: str, theme: str, fig: Any, layout: Any, **arguments: Any
) -> None:
    import plotly.express

    figure = getattr(plotly.express, kind)(data, **fig)
    figure.update_layout(template=theme).update_layout(layout)
    path.write_text(figure.to_json(**arguments))


def _write_excel(
    data: Any,
    path: Path,
    writer: Mapping[str, Any] = MappingProxyType({"engine": "openpyxl"}),
    **arguments: Any,
) -> None:
    """Write a table, or a dict of tables as the sheets of one file."""
    with path.open("wb") as file, pd.ExcelWriter(file, **writer) as book:
        if isinstance(data, dict):
            for name, sheet in data.items():
                sheet.to_excel(book, sheet_name=name, **arguments)
        else:
            data.to_excel(book, **arguments)


def _read_hdf(path: Path, key: str, **arguments: Any) -> Any:
    with pd.HDFStore(path, mode="r", **arguments) as store:
        return store[key]


def _write_hdf(data: Any, path: Path, key: str, **arguments: Any) -> None:
    with pd.HDFStore(path, mode="w", **arguments) as store:
        store.put(key, data, format="table")


def _engine(credentials: Mapping[str, Any]) -> Any:
    """The database at `con`, connected once; the rest are arguments of `create_engine`."""
    import sqlalchemy

    given = dict(credentials)
    con = given.pop("con")
    if con not in _ENGINES:
        _ENGINES[con] = sqlalchemy.create_engine(con, **given)
    return _ENGINES[con]


def _fetch(url: str, **arguments: Any) -> Any:
    """What the address answers; raises if that is an error."""
    import requests

    for key in ("auth", "cert", "timeout"):
        if isinstance(arguments.get(key), list):
            arguments[key] = tuple(arguments[key])  # YAML has no tuples
    response = requests.get(url, **arguments)
    response.raise_for_status()
    return response


def _spark() -> Any:
    """The Spark session, of Databricks Connect where that is installed."""
    try:
        from databricks.connect import DatabricksSession as Session
    except ImportError:
        from pyspark.sql import SparkSession as Session
    return Session.builder.getOrCreate()


def _files(folder: Any) -> list[str]:
    """The files below a folder, as paths relative to it, in order."""
    if not isinstance(folder, Path):
        return list(folder.files())
    found = [Path(at, name) for at, _, names in os.walk(folder, followlinks=True) for name in names]
    return sorted(each.relative_to(folder).as_posix() for each in found)


def _read_partitions(folder: Any, load: Callable[[Any], Any], suffix: str = "") -> dict[str, Any]:
    """A callable that loads it for each file below a folder, by its path without the suffix."""
    files = [file for file in _files(folder) if file.endswith(suffix)]
    if not files:
        raise FileNotFoundError(f"No partitions found in {folder}")
    return {file.removesuffix(suffix): partial(load, folder / file) for file in files}


def _read_increments(
    folder: Any, load: Callable[[Any], Any], suffix: str = "", after: str | None = None
) -> dict[str, Any]:
    """What lies in the files that come after the checkpoint, by their paths without the suffix.

    The checkpoint stands in the folder's file CHECKPOINT, unless `after` is given.
    """
    checkpoint = folder / "CHECKPOINT"
    if after is None and checkpoint.exists():
        with checkpoint.open("r") as file:
            after = file.read()
    found = {}
    for file in _files(folder):
        name = file.removesuffix(suffix)
        if file.endswith(suffix) and file != "CHECKPOINT" and (after is None or name > after):
            found[name] = load(folder / file)
    return found


def _confirm_increments(folder: Any, loaded: list[str]) -> None:
    """Make the last of the files that were loaded the checkpoint."""
    if loaded:
        with (folder / "CHECKPOINT").open("w") as file:
            file.write(loaded[-1])


def _write_partitions(
    data: Mapping[str, Any],
    folder: Any,
    save: Callable[[Any, Any], Any],
    suffix: str = "",
    overwrite: bool = False,
    lazy: bool = True,
) -> None:
    """Save each value in a file of its own; what is callable is called for its value first."""
    if overwrite and folder.exists():
        shutil.rmtree(folder) if isinstance(folder, Path) else folder.remove()
    for name, value in sorted(data.items()):
        file = name.lstrip("/") + suffix
        if ".." in PurePosixPath(file).parts:
            raise ValueError(f"The partition {name!r} is not in {folder}")
        if (value := value() if lazy and callable(value) else value) is None:
            raise ValueError(f"The partition {name!r} is None, which is no value to save.")
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        save(value, path)


class _Kept:
    """Makes an object of a dataset class once for each path: it remembers something."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self.make = cache(make)

    def load(self, path: Any) -> Any:
        return self.make(path).load()

    def save(self, data: Any, path: Any) -> None:
        self.make(path).save(data)
