"""Codes K44. to K47.: what a migration decides about everything that is no node."""

from __future__ import annotations

from migrate.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K441": Rule(
        "error",
        "pipeline {pipeline}: {modules} make the same datasets, so no order of modules is right",
        "Move the nodes of one of them to a module of their own.",
    ),
    "K442": Rule(
        "error",
        "pipeline {pipeline} makes {made} and reads it as {name}, in no order that Hamilton knows",
        "Give the function that reads it a parameter for what the other one makes.",
    ),
    "K450": Rule(
        "error",
        "dataset {name} is not migrated: {reason}",
        "Write its load and save in catalog.py, where NotImplementedError is raised.",
    ),
    "K451": Rule(
        "warning",
        "dataset {name} still uses the class {type}, which needs Kedro: {reason}",
        "Keep the dependency, or write plain calls in catalog.py.",
    ),
    "K452": Rule(
        "warning",
        "dataset {name} has copy_mode {mode}: its consumers shared one object, and now get copies "
        "where they change it",
        "Check that no node relies on another one's changes.",
    ),
    "K453": Rule(
        "warning",
        "pipeline {pipeline} needs {name}, which no node of it makes and no catalog stores",
        "Pass it to execute(inputs=...); Kedro needs it from outside, too.",
    ),
    "K454": Rule(
        "warning",
        "{name} has no value in any environment",
        "Add it to parameters.py, or pass it when the driver is built.",
    ),
    "K455": Rule(
        "warning",
        "dataset {name}: what stands in the catalog under {keys} may be secret, and is not copied",
        "Give it at run time under the dataset's name: see _credentials in catalog.py.",
    ),
    "K456": Rule(
        "warning",
        "dataset {name} is confirmed by a node in Kedro; here nothing moves its checkpoint",
        "Write the last partition's name into the file CHECKPOINT where the node confirmed it.",
    ),
    "K457": Rule(
        "warning",
        "dataset {name}: its class {type} is the project's own and still stands on Kedro's",
        "Keep the dependency, or write the class without them.",
    ),
    "K458": Rule(
        "warning",
        "nodes need this code, and it uses Kedro, so Kedro stays a dependency",
        "Replace what it takes from Kedro.",
    ),
    "K461": Rule(
        "info",
        "{node}: {parameter} has the hint {used} now: Hamilton would refuse {author} here",
        "Nothing to do.",
    ),
    "K462": Rule(
        "error",
        "{node}: Kedro builds a {author} for {parameter}, the new code hands over the plain dict",
        "Build the instance in the function.",
    ),
    "K471": Rule(
        "error",
        "the {kind} {name} may change results, and is not part of the new project",
        "Decide what it does to the data, and write it as a function or a lifecycle adapter.",
    ),
    "K472": Rule(
        "warning", "the {kind} {name} is not translated: {advice}", "Translate it by hand."
    ),
    "K473": Rule(
        "warning",
        "these tests call the old functions",
        "Point their imports and names at the new ones; `nodes` in migration.json has both.",
    ),
}
