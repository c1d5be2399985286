"""The configuration files of one environment: which they are, and what they say when merged."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.code.files import read_bytes, reason
from migrate.model.asked import KeyPath
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.read.config.interpolation.resolving import MISSING
from migrate.read.config.jinja import JinjaError, render
from migrate.read.config.yaml import MAX_CHARACTERS, Document, YamlError, parse_yaml

SUFFIXES = (".yml", ".yaml", ".json")
MAX_FILES = 20_000

_JINJA = re.compile(r"\{%|\{\{")


@dataclass(frozen=True, slots=True)
class Part:
    """The files of one kind (the catalog, say) in one environment, merged.

    `data` is as written, interpolations unresolved. `places` is by key path, `texts` by file.
    """

    data: Mapping[Any, Any] = field(default_factory=dict)
    places: Mapping[KeyPath, Place] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    def place(self, path: KeyPath) -> Place:
        """Where a value stands, or else what it is part of."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return Place(next(iter(self.texts), ""))


@dataclass(frozen=True, slots=True)
class File:
    """A file on its own. `text` and `content` are None where it can't be read."""

    path: str
    text: str | None
    content: Mapping[Any, Any] | None
    places: Mapping[KeyPath, Place]
    diagnostics: tuple[Diagnostic, ...]


# --- which files --------------------------------------------------------------------------------


def find_files(folder: Path, patterns: Sequence[str], *, ignore_hidden: bool = True) -> list[Path]:
    """The configuration files below a folder that a glob pattern of Kedro names, sorted."""
    wanted = [pattern.split("/") for pattern in patterns if pattern]
    return [
        folder / relative
        for relative in sorted(_files_below(folder, ignore_hidden))
        if relative.endswith(SUFFIXES) and any(_fits(relative.split("/"), each) for each in wanted)
    ]


def _files_below(folder: Path, ignore_hidden: bool) -> Iterator[str]:
    seen: set[str] = set()
    count = 0
    for current, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(current)
        if real in seen or count > MAX_FILES:
            folders.clear()
            continue
        seen.add(real)
        count += 1
        if ignore_hidden:
            folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            count += 1
            if count > MAX_FILES:
                return
            if not ignore_hidden or not name.startswith("."):
                yield Path(current, name).relative_to(folder).as_posix()


