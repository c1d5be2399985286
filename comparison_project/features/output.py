"""What the probes saw as JSON, Markdown and one HTML page."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from comparison_project import markdown
from comparison_project.features import SIDES, VERDICTS, Better, Table, projects
from comparison_project.features.running import MISSING, Outcome, Result

# A table and what came of its rows.
Results = Sequence[tuple[Table, Sequence[Result]]]

TITLE = "Kedro and Hamilton: the claims of 2024, run today"
SIDE_TITLES = {"kedro": "Kedro", "hamilton": "Hamilton"}
BETTER: Mapping[Better, str] = {
    "kedro": "Kedro",
    "hamilton": "Hamilton",
    "even": "even",
    "a matter of taste": "a matter of taste",
}


def as_json(results: Results, beside: Path | None = None) -> dict[str, Any]:
    """The results as JSON, schema 1; files that probes left are named as seen from `beside`."""
    rows = [_row(result, beside) for _, group in results for result in group]
    return {"schema": 1, "rows": rows}


def _row(result: Result, beside: Path | None) -> dict[str, Any]:
    row = result.row
    return {
        "id": row.id,
        "table": row.table,
        "title": row.title,
        "claim": row.claim,
        "kedro": _side(result, "kedro", beside),
        "hamilton": _side(result, "hamilton", beside),
        "verdict": row.verdict,
        "better": row.better,
        "why": row.why,
        "status": result.status,
        "evidence": [each.evidence for side in SIDES for each in result.outcomes[side]],
        "versions": dict(result.versions),
    }


def _side(result: Result, side: str, beside: Path | None) -> dict[str, Any]:
    return {
        "today": result.row.sides[side].today,
        "probes": [
            {
                "name": each.probe.name,
                "status": each.status,
                "seen": dict(each.seen),
                "reason": each.reason,
                "code": each.code,
                "files": [_link(path, beside) for path in each.files],
            }
            for each in result.outcomes[side]
        ],
    }


def summary(results: Results) -> str:
    """One sentence: how many rows, how many of them changed, what could not be run."""
    rows = [result for _, group in results for result in group]
    changed = sum(result.row.verdict != "true" for result in rows)
    claims = "1 claim" if len(rows) == 1 else f"{len(rows)} claims"
    text = f"{claims}, {changed} of them not true today as they were made"
    for status, words in (("contradicted", "contradicted by a probe"), ("not run", "not run")):
        found = [result.row.id for result in rows if result.status == status]
        if found:
            text += f"; {words}: {', '.join(found)}"
    return f"{text}."


def facts(results: Results) -> dict[str, str]:
    """What the reader has to know first: who is better in how many rows, and the versions."""
    rows = [result for _, group in results for result in group]
    better = Counter(result.row.better for result in rows)
    verdicts = Counter(result.row.verdict for result in rows)
    found = {name: number for result in rows for name, number in result.versions.items()}
    there = {name: number for name, number in found.items() if number != MISSING}
    told = {
        "Verdicts": ", ".join(f"{verdicts[name]} {name}" for name in VERDICTS if verdicts[name]),
        "Serves better": ", ".join(f"{BETTER[name]} in {better[name]}" for name in BETTER),
        "Run with": ", ".join(f"{name} {number}" for name, number in there.items()),
    }
    if missing := [name for name in found if name not in there]:
        told["Not installed"] = ", ".join(missing)
    return told


# --- Markdown -------------------------------------------------------------------------------


def as_markdown(results: Results) -> str:
    """The results as Markdown: a table of verdicts, then the evidence of each row."""
    lines = [
        f"# {TITLE}",
        "",
        summary(results),
        "",
        *(f"- {name}: {text}" for name, text in facts(results).items()),
        "",
    ]
    for table, rows in results:
        lines += [f"## {table.title}", "", table.intro, ""]
        lines += ["| row | verdict | better | why |", "|---|---|---|---|"]
        cells = ((r.row.title, _verdict(r), BETTER[r.row.better], r.row.why) for r in rows)
        lines += map(markdown.row, cells)
        lines += ["", *(line for result in rows for line in _evidence(result))]
    lines += ["## What probes share", "", "```python", _shared(), "```"]
    return "\n".join(lines) + "\n"


def _evidence(result: Result) -> Iterable[str]:
    row = result.row
    yield from (f"### {row.title}", "", f"Claimed in 2024: {row.claim}", "")
    for side in SIDES:
        yield f"**{SIDE_TITLES[side]} today.** {row.sides[side].today}"
        yield from ("", *(f"- {_status(each)}{each.evidence}" for each in result.outcomes[side]))
        for outcome in result.outcomes[side]:
            yield from ("", "```python", outcome.code, "```")
        yield ""


def _verdict(result: Result) -> str:
    status = "" if result.status == "confirmed" else f" ({result.status})"
    return f"{result.row.verdict}{status}"


def _status(outcome: Outcome) -> str:
    return "" if outcome.status == "confirmed" else f"{outcome.status}: "


# --- HTML -----------------------------------------------------------------------------------


def as_html(results: Results, beside: Path | None = None) -> str:
    """The results as one page; files that probes left are linked as seen from `beside`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["highlighted"] = _highlighted
    environment.filters["words"] = _words
    return environment.get_template("page.html.jinja").render(
        title=TITLE,
        results=results,
        summary=summary(results),
        facts=facts(results),
        sides=SIDE_TITLES,
        better=BETTER,
        link=lambda path: _link(path, beside),
        style=_code_style(),
        shared=_shared(),
    )


def _link(path: Path, beside: Path | None) -> str:
    if beside is None:
        return path.as_posix()
    return Path(os.path.relpath(path, beside)).as_posix()


def _shared() -> str:
    """The code that probes share."""
    return Path(projects.__file__).read_text(encoding="utf-8").rstrip()


def _highlighted(code: str) -> Any:
    from markupsafe import Markup
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return Markup(highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)))


def _words(text: str) -> Any:
    """Text whose pieces in backticks are code."""
    from markupsafe import Markup, escape

    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def _code_style() -> str:
    from pygments.formatters import HtmlFormatter

    light = HtmlFormatter(style="default").get_style_defs("pre")
    dark = HtmlFormatter(style="github-dark").get_style_defs("pre")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"


def _json_text(results: Results, beside: Path | None) -> str:
    return json.dumps(as_json(results, beside), indent=2, ensure_ascii=False) + "\n"


# What a file's suffix asks for.
WRITERS: Mapping[str, Callable[[Results, Path | None], str]] = {
    ".html": as_html,
    ".md": lambda results, beside: as_markdown(results),
    ".json": _json_text,
}
