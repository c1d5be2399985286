"""Calls as source text: what stands in the written catalog for one dataset.

A value of an entry is either data, written as its literal, or `Code`, an expression that is
evaluated when the dataset is used (an environment variable, a secret).
"""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from migrate.model.literals import literal
from migrate.model.migration import DatasetOutcome, Import

ANY_HINT = "Any"
DATAFRAME = "pd.DataFrame"
PANDAS = Import("pandas", alias="pd")
PARTIAL = Import("functools", "partial")


class Code(str):
    """An expression of the written catalog, to be evaluated at run time."""

    __slots__ = ()


class NotPlainError(Exception):
    """No plain call does what the entry asks for; the message says why, as a clause."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression, and the modules that it needs: those that it names are imported where it
    is written, the others have to be installed."""

    text: str = ""
    imports: frozenset[Import] = frozenset()

    def needing(self, *imports: Import) -> Piece:
        """The same with more modules."""
        return Piece(self.text, self.imports | {*imports})


Once = Literal["no", "perhaps", "surely"]


@dataclass(frozen=True, slots=True)
class Calls:
    """What loads and saves a dataset: expressions for `load(path)` and `save(value, path)`.

    `confirm(path, loaded)` moves its checkpoint behind the parts that were loaded.
    `keeps` tells why consumers may get the very value instead of what the file gives back
    (empty where they may not). `opens` says that the calls open the path, so that a remote one has
    to be more than its URL; `rooted` that they take the folder that relative paths start from.
    `once` tells whether what is loaded can be read just once, like an iterator or an open file.
    `outcome` and `reason` tell how the calls were found, `own` is the module of the project that
    defines the class that they use.
    """

    load: Piece = Piece()
    save: Piece = Piece()
    hint: str = ANY_HINT
    keeps: str = ""
    opens: bool = False
    rooted: bool = False
    outcome: DatasetOutcome = "native"
    reason: str = "plain library calls"
    own: str = ""
    confirm: Piece = Piece()
    once: Once = "no"

    @property
    def imports(self) -> frozenset[Import]:
        """All modules that the expressions need."""
        return self.load.imports | self.save.imports


def expression(value: Any) -> str:
    """The expression of plain data in which some values are `Code`."""
    if isinstance(value, Code):
        return value
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{literal(k)}: {expression(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(expression, value)) + "]"
    return literal(value)


def has_code(value: Any) -> bool:
    """Whether some of it is to be evaluated at run time."""
    if isinstance(value, Mapping):
        return any(map(has_code, value.values()))
    if isinstance(value, list | tuple):
        return any(map(has_code, value))
    return isinstance(value, Code)


def keywords(arguments: Mapping[Any, Any]) -> list[str]:
    """Keyword arguments of a call; names that are no identifiers go in by `**`."""
    named = {k: v for k, v in arguments.items() if _is_name(k)}
    rest = {k: v for k, v in arguments.items() if not _is_name(k)}
    found = [f"{key}={expression(value)}" for key, value in named.items()]
    return [*found, f"**{expression(rest)}"] if rest else found


def _is_name(key: Any) -> bool:
    # A non-ASCII name is normalized by Python, so that it may mean another key.
    return (
        isinstance(key, str) and key.isascii() and key.isidentifier() and not keyword.iskeyword(key)
    )


def _call(function: str, positional: Iterable[str], arguments: Mapping[Any, Any]) -> str:
    return f"{function}({', '.join([*positional, *keywords(arguments)])})"


def is_dotted_name(text: str) -> bool:
    """Whether it may stand in source as a module's name."""
    return all(map(_is_name, text.split(".")))


def loading(
    function: str, arguments: Mapping[Any, Any], *imports: Import, at: str = "path"
) -> Piece:
    """A callable for `function(path, **arguments)`."""
    if at != "path" or has_code(arguments):
        return Piece(f"lambda path: {_call(function, [at], arguments)}", frozenset(imports))
    return _partial(function, arguments, imports)


def saving(function: str, arguments: Mapping[Any, Any], *imports: Import) -> Piece:
    """A callable for `function(data, path, **arguments)`."""
    if has_code(arguments):
        text = _call(function, ["data", "path"], arguments)
        return Piece(f"lambda data, path: {text}", frozenset(imports))
    return _partial(function, arguments, imports)


def method(
    name: str, arguments: Mapping[Any, Any], *imports: Import, at: str = "path", of: str = ""
) -> Piece:
    """A callable for `data.name(path, **arguments)`, as the class of the data has it.

    A known class is named; all callables but those that need a lambda can be pickled.
    """
    if at != "path" or has_code(arguments) or "." in name:
        text = _call(f"data.{name}", [at], arguments)
        return Piece(f"lambda data, path: {text}", frozenset(imports))
    if of:
        return _partial(f"{of}.{name}", arguments, imports)
    text = _call("partial", ["_by_method", literal(name)], arguments)
    return Piece(text, frozenset({*imports, PARTIAL}))


def of_nothing(
    function: str, arguments: Mapping[Any, Any], *imports: Import, positional: Iterable[str] = ()
) -> Piece:
    """A callable for `function(**arguments)`, for what lies in no file."""
    return Piece(f"lambda _: {_call(function, positional, arguments)}", frozenset(imports))


def _partial(function: str, arguments: Mapping[Any, Any], imports: Iterable[Import]) -> Piece:
    if not arguments:
        return Piece(function, frozenset(imports))
    return Piece(_call("partial", [function], arguments), frozenset({*imports, PARTIAL}))
