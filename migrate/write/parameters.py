"""The parameters: their plan as source text, comments kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migrate.literals import literal
from migrate.migration import ParametersPlan
from migrate.write.templates import fill

_RUNTIME = """
# Parameters of a run that only the catalog asks for.
RUNTIME: tuple[str, ...] = ()
"""
_RUNTIME_CHECK = """        if name in RUNTIME and not _has(found, name):
            continue
"""
_DESTRUCTIVE = "{**BASE, **ENVIRONMENTS.get(environment, {})}"
_SOFT = "_merged(BASE, ENVIRONMENTS.get(environment, {}))"


def parameters_text(
    plan: ParametersPlan, base: str, package: str, runtime: Iterable[str] = ()
) -> str:
    """The source of the parameters' module; `runtime` are names that the catalog asks for."""
    environments = "".join(
        f"{literal(environment)}: {_dict(values, plan.comments.get(environment, {}))},\n"
        for environment, values in plan.environments.items()
    )
    inputs = "".join(f"{literal(k)}: {literal(v)},\n" for k, v in plan.inputs.items())
    names = "".join(f"{literal(name)}, " for name in runtime)
    data = {
        "BASE: dict[str, Any] = {}": _dict(plan.base, plan.comments.get(base, {})),
        "ENVIRONMENTS: dict[str, dict[str, Any]] = {}": f"{{\n{environments}}}",
        "INPUTS: dict[str, str] = {}": f"{{\n{inputs}}}",
        "RUNTIME: tuple[str, ...] = ()": f"({names})",
    }
    text = _template(package, bool(names), plan.merge == "soft")
    for line, value in data.items():
        text = text.replace(f"\n{line}\n", f"\n{line[:-2]}{value}\n", 1)
    return text


def _template(package: str, runtime: bool, soft: bool) -> str:
    """The module without data. It has only the rules that the project needs.

    Raises ValueError if the template is not as it is thought here.
    """
    text = fill("parameters.py", package)
    changes = {} if runtime else {_RUNTIME: "", _RUNTIME_CHECK: ""}
    changes |= {_DESTRUCTIVE: _SOFT} if soft else {}
    for old, new in changes.items():
        if text.count(old) != 1:
            raise ValueError(f"parameters.py has no single {old!r}")
        text = text.replace(old, new)
    return text


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
