"""Reports as SARIF 2.1.0: what its schema asks for, and the places."""

from __future__ import annotations

import json

import pytest
from conftest import pipeline_files
from jsonschema import Draft202012Validator, ValidationError

from migrate.cli import main
from migrate.model.diagnostics import Place, diagnostic
from migrate.model.rules import RULES
from migrate.report.sarif import sarif

FOUND = [
    diagnostic("K301", Place("src/my shop/charts.py", 3), reason="no"),
    diagnostic("K201", Place("conf/base/catalog.yml", 2, 5), reason="no"),
    diagnostic("K452", None, name="orders", mode="assign"),
    diagnostic("K301", Place("src/b.py"), reason="no"),
    diagnostic("K217", Place("conf/base/catalog.yml", 9), name="{x}"),
]


def record(required: str, optional: str = "", **parts: object) -> dict[str, object]:
    """The schema of a record that has these fields and no others."""
    names = {name: parts.get(name, {}) for name in f"{required} {optional}".split()}
    shape = {"type": "object", "additionalProperties": False, "properties": names}
    return {**shape, "required": required.split()}


# The parts of SARIF 2.1.0 that are used here, as its specification has them.
TEXT = record("text", text={"type": "string", "minLength": 1})
LEVEL = {"enum": ["none", "note", "warning", "error"]}
POSITIVE = {"type": "integer", "minimum": 1}
RULE = record(
    "id shortDescription fullDescription help defaultConfiguration properties",
    id={"type": "string"},
    shortDescription=TEXT,
    fullDescription=TEXT,
    help=TEXT,
    defaultConfiguration=record("level", level=LEVEL),
    properties={"type": "object"},
)
FILE = record(
    "uri uriBaseId",
    uri={"type": "string", "pattern": r"^[\w./%~-]+$"},
    uriBaseId={"type": "string"},
)
REGION = record("startLine", "startColumn", startLine=POSITIVE, startColumn=POSITIVE)
RESULT = record(
    "ruleId ruleIndex level message locations",
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=TEXT,
    locations={
        "type": "array",
        "items": record(
            "physicalLocation",
            physicalLocation=record(
                "artifactLocation", "region", artifactLocation=FILE, region=REGION
            ),
        ),
    },
)
RUN = record(
    "tool columnKind results",
    tool=record(
        "driver",
        driver=record(
            "name version rules",
            name={"type": "string"},
            version={"type": "string"},
            rules={"type": "array", "uniqueItems": True, "items": RULE},
        ),
    ),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": RESULT},
)
LOG = record(
    "version $schema runs",
    **{"version": {"const": "2.1.0"}, "$schema": {"type": "string", "format": "uri"}},
    runs={"type": "array", "items": RUN},
)


def test_a_log_is_as_the_specification_says():
    log = json.loads(json.dumps(sarif(FOUND, "1.2")))
    Draft202012Validator(LOG).validate(log)
    log["runs"][0]["results"][0]["level"] = "info"  # what our own word would be
    with pytest.raises(ValidationError):
        Draft202012Validator(LOG).validate(log)


def test_a_log_has_what_the_schema_asks_for():
    log = json.loads(json.dumps(sarif(FOUND, "1.2")))
    assert (log["version"], set(log)) == ("2.1.0", {"$schema", "version", "runs"})
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("kedro-to-declarative", "1.2")
    assert [rule["id"] for rule in driver["rules"]] == ["K201", "K217", "K301", "K452"]
    for rule in driver["rules"]:
        for part in ("shortDescription", "fullDescription", "help"):
            assert rule[part]["text"]
    for result, each in zip(run["results"], FOUND, strict=True):
        assert result["ruleId"] == driver["rules"][result["ruleIndex"]]["id"] == each.code
        assert result["message"]["text"] == each.message
    levels = [result["level"] for result in run["results"]]
    assert levels == ["warning", "error", "warning", "warning", "note"]


def test_places_are_uris_and_regions():
    (run,) = sarif(FOUND, "1.2")["runs"]
    first, second, nowhere, whole, _ = (result["locations"] for result in run["results"])
    uri = {"uri": "src/my%20shop/charts.py", "uriBaseId": "%SRCROOT%"}
    assert first == [{"physicalLocation": {"artifactLocation": uri, "region": {"startLine": 3}}}]
    assert second[0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 5}
    assert nowhere == []
    assert "region" not in whole[0]["physicalLocation"]


@pytest.mark.parametrize("verb", ["inspect", "kedro-to-declarative"])
def test_both_verbs_print_a_log_and_nothing_else(shop, capsys, verb):
    project = shop(pipeline_files("sales", "", 'node(nowhere, "a", "b", name="n")'))
    assert main([verb, str(project), "--format", "sarif"]) == 1
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    found = {result["ruleId"] for result in run["results"]}
    assert found and found <= set(RULES)
