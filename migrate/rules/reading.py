"""Codes K1..: reading pipelines and the code that defines them."""

from __future__ import annotations

from migrate.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K101": Rule(
        "error",
        "A node's {what} can't be known: {reason} ({where})",
        "Write the value so that it can be read from the source, or add the node by hand.",
    ),
    "K102": Rule(
        "error",
        "A part of a pipeline can't be known: {reason}",
        "Write the pipeline so that it can be read from the source, or add its nodes by hand.",
    ),
    "K103": Rule(
        "warning",
        "A tag can't be known: {reason}",
        "Add the tag by hand if something selects by it.",
    ),
    "K104": Rule(
        "error",
        "The registered pipeline '{name}' can't be known: {reason}",
        "Register it in a way that can be read from the source, or add it by hand.",
    ),
    "K105": Rule(
        "error",
        "The pipeline folder '{name}' is left out, as Kedro does, because it fails: {reason}",
        "Mend it and run again, or remove it.",
    ),
    "K106": Rule(
        "error",
        "The function of the node '{node}' can't be found: {reason} ({where})",
        "Write the function by hand in the generated project.",
    ),
    "K107": Rule(
        "warning",
        "The pipeline folder '{name}' has no create_pipeline that gives a pipeline; "
        "Kedro leaves it out",
        "Nothing, if that is meant.",
    ),
    "K108": Rule(
        "error",
        "{name} is imported, but it is not in the project",
        "Put the file back if it is only left out of version control, and run again.",
    ),
    "K109": Rule(
        "warning",
        "The environment variable {name} is read while pipelines are defined; taken as not set",
        "Check that the pipelines are the right ones without it.",
    ),
    "K110": Rule(
        "warning",
        "The {kind} {name} may change what nodes receive or what is stored",
        "See what it does to the data. It is no part of the pipelines, so a migration names it "
        "and leaves it to you.",
    ),
    "K111": Rule(
        "warning",
        "By its text, the node '{node}' has the {what} {text}; in the running project {live}",
        "Nothing, if the running project is right: its answer was taken.",
    ),
    "K112": Rule(
        "warning",
        "The pipeline '{name}' is registered {where}",
        "Nothing, if the running project is right: its answer was taken.",
    ),
    "K113": Rule(
        "warning",
        "The node '{node}' is in the pipeline '{name}' {where}",
        "Nothing, if the running project is right: its answer was taken.",
    ),
    "K114": Rule(
        "info",
        "The project's own interpreter was asked (Kedro {kedro}, Python {python}): it registers "
        "{pipelines} pipelines with {nodes} different nodes",
        "Nothing.",
    ),
    "K120": Rule(
        "error",
        "{name} is not defined here, so Kedro itself would stop",
        "Import or define it, and run again.",
    ),
    "K121": Rule(
        "warning",
        "{node} equals the node at {other} but for its function: where pipelines are added, Kedro "
        "keeps the one that it meets first, for folders in the order of the disk",
        "Give one of them another name.",
    ),
}
