"""What a person has decided about a migration: `[tool.migrate]` in the project's pyproject.toml.

    [tool.migrate]
    accept = ["K471:src/shop/hooks.py:Hooks.before_node_run"]

    [tool.migrate.names]
    "raw/orders" = "raw_orders"

A file of names holds the lines of the second table alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.code.files import read_text, reason
from migrate.code.parsing import TomlError, parse_toml
from migrate.model.diagnostics import CannotMigrate, Place
from migrate.model.migration import Choices

_PYPROJECT = "pyproject.toml"
_KEYS = {"names", "accept"}
_LISTED = " and ".join(sorted(_KEYS))


def read_choices(root: Path, names_file: Path | None = None) -> Choices:
    """The choices of the project in `root`; the names of `names_file` come before its own.

    Raises CannotMigrate, with its line, for a table that is none of this kind.
    """
    there = (root / _PYPROJECT).exists()
    text, tables = _read(root / _PYPROJECT, _PYPROJECT) if there else ("", {})
    tools = tables.get("tool", {})
    table = tools.get("migrate", {}) if isinstance(tools, dict) else {}
    if not isinstance(table, dict):
        raise _wrong(text, _PYPROJECT, "migrate", f"it takes a table of {_LISTED}")
    for key in (key for key in table if key not in _KEYS):
        raise _wrong(text, _PYPROJECT, key, f"[tool.migrate] has {_LISTED}")
    names = _names(table.get("names", {}), text, _PYPROJECT)
    if names_file:
        path = str(names_file)
        own, chosen = _read(names_file, path)
        names |= _names(chosen, own, path)
    accepted = table.get("accept", [])
    if not isinstance(accepted, list) or not all(isinstance(each, str) for each in accepted):
        raise _wrong(text, _PYPROJECT, "accept", "it takes a list of strings")
    return Choices(
        names={name: chosen for name, (chosen, _) in names.items()},
        places={name: place for name, (_, place) in names.items()},
        accepted={each: _place(text, _PYPROJECT, each) for each in accepted},
    )


def _read(path: Path, shown: str) -> tuple[str, Mapping[str, Any]]:
    """The text of a TOML file and its tables."""
    try:
        text = read_text(path)
        return text, parse_toml(text)
    except (OSError, UnicodeDecodeError, TomlError) as error:
        raise CannotMigrate(f"it can't be read: {reason(error)}", Place(shown)) from error


def _names(table: Any, text: str, path: str) -> dict[str, tuple[str, Place]]:
    if not isinstance(table, dict):
        raise _wrong(text, path, "names", 'it takes a table of lines such as "orders" = "sales"')
    for name, chosen in table.items():
        if not isinstance(chosen, str):
            raise _wrong(text, path, name, f"write the name of {name!r} as a string, in quotes")
    return {name: (chosen, _place(text, path, name)) for name, chosen in table.items()}


def _place(text: str, path: str, key: str) -> Place:
    """The line on which a key stands, or else an item of a list."""
    word = re.escape(key)
    found = re.search(rf"""(?m)(?:^|[{{,.])[ \t]*(["']?){word}\1[ \t]*=""", text)
    found = found or re.search(rf"""["']{word}["']|\.{word}\]""", text)
    return Place(path, text.count("\n", 0, found.start()) + 1 if found else 0)


def _wrong(text: str, path: str, key: str, advice: str) -> CannotMigrate:
    return CannotMigrate(f"{key}: {advice}", _place(text, path, key))
