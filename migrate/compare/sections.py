"""What a migration would change for the people of a project: tables for its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrate.compare.counted import Counted
from migrate.compare.ecosystem import CONSTRUCTS, HABITS, PLUGINS, Instead
from migrate.compare.measured import Pair
from migrate.report.facts import Section

# How much more there is to own before that is a reason, and how much faster before that is one.
_MORE, _FASTER = 1.25, 0.8


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known of both sides. `document` is migration.json, `stated` are the distributions
    that the Kedro project names, `commands` Kedro's commands and what they are in the new project,
    `run` what both take (None if nothing ran).
    """

    document: Mapping[str, Any]
    kedro: Counted
    hamilton: Counted
    stated: frozenset[str]
    commands: tuple[tuple[str, str], ...]
    run: Pair | None = None


def sections(found: Compared) -> Iterator[Section]:
    """The tables, in order; those that say nothing of this project are left out."""
    yield _read(found)
    if found.run:
        yield _taken(found.run)
    changes = (_plugins(found), _constructs(found), _commands(found))
    yield from (section for section in changes if section.rows)
    yield Section("What would change for you: habits", "", ("in Kedro", "here"), HABITS)
    yield Section(
        "Reasons not to move",
        "Those that apply to this project. None of the numbers is a reason by itself.",
        ("reason", "here"),
        tuple(_reasons(found)),
    )


def _read(found: Compared) -> Section:
    lines = {side: sum(found.document["lines"][side].values()) for side in ("kedro", "hamilton")}
    sides = (found.kedro, found.hamilton)
    rows = [
        ("files of code and configuration", *(each.files for each in sides)),
        ("lines of code", *lines.values()),
        ("names imported from the framework", *(len(each.imports) for each in sides)),
        ("concepts that show", *(len(each.concepts) for each in sides)),
    ]
    text = "Without tests, comments and data. " + "; ".join(
        f"{name}: {', '.join(each.concepts)}"
        for name, each in zip(("Kedro", "Hamilton"), sides, strict=True)
    )
    return _numbers("What there is to read", f"{text}.", ("", "Kedro", "Hamilton"), rows)


def _taken(pair: Pair) -> Section:
    seconds, peaks = pair.seconds, pair.peak_bytes
    rows = [
        ("seconds of the whole process", *(f"{each:.2f}" for each in seconds), f"{pair.ratio:.2f}"),
        (
            "peak memory, MB",
            *(f"{each >> 20:,}" for each in peaks),
            f"{peaks[1] / max(peaks[0], 1):.2f}",
        ),
    ]
    kedro, hamilton = (each.command for each in pair.rounds[0])
    text = f"`{kedro}` and `{hamilton}`, in turn, on the same data; below 1: Hamilton takes less."
    return _numbers("What running takes", text, ("", "Kedro", "Hamilton", "ratio"), rows)


def _numbers(
    title: str, text: str, headers: tuple[str, ...], rows: Iterable[Iterable[object]]
) -> Section:
    shown = tuple(
        tuple(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row) for row in rows
    )
    return Section(title, text, headers, shown, tuple(range(1, len(headers))))


# --- what would change ------------------------------------------------------------------------


def _plugins(found: Compared) -> Section:
    rows = tuple((name, each.what, _place(each)) for name, each in _used(found).items())
    headers = ("plugin", "what it does", "in Hamilton's world")
    return Section("What would change for you: plugins", "", headers, rows)


def _used(found: Compared) -> dict[str, Instead]:
    return {name: each for name, each in PLUGINS.items() if name in found.stated}


def _place(instead: Instead) -> str:
    needs = f" Needs {instead.package}." if instead.package else ""
    return instead.words + needs


def _constructs(found: Compared) -> Section:
    count = Counter(each["kind"] for each in found.document["constructs"])
    rows = tuple(
        (kind, f"{count[kind]}", each.what, _place(each))
        for kind, each in CONSTRUCTS.items()
        if count[kind]
    )
    headers = ("kind", "here", "what it is", "in Hamilton's world")
    return Section("What would change for you: hooks, runners, commands", "", headers, rows, (1,))


def _commands(found: Compared) -> Section:
    headers = ("in Kedro", "here")
    return Section("What would change for you: commands", "", headers, found.commands)


# --- reasons not to move ----------------------------------------------------------------------


def _reasons(found: Compared) -> Iterator[tuple[str, str]]:
    document = found.document
    left = sum(each["severity"] in ("error", "warning") for each in document["diagnostics"])
    if left:
        yield "What needs a person costs days", f"{left} items need a look"
    manual = sum(each["outcome"] == "manual" for each in document["nodes"])
    if manual:
        yield "Nodes have to be written by hand", f"{manual} of {len(document['nodes'])} nodes"
    kept = {e["name"] for e in document["datasets"] if e["outcome"] == "kedro-datasets"}
    if kept:
        names = ", ".join(sorted(kept)[:5]) + (" and others" if len(kept) > 5 else "")
        yield "Kedro stays as a dependency: no plain call does the same", f"datasets {names}"
    lost = [name for name, each in _used(found).items() if not each.module]
    if lost:
        yield "Plugins without a counterpart", ", ".join(lost)
    if "kedro-viz" in found.stated:
        yield (
            "People who do not write code look at Kedro-Viz",
            "the Hamilton UI is a server of your own, its graph is that of the functions",
        )
    hooks = sum(each["kind"] == "hook" for each in document["constructs"])
    if hooks:
        yield "Hooks are listed, not translated", f"{hooks} classes of hooks"
    environments = {each["environment"] for each in document["datasets"]} - {"base", "local"}
    if len(environments) > 1:
        yield (
            "People change configuration without writing Python",
            f"{len(environments)} environments in YAML become Python",
        )
    lines = {side: sum(document["lines"][side].values()) for side in ("kedro", "hamilton")}
    if lines["hamilton"] > _MORE * lines["kedro"]:
        yield "There is more to own", f"{lines['kedro']:,} lines become {lines['hamilton']:,}"
    if found.run and found.run.ratio > _FASTER:
        yield "It would not run faster: libraries take the time", f"ratio {found.run.ratio:.2f}"
    yield "The team knows Kedro, and it works", "what hurts today should be on this page"
