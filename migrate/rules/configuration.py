"""Codes K2..: reading configuration."""

from __future__ import annotations

from migrate.rules.rule import Rule

RULES: dict[str, Rule] = {
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
}
