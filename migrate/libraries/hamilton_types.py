"""Whether Hamilton lets an edge pass: its own rules for two type hints, as a function of texts.

There are three answers: the hints fit, they do not, or it can't be known without importing what
they name. Tests hold them against Hamilton itself.
"""

from __future__ import annotations

import ast
import builtins
import collections.abc
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from migrate.libraries.known import listed

_ANY = "typing.Any"
_UNION = "typing.Union"
_NONE = "NoneType"
# Classes that are no subclasses of each other, nor of builtin ones.
_ALONE = listed(lambda library: library.apart)
_NO_CLASSES = frozenset({"typing.Literal", "typing.Callable", "typing.ClassVar", "typing.Final"})


@dataclass(frozen=True, slots=True)
class Hint:
    """A type hint: what is named, by its full path, and what stands in brackets.

    `spelling` tells `typing.Dict` from `dict`, which are not equal within brackets.
    """

    origin: str
    arguments: tuple[Hint, ...] = ()
    spelling: str = ""

    @property
    def members(self) -> tuple[Hint, ...]:
        """The members of a union; the hint alone if it is none."""
        return self.arguments if self.origin == _UNION else (self,)


def hint_of(text: str, names: Mapping[str, str] = MappingProxyType({})) -> Hint | None:
    """A hint as it reads in a module whose `names` mean what the full paths say; None for what is
    no hint of names, unions and brackets."""
    try:
        return _read(_parsed(text.strip()), names)
    except (SyntaxError, ValueError, RecursionError):
        return None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def fits(made: Hint | None, taken: Hint | None) -> bool | None:
    """Whether Hamilton lets a node of hint `made` feed a parameter of hint `taken`; None if that
    can't be known."""
    if made is None or taken is None:
        return None
    if made.origin == _ANY or _equal(made, taken):
        return True
    return _is_subtype(made, taken)


def _is_subtype(made: Hint, taken: Hint) -> bool | None:
    if taken.origin == _ANY:
        return True
    if taken.origin == _UNION:
        answers = [
            True if _equal(made, each) else _is_subtype(made, each) for each in taken.members
        ]
        return _any(answers)
    if made.origin == _UNION:
        return None if _is_opaque(taken) else False
    same = made.origin == taken.origin or _subclass(made.origin, taken.origin)
    if same is not True:
        return same
    if not (made.arguments and taken.arguments):
        return None if made.origin in _NO_CLASSES else True
    if len(made.arguments) == len(taken.arguments) and all(
        map(_equal, made.arguments, taken.arguments)
    ):
        return True
    return None if _has_opaque(made) or _has_opaque(taken) else False


def _any(answers: Iterable[bool | None]) -> bool | None:
    found = list(answers)
    return True if True in found else None if None in found else False


def _equal(one: Hint, other: Hint) -> bool:
    """Whether Python calls two hints equal: unions in any order."""
    if one.origin != other.origin or one.spelling != other.spelling:
        return False
    if one.origin == _UNION:
        pairs = ((one, other), (other, one))
        return all(any(_equal(a, b) for b in y.members) for x, y in pairs for a in x.members)
    return len(one.arguments) == len(other.arguments) and all(
        map(_equal, one.arguments, other.arguments)
    )


def _subclass(made: str, taken: str) -> bool | None:
    """Whether a class is another one's subclass; None where nobody knows without importing it."""
    known, wanted = _class(made), _class(taken)
    if known is not None and wanted is not None:
        return issubclass(known, wanted)
    if _NO_CLASSES & {made, taken}:
        return None if (known is None and wanted is None) else False
    if made in _ALONE:
        is_plain = wanted is not None and taken != "object" and wanted.__module__ == "builtins"
        return False if is_plain or taken in _ALONE else None
    return False if known is not None and taken in _ALONE else None


def _class(name: str) -> type | None:
    """A class of Python's own that a path names."""
    if name == _NONE:
        return type(None)
    module, _, word = name.rpartition(".")
    homes = {"": builtins, "collections.abc": collections.abc}
    found = getattr(homes[module], word, None) if module in homes else None
    return found if isinstance(found, type) else None


def _is_opaque(hint: Hint) -> bool:
    """Whether a name may stand for anything: a class of a library, an alias of a union."""
    known = hint.origin in {_ANY, _UNION, *_NO_CLASSES, *_ALONE} or _class(hint.origin)
    return not known and not hint.origin.startswith("'")


def _has_opaque(hint: Hint) -> bool:
    return _is_opaque(hint) or any(map(_has_opaque, hint.arguments))


# --- reading --------------------------------------------------------------------------------


def _read(node: ast.expr, names: Mapping[str, str]) -> Hint:
    """A hint of an expression. Raises ValueError for one that is none."""
    match node:
        case ast.Constant(value=None):
            return Hint(_NONE)
        case ast.Constant(value=str(text)):
            return _read(_parsed(text.strip()), names)
        case ast.Constant(value=value) if value is ...:
            return Hint("'...'")
        case ast.Name() | ast.Attribute():
            return _named(_path(node, names))
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return _union([_read(left, names), _read(right, names)])
        case ast.Subscript(value=value, slice=inner):
            whole = _named(_path(value, names))
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return _with_arguments(whole, parts, names)
        case ast.List():  # the arguments of a Callable
            return Hint("'[]'", tuple(_read(each, names) for each in node.elts))
    raise ValueError(ast.unparse(node))


def _with_arguments(whole: Hint, parts: list[ast.expr], names: Mapping[str, str]) -> Hint:
    if whole.origin == "typing.Literal":
        texts = tuple(Hint(f"'{ast.unparse(each)}'") for each in parts)
        return Hint(whole.origin, texts, whole.spelling)
    if whole.origin == "typing.Annotated":
        raise ValueError(whole.origin)  # what it is depends on its side
    found = [_read(each, names) for each in parts]
    if whole.origin == "typing.Optional":
        return _union([*found, Hint(_NONE)])
    if whole.origin == _UNION:
        return _union(found)
    return Hint(whole.origin, tuple(found), whole.spelling)


def _union(parts: Iterable[Hint]) -> Hint:
    members: list[Hint] = []
    for part in parts:
        members += [each for each in part.members if not any(_equal(each, m) for m in members)]
    return members[0] if len(members) == 1 else Hint(_UNION, tuple(members))


def _path(node: ast.expr, names: Mapping[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_path(node.value, names)}.{node.attr}"
    if not isinstance(node, ast.Name):
        raise ValueError(ast.unparse(node))
    return names.get(node.id, node.id)


def _named(path: str) -> Hint:
    """A name; those of `typing` that stand for classes become these."""
    module, _, word = path.rpartition(".")
    if module not in {"typing", "typing_extensions"}:
        return Hint(path)
    origin = typing.get_origin(getattr(typing, word, None))
    if not isinstance(origin, type) or word in {"Callable", "Type"}:
        return Hint(f"typing.{word}")
    home = "" if origin.__module__ == "builtins" else f"{origin.__module__}."
    return Hint(f"{home}{origin.__name__}", spelling="typing")
