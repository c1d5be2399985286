"""The parameters: their plan as source text, comments kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.literals import literal
from migrate.migration import ParametersPlan

_HEAD = '''"""The parameters, environment by environment, and the inputs that they are to the dataflow."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

'''
_FUNCTIONS = '''

def values(environment: str = "{base}", changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All parameters of an environment, with `changes` (by dotted name) made.

    A key of an environment takes the place of the whole key of the base.
    """
    found = deepcopy({{**BASE, **ENVIRONMENTS.get(environment, {{}})}})
    for name, value in (changes or {{}}).items():
        *path, last = name.split(".")
        level = found
        for key in path:
            level = level.setdefault(key, {{}})
        if isinstance(level.get(last), dict) and isinstance(value, Mapping):
            value = _merged(level[last], value)
        level[last] = value
    return found


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for key, value in new.items():
        both = isinstance(merged.get(key), dict) and isinstance(value, Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def inputs(environment: str = "{base}", changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The inputs of the dataflow that are parameters, by name.

    Raises KeyError if a change names no parameter.
    """
    known = values(environment)
    for name in changes or {{}}:
        if not _has(known, name):
            raise KeyError(f"there is no parameter {{name!r}}")
    found = values(environment, changes)
    return {{key: _at(found, name) for key, name in INPUTS.items() if not name or _has(found, name)}}


def _has(found: Mapping[str, Any], name: str) -> bool:
    try:
        _at(found, name)
    except (KeyError, TypeError):
        return False
    return True


def _at(found: Mapping[str, Any], name: str) -> Any:
    value: Any = found
    for key in name.split(".") if name else ():
        value = value[key]
    return deepcopy(value)
'''


def parameters_text(plan: ParametersPlan, base: str) -> str:
    """The source of the parameters' module."""
    parts = [_HEAD, f"BASE: dict[str, Any] = {_dict(plan.base, plan.comments.get(base, {}))}\n\n"]
    rows = [
        f"{literal(environment)}: {_dict(values, plan.comments.get(environment, {}))},\n"
        for environment, values in plan.environments.items()
    ]
    parts.append(f"ENVIRONMENTS: dict[str, dict[str, Any]] = {{\n{''.join(rows)}}}\n\n")
    inputs = "".join(f"{literal(k)}: {literal(v)},\n" for k, v in plan.inputs.items())
    parts.append(
        '# The inputs of the dataflow and the parameters that they are; "" is all of them.\n'
    )
    parts.append(f"INPUTS: dict[str, str] = {{\n{inputs}}}\n")
    parts.append(_FUNCTIONS.format(base=base))
    return "".join(parts)


def _dict(
    values: Mapping[str, Any], comments: Mapping[str, tuple[tuple[str, ...], str]], at: str = ""
) -> str:
    """A dict over several lines, with the comments that its keys had."""
    if not values:
        return "{}"
    lines = []
    for key, value in values.items():
        name = f"{at}{key}"
        above, beside = comments.get(name, ((), ""))
        lines += above
        text = _dict(value, comments, f"{name}.") if isinstance(value, Mapping) else literal(value)
        lines.append(f"{literal(key)}: {text},{'  ' + beside if beside else ''}")
    return "{\n" + "\n".join(lines) + "\n}"
