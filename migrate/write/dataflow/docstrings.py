"""Docstrings of moved functions: parameters are renamed in them, braces are doubled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from migrate.model.migration import DataflowFunction

_PARAMETER_SECTIONS = frozenset(
    {"Args", "Arguments", "Parameters", "Params", "Inputs", "Keyword Args", "Keyword Arguments"}
    | {"Other Parameters"}
)
_OTHER_SECTIONS = frozenset(
    {"Returns", "Return", "Yields", "Receives", "Raises", "Warns", "Warnings", "See Also", "Note"}
    | {"Notes", "References", "Example", "Examples", "Attributes", "Methods", "Todo", "Output"}
)


def formats(function: DataflowFunction) -> bool:
    """Whether its decorators format its docstring, as `@parameterize` and `@inject` do."""
    return bool(function.rows or function.injected)


def doubled_braces(text: str) -> str:
    """The source of a docstring that is formatted to what it was: all braces are doubled but those
    of a named character."""
    return re.sub(r"\\N\{[^{}]*\}|[{}]", lambda m: m[0] if len(m[0]) > 1 else m[0] * 2, text)


def rename_in_docstring(text: str, renames: Mapping[str, str]) -> str:
    """A docstring with parameters renamed where they are surely meant: in Google, NumPy and
    Sphinx lists of parameters, and between backticks."""
    either = "|".join(re.escape(old) for old in sorted(renames, key=len, reverse=True))

    def new(match: re.Match[str]) -> str:
        return match[1] + renames[match[2]] + match[3]

    text = re.sub(rf"(`)({either})(`)", new, text)
    sphinx = (
        rf"(:(?:param|type|arg|argument|parameter|key|keyword)\s+(?:[^:\n]+\s)?)({either})(\s*:)"
    )
    text = re.sub(sphinx, new, text)
    listed = re.compile(rf"(\s*\*{{0,2}})({either})(\s*(?:\([^)\n]*\))?:(?:\s|$)|\s+:\s+\S|$)")
    return "".join(
        listed.sub(new, line, count=1) if is_item and listed.match(line) else line
        for line, is_item in _lines_of(text)
    )


def _lines_of(docstring: str) -> Iterable[tuple[str, bool]]:
    """The lines of a docstring, with whether one begins an item of a list of parameters."""
    inside, item = False, -1
    for line in docstring.splitlines(keepends=True):
        words = line.strip()
        indent = len(line) - len(line.lstrip())
        if words.rstrip(":") in _PARAMETER_SECTIONS:
            inside, item = True, -1
        elif words and not set(words) <= {"-", "="} and inside:
            item = indent if item < 0 else item
            inside = indent >= item and words.rstrip(":") not in _OTHER_SECTIONS
        yield line, inside and indent == item and bool(words)
