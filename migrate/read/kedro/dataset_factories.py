"""Dataset factories: which `{placeholder}` pattern of a catalog makes a dataset, and of what.

Kedro matches with the package `parse` (case is ignored, a placeholder takes as little as it can,
the same placeholder twice means the same text) and tries the most specific pattern first.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

MAX_FIELDS = 20
MAX_FORMAT = 100

_FIELD = re.compile(r"(\{\{|\}\}|\{[\w-]*(?:\.[\w-]+|\[[^\]]+\])*(?::[^}]+)?\})")
_PLACEHOLDER = re.compile(r"\{.*?\}")
_SPECIAL = re.compile(r"([?\\.\[\]()*+^$!|])")
# The formats of `parse` that a dataset's name may sensibly use.
_FORMATS = {
    "": r".+?",
    "d": (
        r"[-+ ]?[-+ ]?[0-9]+|[-+ ]?0[xX][0-9a-fA-F]+"
        r"|[-+ ]?0[bB][01]+|[-+ ]?0[oO][0-7]+"
    ),
    "l": r"[A-Za-z]+",
    **{letter: rf"\{letter}+" for letter in "wWsSD"},
}


class PatternError(Exception):
    """A pattern, or an entry of one, that Kedro refuses or that is not understood."""


def is_pattern(name: str) -> bool:
    """Whether the name of a catalog entry is a factory's."""
    return "{" in name


def specificity(pattern: str) -> int:
    """How many characters stand outside of placeholders. A catch-all has 0."""
    return len(_PLACEHOLDER.sub("", pattern))


def by_precedence(patterns: Iterable[str]) -> list[str]:
    """Patterns in the order in which Kedro tries them."""
    return sorted(patterns, key=lambda p: (-specificity(p), -p.count("{"), p))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    text: str
    expression: re.Pattern[str]
    groups: Mapping[str, str]
    converters: Mapping[str, Callable[[str], Any]]

    def match(self, name: str) -> dict[str, Any] | None:
        """The values of the named placeholders, None if the name does not match."""
        found = self.expression.match(name)
        if found is None:
            return None
        return {
            field: self.converters.get(field, str)(found.group(group))
            for field, group in self.groups.items()
        }


def compile_pattern(text: str) -> Pattern:
    """Raises PatternError for what `parse` would not accept, and for rare formats."""
    groups: dict[str, str] = {}
    formats: dict[str, str] = {}
    parts: list[str] = []
    pieces = _FIELD.split(text)
    if len(pieces) > 2 * MAX_FIELDS:
        raise PatternError("it has too many placeholders")
    for piece in pieces:
        if piece in ("{{", "}}"):
            parts.append("\\" + piece[0])
        elif _FIELD.fullmatch(piece):
            parts.append(_field(piece[1:-1], groups, formats))
        else:
            parts.append(_SPECIAL.sub(r"\\\1", piece))
    try:
        expression = re.compile(rf"\A{''.join(parts)}\Z", re.IGNORECASE | re.DOTALL)
    except re.error as error:
        raise PatternError(f"it is not understood ({error})") from error
    converters = {field: _as_int for field, kind in formats.items() if kind == "d"}
    return Pattern(text, expression, groups, converters)


def _field(field: str, groups: dict[str, str], formats: dict[str, str]) -> str:
    name, _, kind = field.partition(":")
    if kind not in _FORMATS:
        raise PatternError(f"the format '{kind}' of the placeholder '{name}' is not supported")
    if not name[:1].isalpha():
        return f"({_FORMATS[kind]})"
    if name in groups:
        if formats[name] != kind:
            raise PatternError(f"the placeholder '{name}' has two formats")
        return f"(?P={groups[name]})"
    groups[name] = f"field{len(groups)}"
    formats[name] = kind
    return f"(?P<{groups[name]}>{_FORMATS[kind]})"


_BASES = {"b": ("01", 2), "o": ("01234567", 8), "x": ("0123456789abcdef", 16)}


def _as_int(text: str) -> int:
    sign = -1 if text[0] == "-" else 1
    digits = text[1:] if text[0] in "+-" else text
    letter = digits[1:2].lower() if digits[:1] == "0" and len(digits) > 2 else ""
    allowed, base = _BASES.get(letter, ("0123456789", 10))
    return sign * int("".join(c for c in text.lower() if c in allowed), base)


def check_placeholders(pattern: str, config: Any) -> None:
    """Raises PatternError if the entry uses placeholders that its name does not have."""
    unknown = sorted(set(_placeholders(config)) - set(_PLACEHOLDER.findall(pattern)))
    if unknown:
        raise PatternError(f"its name has no {', '.join(unknown)}")


def _placeholders(config: Any) -> list[str]:
    if isinstance(config, dict):
        return [found for value in config.values() for found in _placeholders(value)]
    if isinstance(config, list):
        return [found for value in config for found in _placeholders(value)]
    return _PLACEHOLDER.findall(config) if isinstance(config, str) else []


def fill(config: Any, values: Mapping[str, Any]) -> Any:
    """An entry with its placeholders filled in. Raises PatternError where Kedro would fail."""
    if isinstance(config, dict):
        return {key: fill(value, values) for key, value in config.items()}
    if isinstance(config, list):
        return [fill(value, values) for value in config]
    if not isinstance(config, str) or "}" not in config:
        return config
    try:
        parts = list(string.Formatter().parse(config))
    except ValueError as error:
        raise PatternError(f"'{config}' is no format string ({error})") from error
    return "".join(text + _formatted(config, values, *field) for text, *field in parts)


def _formatted(
    config: str,
    values: Mapping[str, Any],
    name: str | None,
    kind: str | None,
    conversion: str | None,
) -> str:
    if name is None:
        return ""
    if name not in values or conversion or len(kind or "") > MAX_FORMAT:
        raise PatternError(f"'{config}' can't be filled in: no value for '{name}'")
    if any(int(number) > MAX_FORMAT for number in re.findall(r"[0-9]+", kind or "")):
        raise PatternError(f"'{config}' can't be filled in: '{kind}' is too wide")
    try:
        return format(values[name], kind or "")
    except ValueError as error:
        raise PatternError(f"'{config}' can't be filled in ({error})") from error
