"""Configuration that is read while pipelines are defined: where, and which of its keys.

The migrated project keeps what was read then. The keys that were looked up are noted
at the file's own values, which are dicts that take notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.resources import Hidden, Source
from migrate.read.interpret.values import Site, Unknown, Value


class Text(str):
    """The text of a file of configuration."""

    source: Source


class Read(dict[Any, Any]):
    """A mapping of a file of configuration. `prefix` is its own key in the file, with a dot."""

    source: Source
    prefix: str


def source(m: Evaluation, site: Site, label: str) -> Source | Unknown:
    """Notes that something is read here."""
    place = m.place(site.node, site.scope)
    if m.hidden == Hidden(label, place):
        return m.unknown(f"{label} is read", site)
    return m.sources.setdefault((label, place), Source(label, place))


def text(found: str, read: Source) -> Text:
    """The text of a file, which keeps where it is from."""
    made = Text(found)
    made.source = read
    return made


def parsed(m: Evaluation, site: Site, given: Value, value: Value) -> Value:
    """What a text of configuration means, with notes of what is looked up in it."""
    return noted(m, site, given.source, value) if isinstance(given, Text) else value


def noted(m: Evaluation, site: Site, read: Source, value: Value, prefix: str = "") -> Value:
    """A value of a file, with notes of what is looked up in it."""
    if not isinstance(value, Mapping):
        return value
    if not prefix:
        read.top = tuple(map(str, value))
    made = Read()
    made.source, made.prefix = read, prefix
    for key, item in value.items():
        name = f"{prefix}{key}"
        if m.hidden == Hidden(read.label, read.place, name):
            item = m.unknown(f"{name} of {read.label} is read", site)
        made[key] = noted(m, site, read, item, f"{name}.")
    return made


def look(box: Value, *keys: Value) -> None:
    """Notes that keys of a mapping are looked up; all of them where none is named."""
    if isinstance(box, Read):
        for key in keys or box:
            box.source.keys[f"{box.prefix}{key}"] = None


def attribute(box: Value, name: str) -> Value:
    """A key that is an attribute, too; None if it is none."""
    if not isinstance(box, Read) or not box.source.attributes or name not in box:
        return None
    look(box, name)
    return box[name]
