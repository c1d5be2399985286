"""What a person reads on the terminal after a migration."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from migrate.diagnostics import Diagnostic
from migrate.migration import Plan

_SHOWN = 40


def summary(plan: Plan, files: Mapping[str, str], done: str) -> str:
    """What became of what, in numbers that add up, and what needs a look."""
    nodes = Counter(record.outcome for record in plan.nodes)
    datasets = Counter(record.outcome for record in plan.datasets)
    constructs = Counter(record.outcome for record in plan.constructs)
    pipelines = ", ".join(f"{p.name} ({len(p.nodes)})" for p in plan.pipelines)
    lines = [
        f"{plan.project_name}: {done}",
        "",
        _count("node", nodes, ("moved", "parameterized", "wrapped", "manual")),
        _count(
            "dataset",
            datasets,
            ("native", "memory", "unused", "kedro-datasets", "custom", "manual"),
            "over all environments",
        ),
        _count(
            "other construct", constructs, ("translated", "kept", "replaced", "dropped", "manual")
        ),
        f"{len(plan.pipelines):>5} pipelines      {pipelines}",
        f"{len(files):>5} files",
    ]
    return "\n".join([*lines, *_attention(plan.diagnostics)])


def _count(what: str, found: Counter[Any], order: Iterable[str], note: str = "") -> str:
    total = sum(found.values())
    parts = " + ".join(f"{found[key]} {key}" for key in order if found.get(key)) or "none"
    name = what if total == 1 else f"{what}s"
    return f"{total:>5} {name:<14} {parts}" + (f" ({note})" if note else "")


def _attention(diagnostics: Iterable[Diagnostic]) -> list[str]:
    found = list(diagnostics)
    serious = [each for each in found if each.needs_a_look]
    lines = [""]
    if serious:
        lines.append(f"{len(serious)} to look at:")
        lines += [f"  {diagnostic_line(each)}" for each in serious[:_SHOWN]]
        if len(serious) > _SHOWN:
            lines.append(f"  ... and {len(serious) - _SHOWN} more: see migration.json")
    else:
        lines.append("Nothing needs a look.")
    notes = len(found) - len(serious)
    if notes:
        lines.append(f"{notes} notes in migration.json.")
    return lines


def unified_diff(changes: Mapping[str, tuple[str, str]]) -> str:
    """The changes (old and new text by path) as a unified diff."""
    lines: list[str] = []
    for path, (old, new) in changes.items():
        before, after = (text.splitlines(keepends=True) for text in (old, new))
        lines += difflib.unified_diff(before, after, f"a/{path}", f"b/{path}")
    return "".join(lines)


def diagnostic_line(each: Diagnostic) -> str:
    """A diagnostic in one line: place, code, severity, message."""
    place = f"{each.place}: " if each.place else ""
    return f"{place}{each.code} {each.severity}: {each.message}"
