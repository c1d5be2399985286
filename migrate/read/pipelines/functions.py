"""The facts of the functions that nodes use, and of the project functions that those call."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from migrate.code.definitions import Definition, Definitions, Source
from migrate.code.modules import first_line
from migrate.code.scopes import FunctionNode, Names, is_generator
from migrate.code.signatures import constant_defaults, parameters, signature
from migrate.code.trees import walk
from migrate.model.diagnostics import Place
from migrate.model.project import Function, Module
from migrate.read.effects.analysis import Effects


def read_functions(modules: Mapping[str, Module], wanted: Iterable[str]) -> dict[str, Function]:
    """The functions of the wanted keys and the project functions that they call.

    A key is "module:qualname"; that of a lambda is "module:<lambda>:LINE:COLUMN". A name that a
    module only imports leads to its definition, filed under both keys. A class is a function with
    the parameters of its `__init__`. Keys that lead to nothing in the project are left out.
    """
    definitions = Definitions(modules)
    effects = Effects(definitions)
    functions: dict[str, Function] = {}
    waiting = sorted(set(wanted))
    while waiting:
        key = waiting.pop()
        definition = None if key in functions else definitions.find(key)
        if definition is None:
            continue
        if definition.key not in functions:
            functions[definition.key] = _function(definition, definitions, effects)
        functions[key] = functions[definition.key]
        waiting.extend(sorted(functions[key].calls))
    return dict(sorted(functions.items()))


def _function(definition: Definition, definitions: Definitions, effects: Effects) -> Function:
    source, node = definition.source, definition.node
    summary = effects.summary(definition)
    takes = signature(definition, definitions)
    names = _names(definition)
    returns = getattr(node, "returns", None)
    return Function(
        module=source.name,
        qualname=definition.qualname,
        place=Place(source.module.path, node.lineno, node.col_offset + 1),
        end_line=node.end_lineno or node.lineno,
        text=_text(source, node),
        parameters=parameters(takes),
        returns=None if returns is None else source.text(returns),
        docstring=None if isinstance(node, ast.Lambda) else ast.get_docstring(node),
        decorators=tuple(source.text(d) for d in getattr(node, "decorator_list", ())),
        generator=is_generator(node),
        coroutine=isinstance(node, ast.AsyncFunctionDef),
        local_names=names[0],
        global_names=names[1],
        mutates=summary.mutates,
        returns_alias=summary.returns_alias,
        stores=summary.stores,
        calls=summary.calls,
        touches=summary.touches,
        shares=summary.shares,
        constant_defaults=constant_defaults(takes),
    )


# --- names ----------------------------------------------------------------------------------


def _names(definition: Definition) -> tuple[frozenset[str], frozenset[str]]:
    """The names that are bound in a definition, and those it reads from its module."""
    package = definition.source.package
    own = Names(package).add(definition.node)
    around: set[str] = set()
    if definition.enclosing:
        outer = Names(package).add(definition.enclosing[0])
        for node in definition.enclosing:
            if not isinstance(node, ast.ClassDef):
                around |= outer.scopes[node].bound.keys()
    bound = own.bound_below(definition.node)
    return frozenset(bound), frozenset(own.module.used - around)


# --- text -----------------------------------------------------------------------------------


def _text(source: Source, node: FunctionNode | ast.ClassDef) -> str:
    """A definition's lines with the comments directly above it, dedented; of a lambda its
    expression.
    """
    if isinstance(node, ast.Lambda):
        return source.text(node)
    lines = source.lines
    start = first_line(node, lines)
    while start > 1 and lines[start - 2].lstrip().startswith("#"):
        start -= 1
    margin = lines[node.lineno - 1][: node.col_offset]
    fixed = set(_string_lines(node)) if margin.strip(" \t") == "" else set()
    numbers = range(start, (node.end_lineno or node.lineno) + 1)
    return "".join(_dedented(lines[n - 1], margin, n in fixed) + "\n" for n in numbers)


def _dedented(line: str, margin: str, fixed: bool) -> str:
    if fixed:
        return line
    return line[len(margin) :] if line.startswith(margin) else line.lstrip(" \t")


def _string_lines(node: ast.AST) -> Iterator[int]:
    """The lines that begin inside a string: their white space is part of a value."""
    for child in walk(node):
        if isinstance(child, ast.JoinedStr) or (
            isinstance(child, ast.Constant) and isinstance(child.value, str | bytes)
        ):
            yield from range(child.lineno + 1, (child.end_lineno or child.lineno) + 1)
