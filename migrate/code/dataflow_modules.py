"""What written dataflow modules say, found in their text alone, as Hamilton would read them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple


class Step(NamedTuple):
    """What one call of a written function makes, and of which nodes."""

    outputs: tuple[str, ...]
    inputs: frozenset[str]


class Made(NamedTuple):
    """A step, the function that is called and its module, and the namespace that it is in."""

    module: str
    function: ast.FunctionDef
    namespace: str
    step: Step


def made(trees: Mapping[str, ast.Module]) -> dict[str, list[Made]]:
    """The steps of dataflow modules, by module name.

    Functions that are taken apart (`@unpack_fields`, `@extract_fields`) do not stand between
    their inputs and outputs. Modules of steps count only where they are used, under their
    namespaces.
    """
    steps = {name for tree in trees.values() for name in subdag_modules(tree)}
    return {
        name: [each for function in nodes_of(tree) for each in made_by(function, name, trees)]
        for name, tree in trees.items()
        if name not in steps
    }


def made_by(
    function: ast.FunctionDef, module: str, trees: Mapping[str, ast.Module]
) -> Iterator[Made]:
    """The steps of one function of a module."""
    subdag = decorator_of(function, "parameterized_subdag")
    if subdag is None:
        yield from (Made(module, function, "", step) for step in _function_steps(function))
        return
    steps = ast.unparse(subdag.args[0])
    inner = [(each, step) for each in nodes_of(trees[steps]) for step in _function_steps(each)]
    for namespace, inputs in inputs_of_subdags(subdag).items():
        for each, step in inner:
            given = (inputs.get(n) if n in inputs else f"{namespace}.{n}" for n in step.inputs)
            outputs = tuple(f"{namespace}.{name}" for name in step.outputs)
            inside = Step(outputs, frozenset(name for name in given if name))
            yield Made(steps, each, namespace, inside)


def inputs_of_subdags(subdag: ast.Call) -> dict[str, dict[str, str | None]]:
    """The nodes that a module of steps gets under each namespace, by the names that it has."""
    rows = keywords_of(subdag)
    shared = items_of(rows.pop("inputs", None))
    given = {name: shared | items_of(items_of(row).get("inputs")) for name, row in rows.items()}
    return {name: {k: source_of(v) for k, v in row.items()} for name, row in given.items()}


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


def aliases(trees: Mapping[str, ast.Module]) -> dict[str, str]:
    """Functions that only give a namespaced node another name: name by node."""
    steps = {name for tree in trees.values() for name in subdag_modules(tree)}
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


def subdag_modules(tree: ast.Module) -> Iterator[str]:
    """The modules of steps that a module uses."""
    for function in nodes_of(tree):
        subdag = decorator_of(function, "parameterized_subdag")
        if subdag is not None:
            yield ast.unparse(subdag.args[0])


# --- functions and their decorators -----------------------------------------------------------


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


def outputs_of(function: ast.FunctionDef) -> list[str]:
    unpacked = decorator_of(function, "unpack_fields")
    if unpacked is not None:
        return [str(ast.literal_eval(argument)) for argument in unpacked.args]
    extracted = decorator_of(function, "extract_fields")
    if extracted is not None:
        return list(items_of(extracted.args[0]))
    return [function.name]


# --- rows that a loop writes ------------------------------------------------------------------


def rows_of(written: ast.DictComp) -> dict[str, ast.expr]:
    """The rows that a written comprehension makes."""
    generator = written.generators[0]
    assert isinstance(generator.target, ast.Name)
    found = {}
    for item in _items(generator.iter):
        fill = _fill(generator.target.id, item)
        found[str(ast.literal_eval(fill(written.key)))] = fill(written.value)
    return found


def _items(node: ast.expr) -> Iterable[int | str]:
    if isinstance(node, ast.Call):
        return range(*(ast.literal_eval(argument) for argument in node.args))
    items: tuple[int | str, ...] = ast.literal_eval(node)
    return items


def _fill(variable: str, item: int | str) -> Callable[[ast.expr], ast.expr]:
    """Puts a value in the place of the variable, and f-strings in the place of their values."""

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return ast.Constant(item) if node.id == variable else node

        def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
            parts = [p.value if isinstance(p, ast.FormattedValue) else p for p in node.values]
            return ast.Constant("".join(str(_value(self.visit(part))) for part in parts))

    def fill(node: ast.expr) -> ast.expr:
        filled = Fill().visit(ast.parse(ast.unparse(node), mode="eval").body)
        assert isinstance(filled, ast.expr)
        return filled

    return fill


def _value(node: ast.expr) -> object:
    """A constant, or a sum or difference of constants."""
    if isinstance(node, ast.BinOp):
        left, right = ast.literal_eval(node.left), ast.literal_eval(node.right)
        value: int = left + right if isinstance(node.op, ast.Add) else left - right
        return value
    constant: object = ast.literal_eval(node)
    return constant
