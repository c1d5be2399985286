"""The comparison as one HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from comparison_project.excerpts import Count, Excerpt, assembled, counts, defined
from comparison_project.run import Findings, by_dataset, verdict
from comparison_project.terminal import RUN_HEADERS, command_cells, conclusion, run_cells
from migrate.report.graphs import inline
from migrate.report.page import Html, code, document, element, facts, html, side_by_side, table
from migrate.verify import Run

TITLE = "Kedro and Hamilton, side by side"


def write_page(found: Findings, path: Path) -> None:
    """Write the page. Raises OSError."""
    path.write_text(document(TITLE, _parts(found)), encoding="utf-8")


def _parts(found: Findings) -> list[Html]:
    good = "good" if found.report.equal else "bad"
    intro = (
        "One project, run twice on the same data: as it was written for Kedro, and as the "
        "migration wrote it for Hamilton. Every dataset was compared at the moment when it "
        "is handed to its consumers, those that live in memory included."
    )
    return [
        element("h1", TITLE),
        element("p", intro),
        element("p", conclusion(found), class_=good),
        _overview(found),
        *_steps(found),
        *_pictures(found),
        *_equality(found),
        *_sizes(found),
    ]


def _overview(found: Findings) -> Html:
    full = found.full
    return facts(
        [
            ("Kedro side", f"{found.kedro.name}, Kedro {full.kedro.version}"),
            ("Hamilton side", f"{found.hamilton.name}, Hamilton {full.hamilton.version}"),
            ("Python", f"{full.kedro.python} and {full.hamilton.python}"),
            ("Raw data", f"{found.rows:,} rows in each table, seed {found.seed}"),
        ]
    )


# --- the three steps ------------------------------------------------------------------------


def _steps(found: Findings) -> list[Html]:
    parts = [element("h2", "Three steps")]
    pair = defined(found.kedro, found.hamilton, found.migration, found.full.kedro.graph)
    if pair:
        parts += _step("Define", "What one node does.", [pair[0]], [pair[1]])
    near = pair[0].path if pair else ""
    ours, theirs = assembled(found.kedro, found.hamilton, near)
    parts += _step("Assemble", "How nodes become a pipeline.", ours, theirs)
    parts += [element("h3", "Execute"), element("p", "How it is run.", class_="quiet")]
    parts.append(
        side_by_side(
            _column("Kedro", [code(_commands("kedro run", found))]),
            _column("Hamilton", [code(_commands("python run.py", found))]),
        )
    )
    if found.commands:
        rows = [command_cells(measured) for measured in found.commands]
        rows = [[element("code", row[0]), *row[1:]] for row in rows]
        parts.append(table(["whole process", "seconds", "peak MB"], rows, (1, 2)))
    return parts


def _step(title: str, what: str, left: Sequence[Excerpt], right: Sequence[Excerpt]) -> list[Html]:
    columns = [
        _column(side, [part for excerpt in excerpts for part in _shown(excerpt)])
        for side, excerpts in (("Kedro", left), ("Hamilton", right))
    ]
    return [
        element("h3", title),
        element("p", what, class_="quiet"),
        side_by_side(columns[0], columns[1]),
    ]


def _column(side: str, parts: Sequence[Html]) -> list[Html]:
    return [element("h4", side), *parts]


def _shown(excerpt: Excerpt) -> list[Html]:
    return [element("p", element("code", excerpt.title), class_="quiet"), code(excerpt.text)]


def _commands(command: str, found: Findings) -> str:
    """The commands of the runs that were compared."""
    lines = []
    for run in found.report.runs:
        line = command
        if run.pipeline != "__default__":
            line += f" --pipeline {run.pipeline}"
        if run.environment != "default":
            line += f" --env {run.environment}"
        lines.append(line)
    return "\n".join(lines)


# --- graphs, equality, sizes ----------------------------------------------------------------


def _pictures(found: Findings) -> list[Html]:
    legend = (
        "Blue is a function, white a dataset in memory, a yellow cylinder one that a file holds, "
        "grey a parameter. In Hamilton a function and what it makes are one."
    )
    parts = [element("h2", "Graphs"), element("p", legend, class_="quiet")]
    for side, title in (("kedro", "Kedro"), ("hamilton", "Hamilton")):
        picture = Html(inline(found.graphs[side]))
        parts += [element("h3", title), element("div", picture, class_="graph")]
    return parts


def _equality(found: Findings) -> list[Html]:
    rows = []
    for name, entries in by_dataset(found.report).items():
        equal, words = verdict(entries)
        result = entries[0][1]
        rows.append(
            [
                element("code", name),
                result.kedro_type,
                result.hamilton_type,
                element("span", words, class_="good" if equal else "bad"),
            ]
        )
    return [
        element("h2", "Equality"),
        table(["dataset", "in Kedro", "in Hamilton", "result"], rows),
        element("h3", "Runs"),
        table(RUN_HEADERS, [run_cells(run) for run in found.report.runs], range(2, 6)),
        element(
            "p",
            "Seconds are those of the run itself, without the start of the process and without "
            "the time that capturing took; memory includes the capture. Several runs went on at "
            "once.",
            class_="quiet",
        ),
        *(part for run in found.report.runs for part in _differences(run)),
        *_files(found),
    ]


def _differences(run: Run) -> list[Html]:
    if run.equal:
        return []
    rows = [[kind, name, o.status, o.detail] for kind, name, o in run.differences]
    return [
        element("h3", f"Not equal: {run.pipeline}, {run.environment}"),
        table(["kind", "name", "status", "first difference"], rows),
    ]


def _files(found: Findings) -> list[Html]:
    names = sorted({path for run in found.report.runs for path in run.files})
    rows = []
    for name in names:
        outcomes = [run.files[name] for run in found.report.runs if name in run.files]
        bad = [outcome for outcome in outcomes if not outcome.equal]
        how = ", ".join(sorted({outcome.comparator for outcome in outcomes}))
        words = bad[0].detail or bad[0].status if bad else "equal"
        rows.append(
            [element("code", name), len(outcomes), how, element("span", words, class_="bad")]
            if bad
            else [element("code", name), len(outcomes), how, words]
        )
    summary = element("summary", f"{len(names)} files that the runs wrote")
    inner = table(["file", "runs", "compared by", "result"], rows, (1,))
    return [element("details", summary, inner)] if names else []


def _sizes(found: Findings) -> list[Html]:
    ours, theirs = counts(found.kedro), counts(found.hamilton)
    rows: list[list[object]] = [
        [kind, *_numbers(ours[kind]), *_numbers(theirs[kind])] for kind in ours
    ]
    rows.append(["all", *_numbers(_sum(ours.values())), *_numbers(_sum(theirs.values()))])
    headers = ["", "Kedro files", "lines", "Hamilton files", "lines"]
    return [
        element("h2", "Files and lines"),
        element("p", "Lines that are not blank; data is not counted.", class_="quiet"),
        table(headers, rows, range(1, 5)),
    ]


def _numbers(count: Count) -> list[Html]:
    return [html(f"{count.files:,}"), html(f"{count.lines:,}")]


def _sum(parts: Iterable[Count]) -> Count:
    entries = list(parts)
    return Count(sum(c.files for c in entries), sum(c.lines for c in entries))
