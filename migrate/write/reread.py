"""Reading back: the edges and the slices of a written project, found in its text alone.

The written modules are parsed as Hamilton would read them, without importing anything; what
they say must be what was planned.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from migrate.write.repetition import rows_of

Edges = set[tuple[str, str]]


class Step(NamedTuple):
    """What one call of a written function makes, and of which nodes."""

    outputs: tuple[str, ...]
    inputs: frozenset[str]


def duplicates(texts: Mapping[str, str]) -> list[str]:
    """Functions that a module defines twice, so that the first one is lost."""
    found = []
    for module, text in texts.items():
        names = [node.name for node in nodes_of(ast.parse(text))]
        found += [f"{module}.{name}" for name in dict.fromkeys(names) if names.count(name) > 1]
    return found


def written_steps(texts: Mapping[str, str]) -> dict[str, list[Step]]:
    """The steps of dataflow modules, by module name.

    Functions that are taken apart (`@unpack_fields`, `@extract_fields`) do not stand between
    their inputs and outputs. Modules of steps count only where they are used, under their
    namespaces.
    """
    trees = {name: ast.parse(text) for name, text in texts.items()}
    steps = {name for tree in trees.values() for name in _subdag_modules(tree)}
    aliases = _aliases(trees, steps)
    found: dict[str, list[Step]] = {}
    for name, tree in trees.items():
        if name in steps:
            continue
        found[name] = []
        for function in nodes_of(tree):
            subdag = decorator_of(function, "parameterized_subdag")
            made = _subdag_steps(subdag, trees) if subdag else _function_steps(function)
            found[name] += [each for step in made if (each := _without_aliases(step, aliases))]
    return found


def edges_of(steps: Mapping[str, Iterable[Step]]) -> Edges:
    """The dataset-level edges of modules."""
    return {
        (start, end)
        for made in steps.values()
        for step in made
        for start in step.inputs
        for end in step.outputs
    }


def computed(
    steps: Mapping[str, Iterable[Step]],
    modules: Iterable[str],
    loads: Iterable[str],
    outputs: Iterable[str],
    after: Mapping[str, str],
) -> set[str]:
    """What a driver over `modules` makes for `outputs` when it loads `loads`; later modules win.

    `after` tells what is loaded after another name was saved.
    """
    maker = {out: step for name in modules for step in steps[name] for out in step.outputs}
    loaded = set(loads)
    found: set[str] = set()
    wanted = [*outputs]
    while wanted:
        name = wanted.pop()
        if name in found or name in loaded:
            continue
        if name not in maker:
            wanted += [after[name]] if after.get(name) in maker else []
            continue
        step = maker[name]
        found |= {out for out in step.outputs if maker[out] is step}
        wanted += step.inputs
    return found


def nodes_of(tree: ast.Module) -> Iterable[ast.FunctionDef]:
    return (n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_"))


def decorator_of(function: ast.FunctionDef, name: str) -> ast.Call | None:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == name:
            return decorator
    return None


def keywords_of(call: ast.Call) -> dict[str, ast.expr]:
    found = {k.arg: k.value for k in call.keywords if k.arg}
    for keyword in call.keywords:
        if keyword.arg is None and isinstance(keyword.value, ast.Dict):
            found |= items_of(keyword.value)
        elif keyword.arg is None and isinstance(keyword.value, ast.DictComp):
            found |= rows_of(keyword.value)
    return found


def items_of(node: ast.expr | None) -> dict[str, ast.expr]:
    if not isinstance(node, ast.Dict):
        return {}
    return {str(ast.literal_eval(k)): v for k, v in zip(node.keys, node.values, strict=True) if k}


def source_of(node: ast.expr) -> str | None:
    """The name in `source("name")`."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "source":
        return str(ast.literal_eval(node.args[0]))
    return None


def _function_steps(function: ast.FunctionDef) -> list[Step]:
    rows = decorator_of(function, "parameterize")
    if rows is not None:
        return [
            Step((output,), frozenset(filter(None, map(source_of, items_of(row).values()))))
            for output, row in keywords_of(rows).items()
        ]
    injected = decorator_of(function, "inject")
    sources = {k: source_of(v) for k, v in keywords_of(injected).items()} if injected else {}
    names = [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]
    inputs = [sources.get(name) or name for name in names]
    return [Step(tuple(outputs_of(function)), frozenset(inputs))]


def outputs_of(function: ast.FunctionDef) -> list[str]:
    unpacked = decorator_of(function, "unpack_fields")
    if unpacked is not None:
        return [str(ast.literal_eval(argument)) for argument in unpacked.args]
    extracted = decorator_of(function, "extract_fields")
    if extracted is not None:
        return list(items_of(extracted.args[0]))
    return [function.name]


def _subdag_modules(tree: ast.Module) -> Iterable[str]:
    for function in nodes_of(tree):
        subdag = decorator_of(function, "parameterized_subdag")
        if subdag is not None:
            yield ast.unparse(subdag.args[0])


def _subdag_steps(subdag: ast.Call, trees: Mapping[str, ast.Module]) -> Iterable[Step]:
    functions = nodes_of(trees[ast.unparse(subdag.args[0])])
    inner = [step for function in functions for step in _function_steps(function)]
    for namespace, row in keywords_of(subdag).items():
        inputs = {k: source_of(v) for k, v in items_of(items_of(row).get("inputs")).items()}
        for step in inner:
            given = (inputs.get(n) if n in inputs else f"{namespace}.{n}" for n in step.inputs)
            yield Step(
                tuple(f"{namespace}.{name}" for name in step.outputs),
                frozenset(name for name in given if name),
            )


def _aliases(trees: Mapping[str, ast.Module], steps: set[str]) -> dict[str, str]:
    """Functions that only give a namespaced node another name: name by node."""
    found = {}
    for name, tree in trees.items():
        for function in nodes_of(tree):
            rows = decorator_of(function, "parameterize")
            if name in steps or rows is None or len(function.args.args) != 1:
                continue
            last, given = function.body[-1], function.args.args[0].arg
            same = isinstance(last, ast.Return) and ast.unparse(last.value or last) == given
            named = re.fullmatch(rf"{re.escape(given)}(_\d+)?", function.name)
            if same and len(function.body) == 2 and named:
                for output, row in keywords_of(rows).items():
                    for value in items_of(row).values():
                        found[source_of(value) or ""] = output
    return found


def _without_aliases(step: Step, aliases: Mapping[str, str]) -> Step | None:
    """The step under the names that its nodes have outside; None for a mere alias."""
    outputs = tuple(aliases.get(name, name) for name in step.outputs)
    inputs = frozenset(aliases.get(name, name) for name in step.inputs)
    return None if inputs and inputs <= set(outputs) else Step(outputs, inputs)
