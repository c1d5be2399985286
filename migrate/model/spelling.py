"""How written code gets the values that are made when they are used."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from typing import Any

from migrate.model.asked import Deferred, DeferredText, is_asked
from migrate.model.expressions import (
    Call,
    Expression,
    Item,
    Literal,
    Name,
    display,
    mapping,
    of_value,
    text_of,
)
from migrate.runtime.modules import RESOLVERS, SECRETS

Spelling = Callable[[Deferred, list[Expression], list[Expression]], Expression]
"""What gives a value that is asked for, from the expressions of its arguments and its default."""


def expression_of(value: Any, spelled: Spelling) -> Expression:
    """The expression of plain data in which some values are `Deferred` or `DeferredText`."""
    if isinstance(value, Deferred):
        arguments = [expression_of(each, spelled) for each in value.arguments]
        return spelled(value, arguments, [expression_of(each, spelled) for each in value.default])
    if isinstance(value, DeferredText):
        return text_of(
            expression_of(part, spelled) if is_asked(part) else str(part) for part in value.parts
        )
    if isinstance(value, Mapping):
        return mapping((of_value(k), expression_of(v, spelled)) for k, v in value.items())
    if isinstance(value, list | tuple):
        return display(expression_of(each, spelled) for each in value)
    return of_value(value)


def resolver_function(name: str) -> str:
    """What a resolver is called in that module."""
    word = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"{word}_" if keyword.iskeyword(word) or not word.isidentifier() else word


def spelled_anywhere(
    asked: Deferred, arguments: list[Expression], default: list[Expression]
) -> Expression | None:
    """The expression of what is asked for alike in catalogs and parameters; None for the rest."""
    if asked.kind == "environment":
        return _environment_variable(asked, arguments, default)
    if asked.kind == "secret":
        return secret_variable(arguments[0], *asked.default)
    if asked.kind == "resolver":
        function = resolver_function(str(asked.arguments[0]))
        return Call(Name(f"{RESOLVERS}.{function}"), arguments[1:])
    if asked.kind == "container":  # what a resolver gets for a mapping or a list
        return Call(Name("OmegaConf.create"), arguments[:1])
    return None


def _environment_variable(
    asked: Deferred, arguments: list[Expression], default: list[Expression]
) -> Expression:
    """The expression of an environment variable (always text), or of the default."""
    if not default:
        return Item(Name("os.environ"), arguments[0])
    if asked.default == (None,):
        return Call(Name("os.environ.get"), arguments[:1])
    is_plain = not is_asked(asked.default) and not default[0].text.startswith("float(")
    shown = Literal(str(asked.default[0])) if is_plain else Call(Name("str"), default)
    return Call(Name("os.environ.get"), [arguments[0], shown])


def secret_variable(variable: Expression, kind: str = "") -> Expression:
    """The expression of a secret, which is text or of a type that is called `kind`."""
    found = Call(Name(f"{SECRETS}.get"), [variable])
    return Call(Name(kind), [found]) if kind else found
