"""The parameters: their plan as source text, comments kept.

The functions of the module are put together from pieces: it has only the rules that the project's
values need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from migrate.model.asked import Deferred, asked_in, is_asked
from migrate.model.expressions import (
    NOTHING,
    Call,
    Expression,
    Item,
    Lambda,
    Literal,
    Name,
    display,
)
from migrate.model.literals import literal, visible
from migrate.model.migration import ParametersPlan
from migrate.model.spelling import expression_of, spelled_anywhere
from migrate.runtime import render
from migrate.runtime.modules import INTERPOLATION, RESOLVERS, SECRETS, RuntimeModules
from migrate.write.dataflow.modules import import_line

# Layout takes out those that are not needed.
_IMPORTS = """\
import os
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

"""
_INPUTS = '''


def inputs(env: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The inputs of the dataflow, with changes made to the parameters, by dotted name."""
'''
_UNKNOWN = '        raise KeyError(f"there is no parameter {name!r}")\n'
_PARAMETERS = '''

def parameters(env: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters; changes, by dotted name, merge into them where both are dicts."""
    {into}: dict[str, Any] = {start}
    for name, value in changes.items():
        for key in reversed(name.split(".")):
            value = {{key: value}}
        {into} = merged({into}, value)
{end}'''
_DESTRUCTIVE = """\
    # Changes merge into both before one replaces the other.
    own = {merged}(ENVIRONMENTS[env], given) if env in ENVIRONMENTS else {{}}
    return {{**{merged}({base}, given), **own}}
"""
_SOFT = """\
    own = {merged}(ENVIRONMENTS[env], given) if env in ENVIRONMENTS else {{}}
    return {{**merged({merged}({base}, given), own)}}
"""
_MERGED = '''

def merged(old: Any, new: Any) -> Any:
    """The new value, merged into the old one where both are dicts."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return new
    return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}
'''
_FLAT = '''

def flat(value: Any, name: str = "", above: str = "") -> dict[str, Any]:
    """A value and all that is within it, by dotted name; of two that are alike the later one."""
    found: dict[str, Any] = {}
    for key, each in value.items() if isinstance(value, Mapping) else ():
        found |= flat(each, f"{above}{key}", f"{above}{key}.")
    return found | {name: value}
