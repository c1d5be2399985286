"""Files of the project that are read while pipelines are defined; paths as values."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable
from pathlib import PurePath, PurePosixPath
from typing import Any, cast

from migrate.code.parsing import TomlError, parse_toml
from migrate.read.config.yaml import YamlError, parse_yaml
from migrate.read.interpret import configuration_reads, costs
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.natives.builtins import items_of
from migrate.read.interpret.natives.folders import FUNCTIONS as FOLDERS
from migrate.read.interpret.natives.folders import PATH_METHODS, absolute
from migrate.read.interpret.values import (
    FileValue,
    Native,
    Site,
    Unknown,
    Value,
)

Args = list[Value]
Kwargs = dict[str, Value]

_PATH_FACTS = ("parent", "name", "stem", "suffix", "parts", "parents", "suffixes", "anchor")
_PATH_METHODS = (
    *("joinpath", "with_name", "with_suffix", "with_stem", "relative_to"),
    *("is_absolute", "as_posix", "match"),
)


def _text(m: Evaluation, site: Site, path: Value) -> str | Unknown:
    if isinstance(path, Unknown):
        return path
    text = m.resources.text(str(absolute(m, path))) if isinstance(path, str | PurePath) else None
    if text is None:
        return m.unknown(f"the file {path} is read", site)
    m.spend(costs.cells(text))
    whole = absolute(m, path)
    inside = whole.is_relative_to(m.layout.root)
    label = str(whole.relative_to(m.layout.root) if inside else whole)
    read = configuration_reads.source(m, site, label)
    return read if isinstance(read, Unknown) else configuration_reads.text(text, read)


def open_file(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`open(path)`: for reading only."""
    path = args[0] if args else kwargs.get("file")
    mode = kwargs.get("mode", args[1] if len(args) > 1 else "r")
    if not isinstance(mode, str) or set(mode) & set("wax+"):
        return m.unknown("a file is written", site)
    text = _text(m, site, path)
    return text if isinstance(text, Unknown) else FileValue(str(path), text)


def _source(m: Evaluation, site: Site, value: Value) -> str | Unknown:
    if isinstance(value, FileValue):
        return value.text
    if isinstance(value, str):
        return value
    return value if isinstance(value, Unknown) else m.unknown("a text is not known", site)


