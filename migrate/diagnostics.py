"""What the tool has to say about a project: diagnostics, the table of their codes, and refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a project's files.

    `path` is relative to the project, with `/`; `line` and `column` count from 1.
    Line 0 means the file as a whole.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Rule:
    """One code: its severity, one sentence with `{fields}`, and what a person can do about it."""

    severity: Severity
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that a person should know, with its code and its place."""

    code: str
    severity: Severity
    message: str
    place: Place | None = None

    @property
    def needs_a_look(self) -> bool:
        """Whether it turns the exit code to 1."""
        return self.severity != "info"


class CannotMigrate(Exception):
    """What leaves no plan to make (exit code 2). `place` says where, if it is one place."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place


# Codes: 1xx reading Python, 2xx configuration, 3xx functions, 4xx planning, 9xx our own faults.
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
    "K121": Rule(
        "warning",
        "{node} equals the node at {other} but for its function: where pipelines are added, Kedro "
        "keeps the one that it meets first, for folders in the order of the disk",
        "Give one of them another name.",
    ),
    "K120": Rule(
        "error",
        "{name} is not defined here, so Kedro itself would stop",
        "Import or define it, and run again.",
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
    "K201": Rule(
        "error",
        "This configuration file can't be read: {reason}",
        "Mend the file and run again. Nothing that stands in it was read.",
    ),
    "K202": Rule(
        "error",
        "The top level of this configuration file is no mapping",
        "Give every value a key. Kedro refuses the file too.",
    ),
    "K203": Rule(
        "error",
        "{keys} stands in {other} as well, and Kedro refuses to load both files",
        "Remove one of the two. The two were merged here.",
    ),
    "K204": Rule(
        "error",
        "This configuration file is a Jinja template, which is not rendered",
        "Write out what the template makes (one entry per dataset), and run again.",
    ),
    "K205": Rule(
        "error",
        "The catalog entry '{name}' is no mapping",
        "Give it a type, or start its name with an underscore if it is only a template.",
    ),
    "K206": Rule(
        "error",
        "The catalog entry '{name}' has no type",
        "Give it a type, or start its name with an underscore if it is only a template.",
    ),
    "K207": Rule(
        "warning",
        "{text} in {names} is kept as written: {reason}",
        "Replace it by its value in the generated project, or by an input of the driver.",
    ),
    "K208": Rule(
        "info",
        "There is no folder {folder}; without it Kedro refuses to run in the environment '{env}'",
        "Nothing, if the folder is only left out of version control. It was read as empty.",
    ),
    "K209": Rule(
        "error",
        "The dataset factory '{name}' can't be used: {reason}",
        "Mend its pattern or its placeholders and run again.",
    ),
    "K210": Rule(
        "error",
        "There are several catch-all factories ({names}), and Kedro allows one",
        "Remove all but one. The first in the alphabet was used.",
    ),
    "K211": Rule(
        "warning",
        "The configuration is loaded by {name}; it was read as {loader} would",
        "Compare the generated catalog and parameters with what that class returns.",
    ),
    "K212": Rule(
        "warning",
        "'{name}' in CONFIG_LOADER_ARGS is no literal, so its default was used",
        "Write the value as a literal, or check that the right files were read.",
    ),
    "K213": Rule(
        "warning",
        "There are no catalog files in {folder}",
        "Check CONF_SOURCE and the environments' names. Every dataset is taken to be in memory.",
    ),
    "K214": Rule(
        "error",
        "The merge strategy '{name}' does not exist",
        "Use 'soft' or 'destructive'. The latter was used.",
    ),
    "K215": Rule(
        "info",
        "The catalog entry '{name}' holds its credentials itself",
        "Move them out of the catalog and change them if they are secret.",
    ),
    "K216": Rule(
        "info",
        "The dataset '{name}' wants the credentials '{credentials}', which no file defines",
        "Nothing, if they are only left out of version control.",
    ),
    "K217": Rule(
        "info",
        "The dataset factory '{name}' makes no dataset that a pipeline uses",
        "Nothing. It has no counterpart in the generated catalog.",
    ),
    "K218": Rule(
        "error",
        "Kedro refuses this configuration file: {reason}",
        "Mend the file. The rest of it was read; of a key that stands twice, the last one counts.",
    ),
    "K219": Rule(
        "info",
        "Kedro can't load {folder} as one environment ({keys} stands in several of its files), "
        "so its subfolders were taken for environments",
        "Nothing, if those are the names that `kedro run --env` is given.",
    ),
    "K220": Rule(
        "warning",
        "Kedro's old loader made dates of {count} values from here on; they are text now",
        "Where a node needs a date, convert the value: `datetime.date.fromisoformat(...)`.",
    ),
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
    # What a function became, and why (the codes of `nodes` in migration.json).
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
    "K902": Rule(
        "error",
        "the written text defines {detail} twice",
        "This is a fault of the tool: please report it.",
    ),
    "K473": Rule(
        "warning",
        "these tests call the old functions",
        "Point their imports and names at the new ones; `nodes` in migration.json has both.",
    ),
    "K901": Rule(
        "error",
        "the written text has other edges than the pipelines: {detail}",
        "This is a fault of the tool: please report it.",
    ),
}


def diagnostic(code: str, place: Place | None = None, **fields: object) -> Diagnostic:
    """The diagnostic of a code, its message filled with `fields`. Raises KeyError for a wrong
    code or field.
    """
    rule = RULES[code]
    return Diagnostic(code, rule.severity, rule.message.format(**fields), place)
