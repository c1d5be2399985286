"""Reading back: the edges of a written project, found in its text alone.

The written modules are parsed as Hamilton would read them, without importing anything; what
they say must be what was planned.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

Edges = set[tuple[str, str]]
_INFRASTRUCTURE = frozenset({"storage", "store", "namespace"})


def duplicates(texts: Mapping[str, str]) -> list[str]:
    """Functions that a module defines twice, so that the first one is lost."""
    found = []
    for module, text in texts.items():
        names = [node.name for node in _nodes(ast.parse(text))]
        found += [f"{module}.{name}" for name in dict.fromkeys(names) if names.count(name) > 1]
    return found


def written_edges(texts: Mapping[str, str]) -> Edges:
    """The dataset-level edges of dataflow modules, by module name.

    Functions that are taken apart (`@unpack_fields`, `@extract_fields`) do not stand between
    their inputs and outputs. Modules of steps count only under their namespaces.
    """
    trees = {name: ast.parse(text) for name, text in texts.items()}
    steps = {name for tree in trees.values() for name in _subdag_modules(tree, texts)}
    edges: Edges = set()
    for name, tree in trees.items():
        if name in steps:
            continue
        for function in _nodes(tree):
            subdag = _decorator(function, "parameterized_subdag")
            if subdag is None:
                edges |= _function_edges(function)
            else:
                edges |= _subdag_edges(subdag, trees)
    return _without_aliases(edges, _aliases(trees, steps))


def _nodes(tree: ast.Module) -> Iterable[ast.FunctionDef]:
    return (n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_"))


def _decorator(function: ast.FunctionDef, name: str) -> ast.Call | None:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == name:
            return decorator
    return None


def _keywords(call: ast.Call) -> dict[str, ast.expr]:
    found = {k.arg: k.value for k in call.keywords if k.arg}
    for keyword in call.keywords:
        if keyword.arg is None and isinstance(keyword.value, ast.Dict):
            found |= _items(keyword.value)
    return found


def _items(node: ast.expr | None) -> dict[str, ast.expr]:
    if not isinstance(node, ast.Dict):
        return {}
    return {str(ast.literal_eval(k)): v for k, v in zip(node.keys, node.values, strict=True) if k}


def _source(node: ast.expr) -> str | None:
    """The name in `source("name")`."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "source":
        return str(ast.literal_eval(node.args[0]))
    return None


def _function_edges(function: ast.FunctionDef) -> Edges:
    rows = _decorator(function, "parameterize")
    if rows is not None:
        return {
            (node, output)
            for output, row in _keywords(rows).items()
            for value in _items(row).values()
            if (node := _source(value))
        }
    injected = _decorator(function, "inject")
    sources = {k: _source(v) for k, v in _keywords(injected).items()} if injected else {}
    inputs = [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]
    return {
        (sources.get(name) or name, output)
        for name in inputs
        for output in _outputs(function)
        if name not in _INFRASTRUCTURE
    }


def _outputs(function: ast.FunctionDef) -> list[str]:
    unpacked = _decorator(function, "unpack_fields")
    if unpacked is not None:
        return [str(ast.literal_eval(argument)) for argument in unpacked.args]
    extracted = _decorator(function, "extract_fields")
    if extracted is not None:
        return list(_items(extracted.args[0]))
    return [function.name]


def _subdag_modules(tree: ast.Module, known: Iterable[str]) -> Iterable[str]:
    for function in _nodes(tree):
        subdag = _decorator(function, "parameterized_subdag")
        if subdag is not None:
            yield ast.unparse(subdag.args[0])


def _subdag_edges(subdag: ast.Call, trees: Mapping[str, ast.Module]) -> Edges:
    inner: Edges = set()
    for function in _nodes(trees[ast.unparse(subdag.args[0])]):
        inner |= _function_edges(function)
    edges: Edges = set()
    for namespace, row in _keywords(subdag).items():
        inputs = {k: _source(v) for k, v in _items(_items(row).get("inputs")).items()}
        for start, end in inner:
            given = inputs.get(start) if start in inputs else f"{namespace}.{start}"
            if given:
                edges.add((given, f"{namespace}.{end}"))
    return edges


def _aliases(trees: Mapping[str, ast.Module], steps: set[str]) -> dict[str, str]:
    """Functions that only give a namespaced node another name: name by node."""
    found = {}
    for name, tree in trees.items():
        for function in _nodes(tree):
            rows = _decorator(function, "parameterize")
            if name in steps or rows is None or len(function.args.args) != 1:
                continue
            last = function.body[-1]
            same = (
                isinstance(last, ast.Return)
                and ast.unparse(last.value or last) == function.args.args[0].arg
            )
            if same and len(function.body) == 2 and function.name == function.args.args[0].arg:
                for output, row in _keywords(rows).items():
                    for value in _items(row).values():
                        found[_source(value) or ""] = output
    return found


def _without_aliases(edges: Edges, aliases: Mapping[str, str]) -> Edges:
    renamed = {(aliases.get(start, start), aliases.get(end, end)) for start, end in edges}
    return {(start, end) for start, end in renamed if start != end}