def _yaml(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    text = _source(m, site, args[0] if args else kwargs.get("stream"))
    if isinstance(text, Unknown):
        return text
    m.spend(costs.read_yaml(text))
    try:
        document = parse_yaml(str(text), legacy=True)
    except YamlError as error:
        return m.unknown(f"the YAML is not read: {error.message}", site)
    if document.faults or document.dates:
        return m.unknown("the YAML holds dates or tags", site)
    return configuration_reads.parsed(m, site, text, document.value)


def _json(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    text = _source(m, site, args[0])
    if isinstance(text, Unknown):
        return text
    return configuration_reads.parsed(m, site, text, m.real(json.loads, str(text), site=site))


def _toml(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    text = _source(m, site, args[0])
    if isinstance(text, Unknown):
        return text
    m.spend(costs.read_toml(text))
    try:
        return configuration_reads.parsed(m, site, text, parse_toml(str(text)))
    except TomlError as error:
        return m.unknown(f"the TOML is not read: {error}", site)


def _load_conf(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`OmegaConf.load(path)`, as far as it is plain YAML."""
    text = _text(m, site, args[0])
    if isinstance(text, Unknown) or "${" in text:
        return m.unknown("the file is not plain YAML", site)
    found = _yaml(m, site, [text], {})
    if isinstance(found, configuration_reads.Read):
        found.source.attributes = True
    return found


# --- paths ----------------------------------------------------------------------------------


def _path(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    unknown = m.first_unknown(*args)
    if unknown is not None:
        return unknown
    m.spend(costs.path(*args))
    return m.real(PurePosixPath, *args, site=site)


def _root(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return PurePosixPath(m.layout.root)


def _is_there(m: Evaluation, path: Value, kind: str) -> bool | None:
    """Whether something is there: "file", "folder" or "any"; None if the project is not known."""
    whole = absolute(m, path)
    if m.resources.listing(m.layout.root) is None:
        return None
    if whole == PurePosixPath(m.layout.root):
        return kind != "file"
    names = m.resources.listing(str(whole.parent)) or ()
    return (kind != "folder" and whole.name in names) or (
        kind != "file" and f"{whole.name}/" in names
    )


def _exists(kind: str) -> Callable[..., Value]:
    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        if isinstance(args[0], Unknown):
            return args[0]
        found = _is_there(m, args[0], kind)
        return m.unknown(f"whether {args[0]} exists", site) if found is None else found

    return run


def _on_text(function: Callable[..., Any]) -> Callable[..., Value]:
    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        unknown = m.first_unknown(*args)
        if unknown is not None:
            return unknown
        m.spend(costs.path(*args))
        return m.real(lambda: function(m, *map(str, args)), site=site)

    return run


def _relative(m: Evaluation, path: str, start: str = ".") -> str:
    return posixpath.relpath(absolute(m, path), absolute(m, start))


def _read_text(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return _text(m, site, args[0])


def _is_relative_to(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return _on_text(lambda m, path, above: PurePosixPath(path).is_relative_to(above))(
        m, site, args, kwargs
    )


def _resource(read: Callable[..., Value]) -> Callable[..., Value]:
    """`importlib.resources.read_text(package, name)`."""

    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        folder: Any = FOLDERS["importlib.resources.files"](m, site, args[:1], {})
        unknown = m.first_unknown(folder, args[1])
        return read(m, site, [folder / args[1]], {}) if unknown is None else unknown

    return run


_PATH_NATIVES: dict[str, Callable[..., Value]] = {
    **PATH_METHODS,
    "absolute": lambda m, site, args, kwargs: absolute(m, args[0]),
    "exists": _exists("any"),
    "expanduser": lambda m, site, args, kwargs: args[0],
    "is_dir": _exists("folder"),
    "is_file": _exists("file"),
    "open": open_file,
    "is_relative_to": _is_relative_to,
    "read_text": _read_text,
    "resolve": lambda m, site, args, kwargs: absolute(m, args[0]),
}


def path_attribute(m: Evaluation, value: PurePath, name: str, site: Site) -> Value:
    """An attribute of a path; None if it is not one that we know."""
    if name in _PATH_FACTS:
        found = getattr(value, name)
        return list(found) if name == "parents" else found
    if name in _PATH_METHODS:

        def run(m: Evaluation, s: Site, args: Args, kwargs: Kwargs) -> Value:
            unknown = m.first_unknown(*args)
            if unknown is not None:
                return unknown
            m.spend(costs.path(value, *args))
            return m.real(getattr(type(value), name), value, *args, site=s, **kwargs)

        return Native(f"Path.{name}", run)
    native = _PATH_NATIVES.get(name)
    if native is None:
        return None
    return Native(f"Path.{name}", lambda m, s, args, kwargs: native(m, s, [value, *args], kwargs))


# --- the tables -----------------------------------------------------------------------------

FILE_METHODS: dict[str, Native] = {
    "read": Native("file.read", lambda m, site, args, kwargs: cast(FileValue, args[0]).text),
    "readlines": Native("file.readlines", lambda m, site, args, kwargs: items_of(m, args[0], site)),
    "close": Native("file.close", lambda m, site, args, kwargs: None),
}

BUILTINS: dict[str, Value] = {"open": Native("builtins.open", open_file)}

_SAFE_YAML = ("safe_load", "load", "full_load")

FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{f"yaml.{name}": _yaml for name in _SAFE_YAML},
    "json.load": _json,
    "json.loads": _json,
    "io.open": open_file,
    "omegaconf.OmegaConf.load": _load_conf,
    "omegaconf.OmegaConf.to_container": lambda m, site, args, kwargs: args[0],
    "importlib.resources.open_text": _resource(open_file),
    "importlib.resources.read_text": _resource(_read_text),
    "os.fspath": _on_text(lambda m, path: path),
    "os.getcwd": lambda m, site, args, kwargs: m.layout.root,
    "os.path.abspath": _on_text(lambda m, path: str(absolute(m, path))),
    "os.path.basename": _on_text(lambda m, path: PurePosixPath(path).name),
    "os.path.dirname": _on_text(lambda m, path: path.rpartition("/")[0]),
    "os.path.exists": _exists("any"),
    "os.path.isdir": _exists("folder"),
    "os.path.isfile": _exists("file"),
    "os.path.isabs": _on_text(lambda m, path: path.startswith("/")),
    "os.path.join": _on_text(lambda m, *parts: str(PurePosixPath(*parts))),
    "os.path.normpath": _on_text(lambda m, path: str(PurePosixPath(path))),
    "os.path.realpath": _on_text(lambda m, path: str(absolute(m, path))),
    "os.path.relpath": _on_text(_relative),
    "os.path.split": _on_text(lambda m, path: posixpath.split(path)),
    "os.path.splitext": _on_text(lambda m, path: posixpath.splitext(path)),
    "pathlib.Path": _path,
    "pathlib.Path.cwd": _root,
    "pathlib.PurePath": _path,
    "pathlib.PurePosixPath": _path,
    "toml.load": _toml,
    "tomllib.load": _toml,
    "tomllib.loads": _toml,
}
