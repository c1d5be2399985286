"""Put together what several runs of one pipeline gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from migrate.verify.compare.result import ORDER, Comparison, different, equal
from migrate.verify.findings import DatasetResult, Run
from migrate.verify.judge.verdicts import Judge
from migrate.verify.runs.workspace import Written

T = TypeVar("T")


def files_of(
    judge: Judge,
    kedro: Mapping[str, Written],
    hamilton: Mapping[str, Written],
    graph: Mapping[str, Any],
    wants: Callable[..., bool] = lambda *_: True,
) -> dict[str, Comparison]:
    """Every file that either side wrote, if it or the dataset that lies there is wanted."""
    found = {}
    for path in sorted({**kedro, **hamilton}):
        ours, theirs = kedro.get(path), hamilton.get(path)
        if not wants(path, *_datasets_at(path, graph)):
            continue
        if ours and theirs:
            found[path] = _both(judge, ours, theirs)
        elif ours:
            cause = "K511" if any(_is_elsewhere(path, other) for other in hamilton) else "K508"
            found[path] = Comparison("missing", "presence", f"only Kedro {ours.how} it", cause)
        elif theirs:
            found[path] = Comparison("missing", "presence", f"only Hamilton {theirs.how} it")
    return found


def _is_elsewhere(path: str, other: str) -> bool:
    """Whether the other path is this one from another folder than that of the data."""
    return other.startswith("../") and other.endswith(f"/{path}")


def _both(judge: Judge, ours: Written, theirs: Written) -> Comparison:
    """What both sides wrote to one path."""
    if ours.how != theirs.how:
        return different("presence", f"Kedro {ours.how} it, Hamilton {theirs.how} it")
    if ours.kind != theirs.kind:
        return different("presence", f"{ours.kind} in Kedro, {theirs.kind} in Hamilton")
    found = equal("bytes")
    if ours.sha256 != theirs.sha256 and ours.kind == "a link":
        aims = [each.path.readlink() for each in (ours, theirs)]
        return different("link", f"it leads to {aims[0]} in Kedro, to {aims[1]} in Hamilton")
    if ours.sha256 != theirs.sha256:
        found = judge.comparing.files(ours.path, theirs.path)
    modes = [f"{each.mode:o}" for each in (ours, theirs) if each.mode is not None]
    if found.equal and len(set(modes)) > 1:
        return different("permissions", f"{modes[0]} in Kedro, {modes[1]} in Hamilton")
    return found


def _datasets_at(path: str, graph: Mapping[str, Any]) -> list[str]:
    """The datasets that lie in a file, or in a folder that it is in."""
    return [
        name
        for name, facts in graph.get("datasets", {}).items()
        if facts.get("path") and (path == facts["path"] or path.startswith(f"{facts['path']}/"))
    ]


def merged(runs: Sequence[Run]) -> Run:
    """One run of both sides for all orders of Hamilton's: of each outcome, the worst."""
    first, *others = runs
    for number, other in enumerate(others, 2):
        first = replace(
            first,
            datasets=_worse(first.datasets, other.datasets, number, _result, _with_result),
            files=_worse(first.files, other.files, number, lambda c: c, lambda _, c: c),
            nodes=_worse(first.nodes, other.nodes, number, lambda c: c, lambda _, c: c),
            orders=number,
        )
    return first


def _result(found: DatasetResult) -> Comparison:
    return found.comparison


def _with_result(found: DatasetResult, comparison: Comparison) -> DatasetResult:
    return replace(found, comparison=comparison)


def _worse(
    first: Mapping[str, T],
    other: Mapping[str, T],
    number: int,
    outcome: Callable[[T], Comparison],
    changed: Callable[[T, Comparison], T],
) -> dict[str, T]:
    found = dict(first)
    for name, entry in other.items():
        status = outcome(entry).status
        known = outcome(found[name]).status if name in found else "equal"
        if name not in found or ORDER.index(status) > ORDER.index(known):
            found[name] = changed(
                entry, outcome(entry).at(f"in order {number} of Hamilton's nodes")
            )
    return found


def excused(
    run: Run, datasets: Mapping[str, DatasetResult], files: Mapping[str, Comparison]
) -> Run:
    """The run without the differences that Kedro shows against itself as well: those of another
    of its runs are given.
    """
    again = {name: found.comparison for name, found in datasets.items()}
    return replace(
        run,
        datasets={
            name: replace(found, comparison=_excuse(found.comparison, again.get(name)))
            for name, found in run.datasets.items()
        },
        files={name: _excuse(found, files.get(name)) for name, found in run.files.items()},
    )


def _excuse(found: Comparison, again: Comparison | None) -> Comparison:
    """A difference that a second run of Kedro shows too is nobody's fault; one of another kind
    (a type, where it came from) still is.
    """
    if found.status != "different" or again is None or again.equal:
        return found
    if found.comparator != again.comparator:
        return found
    return Comparison(
        "nondeterministic", found.comparator, f"two runs of Kedro differ too: {again.detail}"
    )


def settled(
    run: Run,
    seeded: Run,
    itself: tuple[Mapping[str, DatasetResult], Mapping[str, Comparison]],
    seed: int,
) -> Run:
    """The run with what runs that are `seeded` alike say of all that is not deterministic. What
    differs there, though Kedro is equal to `itself` (its datasets, its files), is different.
    """
    datasets, files = itself
    return replace(
        run,
        datasets={
            name: replace(
                found,
                comparison=_settle(
                    found.comparison,
                    _outcome(seeded.datasets.get(name)),
                    _outcome(datasets.get(name)),
                    seed,
                ),
            )
            for name, found in run.datasets.items()
        },
        files={
            name: _settle(found, seeded.files.get(name), files.get(name), seed)
            for name, found in run.files.items()
        },
    )


def _outcome(found: DatasetResult | None) -> Comparison | None:
    return found.comparison if found else None


def _settle(
    found: Comparison, seeded: Comparison | None, itself: Comparison | None, seed: int
) -> Comparison:
    if found.status != "nondeterministic" or seeded is None:
        return found
    if seeded.equal:
        return replace(found, detail=f"{found.detail}; equal with both sides seeded alike ({seed})")
    if itself is None or not itself.equal:
        return replace(found, detail=f"{found.detail}; so they do where they are seeded")
    return seeded.at(f"with both sides seeded alike ({seed})")
