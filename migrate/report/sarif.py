"""Diagnostics as SARIF 2.1.0, which code hosts and editors show beside the lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from migrate.model.diagnostics import Diagnostic, Place
from migrate.model.rules import RULES
from migrate.report.rules import title

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif(diagnostics: Iterable[Diagnostic], version: str) -> dict[str, Any]:
    """A log of one run. Paths are relative to the project; `version` is the tool's."""
    found = list(diagnostics)
    indexes = {code: index for index, code in enumerate(sorted({each.code for each in found}))}
    driver = {
        "name": "kedro-to-declarative",
        "version": version,
        "rules": [_rule(code) for code in indexes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, indexes) for each in found],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    rule = RULES[code]
    return {
        "id": code,
        "shortDescription": {"text": title(rule.message)},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": rule.advice},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"differs": rule.differs},
    }


def _result(each: Diagnostic, indexes: Mapping[str, int]) -> dict[str, Any]:
    return {
        "ruleId": each.code,
        "ruleIndex": indexes[each.code],
        "level": _LEVELS[each.severity],
        "message": {"text": each.message},
        "locations": [_location(each.place)] if each.place else [],
    }


def _location(place: Place) -> dict[str, Any]:
    file: dict[str, Any] = {
        "artifactLocation": {"uri": quote(place.path), "uriBaseId": "%SRCROOT%"}
    }
    if place.line:
        file["region"] = {"startLine": place.line}
        if place.column:
            file["region"]["startColumn"] = place.column
    return {"physicalLocation": file}
