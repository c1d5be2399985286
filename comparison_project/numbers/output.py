"""The numbers as tables in Markdown, and as one HTML page with plots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comparison_project import markdown
from comparison_project.numbers.measuring import FRAMEWORKS, about_concepts

TITLE = "Kedro and Hamilton in numbers"
INTRO = (
    "The same jobs on both sides: a project written for Kedro, and what the migration makes of it. "
    "Whole processes (`kedro run`, `python run.py`), both sides in turn, medians. The seconds are "
    "this machine's; the ratios are what counts (below 1: Hamilton takes less)."
)


@dataclass(frozen=True)
class Section:
    """A table, what it says, and a plot of it as SVG, "" if there is none."""

    title: str
    intro: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    plot: str = ""

    @property
    def words(self) -> bool:
        """Whether it has words on both sides, and no numbers."""
        return len(self.headers) == 2


def sections(found: Mapping[str, Any], plots: bool) -> Iterator[Section]:
    """All tables; plots only where they are wanted, as they need matplotlib."""
    yield Section(
        "What there is to read",
        "Kedro → Hamilton. Files and lines of code and configuration, without tests; names that "
        "are imported from the framework; concepts that show in the project.",
        ("project", *_READ),
        [_reading(row) for row in found["read"]],
    )
    yield Section("What there is to know", *_concepts(found["read"][0]))
    runs = {kind: [r for r in found["runs"] if r["kind"] == kind] for kind in _KINDS}
    for kind, (title, intro) in _KINDS.items():
        if not runs[kind]:
            continue
        plot = ""
        if plots and len(runs[kind]) > 1 and kind == "tables":
            from comparison_project.numbers.plots import whole

            plot = whole(runs[kind])
        yield Section(title, intro, _RUN, [_running(run) for run in runs[kind]], plot)
    if found["overhead"]:
        yield _overhead(found["overhead"], plots)


_READ = ("files", "lines", "names imported", "concepts")
_RUN = ("job", "Kedro, s", "Hamilton, s", "ratio", "Kedro, MB", "Hamilton, MB", "ratio")
_KINDS = {
    "spaceflights": ("Running spaceflights", "Libraries take most of the time on both sides."),
    "tables": ("Running generated projects", "Half of the datasets are stored as Parquet."),
    "nothing": (
        "Running nodes that do nothing",
        "A chain of functions that return what they are given. The first row is the start-up.",
    ),
    "memory": ("Memory", "What is held at one time, for arrays that are passed on."),
}


def _reading(row: Mapping[str, Any]) -> list[str]:
    def of(side: Mapping[str, Any]) -> tuple[int, int, int, int]:
        lines = sum(side["lines"].values())
        return side["files"], lines, len(side["imports"]), len(side["concepts"])

    both = zip(*(of(row[side]) for side in FRAMEWORKS), strict=True)
    return [row["about"], *(f"{kedro:,} → {hamilton:,}" for kedro, hamilton in both)]


def _concepts(row: Mapping[str, Any]) -> tuple[str, Sequence[str], list[list[str]]]:
    about = about_concepts()
    found = [
        [f"{name}: {about[side][name]}" for name in row[side]["concepts"]] for side in FRAMEWORKS
    ]
    most = max(map(len, found))
    padded = [each + [""] * (most - len(each)) for each in found]
    intro = "What shows in spaceflights, and has to be known to read it; Python itself left out."
    return intro, ("in Kedro", "in Hamilton"), [list(pair) for pair in zip(*padded, strict=True)]


def _running(run: Mapping[str, Any]) -> list[str]:
    kedro, hamilton, ratio = run["kedro"], run["hamilton"], run["ratio"]
    return [
        run["about"],
        *(f"{each['seconds']:.2f}" for each in (kedro, hamilton, ratio)),
        *(f"{each['peak_mb']:,}" for each in (kedro, hamilton)),
        f"{ratio['peak_mb']:.2f}",
    ]


def _overhead(rows: Sequence[Mapping[str, Any]], plots: bool) -> Section:
    plot = ""
    if plots:
        from comparison_project.numbers.plots import overhead

        plot = overhead(rows)
    cells = [
        [
            f"{row['nodes']:,}",
            *(f"{row[side]:.2f}" for side in FRAMEWORKS),
            f"{row['ratio']:.2f}" if row["ratio"] is not None else "",
        ]
        for row in rows
    ]
    headers = ("nodes", "Kedro, ms", "Hamilton, ms", "ratio")
    intro = "What each node costs beyond the first: the whole process, less the start-up."
    return Section("Overhead of a node", intro, headers, cells, plot)


def _about(found: Mapping[str, Any]) -> str:
    versions, rounds = found["versions"], found["rounds"]
    return (
        f"Kedro {versions['kedro']}, Hamilton {versions['hamilton']}, Python {versions['python']}; "
        f"{rounds} round{'s' * (rounds != 1)} after one that does not count."
    )


AGAIN = "python -m comparison_project numbers --output numbers.html"


def as_markdown(found: Mapping[str, Any]) -> str:
    """All tables as Markdown."""
    lines = [f"# {TITLE}", "", INTRO, "", _about(found), ""]
    for section in sections(found, plots=False):
        kind = "---|" if section.words else "---:|"
        line = f"|---|{kind * (len(section.headers) - 1)}"
        lines += [f"## {section.title}", "", section.intro, ""]
        lines += [markdown.row(section.headers), line, *map(markdown.row, section.rows), ""]
    return "\n".join([*lines, f"Measured by `{AGAIN}`."]) + "\n"


def as_html(found: Mapping[str, Any]) -> str:
    """All tables and plots as one page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader([here, here.with_name("features")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("numbers.html.jinja").render(
        title=TITLE,
        intro=INTRO.replace("`", ""),
        about=_about(found),
        sections=list(sections(found, plots=True)),
        again=AGAIN,
    )
