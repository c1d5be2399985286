"""What the analysis of effects reckons with: types, objects and sets of objects."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from migrate.code.parsing import parse_python
from migrate.code.scopes import dotted_name, last_name
from migrate.code.trees import walk
from migrate.libraries.effects import (
    FROZEN,
    MODELS,
    SEQUENCES,
    TYPES,
)
from migrate.libraries.words import is_listed, words


@dataclass(frozen=True, slots=True)
class Type:
    """What is known of an object's class. `element` is that of what it holds."""

    name: str
    element: Type | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Obj:
    """An abstract object.

    "same" is the object of the parameter `name`, "part" anything inside it or a view of it. "new"
    is made by the expression `site`, `name` tells by what. "outer" is a module-level variable or
    an attribute of something unknown, "function" a function of the project or a local one,
    "library" something imported, by its path.
    """

    role: Literal["same", "part", "new", "outer", "function", "library"]
    name: str
    site: int = 0
    type: Type | None = None

    @property
    def is_given(self) -> bool:
        """Whether it belongs to a parameter."""
        return self.role in ("same", "part")


# The objects that an expression may stand for; False means: perhaps not, it depends on types.
Value = Mapping[Obj, bool]
NOTHING: Value = MappingProxyType({})

IMMUTABLE = Type("immutable")
FRAME = Type("frame")
ARRAY = Type("array")
# Kinds of tables, and of arrays.
TABLES = frozenset({"frame", "series", "polars"})
NUMERIC = frozenset({"array", "tensor"})
# Kinds whose copies and results share nothing with them.
SOLID = TABLES | NUMERIC | {"frozen", "groupby"}


def join(values: Iterable[Value]) -> Value:
    """What may be any of the values."""
    joined: dict[Obj, bool] = {}
    for value in values:
        for obj, certain in value.items():
            joined[obj] = joined.get(obj, False) or certain
    return joined or NOTHING


def weaken(value: Value) -> Value:
    """The same objects, none of them for certain."""
    return dict.fromkeys(value, False)


def type_name(obj: Obj) -> str:
    """The name of an object's type, "" if it is not known."""
    return obj.type.name if obj.type else ""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The values of a call. `star` and `double` are elements of `*x` and `**x`."""

    positional: tuple[Value, ...] = ()
    keywords: Mapping[str, Value] = field(default_factory=dict)
    star: Value = field(default_factory=dict)
    double: Value = field(default_factory=dict)

    @property
    def every(self) -> Value:
        """Whatever is handed over."""
        return join([*self.positional, *self.keywords.values(), self.star, self.double])

    def at(self, position: int) -> Value:
        """A positional argument."""
        if position < len(self.positional):
            return self.positional[position]
        return self.star

    def rest(self) -> Arguments:
        """The arguments without the first positional one."""
        return Arguments(self.positional[1:], self.keywords, self.star, self.double)

    def first(self) -> Value:
        """The first argument, however it is given."""
        if self.positional or self.star:
            return self.at(0)
        return join([*self.keywords.values(), self.double])


# --- annotations ----------------------------------------------------------------------------

# What a dotted name of an annotation means: a library's path, or "module:Class" of the project.
Resolve = Callable[[str], str]

_TRANSPARENT = frozenset({"Annotated", "Final", "ClassVar", "Required", "NotRequired"})


def annotated_type(node: ast.AST | None, resolve: Resolve) -> Type | None:
    """The type that an annotation tells; None if it tells nothing."""
    if node is None or isinstance(node, ast.Constant):
        return _constant_type(node, resolve)
    if isinstance(node, ast.BinOp):
        return union_type([annotated_type(n, resolve) for n in (node.left, node.right)])
    if isinstance(node, ast.Subscript):
        return _generic_type(node, resolve)
    name = dotted_name(node)
    return named_type(resolve(name), ()) if name else None


def _constant_type(node: ast.Constant | None, resolve: Resolve) -> Type | None:
    if node is None:
        return None
    if not isinstance(node.value, str):
        return IMMUTABLE if node.value is None else None
    try:
        return annotated_type(parse_python(node.value.strip(), "eval").body, resolve)
    except (SyntaxError, ValueError):
        return None


def _generic_type(node: ast.Subscript, resolve: Resolve) -> Type | None:
    inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    head = last_name(node.value)
    if head == "Literal":
        return IMMUTABLE
    if head in _TRANSPARENT:
        return annotated_type(inside[0], resolve)
    types = tuple(annotated_type(n, resolve) for n in inside if not _is_ellipsis(n))
    if head in ("Optional", "Union"):
        return union_type(types)
    return named_type(resolve(dotted_name(node.value)), types)


def _is_ellipsis(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def named_type(path: str, inside: tuple[Type | None, ...]) -> Type | None:
    """The type of a dotted path, with the types in its brackets."""
    name = TYPES.get(path) or TYPES.get(path.rpartition(".")[2] if "." not in path else "")
    if ":" in path:
        return Type("class", path=path)
    if name == "any":
        return None
    if name == "immutable":
        return IMMUTABLE
    if name == "tuple":
        held = union_type(inside) if inside else None
        return IMMUTABLE if held == IMMUTABLE else Type("tuple", held)
    if name in SEQUENCES:
        return Type(name, union_type(inside[-1:]) if inside else None)
    if name:
        return Type(name, path=path)
    if is_listed(path, FROZEN):
        return Type("frozen", path=path)
    return Type("model" if is_listed(path, MODELS) else "other", path=path)


def union_type(types: Iterable[Type | None]) -> Type | None:
    """The type of a value that has one of the types: None if they differ in more than
    immutability.
    """
    every = list(types)
    if None in every:
        return None
    changeable = {t for t in every if t != IMMUTABLE}
    if not changeable:
        return IMMUTABLE if every else None
    names = {t.name for t in changeable if t}
    if names <= {"frame", "series"}:
        return FRAME
    return changeable.pop() if len(changeable) == 1 else None


# --- use ------------------------------------------------------------------------------------

# What only a pandas table has, among the objects that nodes are given.
_FRAME_ATTRIBUTES = words("""
    iloc loc iat groupby merge dropna fillna drop_duplicates reset_index set_index sort_values
    sort_index iterrows itertuples pivot_table nunique value_counts isnull isna notnull notna
    to_csv to_parquet applymap columns dtypes select_dtypes
""")


def types_by_use(node: ast.AST) -> dict[str, Type]:
    """The types of names that give themselves away by the attributes that are read of them.

    A name that is bound to something else on the way is left out.
    """
    found: set[str] = set()
    rebound: set[str] = set()
    for child in walk(node):
        if isinstance(child, ast.Attribute) and isinstance(child.value, ast.Name):
            if child.attr in _FRAME_ATTRIBUTES:
                found.add(child.value.id)
        elif isinstance(child, ast.Assign):
            rebound.update(_rebound(child))
    return dict.fromkeys(found - rebound, FRAME)


def _rebound(node: ast.Assign) -> Iterator[str]:
    """The names that an assignment binds to what is not made of themselves."""
    root: ast.AST = node.value
    while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
        root = root.func if isinstance(root, ast.Call) else root.value
    source = root.id if isinstance(root, ast.Name) else ""
    for target in node.targets:
        for child in walk(target):
            stored = isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store)
            if isinstance(child, ast.Name) and stored and child.id != source:
                yield child.id