def _fits(path: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a path is one that a glob pattern names: `**` is any number of folders.

    All places in the pattern where the path may have come to are followed at once, so that no
    pattern takes long.
    """
    last = len(pattern) - 1
    places = {0}
    for name in path:
        reached: set[int] = set()
        for start in places:
            place = start
            while place < last and pattern[place] == "**":  # which may be no folder at all
                reached.add(place)
                place += 1
            if place == last and pattern[place] == "**":
                reached |= {last, last + 1}
            elif place <= last and fnmatch.fnmatchcase(name, pattern[place]):
                reached.add(place + 1)
        places = reached
    return last + 1 in places


# --- what they say ------------------------------------------------------------------------------


def relative_path(path: Path, root: Path) -> str:
    """A path as a `Place` holds it."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return Path(os.path.relpath(path, root)).as_posix()


def read_file(path: Path, root: Path, *, legacy: bool, renders: bool = False) -> File:
    """A file that holds a mapping; `renders` says that its loader renders Jinja."""
    place = Place(relative_path(path, root))
    diagnostics: list[Diagnostic] = []
    text = _text(path, place, diagnostics)
    if renders and text is not None and (jinja := _JINJA.search(text)):
        at = Place(place.path, text.count("\n", 0, jinja.start()) + 1)
        return _rendered_file(text, at, legacy, diagnostics)
    document = None if text is None else _document(text, place, legacy, diagnostics)
    if document is None:
        return File(place.path, text, None, {}, tuple(diagnostics))
    found = document.positions.items()
    places = {key_path: Place(place.path, *position) for key_path, position in found}
    return File(place.path, text, document.value, places, tuple(diagnostics))


def _rendered_file(text: str, at: Place, legacy: bool, diagnostics: list[Diagnostic]) -> File:
    """The file that a template makes: all of it stands where the template begins."""
    try:
        document = _document(render(text), at, legacy, diagnostics)
    except JinjaError as error:
        diagnostics.append(diagnostic("K204", at, reason=str(error)))
        document = None
    if document is None:
        return File(at.path, "", None, {}, tuple(diagnostics))
    places = dict.fromkeys(document.positions, at)
    # Comments of a template belong to none of the keys that it makes.
    return File(at.path, "", document.value, places, tuple(diagnostics))


def merge_files(files: Sequence[File], *, nested_keys: bool, legacy: bool, together: str) -> Part:
    """Files of one kind and environment, merged as Kedro does.

    `nested_keys` says that files may share a mapping as long as they set different keys in it
    (OmegaConfigLoader's rule for parameters). `together` says why they are loaded
    as one.
    """
    diagnostics = [found for file in files for found in file.diagnostics]
    diagnostics.extend(_duplicates(files, together, nested_keys=nested_keys))
    data: dict[Any, Any] = {}
    places: dict[KeyPath, Place] = {}
    for file in files:
        if file.content is None:
            continue
        if legacy:
            data.update(_without_underscores(file.content))
        else:
            data = merge(data, file.content)
        places.update(file.places)
    texts = {file.path: file.text for file in files if file.text is not None}
    return Part(data, places, texts, tuple(diagnostics))


def _text(path: Path, place: Place, diagnostics: list[Diagnostic]) -> str | None:
    try:
        return read_bytes(path, 4 * MAX_CHARACTERS).decode("utf-8")
    except UnicodeDecodeError:
        diagnostics.append(diagnostic("K201", place, reason="it is no UTF-8 text"))
    except OSError as error:
        diagnostics.append(diagnostic("K201", place, reason=reason(error)))
    return None


def _document(
    text: str, place: Place, legacy: bool, diagnostics: list[Diagnostic]
) -> Document | None:
    """A file's content if it is a mapping."""
    try:
        document = parse_yaml(text, legacy=legacy)
    except YamlError as error:
        at = Place(place.path, error.line, error.column)
        jinja = _JINJA.search(text)
        if jinja:
            at = Place(place.path, text.count("\n", 0, jinja.start()) + 1)
            diagnostics.append(diagnostic("K204", at, reason="its loader does not render any"))
        else:
            diagnostics.append(diagnostic("K201", at, reason=error.message))
        return None
    for fault, position in document.faults:
        at = Place(place.path, *position)
        diagnostics.append(diagnostic("K218", at, reason=fault))
    if document.dates:
        at = Place(place.path, *document.dates[0])
        diagnostics.append(diagnostic("K220", at, count=len(document.dates)))
    if document.value is None:
        return Document({})
    if not isinstance(document.value, dict):
        diagnostics.append(diagnostic("K202", place))
        return None
    return document


def key_names(files: Sequence[Path], root: Path) -> tuple[frozenset[str], list[Diagnostic]]:
    """The top-level keys of files whose values must not be kept."""
    names: set[str] = set()
    diagnostics: list[Diagnostic] = []
    for path in files:
        place = Place(relative_path(path, root))
        text = _text(path, place, diagnostics)
        try:
            value = parse_yaml(text).value if text is not None else None
        except YamlError as error:
            # The reason may quote a value.
            at = Place(place.path, error.line)
            diagnostics.append(diagnostic("K201", at, reason="it is no valid YAML"))
            continue
        if isinstance(value, dict):
            names.update(str(key) for key in value)
    return frozenset(names), diagnostics


def _without_underscores(value: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: item for key, item in value.items() if not str(key).startswith("_")}


def _duplicates(files: Sequence[File], why: str, *, nested_keys: bool) -> Iterator[Diagnostic]:
    """Keys that stand in two files of one environment: one diagnostic for two files."""
    seen: dict[str, str] = {}
    for file in files:
        content = file.content or {}
        keys = _leaf_keys(content) if nested_keys else _top_keys(content)
        shared: dict[str, list[str]] = {}
        for name in keys:
            if name in seen and not name.startswith("_"):
                shared.setdefault(seen[name], []).append(name)
            seen.setdefault(name, file.path)
        for other, names in shared.items():
            place = file.places.get(keys[names[0]], Place(file.path))
            yield diagnostic("K203", place, keys=listed(names), other=other, why=why)


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names for a message, not too many of them."""
    shown = ", ".join(f"'{name}'" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _top_keys(data: Mapping[Any, Any]) -> dict[str, KeyPath]:
    return {str(key): (key,) for key in data}


def _leaf_keys(data: Mapping[Any, Any], above: KeyPath = ()) -> dict[str, KeyPath]:
    found: dict[str, KeyPath] = {}
    for key, value in data.items():
        path = (*above, key)
        if isinstance(value, Mapping):
            found.update(_leaf_keys(value, path))
        else:
            found[".".join(map(str, path))] = path
    return found


def dotted_names(values: Mapping[Any, Any], above: KeyPath = ()) -> dict[str, KeyPath]:
    """Every dotted name that Kedro makes of the keys of some parameters, with its key path."""
    found: dict[str, KeyPath] = {}
    for key, value in values.items():
        path = (*above, key)
        found[".".join(map(str, path))] = path
        if isinstance(value, Mapping):
            found.update(dotted_names(value, path))
    return found


def merge(under: Mapping[Any, Any], over: Mapping[Any, Any]) -> dict[Any, Any]:
    """Two mappings merged deeply; lists and scalars of `over` replace those of `under`."""
    merged = dict(under)
    for key, value in over.items():
        old = merged.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            merged[key] = merge(old, value)
        elif not (value == MISSING and key in merged):
            merged[key] = value
    return merged
