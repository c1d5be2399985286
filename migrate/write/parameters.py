"""The parameters: their plan as source text, comments kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from migrate.expressions import (
    asked_in,
    call_of_resolver,
    container_of,
    environment_variable,
    expression_of,
    is_asked,
    secret_variable,
)
from migrate.literals import literal, visible
from migrate.migration import Import, ParametersPlan, ResolversPlan
from migrate.ours import INTERPOLATION, RESOLVERS, SECRETS, Ours
from migrate.project import Asked
from migrate.write.dataflow import import_line
from migrate.write.templates import fill

_EMPTY = {
    "GLOBALS": "dict[str, dict[str, Any]] = {}",
    "BASE": "dict[str, Any] = {}",
    "ENVIRONMENTS": "dict[str, dict[str, Any]] = {}",
    "INPUTS": "dict[str, str] = {}",
    "OBJECTS": "dict[str, Callable[[Any], Any]] = {}",
    "RUNTIME": "tuple[str, ...] = ()",
}
_OBJECT = """
def _object(name: str, value: Any) -> Any:
    try:
        return OBJECTS[name](value) if name in OBJECTS else value
    except Exception as error:
        raise ValueError(f"parameter {name}: {error}") from error

"""
_GIVEN = """\
    given = {key: deepcopy(_at(found, name)) for key, name in INPUTS.items() if _has(found, name)}
    return {key: _object(key, value) for key, value in given.items()}
"""
_PLAIN = """\
    return {key: deepcopy(_at(found, name)) for key, name in INPUTS.items() if _has(found, name)}
"""
_BUILT = """\
    # What stands here depends on how the project merges.
    raise NotImplementedError
"""
# How environments meet, by how they merge and whether a run's changes come first, as in Kedro.
_MERGED = {
    ("destructive", True): """\
    found = _merged(BASE, given)
    if environment in ENVIRONMENTS:
        # Changes merge into either before one replaces the other.
        found = {**found, **_merged(ENVIRONMENTS[environment], given)}
    return found
""",
    ("soft", True): """\
    found = _merged(BASE, given)
    if environment in ENVIRONMENTS:
        found = _merged(found, _merged(ENVIRONMENTS[environment], given))
    return found
""",
    ("destructive", False): """\
    return _merged({**BASE, **ENVIRONMENTS.get(environment, {})}, given)
""",
}

# What a run's changes merge into.
_MERGED_INTO = (
    "BASE",
    "ENVIRONMENTS[environment]",
    "{**BASE, **ENVIRONMENTS.get(environment, {})}",
)
# What stands in place of plain data's own functions where values are made of others.
_COMPUTING = {
    "_has(found, name)": "is_known(found, name)",
    "_has(": "exists(",
    "_at(": "at(",
    "_merged(": "merged(",
    "from copy import deepcopy\n": "",
    "deepcopy(": "computed(",
}


def parameters_text(
    plan: ParametersPlan, base: str, ours: Ours, runtime: Iterable[str] = ()
) -> str:
    """The source of the parameters' module; `runtime` are names that the catalog asks for."""
    environments = "".join(
        f"{literal(environment)}: {_dict(values, plan.comments.get(environment, {}))},\n"
        for environment, values in plan.environments.items()
    )
    values = "".join(f"{literal(env)}: {_dict(v, {})},\n" for env, v in plan.globals.items())
    inputs = "".join(f"{literal(k)}: {literal(v)},\n" for k, v in plan.inputs.items())
    names = "".join(f"{literal(name)}, " for name in dict.fromkeys([*plan.run, *runtime]))
    objects = "".join(f"{literal(k)}: {made},\n" for k, made in plan.objects.items())
    data = {
        "GLOBALS": f"{{\n{values}}}",
        "BASE": _dict(plan.base, plan.comments.get(base, {})),
        "ENVIRONMENTS": f"{{\n{environments}}}",
        "INPUTS": f"{{\n{inputs}}}",
        "OBJECTS": f"{{\n{objects}}}",
        "RUNTIME": f"({names})",
    }
    unused = {"GLOBALS": not values, "OBJECTS": not objects, "RUNTIME": not names}
    text = _template(plan, ours, {name for name, is_unused in unused.items() if is_unused}, base)
    text = _with_imports(text, plan, ours)
    for name, value in data.items():
        line = f"{name}: {_EMPTY[name]}"
        text = text.replace(f"\n{line}\n", f"\n{line.partition(' = ')[0]} = {value}\n", 1)
    return text


def is_computed(plan: ParametersPlan) -> bool:
    """Whether some parameters are made of other values."""
    return is_asked([plan.base, plan.environments])


