"""What a person reads on the terminal after a migration."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from migrate.model.diagnostics import Diagnostic
from migrate.model.literals import in_line
from migrate.model.migration import Plan
from migrate.model.rules import RULES

_SHOWN = 5  # causes of one code, and other names of one cause
_NAMED = 8  # pipelines
_NO_END = "\\ No newline at end of file"


def summary(
    plan: Plan,
    files: Mapping[str, str],
    done: str,
    secrets: int = 0,
    sides: Mapping[str, Mapping[str, int]] | None = None,
) -> str:
    """What became of what, in numbers that add up, and what needs a look. `secrets` is how many
    stand in `.env`, `sides` the lines of both sides by kind."""
    nodes = Counter(record.outcome for record in plan.nodes)
    datasets = Counter(record.outcome for record in plan.datasets)
    constructs = Counter(record.outcome for record in plan.constructs)
    pipelines = ", ".join(f"{in_line(p.name)} ({len(p.nodes)})" for p in plan.pipelines[:_NAMED])
    if len(plan.pipelines) > _NAMED:
        pipelines += f", ... ({len(plan.pipelines) - _NAMED} more)"
    lines = [
        f"{in_line(plan.project_name)}: {done}",
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
        _row(len(plan.pipelines), "pipeline", pipelines),
        _row(len(files), "file"),
    ]
    if sides:
        kinds = " + ".join(f"{count} {kind}" for kind, count in sides["hamilton"].items())
        kedro = f"; the Kedro project has {sum(sides['kedro'].values())}"
        lines.append(_row(sum(sides["hamilton"].values()), "line", f"{kinds}{kedro}"))
    if secrets:
        lines.append(_row(secrets, "secret", "in .env, which Git ignores and only you may read"))
    if plan.untracked:
        named = ", ".join(f"{name} ({folder})" for name, folder in plan.untracked.items())
        text = f"from folders that Git ignores in the Kedro project: {named}"
        lines.append(_row(len(plan.untracked), "environment", text))
    copies = {(r.targets, name) for r in plan.nodes for name, _ in r.copies}
    if copies:
        text = "of arguments that a function may change (migration.json has the reasons)"
        lines.insert(3, f"{len(copies):>5} {'defensive copies':<16} {text}")
    return "\n".join([*lines, *_about_data(plan), *_attention(plan.diagnostics)])


def _about_data(plan: Plan) -> Iterator[str]:
    """Where relative paths start from, and what brings the inputs there."""
    where = in_line(plan.data_root) or "the new project's folder"
    yield from ("", f"Relative paths start from {where}.")
    if plan.bring:
        yield from (
            "To bring the inputs, in the new project's folder:",
            f"    {in_line(plan.bring)}",
        )


def _count(what: str, found: Counter[Any], order: Iterable[str], note: str = "") -> str:
    total = sum(found.values())
    parts = " + ".join(f"{found[key]} {key}" for key in order if found.get(key)) or "none"
    return _row(total, what, parts + (f" ({note})" if note else ""))


def _row(count: int, what: str, text: str = "") -> str:
    return f"{count:>5} {_plural(count, what):<16} {text}".rstrip()


def _plural(count: int, what: str) -> str:
    return what if count == 1 else f"{what}s"


def _attention(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """What needs a look: errors first, a few of each code, with what to do about it."""
    by_code: dict[str, list[Diagnostic]] = defaultdict(list)
    notes = 0
    for each in diagnostics:
        if each.needs_a_look:
            by_code[each.code].append(each)
        notes += not each.needs_a_look
    yield ""
    if by_code:
        total = sum(map(len, by_code.values()))
        yield f"{total} to look at (`migrate explain CODE` says more of each code):"
    else:
        yield "Nothing needs a look."
    for code, found in sorted(by_code.items(), key=_by_severity):
        yield from ("", *_of_one_code(code, found), f"    -> {RULES[code].advice}")
    if notes:
        yield from ("", f"{notes} {_plural(notes, 'note')} in migration.json.")


def _of_one_code(code: str, diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """One line for each cause, with the first place, and a few names of which the same holds."""
    by_cause: dict[str, list[Diagnostic]] = defaultdict(list)
    for each in diagnostics:
        by_cause[each.cause].append(each)
    causes = list(by_cause.values())
    for first, *others in causes[:_SHOWN]:
        yield f"  {diagnostic_line(first)}"
        if others:
            names = [*dict.fromkeys(in_line(each.name) for each in others)]
            more = ", ..." if len(names) > _SHOWN else ""
            times = "" if len(names) == len(others) else " places"
            yield f"      the same of {len(others)} more{times}: {', '.join(names[:_SHOWN])}{more}"
    if rest := sum(map(len, causes[_SHOWN:])):
        yield f"  ... and {rest} more of {code} in migration.json"


def _by_severity(item: tuple[str, list[Diagnostic]]) -> tuple[bool, str]:
    code, found = item
    return found[0].severity != "error", code


def unified_diff(changes: Mapping[str, tuple[str, str]]) -> str:
    """The changes (old and new text by path) as a unified diff."""
    lines: list[str] = []
    for path, (old, new) in changes.items():
        before, after = (re.findall(r".*\n|.+", text) for text in (old, new))
        lines += difflib.unified_diff(before, after, f"a/{path}", f"b/{path}")
    ended = (line if line.endswith("\n") else f"{line}\n{_NO_END}\n" for line in lines)
    return "".join(ended)


def diagnostic_line(each: Diagnostic) -> str:
    """A diagnostic in one line: place, code, severity, message."""
    place = f"{each.place}: " if each.place else ""
    return in_line(f"{place}{each.code} {each.severity}: {each.message}")
