"""Code as HTML, a line each: highlighted, with what the other side has not marked in the line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Any

Span = tuple[int, int]
PLAIN = "text"

_LONGEST = 60_000  # characters of one piece of code
# Two blocks that have less than this in common are different as a whole.
_ALIKE = 0.35
_WORD = re.compile(r"\w+|[^\w\s]")
# Class of a token -> the kinds of Pygments' tokens (their short names) that it stands for.
_CLASSES = {
    "k": ("k", "kc", "kd", "kn", "kp", "kr", "ow"),
    "s": ("s", "sa", "sb", "sc", "dl", "s2", "se", "sh", "si", "sx", "sr", "s1", "ss", "ld"),
    "c": ("c", "ch", "cm", "cp", "cpf", "c1", "cs", "sd"),
    "m": ("m", "mb", "mf", "mh", "mi", "il", "mo"),
    "f": ("nf", "fm", "nc"),
    "b": ("nb", "bp", "ne"),
    "d": ("nd",),
    "t": ("nt", "na"),
}
_CLASS_OF = {short: name for name, shorts in _CLASSES.items() for short in shorts}


def highlighted(text: str, language: str, marks: Sequence[Span] = ()) -> str:
    """A text as HTML: `marks` are what is set in `<mark>`, in order and apart."""
    lines = []
    for pieces in _lines(text, language, marks):
        line = ""
        is_marked = False
        for piece, name, marked in pieces:
            if marked != is_marked:
                line += "<mark>" if marked else "</mark>"
                is_marked = marked
            shown = escape(piece, quote=False)
            line += f'<span class="{name}">{shown}</span>' if name else shown
        lines.append(line + ("</mark>" if is_marked else ""))
    return "\n".join(lines)


def _lines(
    text: str, language: str, marks: Sequence[Span]
) -> Iterator[list[tuple[str, str, bool]]]:
    """The pieces of each line: their text, the class of their token, whether they are marked."""
    borders = sorted({border for span in marks for border in span})
    inside = [False] * (len(text) + 1)
    for start, end in marks:
        inside[start:end] = [True] * (end - start)
    line: list[tuple[str, str, bool]] = []
    position = 0
    for name, token in _tokens(text, language):
        cuts = [b - position for b in borders if position < b < position + len(token)]
        for start, end in zip([0, *cuts], [*cuts, len(token)], strict=True):
            marked = inside[position + start]
            for number, part in enumerate(token[start:end].split("\n")):
                if number:
                    yield line
                    line = []
                if part:
                    line.append((part, name, marked))
        position += len(token)
    yield line


@lru_cache(maxsize=4096)
def _tokens(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """The tokens of a text with their classes; what stands beside each other is joined."""
    from pygments.token import STANDARD_TYPES

    lexer = _lexer(language)
    if lexer is None or len(text) > _LONGEST:
        return (("", text),)
    found: list[tuple[str, str]] = []
    for kind, token in lexer.get_tokens(text):
        name = _CLASS_OF.get(STANDARD_TYPES.get(kind, ""), "")
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1] + token)
        else:
            found.append((name, token))
    if "".join(token for _, token in found) != text:  # a lexer that changes letters
        return (("", text),)
    return tuple(found)


@lru_cache
def _lexer(language: str) -> Any:
    """Pygments' lexer of a language; None for what is plain text."""
    from pygments.lexers import get_lexer_by_name

    if language == PLAIN:
        return None
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


# --- differences ------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def differences(left: str, right: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """What of each text the other one has not. Where lines break counts for nothing."""
    if max(len(left), len(right)) > _LONGEST:
        return (), ()
    ours, theirs = left.splitlines(keepends=True), right.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(
        None, [line.strip() for line in ours], [line.strip() for line in theirs], autojunk=False
    )
    starts, others = _starts(ours), _starts(theirs)
    lefts: list[Span] = []
    rights: list[Span] = []
    for kind, i, j, m, n in matcher.get_opcodes():
        if kind == "equal":
            continue
        one, other = _within("".join(ours[i:j]), "".join(theirs[m:n]))
        lefts += [(a + starts[i], b + starts[i]) for a, b in one]
        rights += [(a + others[m], b + others[m]) for a, b in other]
    return tuple(lefts), tuple(rights)


def _starts(lines: Iterable[str]) -> list[int]:
    found = [0]
    for line in lines:
        found.append(found[-1] + len(line))
    return found


def _within(left: str, right: str) -> tuple[list[Span], list[Span]]:
    """What differs between two blocks of lines, word by word."""
    ours, theirs = list(_WORD.finditer(left)), list(_WORD.finditer(right))
    matcher = difflib.SequenceMatcher(
        None, [word[0] for word in ours], [word[0] for word in theirs], autojunk=False
    )
    if matcher.ratio() < _ALIKE:
        return _joined(left, ours), _joined(right, theirs)
    gone: list[re.Match[str]] = []
    new: list[re.Match[str]] = []
    for kind, i, j, m, n in matcher.get_opcodes():
        if kind != "equal" and {word[0] for word in (*ours[i:j], *theirs[m:n])} != {","}:
            gone += ours[i:j]
            new += theirs[m:n]
    return _joined(left, gone), _joined(right, new)


def _joined(text: str, words: Iterable[re.Match[str]]) -> list[Span]:
    """The spans of words; one span for what has nothing but blanks between, within a line."""
    found: list[Span] = []
    for word in words:
        start, end = word.span()
        between = text[found[-1][1] : start] if found else "\n"
        if found and not between.strip() and "\n" not in between:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
