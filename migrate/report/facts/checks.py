"""What needs a look, with what to do about it, in groups of one cause."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from migrate.model.diagnostics import Diagnostic, Place
from migrate.model.rules import RULES
from migrate.report.facts.model import Check
from migrate.report.facts.sides import Reading
from migrate.report.rules import title

_LINE = re.compile(r":\d+")  # of a place that a message names


def checks(reading: Reading) -> tuple[list[Check], list[Check]]:
    """What needs a look, errors first, and what is only worth knowing."""
    found = [*_of_migration(reading), *_of_proof(reading)]
    found.sort(key=lambda c: (c.severity != "error", c.code, c.group, c.path or "", c.line or 0))
    counts: Counter[str] = Counter()
    numbered = []
    for each in found:
        counts[each.id] += 1
        number = f"-{counts[each.id]}" if counts[each.id] > 1 else ""
        numbered.append(replace(each, id=each.id + number))
    return (
        [each for each in numbered if each.severity != "info"],
        [each for each in numbered if each.severity == "info"],
    )


def _id(*parts: str | None) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode(errors="replace")).hexdigest()[:12]


# --- what the migration says ------------------------------------------------------------------


def _of_migration(reading: Reading) -> Iterator[Check]:
    nodes = dict(_nodes_by_place(reading))
    for each in reading.document["diagnostics"]:
        path, line = each["path"], each["line"]
        place = Place(path, line or 0, each["column"] or 0) if path else None
        name = each.get("name") or ""
        said = Diagnostic(each["code"], each["severity"], each["message"], place, name)
        known = RULES.get(said.code)
        is_code = path is None or path.endswith(".py")  # elsewhere it is a dataset's name
        by_name = name if is_code and name in reading.pipelines else None
        node = nodes.get((path, line), by_name)
        yield Check(
            id=_id(said.code, path, _LINE.sub("", said.message)),
            code=said.code,
            severity=said.severity,
            path=path,
            line=line or None,
            message=said.message,
            advice=known.advice if known else "",
            group=said.cause if name else title(known.message) if known else said.message,
            pipelines=reading.pipelines.get(node or "", ()),
            node=node,
        )


def _nodes_by_place(reading: Reading) -> Iterator[tuple[tuple[str, int], str]]:
    """The node that stands at a place, and whose function stands there."""
    for node in reversed(reading.document["nodes"]):
        yield (node["source"]["path"], node["source"]["line"]), node["id"]
    if reading.project is None:
        return
    for name, found in reading.project.nodes.items():
        function = reading.project.functions.get(found.func.key)
        if function and name in reading.pipelines:
            lines = range(function.place.line, function.end_line + 1)
            yield from (((function.place.path, line), name) for line in lines)


# --- what the proof says ----------------------------------------------------------------------


def _of_proof(reading: Reading) -> Iterator[Check]:
    """What was not equal: one item for each name, with the runs."""
    makers = makers_of(reading)
    found: dict[tuple[str, str], list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = {}
    for run in (reading.sides.proof or {}).get("runs", ()):
        for kind in ("datasets", "files", "nodes"):
            for name, said in run[kind].items():
                if said["status"] not in ("equal", "close"):
                    found.setdefault((kind, name), []).append((run, said))
    for (kind, name), several in found.items():
        run, said = several[0]
        code = said.get("cause") or said["status"]
        node = name if kind == "nodes" else makers.get(name)
        detail = f": {said['detail']}" if said["detail"] else ""
        where = run["environment"] or "its default"
        yield Check(
            id=_id("proof", kind, name),
            code=code,
            severity="error" if said["status"] in ("different", "missing") else "warning",
            path=None,
            line=None,
            message=f"{kind[:-1]} {name} is {said['status']} in pipeline {run['pipeline']}, "
            f"environment {where}{detail}",
            advice=RULES[code].advice if code in RULES else _ADVICE[said["status"]],
            group="not equal when both sides were run",
            pipelines=tuple(dict.fromkeys(each["pipeline"] for each, _ in several)),
            node=node if node in reading.pipelines else None,
        )


_ADVICE = {
    "different": "Look at the function that makes it, and at how its inputs are loaded.",
    "missing": "Look why one side does not make it.",
    "nondeterministic": "Kedro itself gives another value each time: fix a seed or an order, or "
    "compare it by other means.",
    "uncompared": "Nothing can compare values of this type: give verify a comparator, or look.",
}


def makers_of(reading: Reading) -> dict[str, str]:
    """The node that makes a dataset."""
    nodes: Iterable[Any] = reading.project.nodes.values() if reading.project else ()
    return {name: node.id for node in nodes for name in node.output_names}
