"""Python expressions of values that are made when they are used."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from migrate.model.asked import Asked, Joined
from migrate.model.literals import is_literal, literal
from migrate.runtime.modules import RESOLVERS, SECRETS
from migrate.secrets import MARK

Spelling = Callable[[Asked, list[str], list[str]], str]
"""What gives a value that is asked for, from the expressions of its arguments and its default."""


def is_asked(value: Any) -> bool:
    """Whether some of it is made when it is used."""
    if isinstance(value, Mapping):
        return any(map(is_asked, value.values()))
    if isinstance(value, list | tuple):
        return any(map(is_asked, value))
    return isinstance(value, Asked | Joined)


def asked_in(value: Any) -> Iterable[Asked]:
    """All that a value asks for."""
    if isinstance(value, Mapping):
        value = list(value.values())
    elif isinstance(value, Joined):
        value = value.parts
    elif isinstance(value, Asked):
        yield value
        value = [*value.arguments, *value.default]
    if isinstance(value, list | tuple):
        for each in value:
            yield from asked_in(each)


def asked_for(value: Any) -> Any:
    """A value as it is to be written: with `Asked` in place of the marks of secrets."""
    if isinstance(value, Mapping):
        return {key: asked_for(each) for key, each in value.items()}
    if isinstance(value, list):
        return [asked_for(each) for each in value]
    if isinstance(value, Asked):
        return Asked(value.kind, value.arguments, tuple(map(asked_for, value.default)))
    if isinstance(value, Joined):
        return Joined(tuple(map(asked_for, value.parts)))
    if not isinstance(value, str) or not MARK.search(value):
        return value
    pieces: list[Any] = []
    position = 0
    for found in MARK.finditer(value):
        kind = (found[2],) if found[2] else ()
        pieces += [value[position : found.start()], Asked("secret", (found[1],), kind)]
        position = found.end()
    pieces.append(value[position:])
    parts = tuple(piece for piece in pieces if piece != "")
    return parts[0] if len(parts) == 1 else Joined(parts)


def expression_of(value: Any, spelled: Spelling) -> str:
    """The expression of plain data in which some values are `Asked` or `Joined`."""
    if isinstance(value, Asked):
        arguments = [expression_of(each, spelled) for each in value.arguments]
        return spelled(value, arguments, [expression_of(each, spelled) for each in value.default])
    if isinstance(value, Joined):
        pieces = [
            ("", expression_of(part, spelled)) if is_asked(part) else (str(part), "")
            for part in value.parts
        ]
        return text_of(pieces)
    if isinstance(value, Mapping):
        items = (f"{literal(k)}: {expression_of(v, spelled)}" for k, v in value.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(expression_of(each, spelled) for each in value) + "]"
    return literal(value)


def text_of(pieces: Iterable[tuple[str, str]]) -> str:
    """The expression of a text in pieces, each of which is text or (where that is "") code."""
    known = list(pieces)
    if not any(code for _, code in known):
        return literal("".join(text for text, _ in known))
    if all(_fits(*piece) for piece in known):
        inner = ("{" + code.replace('"', "'") + "}" if code else text for text, code in known)
        return f'f"{"".join(inner)}"'
    return " + ".join(f"str({code})" if code else literal(text) for text, code in known)


def _fits(text: str, code: str) -> bool:
    """Whether it can stand in an f-string between double quotes as it is."""
    shown = code.replace('"', "") if code else text
    return shown.isprintable() and not set(shown) & set("'\\{}" if code else '"\\{}')


def resolver_function(name: str) -> str:
    """What a resolver is called in that module."""
    word = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"{word}_" if keyword.iskeyword(word) or not word.isidentifier() else word


def spelled_anywhere(asked: Asked, arguments: list[str], default: list[str]) -> str | None:
    """The expression of what is asked for alike in catalogs and parameters; None for the rest."""
    if asked.kind == "environment":
        return _environment_variable(arguments, default)
    if asked.kind == "secret":
        return secret_variable(arguments, default)
    if asked.kind == "resolver":
        return _call_of_resolver(asked, arguments)
    if asked.kind == "container":
        return f"OmegaConf.create({arguments[0]})"  # what a resolver gets for a mapping or a list
    return None


def _environment_variable(arguments: list[str], default: list[str]) -> str:
    """The expression of an environment variable (always text), or of the default."""
    if not default:
        return f"os.environ[{arguments[0]}]"
    if default == ["None"]:
        return f"os.environ.get({arguments[0]})"
    plain = ast.literal_eval(default[0]) if is_literal(default[0]) else None
    shown = f"str({default[0]})" if plain is None else literal(str(plain))
    return f"os.environ.get({arguments[0]}, {shown})"


def secret_variable(arguments: list[str], kind: list[str]) -> str:
    """The expression of a secret, which is text or what `kind` (a literal of its name) says."""
    found = f"{SECRETS}.get({arguments[0]})"
    return f"{ast.literal_eval(kind[0])}({found})" if kind else found


def _call_of_resolver(asked: Asked, arguments: list[str]) -> str:
    """The expression of a call of one of the project's own resolvers."""
    function = resolver_function(str(asked.arguments[0]))
    return f"{RESOLVERS}.{function}({', '.join(arguments[1:])})"
