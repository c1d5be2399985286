"""The parameters of functions, and of classes that are called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.code.definitions import Definition, Definitions, Source
from migrate.code.scopes import last_name
from migrate.model.project import Parameter, ParameterKind

# Classes whose `__init__` is made of their annotated fields.
_FIELD_DECORATORS = frozenset({"dataclass", "define", "frozen", "attrs"})
_FIELD_BASES = frozenset({"NamedTuple", "BaseModel"})


@dataclass(frozen=True, slots=True)
class SignatureParameter:
    """A parameter with its annotation and default as syntax."""

    name: str
    kind: ParameterKind
    annotation: ast.expr | None = None
    default: ast.expr | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameters, and the module whose text they stand in."""

    source: Source
    arguments: tuple[SignatureParameter, ...]


def signature(definition: Definition, definitions: Definitions) -> Signature:
    """What a definition takes when it is called; for a class, without `self`."""
    node = definition.node
    if not isinstance(node, ast.ClassDef):
        return Signature(definition.source, tuple(_arguments(node.args)))
    init = definitions.method(definition, "__init__")
    if init is not None and not isinstance(init.node, ast.ClassDef):
        return Signature(init.source, tuple(_arguments(init.node.args))[1:])
    fields = tuple(_fields(node)) if has_fields(node) else ()
    return Signature(definition.source, fields)


def parameters(signature: Signature) -> tuple[Parameter, ...]:
    """The parameters with their source texts."""
    text = signature.source.text
    return tuple(
        Parameter(
            a.name,
            a.kind,
            None if a.annotation is None else text(a.annotation),
            None if a.default is None else text(a.default),
        )
        for a in signature.arguments
    )


def constant_defaults(signature: Signature) -> frozenset[str]:
    """The parameters whose default is an immutable literal."""
    arguments = signature.arguments
    return frozenset(a.name for a in arguments if a.default is not None and is_constant(a.default))


def is_constant(node: ast.expr) -> bool:
    """Whether an expression is an immutable literal: `1`, `-1`, `None`, `("a", 2)`."""
    if isinstance(node, ast.Tuple):
        return all(map(is_constant, node.elts))
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.operand, ast.Constant)
    return isinstance(node, ast.Constant)


def has_fields(node: ast.ClassDef) -> bool:
    """Whether a class takes its annotated fields as arguments (a dataclass and the like)."""
    decorators = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    if any(last_name(d) in _FIELD_DECORATORS for d in decorators):
        return True
    return any(last_name(base) in _FIELD_BASES for base in node.bases)


def _arguments(node: ast.arguments) -> Iterator[SignatureParameter]:
    positional = [*node.posonlyargs, *node.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(node.defaults))
    defaults = [*missing, *node.defaults]
    for position, (arg, default) in enumerate(zip(positional, defaults, strict=True)):
        kind: ParameterKind = (
            "positional-only" if position < len(node.posonlyargs) else "positional"
        )
        yield SignatureParameter(arg.arg, kind, arg.annotation, default)
    if node.vararg:
        yield SignatureParameter(node.vararg.arg, "var-positional", node.vararg.annotation)
    for arg, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        yield SignatureParameter(arg.arg, "keyword-only", arg.annotation, default)
    if node.kwarg:
        yield SignatureParameter(node.kwarg.arg, "var-keyword", node.kwarg.annotation)


def _fields(node: ast.ClassDef) -> Iterator[SignatureParameter]:
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield SignatureParameter(
                statement.target.id, "positional", statement.annotation, statement.value
            )
