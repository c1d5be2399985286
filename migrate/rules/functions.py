"""Codes K3..: files of functions that could not be read."""

from __future__ import annotations

from migrate.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K301": Rule(
        "warning",
        "This file has a syntax error: {reason}",
        "Mend it and run again. Nothing that is defined in this file can be migrated.",
    ),
    "K302": Rule(
        "info",
        "This file has {size} and was not read",
        "If pipelines or node functions are defined in it, move them to a smaller file.",
    ),
}
