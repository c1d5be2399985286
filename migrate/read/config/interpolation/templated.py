"""Interpolations of Kedro before 0.19: `${a.b}` and `${a|default}`, which globals fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from migrate.model.asked import Deferred, DeferredText, KeyPath
from migrate.read.config.interpolation.resolving import Problem, Resolved

_TEMPLATE = re.compile(r"\$\{(?P<path>[A-Za-z0-9_.]+)(?:\|(?P<default>[^}]*))?\}")


def resolve_templated(value: Any, values: Mapping[str, Any], path: KeyPath = ()) -> Resolved:
    """A value with `${a.b}` and `${a|default}` filled in as TemplatedConfigLoader did, keys too."""
    problems: list[Problem] = []

    def template(match: re.Match[str], at: KeyPath) -> Any:
        found = _dotted(values, match["path"])
        if found is None and match["default"] is None:
            reason = f"globals have no key '{match['path']}'"
            problems.append(Problem(at, match.group(), "key", reason))
            return match.group()
        return match["default"] if found is None else found

    def resolve(value: Any, at: KeyPath) -> Any:
        if isinstance(value, Mapping):
            return {
                resolve(key, at) if isinstance(key, str) else key: resolve(item, (*at, key))
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [resolve(item, (*at, index)) for index, item in enumerate(value)]
        if not isinstance(value, str):
            return value
        whole = _TEMPLATE.fullmatch(value)
        if whole:
            return template(whole, at)
        return _TEMPLATE.sub(lambda match: str(template(match, at)), value)

    return Resolved(resolve(value, path), tuple(problems))


def _dotted(values: Any, path: str) -> Any:
    for key in path.split("."):
        if not isinstance(values, Mapping):
            return None
        values = values.get(key)
    return values


def written_template(value: Any, values: Mapping[str, Any]) -> Any:
    """A value as it is to be written: with `Deferred` for the globals of which it is made."""
    if isinstance(value, Mapping):
        return {
            resolve_templated(key, values).value: written_template(item, values)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [written_template(item, values) for item in value]
    if not isinstance(value, str) or not _TEMPLATE.search(value):
        return value
    pieces: list[Any] = []
    position = 0
    for match in _TEMPLATE.finditer(value):
        default = () if match["default"] is None else (match["default"],)
        pieces += [
            value[position : match.start()],
            Deferred("global", (match["path"],), default),
        ]
        position = match.end()
    pieces.append(value[position:])
    parts = tuple(piece for piece in pieces if piece != "")
    return parts[0] if len(parts) == 1 else DeferredText(parts)