'''
_OWN = ("BASE", "ENVIRONMENTS", "GLOBALS", "INPUTS", "OBJECTS", "RUNTIME")


def parameters_text(
    plan: ParametersPlan, base: str, ours: RuntimeModules, runtime: Iterable[str] = ()
) -> str:
    """The source of the parameters' module; `runtime` are names that the catalog asks for."""
    names = tuple(dict.fromkeys([*plan.run, *runtime]))
    about = '"""The parameters by environment, and the inputs that they are to the dataflow."""\n\n'
    text = about + _imports(plan, ours) + "\n".join(_data(plan, base, names))
    if not takes_changes(plan, names):
        return text + "\n"
    values = f"base(GLOBALS.get(env, GLOBALS[{literal(base)}]))" if varies(plan) else "BASE"
    functions = _plain if _is_plain(plan, names) else _nested
    return text + functions(plan, names, values)


def parameters_table(plan: ParametersPlan, base: str) -> tuple[str, str]:
    """The parameters as data alone, where nothing changes them, and what holds the inputs."""
    words = _constants(plan)
    lines = [f"{word} = {literal(plan.constants[name])}" for name, word in words.items()]
    values = _dict(plan.base, plan.comments.get(base, {}), _Spelling(plan, words, NOTHING))
    lines.append(f"PARAMETERS: dict[str, Any] = {values}")
    if all(key == name and name in plan.base for key, name in plan.inputs.items()):
        return "\n".join(lines), "PARAMETERS"
    rows = {key: _within(plan.base, name, "PARAMETERS") for key, name in plan.inputs.items()}
    lines.append("# The inputs of functions, and the parameters that they are.")
    lines.append(f"INPUTS = {_table({key: text for key, text in rows.items() if text})}")
    return "\n".join(lines), "INPUTS"


def _within(values: Any, name: str, text: str) -> str:
    """The expression of the value of a dotted name within that of `text`; "" if there is none."""
    if not name:
        return text
    # Of two ways to write a name, the later one counts.
    for key, value in reversed([*values.items()]) if isinstance(values, Mapping) else ():
        inner = f"{text}[{literal(key)}]"
        if name == str(key):
            return inner
        if name.startswith(f"{key}.") and (found := _within(value, name[len(f"{key}.") :], inner)):
            return found
    return ""


def interpolation_text(plan: ParametersPlan, ours: RuntimeModules) -> str:
    """The source of what computes parameters that are made of others."""
    kinds = {each.kind for each in asked_in([plan.base, plan.environments, plan.globals])}
    pieces = {"runtime": "runtime" in kinds, "unknown": "unknown" in kinds}
    return render("interpolation.py", ours, pieces)


def has_values(plan: ParametersPlan) -> bool:
    """Whether there are values, whoever takes them."""
    return any((plan.base, *plan.environments.values()))


def takes_changes(plan: ParametersPlan, runtime: Iterable[str] = ()) -> bool:
    """Whether a run may change what somebody takes; `runtime` are names that the catalog asks
    for."""
    return any((plan.inputs, plan.run, *runtime))


def is_computed(plan: ParametersPlan) -> bool:
    """Whether some parameters are made of others, or of what only a run knows."""
    return _is_made([plan.base, plan.environments], plan)


def _is_made(value: Any, plan: ParametersPlan) -> bool:
    made = _made_globals(plan)
    return any(e.kind != "global" or e.arguments[0] in made for e in asked_in(value))


def _made_globals(plan: ParametersPlan) -> set[str]:
    """The globals that some environment makes of other values."""
    return {name for row in plan.globals.values() for name, each in row.items() if is_asked(each)}


def varies(plan: ParametersPlan) -> bool:
    """Whether the base's values depend on the environment."""
    asked = (each for each in asked_in(plan.base) if each.kind == "global")
    return any(each.arguments[0] not in plan.constants for each in asked)


# --- functions ------------------------------------------------------------------------------


def _is_plain(plan: ParametersPlan, runtime: Iterable[str]) -> bool:
    """Whether no parameter has others within it, so that dotted names mean nothing."""
    names = [*plan.inputs.values(), *runtime]
    whole = "" in names or any("." in name for name in names)
    return not (whole or plan.objects or is_computed(plan) or _has(plan, Mapping))


def _has(plan: ParametersPlan, kind: type | tuple[type, ...]) -> bool:
    """Whether some parameter is a value of this kind."""
    rows = [plan.base, *plan.environments.values(), plan.constants, *plan.globals.values()]
    return any(isinstance(value, kind) for row in rows for value in row.values())


def _plain(plan: ParametersPlan, runtime: tuple[str, ...], base: str) -> str:
    """The functions where every parameter is a value by itself; `base` is the expression of the
    base's values."""
    values = _together(plan, base)
    asked = [] if _is_every(plan, runtime) else _asked(plan, runtime)
    known = "{" + ", ".join(f"*{each}" for each in ["found", *asked]) + "}"
    text = f"{_INPUTS}    found = {values}\n"
    known = known if asked else "found.keys()"
    text += f"    for name in (changes or {{}}).keys() - {known}:\n"
    text += _UNKNOWN
    if not plan.inputs:
        return f"{text}    return {{}}\n"
    text += "    found = found | dict(changes or {})\n"
    copied = "deepcopy({})" if _has(plan, list) else "{}"
    if _is_every(plan, runtime):
        return f"{text}    return {copied.format('found')}\n"
    return f"{text}    return {_given(plan, copied.format('found[name]'), 'name in found')}\n"


def _nested(plan: ParametersPlan, runtime: tuple[str, ...], base: str) -> str:
    """The functions where parameters may have others within them, or are computed."""
    computed, shallow = is_computed(plan), _is_shallow(plan, runtime)
    whole = "" in plan.inputs.values()
    text = _INPUTS
    if shallow:
        text += _merge_all(_together(plan, base), "" if whole else _every(_asked(plan, runtime)))
        text += '    found = {"": found, **found}\n' if whole else ""
    else:
        text += "" if whole else _check(plan, runtime, computed)
        text += f"    found = {_flat('parameters(env, changes or {})', computed)}\n"
    if computed:
        given = _given(plan, "computed(at(found, name))", "is_known(found, name)")
    else:
        given = _given(plan, "deepcopy(found[name])", "name in found")
    if plan.objects:
        made = "OBJECTS[key](value) if key in OBJECTS else value"
        text += f"    given = {given}\n"
        given = f"{{key: {made} for key, value in given.items()}}"
    merging = _MERGED if shallow else _merging(plan, computed, base)
    merging += "" if computed or shallow else f"{_MERGED}{_FLAT}"
    return f"{text}    return {given}\n{merging}"


def _merge_all(values: str, known: str) -> str:
    """The lines that have the changes merge into all parameters; `known` is an expression for the
    names of those that somebody sees, "" where all of them are seen."""
    lines = [
        f"    found: dict[str, Any] = {values}",
        "    for name, value in (changes or {}).items():",
    ]
    if known:
        lines += [f'        if name.split(".")[0] not in {known}:', f"    {_UNKNOWN}".rstrip()]
    lines += [
        '        for key in reversed(name.split(".")):',
        "            value = {key: value}",
        "        found = merged(found, value)",
    ]
    return "".join(f"{line}\n" for line in lines)


def _check(plan: ParametersPlan, runtime: tuple[str, ...], computed: bool) -> str:
    """The lines that refuse a change that nothing would see: of no parameter, in no input."""
    text = f"    known = {_flat('parameters(env, {})', computed)}\n"
    unseen = ["not exists(known, name)" if computed else "name not in known"]
    asked = _asked(plan, runtime)
    if asked:
        text += f'    asked = tuple(f"{{name}}." for name in {_every(asked)})\n'
        unseen.append('not f"{name}.".startswith(asked)')
    if _may_lack(plan, runtime):
        unseen.append('not any(each.startswith(f"{name}.") for each in asked)')
    condition = " and ".join(unseen)
    return f"{text}    for name in changes or {{}}:\n        if {condition}:\n    {_UNKNOWN}"


def _every(asked: list[str]) -> str:
    """The expression of all names in tuples."""
    return f"({', '.join(f'*{each}' for each in asked)})" if asked[1:] else asked[0]


def _is_shallow(plan: ParametersPlan, runtime: Iterable[str]) -> bool:
    """Whether nobody asks for what is within a parameter, and nothing else is to be found there."""
    asked = {*plan.inputs.values(), *runtime}
    every = {name for row in (plan.base, *plan.environments.values()) for name in row}
    is_deep = is_computed(plan) or any("." in name for name in asked)
    meet_late = not (plan.environments and plan.changes_first)
    return meet_late and not is_deep and ("" in asked or every <= asked)


def _may_lack(plan: ParametersPlan, runtime: Iterable[str]) -> bool:
    """Whether some environment lacks what is asked for within another parameter."""
    deep = [name for name in (*plan.inputs.values(), *runtime) if "." in name]
    every = [{*_names({**plan.base, **own})} for own in ({}, *plan.environments.values())]
    return any(name not in names for name in deep for names in every)


def _names(values: Any, at: str = "") -> Iterator[str]:
    for key, value in values.items() if isinstance(values, Mapping) else ():
        yield f"{at}{key}"
        yield from _names(value, f"{at}{key}.")


def _merging(plan: ParametersPlan, computed: bool, base: str) -> str:
    """The function that has the changes merge, and environments meet, as they do in Kedro."""
    together, merged = _together(plan, base), "interpolated" if computed else "merged"
    first = bool(plan.environments) and plan.changes_first
    if not computed and not first:
        return _PARAMETERS.format(into="found", start=together, end="    return found\n")
    end = _SOFT if plan.merge == "soft" else _DESTRUCTIVE
    end = end if first else "    return {merged}({together}, given)\n"
    end = end.format(merged=merged, together=together, base=base)
    return _PARAMETERS.format(into="given", start="{}", end=end)


def _together(plan: ParametersPlan, base: str) -> str:
    """The expression of the parameters of an environment."""
    return f"{base} | ENVIRONMENTS.get(env, {{}})" if plan.environments else base


def _flat(values: str, computed: bool) -> str:
    return values if computed else f"flat({values})"


def _asked(plan: ParametersPlan, runtime: tuple[str, ...]) -> list[str]:
    """What holds the names that somebody asks for, whether they are there or not."""
    inputs = "INPUTS" if is_regular(plan) else "INPUTS.values()"
    return [inputs] * bool(plan.inputs) + ["RUNTIME"] * bool(runtime)


def _given(plan: ParametersPlan, value: str, known: str) -> str:
    """The expression of all inputs."""
    if not plan.inputs:
        return "{}"
    if not is_regular(plan):
        return f"{{key: {value} for key, name in INPUTS.items() if {known}}}"
    names = plan.inputs.values()
    key = 'name.replace(".", "_")' if any("." in name for name in names) else "name"
    key += ' or "parameters"' if "" in names else ""
    return f"{{{key}: {value} for name in INPUTS if {known}}}"


def is_regular(plan: ParametersPlan) -> bool:
    """Whether the names of parameters say what the inputs are called."""
    return all((n.replace(".", "_") or "parameters") == key for key, n in plan.inputs.items())


def has_inputs(plan: ParametersPlan, runtime: Iterable[str] = ()) -> bool:
    """Whether the module lists the parameters that are inputs."""
    return bool(plan.inputs) and not _is_every(plan, (*plan.run, *runtime))


def _is_every(plan: ParametersPlan, runtime: tuple[str, ...]) -> bool:
    """Whether each parameter is an input of its own name."""
    return (
        _is_plain(plan, runtime)
        and not runtime
        and is_regular(plan)
        and plan.inputs.keys() == plan.base.keys()
        and all(own.keys() <= plan.base.keys() for own in plan.environments.values())
    )


# --- values ---------------------------------------------------------------------------------


def _imports(plan: ParametersPlan, ours: RuntimeModules) -> str:
    lines = [import_line(imported) for imported in plan.imports]
    if is_computed(plan):
        names = "at, computed, exists, interpolated, is_known, merged"
        lines.append(f"from {ours.dotted(INTERPOLATION)} import {names}")
    kinds = {each.kind for each in asked_in([plan.base, plan.environments, plan.globals])}
    lines += [ours.line(RESOLVERS)] if "resolver" in kinds else []
    lines += [ours.line(SECRETS)] if "secret" in kinds else []
    lines[:0] = ["from omegaconf import OmegaConf"] if "container" in kinds else []
    return _IMPORTS + "".join(f"{line}\n" for line in lines)


def _data(plan: ParametersPlan, base: str, runtime: tuple[str, ...]) -> Iterator[str]:
    """The lines of the module's data."""
    words = _constants(plan)
    yield from (f"{word} = {literal(plan.constants[name])}" for name, word in words.items())
    if plan.globals:
        yield "\n# The globals that differ; environments that are not here have the first one's."
        rows = {env: _row(row, _made_globals(plan)) for env, row in plan.globals.items()}
        yield f"GLOBALS: dict[str, dict[str, Any]] = {_table(rows)}"
    values = _dict(plan.base, plan.comments.get(base, {}), _Spelling(plan, words, Name("shared")))
    if varies(plan):
        yield "\n\ndef base(shared: Mapping[str, Any]) -> dict[str, Any]:"
        yield '    """The base\'s values with an environment\'s globals."""'
        yield f"    return {values}\n\n"
    else:
        yield f"\nBASE: dict[str, Any] = {values}"
    if plan.environments:
        yield "\n# What each environment has in place of the base's keys."
        rows = {}
        for env, own in plan.environments.items():
            shared = Item(Name("GLOBALS"), Literal(env if env in plan.globals else base))
            spelling = _Spelling(plan, words, shared)
            rows[env] = _dict(own, plan.comments.get(env, {}), spelling)
        yield f"ENVIRONMENTS: dict[str, dict[str, Any]] = {_table(rows)}"
    if has_inputs(plan, runtime):
        yield from _inputs(plan)
    if plan.objects:
        yield "\n# What makes the objects that some of them stand for."
        yield f"OBJECTS: dict[str, Callable[[Any], Any]] = {_table(plan.objects)}"
    if runtime and "" not in plan.inputs.values():
        yield "\n# Parameters of a run that the catalog or other parameters ask for."
        yield f"RUNTIME = {_tuple(runtime)}"


def _inputs(plan: ParametersPlan) -> Iterator[str]:
    names = plan.inputs.values()
    whole = ' ("" for all of them)' if "" in names else ""
    if not is_regular(plan):
        yield f"\n# The inputs of the dataflow, and the parameters that they are{whole}."
        yield f"INPUTS = {_table({key: literal(name) for key, name in plan.inputs.items()})}"
        return
    named = ', named with "_" for "."' if any("." in name for name in names) else ""
    yield f"\n# The parameters that are inputs of the dataflow{whole}{named}."
    yield f"INPUTS = {_tuple(names)}"


def _constants(plan: ParametersPlan) -> dict[str, str]:
    """What each global that never changes is called."""
    taken = {*_OWN, *(imported.binds for imported in plan.imports)}
    found: dict[str, str] = {}
    for name in plan.constants:
        word = re.sub(r"\W", "_", name, flags=re.ASCII).upper()
        word = word if word.isidentifier() else f"GLOBAL_{word}"
        while word in taken:
            word += "_"
        taken.add(word)
        found[name] = word
    return found


def _table(rows: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{literal(key)}: {text}" for key, text in rows.items()) + "}"


def _tuple(names: Iterable[str]) -> str:
    first, *others = map(literal, names)
    return f"({', '.join([first, *others])}{'' if others else ','})"


def _row(row: Mapping[str, Any], made: set[str]) -> str:
    """An environment's globals; those that some environment makes of others are functions."""
    spelling = _Spelling(ParametersPlan({}, {}, {}), {}, NOTHING)
    texts = {name: expression_of(value, spelling).text for name, value in row.items()}
    return _table({n: f"lambda at: {text}" if n in made else text for n, text in texts.items()})


class _Spelling:
    """What gives a value that is asked for, in a function of `at` if it is made in a run.

    `words` are the constants' names, `shared` is an expression of the other globals.
    """

    def __init__(self, plan: ParametersPlan, words: Mapping[str, str], shared: Expression) -> None:
        self.plan = plan
        self.words = words
        self.shared = shared

    def __call__(
        self, asked: Deferred, arguments: list[Expression], default: list[Expression]
    ) -> Expression:
        if asked.kind == "global":
            return self._global(asked.arguments[0], arguments, default)
        if (found := spelled_anywhere(asked, arguments, default)) is not None:
            return found
        if asked.kind == "parameter":
            return Call(Name("at"), arguments, [("default", each) for each in default])
        method = {"runtime": "run", "unknown": "unknown"}[asked.kind]
        return Call(Name(f"at.{method}"), [*arguments, *default])

    def _global(
        self, name: str, arguments: list[Expression], default: list[Expression]
    ) -> Expression:
        if name in self.words:
            return Name(self.words[name])
        is_made = name in _made_globals(self.plan)
        found: Expression = Item(self.shared, arguments[0])
        if default:
            given = Lambda("at", default[0]) if is_made else default[0]
            found = Call(Expression(self.shared, ".get"), [*arguments, given])
        return Call(found, [Name("at")]) if is_made else found

    def value(self, value: Any) -> Expression:
        """The expression of a value."""
        if isinstance(value, list) and is_asked(value):
            return display(map(self.value, value))
        code = expression_of(value, self)
        return Lambda("at", code) if _is_made(value, self.plan) else code


def _dict(
    values: Mapping[str, Any],
    comments: Mapping[str, tuple[tuple[str, ...], str]],
    spelling: _Spelling,
    at: str = "",
) -> str:
    """A dict with the comments that its keys had; layout breaks it into lines where it must."""
    lines: list[str] = []
    is_told = False
    for key, value in values.items():
        name = f"{at}{key}"
        above, beside = comments.get(name, ((), ""))
        is_told = is_told or bool(above or beside)
        lines += map(visible, above)
        if isinstance(value, Mapping):
            text = _dict(value, comments, spelling, f"{name}.")
        else:
            text = spelling.value(value).text
        lines.append(f"{literal(key)}: {text},{'  ' + visible(beside) if beside else ''}")
    if is_told:
        return "{\n" + "\n".join(lines) + "\n}"
    return "{" + " ".join(lines).removesuffix(",") + "}"
