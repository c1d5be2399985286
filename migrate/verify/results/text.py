"""One page for people: what was proven, what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrate.verify.compare.result import Comparison, counted, visible
from migrate.verify.findings import Report, Run, Trace

# Of each list; --format json has all.
MOST = 10
NOTHING = "nothing was compared"


def page(report: Report, kedro: Path, hamilton: Path) -> str:
    """The whole report."""
    parts = [
        [_verdict(report), f"  Kedro:    {kedro}", f"  Hamilton: {hamilton}"],
        _section("Proven", _proven(report)),
        _section("Differences", _differences(report)),
        _section("Not proven", _unproven(report)),
        _section("Could not be run", _failures(report)),
        _section("Runs", _runs(report)),
    ]
    return "\n\n".join("\n".join(map(visible, part)) for part in parts if part)


def _verdict(report: Report) -> str:
    if report.equal:
        return "EQUAL: both sides give the same."
    if report.failures:
        return "NOT PROVEN: not everything could be run."
    statuses = {found.status for run in report.runs for _, _, found in run.differences}
    different = statuses & {"different", "missing"}
    return "NOT EQUAL." if different else "NOT PROVEN: something needs a look."


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return [title, *found] if found else []


def _proven(report: Report) -> Iterator[str]:
    for run in report.runs:
        groups = {
            "dataset": [result.comparison for result in run.datasets.values()],
            "written file": list(run.files.values()),
            "node": [found for name, found in run.nodes.items() if run.is_sink(name)],
        }
        equal = [
            f"{sum(found.equal for found in group):,} of {counted(len(group), noun)}"
            + (" without outputs" if noun == "node" else "")
            for noun, group in groups.items()
            if group
        ]
        how = f"in {counted(run.orders, 'order')} of Hamilton's nodes" if run.orders > 1 else ""
        close = sum(found.status == "close" for found in groups["dataset"])
        near = f"{close:,} of them within the tolerance" if close else ""
        yield f"{run.title}: " + ", ".join(filter(None, [*(equal or [NOTHING]), near, how]))


def _differences(report: Report) -> Iterator[str]:
    for run in report.runs:
        known = {name: (kind, found) for kind, name, found in run.differences}
        for trace in run.traces:
            yield f"{run.title}: {_start(trace)}"
            yield from (f"  {line}" for line in _shortened(_named(trace.differs, known)))
            if trace.downstream:
                yield f"  and because of it: {_list(trace.downstream)}"


def _start(trace: Trace) -> str:
    if not trace.node:
        return "what is loaded differs"
    where = f" ({', '.join(trace.functions)})" if trace.functions else ""
    return f"node {trace.node}{where}"


def _named(names: Iterable[str], known: dict[str, tuple[str, Comparison]]) -> Iterator[str]:
    for name in names:
        kind, found = known[name]
        yield _sentence(kind, name, found)


def _sentence(kind: str, name: str, found: Comparison) -> str:
    cause = f" [{found.cause}]" if found.cause else ""
    detail = f": {found.detail}" if found.detail else ""
    return f"{kind} {name} is {found.status}{detail}{cause}"


def _unproven(report: Report) -> Iterator[str]:
    for run in report.runs:
        traced = {name for t in run.traces for name in (*t.differs, *t.downstream)}
        rest = [entry for entry in run.differences if entry[1] not in traced]
        yield from _shortened(f"{run.title}: {_sentence(*entry)}" for entry in rest)
        if run.left_out:
            yield f"{run.title}: left out as asked: {_list(run.left_out)}"
    if report.not_run:
        yield f"not run: {_list(report.not_run)}"
    for path in report.touched[:MOST]:
        yield f"{path} has changed meanwhile: it may be another program's doing"


def _failures(report: Report) -> Iterator[str]:
    for failure in report.failures:
        yield from failure.reason.splitlines()


def _runs(report: Report) -> Iterator[str]:
    for run in report.runs[:1]:
        yield f"Kedro {run.kedro.version} in Python {run.kedro.python}, " + (
            f"Hamilton {run.hamilton.version} in Python {run.hamilton.python}"
        )
    others = _other_versions(report)
    if others:
        yield f"versions that are not the same on both sides: {_list(others)}"
    for run in report.runs:
        sides = (("Kedro", run.kedro), ("Hamilton", run.hamilton))
        figures = [f"{n} {s.run_seconds:.1f} s, {s.peak_bytes / 1e6:,.0f} MB" for n, s in sides]
        again = f", Kedro ran {run.repeats} times" if run.repeats > 1 else ""
        yield f"{run.title}: {'; '.join(figures)}{again}{_comparators(run)}"


def _other_versions(report: Report) -> list[str]:
    """Libraries that both sides imported, in different versions."""
    found = {}
    for run in report.runs:
        ours, theirs = run.kedro.libraries, run.hamilton.libraries
        for name in ours.keys() & theirs.keys():
            if ours[name] != theirs[name]:
                found[name] = f"{name} {ours[name]} and {theirs[name]}"
    return [found[name] for name in sorted(found)]


def _comparators(run: Run) -> str:
    how = Counter(found.comparator for _, _, found in run.comparisons)
    return "; compared by " + ", ".join(f"{name} ({n})" for name, n in how.most_common(5))


def _shortened(lines: Iterable[str]) -> list[str]:
    found = list(lines)
    more = len(found) - MOST
    return [*found[:MOST], f"and {more:,} more (--format json has all)"] if more > 0 else found


def _list(names: Iterable[str]) -> str:
    return ", ".join(_shortened(names))
