"""Calls: what stands in the written catalog for one dataset.

A value of an entry is either data, written as its literal, or an expression that is evaluated when
the dataset is used (an environment variable, a secret).
"""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from typing import Literal as OneOf

from migrate.model.expressions import (
    NOTHING,
    Call,
    Expression,
    Lambda,
    Literal,
    Name,
    of_value,
)
from migrate.model.migration import DatasetOutcome, Import

ANY_HINT = "Any"
DATAFRAME = "pd.DataFrame"
PANDAS = Import("pandas", alias="pd")
PARTIAL = Import("functools", "partial")
PATH = Name("path")
TEXT_PATH = Call(Name("str"), [PATH])  # for a library that takes URLs


class NotPlainError(Exception):
    """No plain call does what the entry asks for; the message says why, as a clause."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression, and the modules that it needs: those that it names are imported where it
    is written, the others have to be installed."""

    code: Expression = NOTHING
    imports: frozenset[Import] = frozenset()

    @property
    def text(self) -> str:
        """The expression as it is written; "" for none."""
        return self.code.text

    def needing(self, *imports: Import) -> Piece:
        """The same with more modules."""
        return Piece(self.code, self.imports | {*imports})


Once = OneOf["no", "perhaps", "surely"]


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


def has_code(value: Any) -> bool:
    """Whether some of it is to be evaluated at run time."""
    if isinstance(value, Mapping):
        return any(map(has_code, value.values()))
    if isinstance(value, list | tuple):
        return any(map(has_code, value))
    return isinstance(value, Expression)


def keywords(arguments: Mapping[Any, Any]) -> list[tuple[str, Expression]]:
    """Keyword arguments of a call; names that are no identifiers go in by `**`."""
    named = [(key, of_value(value)) for key, value in arguments.items() if _is_name(key)]
    rest = {key: value for key, value in arguments.items() if not _is_name(key)}
    return [*named, ("", of_value(rest))] if rest else named


def _is_name(key: Any) -> bool:
    # A non-ASCII name is normalized by Python, so that it may mean another key.
    return (
        isinstance(key, str) and key.isascii() and key.isidentifier() and not keyword.iskeyword(key)
    )


def is_dotted_name(text: str) -> bool:
    """Whether it may stand in source as a module's name."""
    return all(map(_is_name, text.split(".")))


def loading(
    function: str, arguments: Mapping[Any, Any], *imports: Import, at: Expression = PATH
) -> Piece:
    """A callable for `function(path, **arguments)`."""
    if at != PATH or has_code(arguments):
        return lambda_of("path", Name(function), [at], arguments, *imports)
    return _partial(function, arguments, imports)


def saving(function: str, arguments: Mapping[Any, Any], *imports: Import) -> Piece:
    """A callable for `function(data, path, **arguments)`."""
    if has_code(arguments):
        return lambda_of("data, path", Name(function), [Name("data"), PATH], arguments, *imports)
    return _partial(function, arguments, imports)


def method(
    name: str,
    arguments: Mapping[Any, Any],
    *imports: Import,
    at: Expression = PATH,
    of: str = "",
) -> Piece:
    """A callable for `data.name(path, **arguments)`, as the class of the data has it.

    A known class is named; all callables but those that need a lambda can be pickled.
    """
    if at != PATH or has_code(arguments) or "." in name:
        called = Expression(Name("data"), f".{name}")
        return lambda_of("data, path", called, [at], arguments, *imports)
    if of:
        return _partial(f"{of}.{name}", arguments, imports)
    return partial_of([Name("_by_method"), Literal(name)], arguments, *imports)


def of_nothing(
    function: str,
    arguments: Mapping[Any, Any],
    *imports: Import,
    positional: Iterable[Expression] = (),
) -> Piece:
    """A callable for `function(**arguments)`, for what lies in no file."""
    return lambda_of("_", Name(function), positional, arguments, *imports)


def lambda_of(
    parameters: str,
    function: Expression,
    positional: Iterable[Expression],
    arguments: Mapping[Any, Any],
    *imports: Import,
) -> Piece:
    """A callable for a call."""
    body = Call(function, positional, keywords(arguments))
    return Piece(Lambda(parameters, body), frozenset(imports))


def partial_of(
    positional: Iterable[Expression],
    arguments: Mapping[Any, Any],
    *imports: Import,
) -> Piece:
    """The first of `positional`, with the others and some arguments fixed."""
    code = Call(Name("partial"), positional, keywords(arguments))
    return Piece(code, frozenset({*imports, PARTIAL}))


def _partial(function: str, arguments: Mapping[Any, Any], imports: Iterable[Import]) -> Piece:
    if not arguments:
        return Piece(Name(function), frozenset(imports))
    return partial_of([Name(function)], arguments, *imports)
