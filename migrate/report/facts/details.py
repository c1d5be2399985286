"""All about each Kedro node: both sources beside each other, and why it was written so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from migrate.model.dataset_names import is_parameter
from migrate.model.project import Node
from migrate.model.rules import RULES
from migrate.report.facts.model import Check, Detail, Outcome, Pair
from migrate.report.facts.sides import Reading
from migrate.report.facts.texts import Excerpt
from migrate.report.rules import title


def details(reading: Reading, found: Iterable[Check]) -> dict[str, Detail]:
    """The details of all nodes, by node."""
    open_items: dict[str, list[str]] = {}
    for each in found:
        open_items.setdefault(each.node or "", []).append(each.id)
    proven = outcomes(reading.sides.proof)
    tests = dict(_tests(reading))
    nodes = reading.project.nodes if reading.project else {}
    return {
        record["id"]: _detail(
            reading,
            record,
            nodes.get(record["id"]),
            open_items.get(record["id"], ()),
            proven,
            tests,
        )
        for record in reading.document["nodes"]
    }


def _detail(
    reading: Reading,
    record: Mapping[str, Any],
    node: Node | None,
    open_items: Iterable[str],
    proven: Mapping[str, tuple[Outcome, ...]],
    tests: Mapping[str, list[Mapping[str, Any]]],
) -> Detail:
    code = record["code"]
    inputs = node.input_names if node else ()
    outputs = node.output_names if node else ()
    call = _call(reading, record)
    return Detail(
        name=record["id"],
        outcome=record["outcome"],
        code=code,
        title=title(RULES[code].message) if code in RULES else "",
        reason=reading.sources.masked(record["reason"]),
        pairs=tuple(_pairs(reading, record, node)),
        call=call,
        copies=tuple(
            {"parameter": each["parameter"], "reason": reading.sources.masked(each["reason"])}
            for each in record["copies"]
        ),
        inputs=tuple(name for name in inputs if not is_parameter(name)),
        outputs=outputs,
        parameters=tuple(name for name in inputs if is_parameter(name)),
        tags=tuple(sorted(node.tags)) if node else (),
        tests=tuple(
            test for target in record["targets"] for test in tests.get(target["function"], ())
        ),
        proof=tuple(each for name in (record["id"], *outputs) for each in proven.get(name, ())),
        checks=tuple(open_items),
    )


def _call(reading: Reading, record: Mapping[str, Any]) -> int | None:
    """Where the node is made."""
    place = record["source"]
    code = reading.source(place["path"])
    found = code.call_at(place["line"]) if code else None
    return reading.sources.add(reading.sources.excerpt(place["path"], *found)) if found else None


def _pairs(reading: Reading, record: Mapping[str, Any], node: Node | None) -> Iterator[Pair]:
    ours = _function(reading, node)
    seen = set()
    for target in record["targets"]:
        code = reading.written(target["path"])
        function = code.functions.get(target["function"]) if code else None
        if code is None or function is None or (code.path, function.name) in seen:
            continue
        seen.add((code.path, function.name))
        theirs = reading.sources.excerpt(code.path, *code.definition(function))
        if ours is None:
            yield Pair(None, reading.sources.add(theirs))
        else:
            yield Pair(*reading.sources.pair(ours, theirs))


def _function(reading: Reading, node: Node | None) -> Excerpt | None:
    """The source of a node's function, or of what makes it, if the project defines that."""
    if reading.project is None or node is None:
        return None
    function = reading.project.functions.get(node.func.key)
    if function is None or function.place.path not in reading.sides.source:
        return _maker(reading, node)
    text = function.text.rstrip("\n")
    line = function.place.line
    if "<lambda>" not in function.qualname:
        line = max(1, function.end_line - text.count("\n"))
    return reading.sources.excerpt(function.place.path, line, text)


def _maker(reading: Reading, node: Node) -> Excerpt | None:
    """The source of the function, or class, that makes a closure, or that a method is of."""
    assert reading.project
    made = node.func.made
    module, name = (made.module, made.name) if made else (node.func.module, node.func.qualname)
    paths = [path for path, each in reading.project.modules.items() if each.name == module]
    code = reading.source(paths[0]) if paths else None
    found = code.definitions.get(name.partition(".")[0]) if code else None
    return reading.sources.excerpt(paths[0], *code.definition(found)) if code and found else None


# --- tests, and what was proven ---------------------------------------------------------------


def _tests(reading: Reading) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """The written tests that name a function, by function."""
    import ast

    wanted = {t["function"] for each in reading.document["nodes"] for t in each["targets"]}
    found: dict[str, list[Mapping[str, Any]]] = {}
    for path in sorted(reading.sides.written):
        code = reading.written(path) if path.startswith("tests/") else None
        for function in code.tree.body if code and code.tree else ():
            if not isinstance(function, ast.FunctionDef) or not function.name.startswith("test"):
                continue
            names = {n.attr for n in ast.walk(function) if isinstance(n, ast.Attribute)}
            names |= {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
            for name in sorted(names & wanted):
                test = {"path": path, "line": function.lineno, "name": function.name}
                found.setdefault(name, []).append(test)
    yield from found.items()


def outcomes(proof: Mapping[str, Any] | None) -> dict[str, tuple[Outcome, ...]]:
    """What the runs said, by dataset (and by node, for those that make none)."""
    found: dict[str, list[Outcome]] = {}
    for run in (proof or {}).get("runs", ()):
        for name, said in {**run["nodes"], **run["datasets"]}.items():
            told = (said["status"], said["comparator"], said["detail"])
            where = (run["pipeline"], run["environment"])
            found.setdefault(name, []).append(Outcome(*where, name, *told))
    return {name: tuple(several) for name, several in found.items()}
