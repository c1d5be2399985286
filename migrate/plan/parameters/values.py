"""The parameters: values by environment, and which of Hamilton's inputs takes which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migrate.libraries.hamilton_hints import ANYTHING
from migrate.model.asked import Deferred, DeferredText, asked_in, is_asked
from migrate.model.migration import ParametersPlan
from migrate.model.project import Configuration
from migrate.secrets import MARK

Comment = tuple[tuple[str, ...], str]


def plan_parameters(
    configuration: Configuration, inputs: Iterable[str], names: Mapping[str, str]
) -> ParametersPlan:
    """The written parameters. `inputs` are the `params:` names that nodes take."""
    asked = list(asked_in([*configuration.own_parameters.values()]))
    known = sorted({each.arguments[0] for each in asked if each.kind == "global"})
    rows = _globals(configuration, known)
    fixed = {name: rows[configuration.base][name] for name in known if _is_fixed(name, rows)}
    own: Any = _settled(configuration.own_parameters, rows, fixed)
    varied = [name for name in known if name not in fixed]
    return ParametersPlan(
        base=own.get(configuration.base, {}),
        environments={
            name: own[name]
            for name in configuration.environments
            if name != configuration.base and name in own
        },
        inputs={
            names[name]: "" if name == "parameters" else name.removeprefix("params:")
            for name in inputs
        },
        merge="soft" if configuration.soft else "destructive",
        changes_first=configuration.changes_first,
        constants={name: value for name, value in fixed.items() if not is_asked(value)},
        globals=_differing(configuration.base, rows, varied),
        run=tuple(sorted({each.arguments[0] for each in asked if each.kind == "runtime"})),
        comments=_comments(configuration),
    )


def _globals(configuration: Configuration, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The globals of these names in each environment."""
    found: dict[str, dict[str, Any]] = {}
    for environment in (configuration.base, *configuration.environments):
        values = configuration.globals.get(environment, {})
        known = {name: lookup(values, name) for name in names}
        found[environment] = {name: value for name, (there, value) in known.items() if there}
    return found


def _is_fixed(name: str, rows: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a global has one value in all environments."""
    first, *others = rows.values()
    return name in first and all(name in row and same(row[name], first[name]) for row in others)


def _differing(
    base: str, rows: Mapping[str, Mapping[str, Any]], names: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """The base's globals of these names, and those of each environment where they differ."""
    known = {each for row in rows.values() for each in row}
    some = [name for name in names if name in known]
    if not some:
        return {}
    found = {env: {n: row[n] for n in some if n in row} for env, row in rows.items()}
    return {e: row for e, row in found.items() if e == base or not same(row, found[base])}


def _settled(value: Any, rows: Mapping[str, Mapping[str, Any]], fixed: Mapping[str, Any]) -> Any:
    """A value without the globals that no environment has, and with the fixed ones that are made
    of others in their place: those can be no constants."""
    if isinstance(value, Mapping):
        return {key: _settled(each, rows, fixed) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_settled(each, rows, fixed) for each in value)
    if isinstance(value, DeferredText):
        return DeferredText(_settled(value.parts, rows, fixed))
    if not isinstance(value, Deferred):
        return value
    name, default = value.arguments[0], _settled(value.default, rows, fixed)
    if value.kind != "global":
        return Deferred(value.kind, _settled(value.arguments, rows, fixed), default)
    if name in fixed:
        return fixed[name] if is_asked(fixed[name]) else Deferred("global", (name,))
    if any(name in row for row in rows.values()):
        return Deferred("global", (name,), default)
    return default[0] if default else Deferred("unknown", (f"${{globals:{name}}}",))


def same(left: Any, right: Any) -> bool:
    """Equality of plain data that tells 1 from 1.0 and from True."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and left == right


def lookup(values: Mapping[Any, Any], dotted: str) -> tuple[bool, Any]:
    """Whether a dotted name is there, and its value."""
    # Of two ways to write a name, the later one counts.
    for key in reversed([*values]):
        begin = str(key)
        if not dotted.startswith(begin):
            continue
        if dotted == begin:
            return True, values[key]
        if dotted.startswith(f"{begin}.") and isinstance(values[key], Mapping):
            there, found = lookup(values[key], dotted[len(begin) + 1 :])
            if there:
                return True, found
    return False, None


def values_of(configuration: Configuration, name: str) -> list[Any]:
    """What a `params:` name is in every environment that has it.

    `ANYTHING` stands for a value that is not known before it is used.
    """
    found: list[Any] = []
    for environment in configuration.environments:
        values = configuration.parameters[environment]
        if name == "parameters":
            found.append(dict(values))
            continue
        dotted = name.removeprefix("params:")
        there, value = lookup(values, dotted)
        if _is_made(values, dotted):
            found.append(ANYTHING)
        elif there:
            found.append(value)
    return found


def _is_made(values: Mapping[str, Any], dotted: str) -> bool:
    """Whether a value, or what it is part of, could not be resolved and stays as it was written."""
    parts = dotted.split(".")
    above = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
    found = (lookup(values, name) for name in above)
    return any(there and isinstance(value, str) and _is_open(value) for there, value in found)


def _is_open(text: str) -> bool:
    """Whether the type of what a text will be is not known; what is secret in one is text, too."""
    whole = MARK.fullmatch(text)
    return bool(whole[2]) if whole else "${" in MARK.sub("", text)


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
