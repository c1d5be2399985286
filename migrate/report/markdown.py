"""What needs a look as a list in Markdown: for an issue, or for whoever does the work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from migrate.model.diagnostics import Diagnostic
from migrate.model.literals import in_line
from migrate.model.rules import RULES
from migrate.report.rules import title

if TYPE_CHECKING:
    from migrate.report.facts import Report

_MEANING = re.compile(r"([\\`*_\[\]<>|~#])")
_CODE = re.compile(r"(`[^`]+`)")


class Item(NamedTuple):
    """One line of the list; `place` is a path with a line, or ""."""

    code: str
    severity: str
    place: str
    message: str
    advice: str = ""
    pipelines: tuple[str, ...] = ()


def check_list(report: Report) -> str:
    """The list of a report, with what is proven."""
    items = [
        Item(
            each.code,
            each.severity,
            f"{each.path}:{each.line}" if each.line else each.path or "",
            each.message,
            each.advice,
            each.pipelines,
        )
        for each in report.checks
    ]
    return _document(report.title, items, [_proven(report), *map(escaped, report.notes)])


def diagnostics_list(name: str, diagnostics: Iterable[Diagnostic]) -> str:
    """The list of a project's diagnostics, but for what is only worth knowing."""
    items = [
        Item(
            each.code,
            each.severity,
            str(each.place or ""),
            each.message,
            RULES[each.code].advice,
        )
        for each in diagnostics
        if each.needs_a_look
    ]
    return _document(name, items)


def _proven(report: Report) -> str:
    proof = report.summary["proof"]
    if proof is None:
        return "Not verified: `migrate verify` runs both sides and compares every dataset."
    runs = len(proof["runs"])
    text = f"{proof['equal']} of {proof['compared']} datasets equal in {runs} "
    text += "run." if runs == 1 else "runs."
    why = " ".join(map(escaped, proof["why"]))
    return text if proof["holds"] else f"{text} That holds no longer: {why}"


def _document(name: str, items: Sequence[Item], about: Sequence[str] = ()) -> str:
    lines = [f"# {escaped(name)}: {_counted(items)}", ""]
    for each in about:
        lines += [each, ""]
    by_code: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda each: (each.severity != "error", each.code)):
        by_code.setdefault(item.code, []).append(item)
    for code, several in by_code.items():
        lines += [*_section(code, several), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _counted(items: Sequence[Item]) -> str:
    counts = {kind: sum(1 for i in items if i.severity == kind) for kind in ("error", "warning")}
    parts = [f"{n} {kind}{'s' * (n > 1)}" for kind, n in counts.items() if n]
    return " and ".join(parts) or "nothing needs a look"


def _section(code: str, items: Sequence[Item]) -> Iterator[str]:
    heading = title(RULES[code].message) if code in RULES else items[0].severity
    yield f"## {code}: {escaped(heading)}"
    yield ""
    if items[0].advice:
        yield escaped(items[0].advice)
        yield ""
    for item in items:
        place = f"{code_span(item.place)} " if item.place else ""
        where = f" ({', '.join(map(code_span, item.pipelines))})" if item.pipelines else ""
        yield f"- [ ] {place}{escaped(item.message)}{where}"


def escaped(text: str) -> str:
    """A text in one line in which nothing means something to Markdown but code in backticks."""
    parts = _CODE.split(in_line(text))
    return "".join(
        part if number % 2 else _MEANING.sub(r"\\\1", part) for number, part in enumerate(parts)
    )


def code_span(text: str) -> str:
    """A text as code, whatever backticks it has."""
    shown = in_line(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    blank = " " if "`" in shown else ""
    return f"{fence}{blank}{shown}{blank}{fence}"
