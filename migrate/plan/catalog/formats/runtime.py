"""What an entry takes from elsewhere when it is used: the environment, runtime parameters, secrets.

The values of configuration are data; here those that are known at run time only become expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from migrate.model.asked import Deferred, KeyPath
from migrate.model.expressions import (
    NOTHING,
    Call,
    Expression,
    Item,
    Literal,
    Name,
    of_value,
    text_of,
)
from migrate.model.spelling import expression_of, secret_variable, spelled_anywhere
from migrate.plan.catalog.formats.code import NotPlainError
from migrate.runtime.modules import SECRETS
from migrate.secrets import MARK, RESOLVER

_NONE: Mapping[Any, Any] = MappingProxyType({})

_TOKEN = re.compile(r"\$\{[^${}]*\}")
_LATER = re.compile(
    r"\$\{\s*(oc\.env|runtime_params|migrate\.secret):\s*([\w.]+)\s*(?:,\s*(.*?)\s*)?\}", re.DOTALL
)
_GLOBAL = re.compile(r"\$\{(?:globals:)?([A-Za-z_][\w.]*)\}")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: `text` is what it is now, `code` what gives it at run time.

    `key` is the interpolation's that it comes from; `late` says that it has no value yet.
    """

    text: str
    code: Expression = NOTHING
    key: str = ""
    late: bool = False


def parts_of(raw: Any, resolved: str, known: Mapping[str, str] = _NONE) -> list[Part]:
    """The pieces of a text, by the interpolations with which it was written.

    `known` are the values of globals, by dotted name.
    """
    is_made = isinstance(raw, str) and "${" in raw
    found = _split(raw, resolved, known) if is_made else None
    parts = found or [Part(resolved)]
    # A global value may be made of what is known at run time only, in its turn.
    return [
        piece
        for part in parts
        for piece in ("${" in part.text and not part.code and _split(part.text, part.text))
        or [part]
    ]


def _split(raw: str, resolved: str, known: Mapping[str, str] = _NONE) -> list[Part] | None:
    """None if the text was not made of `raw` in the way that is thought here."""
    pattern, made = "", []
    position = 0
    for token in _TOKEN.finditer(raw):
        pattern += re.escape(raw[position : token.start()])
        made.append(Part(raw[position : token.start()]))
        position = token.end()
        part = _later(token[0])
        name = _GLOBAL.fullmatch(token[0])
        text = part.text if part else known.get(name[1]) if name else None
        pattern += f"({re.escape(text)})" if text is not None else "(.*?)"
        made.append(part or Part("", key=name[1] if name else ""))
    pattern += re.escape(raw[position:])
    made.append(Part(raw[position:]))
    if any("${" in part.text for part in made[::2]):
        return None  # an interpolation in another one
    match = re.fullmatch(pattern, resolved, re.DOTALL)
    if match is None:
        return None
    values = iter(match.groups())
    tokens = [index % 2 == 1 for index in range(len(made))]
    filled = [
        replace(part, text=next(values)) if is_token else part
        for part, is_token in zip(made, tokens, strict=True)
    ]
    return [part for part in filled if part.text or part.code] or [Part("")]


def _later(token: str) -> Part | None:
    match = _LATER.fullmatch(token)
    if match is None:
        return None
    kind, name, default = match.groups()
    if kind == RESOLVER:
        return Part(token, secret_variable(Literal(name), default or ""), late=True)
    source = Name("os.environ" if kind == "oc.env" else "runtime")
    if default is None:
        return Part(token, Item(source, Literal(name)), late=True)
    plain = default[1:-1] if default[:1] in "'\"" and default[-1:] == default[:1] else default
    if "\\" in plain or "{" in plain:
        return None
    # The reader fills in the defaults of runtime parameters, and leaves the environment alone.
    shown = plain if kind == "runtime_params" else token
    getter = Name(f"{source.text}.get")
    return Part(shown, Call(getter, [Literal(name), Literal(plain)]))


