"""The parameters: values by environment, and which of Hamilton's inputs takes which."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from migrate.migration import ParametersPlan
from migrate.project import Configuration

Comment = tuple[tuple[str, ...], str]


def plan_parameters(
    configuration: Configuration, inputs: Iterable[str], names: Mapping[str, str]
) -> ParametersPlan:
    """The written parameters. `inputs` are the `params:` names that nodes take."""
    base = configuration.parameters[configuration.base]
    merged = {
        environment: configuration.parameters[environment]
        for environment in configuration.environments
        if environment != configuration.base
    }
    whole = {name: _changes(base, values) for name, values in merged.items()}
    parts = {name: _own(configuration, name, values) for name, values in whole.items()}
    soft = parts != whole and all(same(merge(base, parts[n]), merged[n]) for n in merged)
    return ParametersPlan(
        base=base,
        environments={n: values for n, values in (parts if soft else whole).items() if values},
        inputs={
            names[name]: "" if name == "parameters" else name.removeprefix("params:")
            for name in inputs
        },
        merge="soft" if soft else "destructive",
        comments=_comments(configuration),
    )


def _changes(base: Mapping[str, Any], merged: Mapping[str, Any]) -> dict[str, Any]:
    """The top-level keys that differ from the base."""
    return {
        key: value for key, value in merged.items() if key not in base or not same(base[key], value)
    }


def _own(configuration: Configuration, environment: str, changes: Mapping[str, Any]) -> Any:
    """What of the changed keys stands in the environment's own files.

    That is all of them, unless Kedro merges the environment into the base.
    """
    sources = configuration.parameter_sources
    own = {name for name, source in sources.items() if environment in source.environments}
    return _only(changes, own, "") if own else changes


def _only(values: Mapping[str, Any], names: Container[str], above: str) -> dict[str, Any]:
    return {
        key: _only(value, names, f"{above}{key}.") if isinstance(value, Mapping) else value
        for key, value in values.items()
        if f"{above}{key}" in names
    }


def merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Two trees in one, as the written parameters merge them."""
    both = {
        key: merge(under[key], value)
        for key, value in over.items()
        if isinstance(value, Mapping) and isinstance(under.get(key), Mapping)
    }
    return {**under, **over, **both}


def same(left: Any, right: Any) -> bool:
    """Equality of plain data that tells 1 from 1.0 and from True."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and left == right


def lookup(values: Mapping[str, Any], dotted: str) -> tuple[bool, Any]:
    """Whether a dotted name is there, and its value."""
    if dotted in values:
        return True, values[dotted]
    found: Any = values
    for key in dotted.split("."):
        if not isinstance(found, Mapping) or key not in found:
            return False, None
        found = found[key]
    return True, found


def values_of(configuration: Configuration, name: str) -> list[Any]:
    """What a `params:` name is in every environment that has it."""
    found = []
    for environment in configuration.environments:
        values = configuration.parameters[environment]
        if name == "parameters":
            found.append(dict(values))
        else:
            there, value = lookup(values, name.removeprefix("params:"))
            if there:
                found.append(value)
    return found


def _comments(configuration: Configuration) -> dict[str, dict[str, Comment]]:
    """The comments above and beside each key, by environment and dotted name."""
    found: dict[str, dict[str, Comment]] = {}
    for environment, texts in configuration.parameter_texts.items():
        lines = {path: text.splitlines() for path, text in texts.items()}
        by_name = {}
        for dotted, source in configuration.parameter_sources.items():
            if source.place.path in lines and environment in source.environments:
                comment = _comment_at(lines[source.place.path], source.place.line)
                if comment != ((), ""):
                    by_name[dotted] = comment
        found[environment] = by_name
    return found


def _comment_at(lines: list[str], line: int) -> Comment:
    above: list[str] = []
    index = line - 2
    while 0 <= index < len(lines) and lines[index].lstrip().startswith("#"):
        above.insert(0, lines[index].strip())
        index -= 1
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    _, found, beside = here.partition(" #")
    quoted = '"' in here or "'" in here
    return tuple(above), f"#{beside.rstrip()}" if found and not quoted else ""
