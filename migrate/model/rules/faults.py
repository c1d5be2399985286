"""Codes of what is found in the written text before it is written: K9.. are faults of our own."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K485": Rule(
        "error",
        "{name} is made as {made} and taken as {taken}, which Hamilton refuses",
        "Take the hint of the parameter out of the Kedro function, or make it that of what it "
        "gets; Kedro looks at none.",
        meaning="Hamilton holds the type hints at both ends of each edge against each other when "
        "a driver is built, and those of all functions that take one input. The written text is "
        "read again by the same rules; there, two do not fit, so nothing was written (exit code "
        "2).",
    ),
    "K486": Rule(
        "info",
        "whether Hamilton lets {name} pass, made as {made} and taken as {taken}, is not checked",
        "Build the drivers once: `migrate kedro-to-declarative --validate` does.",
        meaning="Whether one of two type hints takes what the other says depends on classes that "
        "would have to be imported. Hamilton itself tells when a driver is built.",
    ),
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
    "K908": Rule(
        "error",
        "the written modules do not fit together: {detail}",
        "This is a fault of the tool: please report it. Another name for what is named in the "
        "Kedro project may help until then.",
        meaning="Before a project is written, what each of its modules imports from the others is "
        "looked up in them, and no module may lie beside a folder of its name, of which Python "
        "takes only one. Something would fail when it is imported, so nothing was written "
        "(exit code 2). What the Kedro project itself imports in vain is left as it is.",
    ),
    "K909": Rule(
        "error",
        "the written text imports {name} in any case, and the source only under a condition",
        "This is a fault of the tool: please report it.",
        meaning="A `try`, an `if` or `TYPE_CHECKING` around an import says that it may not be "
        "there, or is not wanted. The new project has to ask the same, so nothing was written "
        "(exit code 2).",
    ),
}
