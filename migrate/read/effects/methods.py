"""What a method or a class of a library does, by its name and the type of its object."""

from __future__ import annotations

import ast
from typing import Literal

from migrate.libraries.effects import (
    ANY_MUTATORS,
    GETTERS,
    HOLDING,
    MADE,
    MUTATORS,
    NEW_IF_USED,
    OF_MODELS,
    QUIET,
    QUIET_FIGURE,
    QUIET_FOR_ARGUMENTS,
    SAFE,
    SUSPICIOUS,
    TRAINERS,
)
from migrate.libraries.words import is_listed
from migrate.read.effects.values import Obj, Type, Value, named_type, type_name

Change = Literal["yes", "no", "can't tell"]

# Types that no method changes.
_STILL = frozenset({"immutable", "frozen", "callable", "groupby", "tuple", "labels"})
# Types whose methods are all known.
_KNOWN = frozenset({"list", "dict", "set", "frame", "series", "array", "polars", "iterator"})


# Annotations are often a little wrong: a table for an array, a dict for a list.
_ALIKE = (("frame", "series", "array"), ("list", "dict", "set"))
_MUTATORS = {
    **MUTATORS,
    **{
        kind: frozenset(name for other in alike for name in MUTATORS[other])
        for alike in _ALIKE
        for kind in alike
    },
}

# What the functions of a library make, mostly.
_MADE = {root: Type(kind) for root, kind in MADE.items()}


def changes(kind: str, name: str, used: bool, *, known: bool = False) -> Change:
    """Whether a method changes its object. `used` says that its result is used, `known` that the
    class is one of a library whose methods are called as they act.
    """
    if kind in _STILL:
        return "no"
    if kind == "rng" or name in _MUTATORS.get(kind, ()):
        return "yes"
    if kind == "tensor" or (name.endswith("_") and not name.startswith("_")):
        return "yes" if name.endswith("_") and not name.endswith("__") else "no"
    if kind in _KNOWN:
        return "no"
    if kind == "figure":
        return "no" if name in QUIET_FIGURE else "yes"
    return _change_of_unknown(kind, name, used, known or kind in ("model", "graph"))


def _change_of_unknown(kind: str, name: str, used: bool, known: bool) -> Change:
    if name in NEW_IF_USED and used:
        return "no"
    if name in ANY_MUTATORS:
        return "yes"
    if name in OF_MODELS or name.startswith(GETTERS):
        return "no" if known else "can't tell"  # a forecaster's `predict` keeps state
    if name in QUIET:
        return "no"
    if name.startswith(SUSPICIOUS) or kind not in ("model", "graph"):
        return "can't tell"
    return "no"


def quiet_for_arguments(receiver: Value, name: str) -> bool:
    """Whether a method leaves its arguments as they are."""
    if name in QUIET_FOR_ARGUMENTS or name in HOLDING:
        return True
    return bool(receiver) and all(map(_is_quiet, receiver))


def _is_quiet(obj: Obj) -> bool:
    if type_name(obj) in _KNOWN | _STILL | {"figure", "rng", "tensor", "graph"}:
        return True
    return is_of_library(obj) and not is_listed(_path(obj), TRAINERS)


def is_of_library(obj: Obj) -> bool:
    """Whether an object's class is one of a library whose methods are called as they act."""
    return "." in _path(obj) and is_listed(_path(obj), SAFE)


def _path(obj: Obj) -> str:
    return obj.type.path if obj.type and obj.type.path else obj.name


def made_type(path: str) -> Type | None:
    """The type of what a library's function or class makes."""
    root = path.partition(".")[0]
    if root == "builtins":
        return None
    name = path.rpartition(".")[2]
    if path.startswith("numpy.random.") and (name[:1].isupper() or name == "default_rng"):
        return Type("rng")
    known = named_type(path, ())
    if known is not None and known.name not in ("other", "immutable", "model"):
        return known
    if path.rpartition(".")[2][:1].isupper():
        return known
    return _MADE.get(root) or Type("other", path=path)


def is_worth_keeping(obj: Obj) -> bool:
    """Whether an object that a library's class is given may matter inside it: not a setting."""
    return obj.role == "same" and type_name(obj) not in ("dict", "list", "immutable")


def says(node: ast.Call, name: str, value: bool) -> bool:
    """Whether a call has the keyword with this constant value."""
    for keyword in node.keywords:
        if keyword.arg == name and isinstance(keyword.value, ast.Constant):
            return bool(keyword.value.value) is value
    return False


def constant_key(node: ast.Call) -> str | int | None:
    """The first argument, if it is a constant key."""
    first = node.args[0] if node.args else None
    return key_of(first)


def key_of(node: ast.AST | None) -> str | int | None:
    """A constant string or integer, None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int):
        return node.value
    return None
