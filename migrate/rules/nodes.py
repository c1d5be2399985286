"""Codes K40. to K43.: what a node became, and why (the codes of `nodes` in migration.json)."""

from __future__ import annotations

from migrate.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K401": Rule("info", "moved", "Nothing to do."),
    "K402": Rule("info", "one function for several nodes", "Nothing to do."),
    "K411": Rule("info", "a library's function ({detail}) is called as it is", "Nothing to do."),
    "K412": Rule(
        "info",
        "decorated with {detail}, so the function stays as it is and is called",
        "Nothing to do.",
    ),
    "K413": Rule(
        "info",
        "other code uses {detail}, too, so it stays where it is and is called",
        "Nothing to do.",
    ),
    "K415": Rule(
        "info",
        "{detail} takes *args, **kwargs or positional-only parameters, so it is called",
        "Nothing to do.",
    ),
    "K416": Rule(
        "info",
        "the function means something else by {detail}, so it keeps its names and is called",
        "Nothing to do.",
    ),
    "K417": Rule(
        "info",
        "its outputs ({detail}) are the keys of a dict that it builds step by step",
        "Nothing to do.",
    ),
    "K418": Rule("info", "one dataset feeds two parameters of {detail}", "Nothing to do."),
    "K420": Rule(
        "info", "the node's function is no plain function but a {detail}", "Nothing to do."
    ),
    "K421": Rule(
        "info", "the default of {detail} has to be the same object at each call", "Nothing to do."
    ),
    "K431": Rule(
        "error",
        "the node's function could not be found: {detail}",
        "Write the function that raises NotImplementedError by hand.",
    ),
    "K432": Rule(
        "error",
        "{detail} is a generator or a coroutine, which this version does not translate",
        "Write the function that raises NotImplementedError by hand.",
    ),
}
