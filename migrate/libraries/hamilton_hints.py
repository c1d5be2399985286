"""Type hints: which ones Hamilton accepts, at build and for the values at run time.

Hamilton checks each edge when a driver is built, and each input's value when it runs. A hint of
the author stays where it passes; otherwise it gives way to the producer's, or to `Any`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from migrate.libraries.known import listed
from migrate.model.migration import Import

ANY = "Any"
_SCALARS: dict[str, type | tuple[type, ...]] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": bool,
    "bytes": bytes,
    "object": object,
}
_CONTAINERS: dict[str, type] = {
    "dict": dict,
    "list": list,
    "Dict": dict,
    "List": list,
}
IMMUTABLE = frozenset({"int", "float", "str", "bool", "bytes", "None", "complex"})
# What Kedro hands on as it is, by library and class: tables of other libraries than pandas.
_HANDED_ON = frozenset(tuple(path.split(".")) for path in listed(lambda library: library.handed_on))


@lru_cache(maxsize=4096)
def normal(hint: str) -> str:
    """A hint in one spelling: no quotes, no `typing.`, builtin generics."""
    try:
        tree = ast.parse(hint.strip().strip("\"'"), mode="eval")
    except SyntaxError:
        return hint
    text = ast.unparse(tree).replace("typing.", "")
    for old in ("Dict", "List", "Tuple", "Set"):
        text = text.replace(f"{old}[", f"{old.lower()}[")
    return text


def passes(made: str, taken: str) -> bool:
    """Whether Hamilton surely lets an edge pass from a node of hint `made` to a parameter of hint
    `taken`."""
    made, taken = normal(made), normal(taken)
    if ANY in (made, taken) or made == taken:
        return True
    if (made, taken) == ("bool", "int"):
        return True
    if made in members(taken) and len(members(taken)) > 1:
        return True
    made_origin, _, made_arguments = made.partition("[")
    origin, _, arguments = taken.partition("[")
    return (
        origin in {"dict", "list", "tuple"}
        and made_origin == origin
        and not (made_arguments and arguments)
    )


@lru_cache(maxsize=4096)
def members(hint: str) -> tuple[str, ...]:
    """The members of a union; the hint alone if it is none."""
    tree = _tree(hint)
    return tuple(ast.unparse(part) for part in _flat(tree)) if tree else (hint,)


def is_handed_on(hint: str, imports: Mapping[str, Import]) -> bool:
    """Whether values of a hint are the same object for all consumers in Kedro, too: they can't
    be changed, or Kedro copies none of their type. `imports` are the module's, by bound name.
    """
    return all(
        member in IMMUTABLE or _library_class(member, imports) in _HANDED_ON
        for member in members(hint)
    )


def _library_class(hint: str, imports: Mapping[str, Import]) -> tuple[str, str] | None:
    """The library and the name of a class that a hint names."""
    root, _, rest = hint.partition(".")
    imported = imports.get(root)
    if imported is None:
        return None
    name = rest.rpartition(".")[2] or imported.name or ""
    return imported.module.partition(".")[0], name


def _tree(hint: str | None) -> ast.expr | None:
    """The expression of a hint in its one spelling; None if there is none."""
    try:
        return ast.parse(normal(hint), mode="eval").body if hint else None
    except SyntaxError:
        return None


def _flat(tree: ast.expr) -> Iterable[ast.expr]:
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.BitOr):
        return [*_flat(tree.left), *_flat(tree.right)]
    if isinstance(tree, ast.Subscript) and isinstance(tree.value, ast.Name):
        if tree.value.id == "Optional":
            return [*_flat(tree.slice), ast.Constant(None)]
        if tree.value.id == "Union":
            parts = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
            return [leaf for part in parts for leaf in _flat(part)]
    return [tree]


ANYTHING = object()
"""A value that is made when it is used: the author's hint is believed, and else there is none."""


def accepts(hint: str, value: Any) -> bool:
    """Whether Hamilton surely takes `value` (plain data) for an input of that hint."""
    if value is ANYTHING:
        return True
    for member in members(hint):
        origin, _, arguments = member.partition("[")
        if member in (ANY, "object") or (member == "None" and value is None):
            return True
        scalar = _SCALARS.get(member)
        if scalar and isinstance(value, scalar):
            return True
        container = _CONTAINERS.get(origin)
        if container and isinstance(value, container):
            first = value[0] if isinstance(value, list) and value else None
            if first is None or not arguments or accepts(arguments.removesuffix("]"), first):
                return True
    return False


def of_values(values: Iterable[Any]) -> str:
    """The narrowest plain hint that takes all of the values (plain data).

    None alone says nothing of what may be given instead, and Hamilton takes no such hint in rows.
    """
    found = list(dict.fromkeys(_of_value(value) for value in values))
    if "float" in found and "int" not in found:
        found.append("int")
    found.sort(key=lambda hint: hint == "None")
    return ANY if found in ([], ["None"]) or ANY in found else " | ".join(found)


def _of_value(value: Any) -> str:
    if value is None:
        return "None"
    if isinstance(value, dict):
        return "dict[str, Any]" if all(isinstance(key, str) for key in value) else "dict"
    if isinstance(value, list):
        kinds = {type(item).__name__ for item in value}
        plain = len(kinds) == 1 and kinds <= {"str", "int", "float", "bool"}
        return f"list[{kinds.pop()}]" if plain else "list"
    return type(value).__name__ if type(value).__name__ in _SCALARS else ANY


def elements(hint: str | None, count: int) -> list[str] | None:
    """The hints of a tuple's elements, if it is one of exactly `count`."""
    tree = _tree(hint)
    if not (isinstance(tree, ast.Subscript) and ast.unparse(tree.value) == "tuple"):
        return None
    parts = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
    if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is Ellipsis:
        return [ast.unparse(parts[0])] * count
    return [ast.unparse(part) for part in parts] if len(parts) == count else None


def value_hint(hint: str | None) -> str | None:
    """The hint of a dict's values, if it is one."""
    tree = _tree(hint)
    if not isinstance(tree, ast.Subscript) or ast.unparse(tree.value) != "dict":
        return None
    parts = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else []
    return ast.unparse(parts[1]) if len(parts) == 2 else None


def agree(taken: Iterable[str]) -> bool:
    """Whether Hamilton lets functions with these hints take one value from outside: the narrowest
    of them has to fit all."""
    narrowest, *others = sorted(taken)
    for other in others:
        if passes(other, narrowest) and not passes(narrowest, other):
            narrowest = other
        elif not passes(narrowest, other):
            return False
    return True


_BARE = frozenset({"Dict", "List", "Set", "Tuple"})


def field_hint(hint: str) -> str:
    """A hint as `@unpack_fields` and `@extract_fields` take it: classes, unions and generics."""
    text, every = normal(hint), members(hint)
    if _BARE.intersection(every):  # those within brackets are what consumers say, too
        text = " | ".join(each.lower() if each in _BARE else each for each in every)
    if text.startswith("tuple["):
        return "tuple"
    if re.search(r"\b(Callable|Literal|type|Type)\b", text):
        return ANY
    return hint if text == normal(hint) else text