def _template(plan: ParametersPlan, ours: Ours, unused: set[str], base: str) -> str:
    """The module without data. It has only the rules that the project needs.

    Raises ValueError if the template is not as it is thought here.
    """
    text = fill("parameters.py", ours)
    changes = {_BUILT: _MERGED[plan.merge, plan.changes_first]}
    for name in sorted(unused):
        comment = re.search(rf"^#.*\n{name}: .*\n\n", text, re.MULTILINE)
        changes[comment[0] if comment else name] = ""
    if "RUNTIME" in unused:
        changes["[*INPUTS.values(), *RUNTIME]"] = "INPUTS.values()"
    if "OBJECTS" in unused:
        changes |= {_OBJECT: "", _GIVEN: _PLAIN, "Callable, Mapping": "Mapping"}
    for old, new in changes.items():
        if text.count(old) != 1:
            raise ValueError(f"parameters.py has no single {old!r}")
        text = text.replace(old, new)
    return _interpolating(text, base) if is_computed(plan) else text


def _interpolating(text: str, base: str) -> str:
    """The module where some values are made of others: it has that from another module."""
    shared = f"GLOBALS.get(environment, GLOBALS[{literal(base)}])" if "GLOBALS" in text else "{}"
    head = "def _built(environment: str, given: Mapping[str, Any]) -> dict[str, Any]:\n"
    text = text[: text.index("\n\ndef _merged(")].rstrip() + "\n"
    text = text.replace(head, f"{head}    shared = {shared}\n")
    for own in _MERGED_INTO:
        text = text.replace(f"_merged({own}, given)", f"interpolated({own}, given, shared)")
    for old, new in _COMPUTING.items():
        text = text.replace(old, new)
    return text


def _with_imports(text: str, plan: ParametersPlan, ours: Ours) -> str:
    lines = [import_line(imported) for imported in plan.imports]
    if is_computed(plan):
        names = ("at", "computed", "exists", "interpolated", "is_known", "merged")
        used = [name for name in names if re.search(rf"\b{name}\(", text)]
        lines.append(f"from {ours.dotted(INTERPOLATION)} import {', '.join(used)}")
    kinds = {each.kind for each in asked_in([plan.base, plan.environments, plan.globals])}
    if "container" in kinds:
        lines.append("from omegaconf import OmegaConf")
    if "resolver" in kinds:
        lines.append(ours.line(RESOLVERS))
    if "secret" in kinds:
        lines.append(ours.line(SECRETS))
    if "environment" in kinds:
        text = text.replace("from collections", "import os\nfrom collections", 1)
    added = "".join(f"{line}\n" for line in lines)
    return text.replace("from typing import Any\n", f"from typing import Any\n\n{added}", 1)


def _spelled(asked: Asked, arguments: list[str], default: list[str]) -> str:
    """What gives a value, in a function of `at`."""
    if asked.kind == "environment":
        return environment_variable(arguments, default)
    if asked.kind == "secret":
        return secret_variable(arguments, default)
    if asked.kind == "resolver":
        return call_of_resolver(asked, arguments)
    if asked.kind == "container":
        return container_of(arguments)
    if asked.kind == "parameter":
        return f"at({', '.join([*arguments, *(f'default={each}' for each in default)])})"
    method = {"global": "shared", "runtime": "run", "unknown": "unknown"}[asked.kind]
    return f"at.{method}({', '.join([*arguments, *default])})"


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
        lines += map(visible, above)
        text = _dict(value, comments, f"{name}.") if isinstance(value, Mapping) else _value(value)
        lines.append(f"{literal(key)}: {text},{'  ' + visible(beside) if beside else ''}")
    return "{\n" + "\n".join(lines) + "\n}"


def _value(value: Any) -> str:
    if isinstance(value, list) and is_asked(value):
        return f"[{', '.join(map(_value, value))}]"
    return f"lambda at: {expression_of(value, _spelled)}" if is_asked(value) else literal(value)


def resolvers_text(plan: ResolversPlan) -> str:
    """The source of the module of the project's own resolvers."""
    imports = {import_line(imported) for imported in plan.imports}
    body = [f"{name} = {function}" for name, function in plan.functions.items()]
    if any("_refuse" in line for line in body):
        imports |= {import_line(Import("functools", "partial")), "from typing import Any, NoReturn"}
        refuse = (
            "def _refuse(text: str, *_: Any) -> NoReturn:\n    raise NotImplementedError(text)\n"
        )
        body.insert(0, refuse)
    about = '"""What the configuration computes: the resolvers of the Kedro project."""'
    return "\n\n".join([about, "\n".join(sorted(imports)), "\n".join(body)]) + "\n"