def joined(parts: list[Part]) -> Expression:
    """The expression of a text in pieces."""
    if len(parts) == 1 and parts[0].code:
        return parts[0].code
    return text_of(part.code or part.text for part in parts)


def _spelled(asked: Deferred, arguments: list[Expression], default: list[Expression]) -> Expression:
    if (found := spelled_anywhere(asked, arguments, default)) is not None:
        return found
    if asked.kind == "runtime":
        name, runtime = arguments[0], Name("runtime")
        found = Item(runtime, name)
        if default and SECRETS in default[0].names():  # which may be missing where none is needed
            return Expression("(", found, " if ", name, " in ", runtime, " else ", default[0], ")")
        return Call(Name("runtime.get"), [name, *default]) if default else found
    # Another interpolation that is known by nothing here.
    raise NotPlainError(f"unresolved: {asked.arguments[0]}")


def computed_code(value: Any) -> Expression:
    """The expression of what a text of an entry is when it is used."""
    return expression_of(value, _spelled)


def with_code(
    value: Any,
    raw: Any,
    filled: Callable[[str], str],
    computed: Mapping[KeyPath, Any] = _NONE,
    path: KeyPath = (),
) -> Any:
    """A value in which all that is known at run time only is an expression.

    `raw` is the value as written, `filled` fills the placeholders of a dataset factory, `computed`
    tells what the values at some paths are when they are used; `path` is the value's own.
    """
    if path in computed:
        return computed_code(computed[path])
    if isinstance(value, Mapping):
        written = raw if isinstance(raw, Mapping) else {}
        return {
            k: with_code(v, written.get(k), filled, computed, (*path, k)) for k, v in value.items()
        }
    if isinstance(value, list):
        known = isinstance(raw, list) and len(raw) == len(value)
        return [
            with_code(v, raw[i] if known else None, filled, computed, (*path, i))
            for i, v in enumerate(value)
        ]
    if isinstance(raw, str) and not isinstance(value, str):
        token = _LATER.fullmatch(raw)  # a number, a list: the default of the parameter
        if token and token[1] == "runtime_params":
            return Call(Name("runtime.get"), [Literal(token[2]), of_value(value)])
    if not isinstance(value, str):
        return value
    parts = parts_of(filled(raw) if isinstance(raw, str) else None, value)
    return joined(parts) if any(part.code for part in parts) else value


def unknown_text(value: Any, unresolved: tuple[str, ...]) -> str | None:
    """An interpolation that is still in a value as it was written."""
    if isinstance(value, Mapping):
        return next(filter(None, (unknown_text(v, unresolved) for v in value.values())), None)
    if isinstance(value, list):
        return next(filter(None, (unknown_text(v, unresolved) for v in value)), None)
    if not isinstance(value, str):
        return None
    return next((text for text in unresolved if text in value), None)


def with_credentials(value: Any, key: str = "") -> Any:
    """A value in which credentials are looked up by their name."""
    if key == "credentials" and value:
        code = of_value(value)
        is_name = isinstance(value, str | Expression)
        return Call(Name("_credentials"), [code]) if is_name else code
    if isinstance(value, Mapping):
        return {k: with_credentials(v, str(k)) for k, v in value.items()}
    if isinstance(value, list):
        return [with_credentials(each) for each in value]
    return value


def secret_keys(value: Any, key: str = "") -> list[str]:
    """The keys of an entry under which a secret stood."""
    if isinstance(value, Mapping):
        return [each for k, v in value.items() for each in secret_keys(v, str(k))]
    if isinstance(value, list):
        return [each for v in value for each in secret_keys(v, key)]
    return [key] if isinstance(value, str) and MARK.search(value) else []


def checked(value: Any, unresolved: tuple[str, ...]) -> None:
    """Raises NotPlainError if an interpolation can't be known at run time either."""
    if text := unknown_text(value, unresolved):
        raise NotPlainError(f"unresolved: {text}")
