"""The report as one HTML page that needs nothing else: no network, no second file.

Everything of the project is escaped, by Jinja2 or as JSON. Beside that the page forbids itself any
script but its own, and any request.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from migrate.report.drawing import Drawing

if TYPE_CHECKING:
    from jinja2 import Template

    from migrate.report.facts import Report

TEMPLATES = Path(__file__).parent / "templates"
STYLES = ("page.css", "graph.css", "code.css")
SCRIPTS = ("common.js", "source.js", "detail.js", "drawing.js", "graphs.js", "lists.js")
OUTCOMES = ("moved", "parameterized", "wrapped", "manual")
# What the script reads of records that have more.
VERTEX = ("id", "name", "label", "kind", "pipelines", "outcome", "twin", "source")
CHECK = ("code", "severity", "message", "advice")
ELSEWHERE = ("environment", "outcome", "reason")
SIDES = {"kedro": "Kedro", "hamilton": "Hamilton"}


def render(report: Report) -> str:
    """The page of a report."""
    return page(report.as_json())


def page(report: Mapping[str, Any]) -> str:
    """The page of a report's JSON."""
    style, script = _joined(STYLES), _joined(SCRIPTS)
    text = _template().render(
        report=report,
        summary=report["summary"],
        sides=SIDES,
        verdict=verdict(report["summary"]["proof"]),
        outcomes=OUTCOMES,
        choices=_choices(report),
        causes=_causes(report["checks"]),
        names={each["id"]: each["name"] for each in report["graphs"]["hamilton"]["nodes"]},
        stored=Counter(each["outcome"] for each in report["datasets"].values()),
        became=Counter(each["outcome"] for each in report["files"]),
        facts=_facts(report),
        sources=_packed(report["sources"]),
        style=Markup(style),
        script=Markup(script),
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}",
    )
    # A name may hold half of a surrogate pair, which no file can.
    return text.encode("utf-8", "replace").decode()


def _facts(report: Mapping[str, Any]) -> dict[str, Any]:
    """What the script needs at once."""
    return {
        **{name: report[name] for name in ("title", "hamilton", "details", "parameters")},
        "proof": report["summary"]["proof"] is not None,
        "checks": {each["id"]: _parts(each, CHECK) for each in report["checks"]},
        "datasets": {name: _dataset(each) for name, each in report["datasets"].items()},
        "graphs": {
            side: {
                "nodes": [_parts(each, VERTEX) for each in report["graphs"][side]["nodes"]],
                **Drawing(report["graphs"][side]).as_json(),
            }
            for side in SIDES
        },
    }


def _parts(record: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: record[name] for name in names}


def _dataset(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """A dataset, and the environments in which something else becomes of it."""
    parts = {name: value for name, value in dataset.items() if name != "records"}
    usual = dataset["outcome"], dataset["reason"]
    other = [each for each in dataset["records"] if (each["outcome"], each["reason"]) != usual]
    return {**parts, "elsewhere": [_parts(each, ELSEWHERE) for each in other]}


def _packed(value: Any) -> str:
    """The bulk of the page, which the script unpacks: the same value gives the same text."""
    return base64.b64encode(gzip.compress(json.dumps(value).encode(), mtime=0)).decode()


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(prose=prose, slots=slots)
    return environment.get_template("page.html.jinja")


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join((TEMPLATES / name).read_text("utf-8") for name in names)


def _hash(text: str) -> str:
    """How a content security policy names the one text that it allows."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def prose(text: str) -> Markup:
    """A sentence in which `this` is code."""
    parts = (
        Markup("<code>{}</code>" if i % 2 else "{}").format(part)
        for i, part in enumerate(text.split("`"))
    )
    return Markup("").join(parts)


def slots(text: str) -> Markup:
    """What a code says in general, whose <place> for a name is shown as one."""
    parts = re.split(r"<(\w+)>", text)
    return Markup("").join(
        Markup("<i>{}</i>").format(part) if i % 2 else prose(part) for i, part in enumerate(parts)
    )


def verdict(proof: Mapping[str, Any] | None) -> tuple[str, str]:
    """Whether both sides were found equal: a class, and the words for it."""
    if proof is None:
        return "unknown", "Not verified"
    if differing := proof["compared"] - proof["equal"]:
        return "bad", f"{differing:,} not equal"
    if proof["failures"]:
        return "bad", "A run failed"
    if not proof["compared"]:
        return "unknown", "Nothing was compared"
    if not proof["holds"]:
        return "unknown", "The proof no longer holds"
    return "good", "Equal in what was run" if proof["not_run"] else "Proven equal"


def _causes(checks: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Checks by their cause, in their order."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for check in checks:
        found.setdefault(check["group"], []).append(check)
    return found


def _choices(report: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the filters offer."""
    nodes = [*report["graphs"]["kedro"]["nodes"]]
    pipelines = {name for each in (*nodes, *report["checks"]) for name in each["pipelines"]}
    return {
        "pipelines": sorted(pipelines),
        "node_codes": sorted({each["code"] for each in report["details"].values()}),
        "codes": sorted({each["code"] for each in report["checks"]}),
    }
