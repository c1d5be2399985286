"""The grammar of OmegaConf's interpolations: text into a small tree, nothing evaluated.

As OmegaConf does, the text is cut into tokens first (the longest match wins, the earlier rule on a
tie, with a stack of modes), then the tokens are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal


class GrammarError(Exception):
    """Text that OmegaConf can't parse."""


# --- the tree -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reference:
    """`${a.b}`: another value of the configuration. `dots` counts the leading dots."""

    text: str
    dots: int
    keys: tuple[tuple[str | Interpolation, bool], ...]  # with True for a [bracketed] key


@dataclass(frozen=True, slots=True)
class Call:
    """`${resolver:argument, ...}`."""

    text: str
    name: tuple[str | Interpolation, ...]
    arguments: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Literal pieces and interpolations; a single interpolation keeps the type of its value,
    unless the text is quoted."""

    parts: tuple[str | Interpolation, ...]
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a boolean, null."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Items:
    """`[a, b]`."""

    items: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """`{a: b}`."""

    pairs: tuple[tuple[Element, Element], ...]


Interpolation = Reference | Call
Element = Text | Constant | Items | Pairs

# --- tokens ---------------------------------------------------------------------------------

Mode = Literal["text", "value", "key", "single", "double"]

_INT = r"(?:0|[1-9](?:_?[0-9])*)"
_DIGITS = r"[0-9](?:_?[0-9])*"
_POINT = rf"(?:{_INT}?\.{_DIGITS}|{_INT}\.)"
_NUMBER_END = rf"[eE][+-]?{_DIGITS}"
_ID = r"[A-Za-z_][A-Za-z0-9_-]*"
_WS = r"[ \t]"


def _text_rules(quote: str) -> list[tuple[str, str]]:
    """The rules of plain text: outside of interpolations, or inside of quotes."""
    rules = [
        ("OPEN", rf"\$\{{{_WS}*"),
        ("STR", rf"[^{quote}$]*[^{quote}\\$]"),
        ("ESC_INTER", r"(?:\\\\)*\\\$\{"),
        ("BACKSLASHES", r"(?:\\\\)+"),
        ("STR", r"\\+"),
        ("STR", r"\$"),
    ]
    if quote:
        rules[1:1] = [("UNQUOTE", quote)]
        rules[4:4] = [("ESC", rf"(?:\\\\)*\\{quote}")]
    return rules


_RULES: dict[Mode, list[tuple[str, str]]] = {
    "text": _text_rules(""),
    "single": _text_rules("'"),
    "double": _text_rules('"'),
    "value": [
        ("OPEN", rf"\$\{{{_WS}*"),
        ("{", rf"\{{{_WS}*"),
        ("}", rf"{_WS}*\}}"),
        ("'", "'"),
        ('"', '"'),
        (",", rf"{_WS}*,{_WS}*"),
        ("[", rf"\[{_WS}*"),
        ("]", rf"{_WS}*\]"),
        (":", rf"{_WS}*:{_WS}*"),
        ("FLOAT", rf"[+-]?{_POINT}{_NUMBER_END}"),
        ("FLOAT", rf"[+-]?{_INT}{_NUMBER_END}"),
        ("FLOAT", rf"[+-]?{_POINT}"),
        ("FLOAT", r"[+-]?(?:[Ii][Nn][Ff]|[Nn][Aa][Nn])"),
        ("INT", rf"[+-]?{_INT}"),
        ("BOOL", r"[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]"),
        ("NULL", r"[Nn][Uu][Ll][Ll]"),
        ("CHAR", r"[/\-\\+.$%*@?|]"),
        ("ID", _ID),
        ("ESC", r"(?:\\[\\()\[\]{}:=, \t])+"),
        ("WS", rf"{_WS}+"),
    ],
    "key": [
        ("OPEN", rf"\$\{{{_WS}*"),
        (":", rf"{_WS}*:{_WS}*"),
        ("}", rf"{_WS}*\}}"),
        (".", r"\."),
        ("[", r"\["),
        ("]", r"\]"),
        ("ID", _ID),
        ("KEY", r"(?:[^\\{}()\[\]:. \t'\"]|\\[\\.\[\]:=])+"),
    ],
}
_COMPILED: dict[Mode, list[tuple[str, re.Pattern[str]]]] = {
    mode: [(kind, re.compile(rule, re.DOTALL)) for kind, rule in rules]
    for mode, rules in _RULES.items()
}
# What a token does to the stack of modes.
_PUSHES: dict[tuple[Mode, str], Mode] = {
    **{(mode, "OPEN"): "key" for mode in _RULES},
    ("value", "{"): "value",
    ("value", "'"): "single",
    ("value", '"'): "double",
}
_POPS = {"}", "UNQUOTE"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int


def _tokens(text: str) -> Iterator[_Token]:
    modes: list[Mode] = ["text"]
    at = 0
    while at < len(text):
        matches = (
            (len(match.group()), kind)
            for kind, rule in _COMPILED[modes[-1]]
            if (match := rule.match(text, at))
        )
        length, kind = max(matches, key=lambda match: match[0], default=(0, ""))
        if not length:
            raise GrammarError(f"{text[at : at + 12]!r} is not understood")
        yield _Token(kind, text[at : at + length], at)
        at += length
        if (modes[-1], kind) in _PUSHES:
            modes.append(_PUSHES[modes[-1], kind])
        elif kind in _POPS:
            modes.pop()
        elif modes[-1] == "key" and kind == ":":
            modes[-1] = "value"
    yield _Token("END", "", at)


# --- the parser -----------------------------------------------------------------------------

_KEY_ESCAPES = re.compile(r"\\([\\.\[\]:=])")
_TEXT_KINDS = {"STR", "ESC", "ESC_INTER", "BACKSLASHES", "OPEN"}
_DICT_KEY_KINDS = {"ID", "NULL", "INT", "FLOAT", "BOOL", "CHAR", "ESC", "WS"}
_PRIMITIVE_KINDS = _DICT_KEY_KINDS | {":", "OPEN"}
_CONSTANTS: dict[str, Callable[[str], int | float | bool | None]] = {
    "NULL": lambda text: None,
    "INT": int,
    "FLOAT": float,
    "BOOL": lambda text: text.lower() == "true",
}
MAX_NESTING = 50


@dataclass(slots=True)
class _Parser:
    source: str
    tokens: list[_Token]
    at: int = 0
    depth: int = field(default=0)

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *kinds: str) -> _Token:
        token = self.next
        if kinds and token.kind not in kinds:
            raise GrammarError(f"{token.text or 'the end'!r} comes where {kinds[0]!r} is missing")
        self.at += 1
        return token

    def text(self, quoted: bool) -> Text:
        """Plain text with interpolations, up to the end or the closing quote."""
        parts: list[str | Interpolation] = []
        while self.next.kind in _TEXT_KINDS:
            if self.next.kind == "OPEN":
                parts.append(self.interpolation())
                continue
            token = self.take()
            before_interpolation = self.next.kind == "OPEN"
            parts.append(_unescaped(token, before_interpolation, quoted and self.ends_quote()))
        return Text(tuple(parts), quoted)

    def ends_quote(self) -> bool:
        return self.next.kind == "UNQUOTE"

    def interpolation(self) -> Interpolation:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise GrammarError("interpolations are nested too deeply")
        start = self.take("OPEN").start
        dots = 0
        while self.next.kind == ".":
            dots += 1
            self.take()
        keys = [self.key()]
        while self.next.kind in (".", "["):
            if self.next.kind == ".":
                self.take()
            keys.append(self.key())
        found: Interpolation
        if self.next.kind == ":":
            found = self.call(start, dots, keys)
        else:
            end = self.take("}")
            found = Reference(self.source[start : end.start + len(end.text)], dots, tuple(keys))
        self.depth -= 1
        return found

    def key(self) -> tuple[str | Interpolation, bool]:
        """One key of a reference, with or without brackets."""
        bracketed = self.next.kind == "["
        if bracketed:
            self.take()
        key: str | Interpolation
        if self.next.kind == "OPEN":
            key = self.interpolation()
        else:
            token = self.take("ID", "KEY")
            key = _KEY_ESCAPES.sub(r"\1", token.text)
        if bracketed:
            self.take("]")
        return key, bracketed

    def call(self, start: int, dots: int, keys: list[tuple[str | Interpolation, bool]]) -> Call:
        name = tuple(key for key, _ in keys)
        plain = all(
            not bracketed and (not isinstance(key, str) or _is_id(key)) for key, bracketed in keys
        )
        if dots or not plain:
            raise GrammarError("the name of a resolver is not understood")
        self.take(":")
        arguments = () if self.next.kind == "}" else tuple(self.sequence("}"))
        end = self.take("}")
        return Call(self.source[start : end.start + len(end.text)], name, arguments)

    def sequence(self, closing: str) -> Iterator[Element]:
        """Elements between commas; an element left out is an empty string."""
        while True:
            if self.next.kind in (",", closing):
                yield Text(("",))
            else:
                yield self.element()
            if self.next.kind != ",":
                return
            self.take()

    def element(self) -> Element:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise GrammarError("values are nested too deeply")
        kind = self.next.kind
        found: Element
        if kind in ("'", '"'):
            self.take()
            found = self.text(quoted=True)
            self.take("UNQUOTE")
        elif kind == "[":
            self.take()
            found = Items(() if self.next.kind == "]" else tuple(self.sequence("]")))
            self.take("]")
        elif kind == "{":
            found = self.pairs()
        else:
            found = self.primitive(_PRIMITIVE_KINDS)
        self.depth -= 1
        return found

    def pairs(self) -> Pairs:
        self.take("{")
        found: list[tuple[Element, Element]] = []
        while self.next.kind != "}" or found:
            key = self.primitive(_DICT_KEY_KINDS)
            self.take(":")
            found.append((key, self.element()))
            if self.next.kind != ",":
                break
            self.take()
        self.take("}")
        return Pairs(tuple(found))

    def primitive(self, kinds: set[str]) -> Element:
        """An unquoted value: a constant if it is one token, else the text as it stands."""
        parts: list[str | Interpolation] = []
        first = self.next
        while self.next.kind in kinds:
            if self.next.kind == "OPEN":
                parts.append(self.interpolation())
                continue
            token = self.take()
            parts.append(token.text[1::2] if token.kind == "ESC" else token.text)
        if not parts:
            raise GrammarError(f"{first.text or 'the end'!r} is no value")
        if len(parts) == 1 and first.kind in _CONSTANTS:
            return Constant(_CONSTANTS[first.kind](first.text))
        return Text(tuple(parts))


def _is_id(key: str) -> bool:
    return re.fullmatch(_ID, key) is not None


def _unescaped(token: _Token, before_interpolation: bool, ends_quote: bool) -> str:
    """Backslashes count as escapes only in front of an interpolation or a closing quote."""
    if token.kind == "ESC_INTER":
        return token.text[-(len(token.text) // 2 + 1) :]
    escapes = token.kind == "BACKSLASHES" and (before_interpolation or ends_quote)
    return token.text[1::2] if escapes or token.kind == "ESC" else token.text


@lru_cache(maxsize=4096)
def parse_text(text: str) -> Text:
    """The tree of a value that holds `${`. Raises GrammarError where OmegaConf would."""
    parser = _Parser(text, list(_tokens(text)))
    tree = parser.text(quoted=False)
    parser.take("END")
    return tree


_PLAIN_HEAD = re.compile(r"\.*[^.\[]*")
_PLAIN_REST = re.compile(r"\.([^.\[]*)|\[(.*?)\]")
_SEGMENT = re.compile(r"(?:\\[.\[\]=]|[^.\[])*")
_BRACKETED = re.compile(r"(?s:.)((?:\\[.\[\]=]|\\(?![.\[\]=])|[^\]\\])*)\]")


def split_key(key: str) -> list[str]:
    """The parts of a dotted key as OmegaConf sees them: `a.b[c]` is a, b, c; a backslash makes
    a dot or bracket literal."""
    if "\\" in key:
        return list(_escaped_parts(key))
    head = _PLAIN_HEAD.match(key)
    end = head.end() if head else 0
    parts = key[:end].split(".")
    if key[end : end + 1] == "[" and not parts[-1]:
        parts.pop()
    return parts + [dotted or bracketed for dotted, bracketed in _PLAIN_REST.findall(key[end:])]


def _escaped_parts(key: str) -> Iterator[str]:
    at = 0
    if not key.startswith("["):
        at = len(_segment(key, 0))
        yield _literal(key[:at])
    while at < len(key):
        if key[at] == ".":
            segment = _segment(key, at + 1)
            yield _literal(segment)
            at += 1 + len(segment)
            continue
        bracketed = _BRACKETED.match(key, at)
        if bracketed is None:
            return
        yield _literal(bracketed.group(1))
        at = bracketed.end()


def _segment(key: str, at: int) -> str:
    match = _SEGMENT.match(key, at)
    return match.group() if match else ""


def _literal(segment: str) -> str:
    return re.sub(r"\\([.\[\]=])", r"\1", segment)
