"""Codes K9..: faults of our own."""

from __future__ import annotations

from migrate.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K901": Rule(
        "error",
        "the written text has other edges than the pipelines: {detail}",
        "This is a fault of the tool: please report it.",
    ),
    "K902": Rule(
        "error",
        "the written text defines {detail} twice",
        "This is a fault of the tool: please report it.",
    ),
    "K903": Rule(
        "error",
        "the pipeline {pipeline} would {word} compute {name}",
        "This is a fault of the tool: please report it.",
    ),
}
