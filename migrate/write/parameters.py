"""The parameters: their plan as source text, comments kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.literals import literal
from migrate.migration import ParametersPlan
from migrate.write.templates import fill


def parameters_text(plan: ParametersPlan, base: str, package: str) -> str:
    """The source of the parameters' module."""
    environments = "".join(
        f"{literal(environment)}: {_dict(values, plan.comments.get(environment, {}))},\n"
        for environment, values in plan.environments.items()
    )
    inputs = "".join(f"{literal(k)}: {literal(v)},\n" for k, v in plan.inputs.items())
    data = {
        "BASE: dict[str, Any] = ": _dict(plan.base, plan.comments.get(base, {})),
        "ENVIRONMENTS: dict[str, dict[str, Any]] = ": f"{{\n{environments}}}",
        "INPUTS: dict[str, str] = ": f"{{\n{inputs}}}",
    }
    return fill("parameters.py", package, {f"{k}{{}}": k + v for k, v in data.items()})


def _dict(
    values: Mapping[str, Any], comments: Mapping[str, tuple[tuple[str, ...], str]], at: str = ""
) -> str:
    """A dict over several lines, with the comments that its keys had."""
    if not values:
        return "{}"
    lines: list[str] = []
    for key, value in values.items():
        name = f"{at}{key}"
        above, beside = comments.get(name, ((), ""))
        lines += above
        text = _dict(value, comments, f"{name}.") if isinstance(value, Mapping) else literal(value)
        lines.append(f"{literal(key)}: {text},{'  ' + beside if beside else ''}")
    return "{\n" + "\n".join(lines) + "\n}"
