"""The table of codes, for people and for other programs."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from migrate.model.rules import RULES, Rule
from migrate.model.rules.rule import parts

WIDTH = 80

_GROUPS = {
    "K1": "Pipelines and their code",
    "K2": "Configuration",
    "K3": "Files that were not read",
    "K40": "Nodes that were translated",
    "K41": "Nodes whose function is called as it is",
    "K42": "Nodes whose function is called as it is",
    "K43": "Nodes that are left to you",
    "K44": "Pipelines, datasets and parameters",
    "K45": "Pipelines, datasets and parameters",
    "K46": "Types",
    "K47": "What is no part of the pipelines",
    "K485": "Type hints of the written text",
    "K486": "Type hints of the written text",
    "K48": "Folders and paths",
    "K5": "Differences that `migrate verify` finds",
    "K9": "Faults of this tool",
}
_LANGUAGES = {".py": "python", ".yml": "yaml", ".toml": "toml", ".ipynb": "json"}
_INTRODUCTION = """\
# Codes

Written by `migrate rules --format markdown`; `migrate explain CODE` prints one of them.

Whatever `migrate` has to say of a project has a code, and the code a severity, by one rule:

| severity | what it says |
|---|---|
| **error** | something can't run |
| **warning** | values, files or effects, or something that was there, may differ or is gone |
| **info** | all else: what is as in Kedro, and what is only worth knowing |

The first two make the exit code 1. The codes of `nodes` in `migration.json` (K401 to K439) say why
a node became what it did. The examples of projects are real ones: the tests migrate what stands
under *Kedro*, and find what stands below it.
"""


def document() -> dict[str, Any]:
    """The table as JSON."""
    rules = [
        {
            "code": code,
            "severity": rule.severity,
            "message": rule.message,
            "meaning": rule.meaning,
            "advice": rule.advice,
            "differs": rule.differs,
            "before": _files(rule.before),
            "after": _files(rule.after),
        }
        for code, rule in RULES.items()
    ]
    return {"schema": 1, "rules": rules}


def _files(example: str) -> list[dict[str, str | None]]:
    return [{"path": path or None, "text": text} for path, text in parts(example)]


def table() -> str:
    """A line of at most 80 columns for each code."""
    lines = ["code  severity  differs  message"]
    for code, rule in RULES.items():
        head = f"{code}  {rule.severity:<8}  {_answer(rule):<7}  "
        message = textwrap.shorten(title(rule.message), WIDTH - len(head), placeholder=" ...")
        lines.append(head + message)
    return "\n".join([*lines, "", "migrate explain CODE says more of one.", ""])


def title(message: str, field: str = r"<\1>") -> str:
    """A message, with `field` for each of its fields."""
    return re.sub(r"\{(\w+)(!r)?\}", field, message)


def _answer(rule: Rule) -> str:
    return "yes" if rule.differs else "no"


# --- one code, for a terminal ----------------------------------------------------------------


def explanation(code: str) -> str:
    """All about a code, for a terminal of 80 columns. Raises KeyError for an unknown one."""
    rule = RULES[code]
    return "\n".join(
        [
            *_wrapped(f"{code} {rule.severity}: {title(rule.message)}", "", " " * 5),
            "",
            *_wrapped(rule.meaning, "  "),
            "",
            *_wrapped(f"What to do: {rule.advice}", "  "),
            f"  Results may differ from Kedro's: {_answer(rule)}",
            *_shown("Kedro", rule.before),
            *_shown(_heading(rule), rule.after),
        ]
    )


def _heading(rule: Rule) -> str:
    """What the second half of an example shows."""
    written = any(path for path, _ in parts(rule.after))
    return "Hamilton" if written else "What is printed"


def _shown(heading: str, example: str) -> Iterator[str]:
    for place, (path, text) in enumerate(parts(example)):
        yield ""
        if place == 0:
            yield f"  {heading}"
        if path:
            yield f"    # {path}"
        for line in text.splitlines():
            yield f"    {line}".rstrip()


def _wrapped(text: str, indent: str, following: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if following is None else following,
        break_on_hyphens=False,
        break_long_words=False,
    )


# --- the page of the documentation -----------------------------------------------------------


def page() -> str:
    """All codes as a page of Markdown."""
    lines = [_INTRODUCTION]
    group = ""
    for code, rule in RULES.items():
        heading = next(text for start, text in _GROUPS.items() if code.startswith(start))
        if heading != group:
            group = heading
            lines.append(f"## {group}\n")
        lines += _section(code, rule)
    return "\n".join(lines)


def _section(code: str, rule: Rule) -> Iterator[str]:
    message = title(_escaped(rule.message), r"*\1*")
    yield f"### {code}\n"
    yield f"> **{rule.severity}**: {message}\n"
    yield f"{_filled(rule.meaning)}\n"
    yield f"{_filled(f'**What to do:** {rule.advice}')}\n"
    yield f"**Results may differ from Kedro's:** {_answer(rule)}\n"
    for heading, example in (("Kedro", rule.before), (_heading(rule), rule.after)):
        for path, text in parts(example):
            yield f"{heading}, `{path}`:\n" if path else f"{heading}:\n"
            language = _LANGUAGES.get(PurePosixPath(path).suffix, "text")
            yield f"```{language}\n{text}\n```\n"


def _escaped(text: str) -> str:
    """A text in which nothing means something to Markdown."""
    return re.sub(r"([*_<])", r"\\\1", text)


def _filled(text: str) -> str:
    return textwrap.fill(text, 100, break_on_hyphens=False, break_long_words=False)
