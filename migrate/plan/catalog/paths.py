"""Where datasets lie: paths as the source wrote them, over folders that environments change."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from migrate.model.expressions import NOTHING, Call, Expression, Lambda, Literal, Name, of_value
from migrate.model.project import Configuration, DatasetEntry
from migrate.plan.catalog.formats import PATH_KEYS, Calls, Entry
from migrate.plan.catalog.formats.runtime import Part, computed_code, joined, parts_of
from migrate.plan.naming.identifiers import identifier
from migrate.secrets import masked

CACHED = "CachedDataset"
# What may be a constant: neither ours, nor a name that Python spells otherwise.
_CONSTANT = r"(?!FOLDERS\b)[A-Z][A-Z0-9_]*"


@dataclass(frozen=True, slots=True)
class Folder:
    """An interpolation in paths: its code in the written catalog ("" where its value stands there),
    and its values, by environment.
    """

    code: str
    values: Mapping[str, str]

    @property
    def name(self) -> Expression:
        """Its code as an expression."""
        return Name(self.code) if self.code else NOTHING


def path_text(entry: DatasetEntry) -> str:
    """The entry's path as its text says, without `file://`."""
    found = next((v for k in PATH_KEYS if isinstance(v := entry.config.get(k), str)), "")
    return found.removeprefix("file://")


def _path_key(entry: DatasetEntry) -> str:
    """Under which key the entry's path stands; "" if it has none."""
    return next((k for k in PATH_KEYS if isinstance(entry.config.get(k), str)), "")


def _path_parts(entry: DatasetEntry, known: Mapping[str, str]) -> list[Part]:
    """The pieces of the entry's path; `known` are the values of globals."""
    key = _path_key(entry)
    raw = entry.raw.get(key)
    text = path_text(entry)
    if (key,) in entry.computed:
        return [Part(text, computed_code(entry.computed[key,]), late=True)]
    raw = filler(entry)(raw).removeprefix("file://") if isinstance(raw, str) else None
    return parts_of(raw, text, known)


def find_folders(configuration: Configuration, used: Iterable[str]) -> dict[str, Folder]:
    """What each interpolation of paths is called, and its value by environment.

    What differs is an attribute, what several entries share a constant; a value that one entry has
    for itself stands there.
    """
    used = list(used)
    values: dict[str, dict[str, str]] = {}
    users: dict[str, set[str]] = defaultdict(set)
    for environment in configuration.environments:
        catalog = configuration.catalogs[environment]
        known = _texts(configuration.globals.get(environment, {}))
        for name in used:
            for part in _folder_parts(catalog[name], known) if name in catalog else ():
                values.setdefault(part.key, {}).setdefault(environment, part.text)
                users[part.key].add(name)
    last = Counter(key.rpartition(".")[2] for key in values)
    names = {key: _attribute(key, last) for key in values}
    constants = Counter(name.upper() for name in names.values())
    found = {}
    for key, by_environment in sorted(values.items()):
        if configuration.base not in by_environment:
            continue
        code, constant = f"at.{names[key]}", names[key].upper()
        if len({*by_environment.values()}) == 1:
            if len(users[key]) == 1:
                code = ""
            elif constants[constant] == 1 and re.fullmatch(_CONSTANT, constant):
                code = constant
        found[key] = Folder(code, by_environment)
    return found


def _attribute(key: str, last: Mapping[str, int]) -> str:
    word = key.rpartition(".")[2]
    return identifier(word if last[word] == 1 else key)


def _texts(values: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """The texts and numbers of globals, by dotted name."""
    found: dict[str, str] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            found |= _texts(value, f"{above}{key}.")
        elif isinstance(value, str | int | float):
            found[f"{above}{key}"] = str(value)
    return found


def _folder_parts(entry: DatasetEntry, known: Mapping[str, str]) -> list[Part]:
    """The pieces of an entry's path that configuration itself gives the value of.

    Where they are several, they are told apart by what is known of them.
    """
    if entry.type == CACHED or (_path_key(entry),) in entry.computed:
        return []
    found = [part for part in _path_parts(entry, known) if part.key]
    if len(found) > 1:
        return [part for part in found if known.get(part.key) == part.text]
    return [part for part in found if part.text != path_text(entry)]


def filler(entry: DatasetEntry) -> Callable[[str], str]:
    """What fills the placeholders of a text as the dataset factory did for this dataset."""
    if entry.pattern is None:
        return lambda text: text
    values = placeholders(entry.pattern, entry.name)
    # Those of interpolations follow a dollar sign.
    return lambda text: re.sub(
        r"(?<!\$)\{(\w+)\}", lambda found: values.get(found[1], found[0]), text
    )


def placeholders(pattern: str, name: str) -> dict[str, str]:
    """What the placeholders of a dataset factory are for a dataset."""
    parts = re.split(r"\{(\w+)[^}]*\}", pattern)
    seen: set[str] = set()
    regular = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            regular += re.escape(part)
        else:
            regular += f"(?P={part})" if part in seen else f"(?P<{part}>.+?)"
            seen.add(part)
    match = re.fullmatch(regular, name)
    return match.groupdict() if match else {}


def path_of(
    entry: DatasetEntry,
    config: Mapping[str, Any],
    calls: Calls,
    folders: Mapping[str, Folder],
    environment: str,
) -> Expression:
    """An expression for a dataset's place, over its folder where the source has one. `config` are
    the entry's arguments with expressions in them."""
    text = path_text(entry)
    if calls.outcome == "manual":
        return Literal(masked(text))
    if not text or calls.rooted:
        return NOTHING
    values = {k: f.values[environment] for k, f in folders.items() if environment in f.values}
    parts = _path_parts(entry, values)
    given = {part.key for part in _folder_parts(entry, values)}
    parts = [
        replace(part, code=folders[part.key].name)
        if part.key in given and values.get(part.key) == part.text
        else part
        for part in parts
    ]
    place = joined(parts)
    if "://" in text and (calls.opens or entry.config.get("versioned")):
        asked = Entry(entry.name, entry.type, text, config)
        options = of_value(asked.options())
        more = [] if options.text == "{}" else [Lambda("", options)]
        place = Call(Name("_Remote"), [place, *more])
    return Lambda("", place) if any(part.late for part in parts) else place
