"""What an earlier migration says of its output: its migration.json, read and checked here alone.

Anybody may have written into it since, so nothing of it is believed before it is checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, get_args

from migrate.model.diagnostics import CannotMigrate
from migrate.model.migration import Layout

MANIFEST = "migration.json"
_MOST = 64_000_000  # bytes: a project of 10,000 nodes has a tenth of that
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier migration: the hashes of its files by path, what it called Kedro's datasets and
    parameters, the functions by node id, and its layout.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    layout: Layout = "package"


def earlier_migration(folder: Path, force: bool = False) -> Earlier:
    """The migration that wrote `folder`; an empty one if there was none.

    Raises CannotMigrate if its migration.json is not as this tool writes it; with `force`, there
    was none then.
    """
    file = folder / MANIFEST
    if not file.is_file():
        return Earlier()
    try:
        return _checked(_document(file))
    except (_Odd, OSError) as error:
        if force:
            return Earlier()
        why = error.strerror if isinstance(error, OSError) else error
        raise CannotMigrate(
            f"{file} is not as this tool writes it: {why}; choose another --output, or --force"
        ) from error


class _Odd(Exception):
    """What is wrong with a migration.json."""


def _document(file: Path) -> Any:
    with file.open("rb") as stream:
        data = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise _Odd(f"it has more than {_MOST // 1_000_000} MB")
    try:
        return json.loads(data)
    except RecursionError as error:
        raise _Odd("it is nested too deeply") from error
    except ValueError as error:
        raise _Odd("it is no JSON") from error


def _checked(document: Any) -> Earlier:
    if not isinstance(document, dict) or document.get("schema") != 1:
        raise _Odd("it has another schema")
    files = _texts(document, "files")
    for path, known in files.items():
        if not is_place(path):
            raise _Odd(f"{path!r} is no file of a project")
        if not _SHA256.fullmatch(known):
            raise _Odd(f"{known[:80]!r} is no hash")
    layout = document.get("layout", "package")
    if layout not in get_args(Layout):
        raise _Odd("its layout is none that this tool knows")
    return Earlier(files, _texts(document, "names"), dict(_functions(document)), layout)


def is_place(path: str) -> bool:
    """Whether a path is one where this tool writes a file: below the output, neither in hidden
    folders nor among data, and spelled as this tool spells it.
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    pure = PurePosixPath(path)
    if not pure.parts or str(pure) != path or "\0" in path or PureWindowsPath(path).drive:
        return False
    *folders, name = pure.parts
    if pure.is_absolute() or name == ".." or any(each.startswith(".") for each in folders):
        return False
    return folders[:1] != ["data"] or pure.suffix == ".py"


def _texts(document: Mapping[str, Any], key: str) -> dict[str, str]:
    found = document.get(key)
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise _Odd(f"its {key} are no texts by name")
    return found


def _functions(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The function that each node became."""
    try:
        for node in document["nodes"]:
            for target in node["targets"][:1]:
                name, function = node["id"], target["function"]
                if not isinstance(name, str) or not isinstance(function, str):
                    raise TypeError
                yield name, function
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise _Odd("its nodes are not a list of records") from error
