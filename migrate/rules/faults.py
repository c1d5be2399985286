"""Codes K9..: faults of our own."""

from __future__ import annotations

from migrate.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K901": Rule(
        "error",
        "the written text has other edges than the pipelines: {detail}",
        "This is a fault of the tool: please report it.",
        meaning="Before a project is written, its text is read again, and what each function "
        "makes of what is held against the pipelines. They differ, so nothing was "
        "written (exit code 2).",
    ),
    "K902": Rule(
        "error",
        "the written text defines {detail} twice",
        "This is a fault of the tool: please report it.",
        meaning="Two functions of one written module have the same name, and Python would take "
        "the last. Nothing was written (exit code 2).",
    ),
    "K903": Rule(
        "error",
        "the pipeline {pipeline} would {word} compute {name}",
        "This is a fault of the tool: please report it.",
        meaning="A registered pipeline computes its own nodes and loads the rest. By the written "
        "text it would run others, or fewer, so nothing was written (exit code 2).",
    ),
    "K904": Rule(
        "error",
        "the written {path} is no Python",
        "This is a fault of the tool: please report it.",
        meaning="A file of the Kedro project came along without some of its statements, and what "
        "is left can't be parsed, though the whole could. Nothing was written (exit code 2).",
    ),
}
