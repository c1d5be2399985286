"""SQLite and HDF5."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

Own = frozenset[str]

# What a program may keep in a database besides its tables.
PRAGMAS = ("user_version", "application_id", "encoding")
# What PyTables notes of how it has written an array.
PACKING = ("CLASS", "VERSION", "EXTDIM", "FLAVOR")


@contextmanager
def _on_disk(file: BinaryIO) -> Iterator[Path]:
    """Where the file lies, for libraries that open it themselves: a copy, if it lies nowhere."""
    name = getattr(file, "name", None)
    if isinstance(name, str):
        yield Path(name)
        return
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(file.read())
        copy.flush()
        yield Path(copy.name)


def read_sqlite(file: BinaryIO, name: str, own: Own) -> dict[str, Any]:
    """What is defined, and the rows of each table in their order. Raises sqlite3.Error."""
    with (
        _on_disk(file) as path,
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database,
    ):
        database.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        asked = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        made = list(database.execute(asked))
        return {
            "settings": {p: database.execute(f"PRAGMA {p}").fetchone() for p in PRAGMAS},
            "definitions": made,
            "rows": {
                table: list(database.execute(f"SELECT * FROM {_quoted(table)}"))
                for kind, table, *_ in made
                if kind == "table"
            },
        }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def read_hdf5(file: BinaryIO, name: str, own: Own) -> dict[str, Any]:
    """All groups and arrays by their paths, with their attributes. Raises ImportError."""
    with _on_disk(file) as path:
        try:
            import h5py  # type: ignore[import, unused-ignore]
        except ImportError:
            return _by_tables(path)
        with h5py.File(path, "r") as opened:
            found = {"/": ("Group", dict(opened.attrs), None)}
            _walk(opened, found)
            return found


def _walk(group: Any, found: dict[str, Any]) -> None:
    """As h5py's `visititems`, which passes over links and what has two names."""
    for name in group:
        link = group.get(name, getlink=True)
        place = f"{group.name.rstrip('/')}/{name}"
        if type(link).__name__ != "HardLink":
            found[place] = (type(link).__name__, getattr(link, "filename", ""), link.path)
            continue
        node = group[name]
        facts = {key: _filled(node.attrs[key]) for key in node.attrs if key not in PACKING}
        held = _filled(node[()]) if type(node).__name__ == "Dataset" else None
        found[place] = (type(node).__name__, facts, held)
        if type(node).__name__ == "Group":
            _walk(node, found)


def _filled(value: Any) -> Any:
    """h5py's object for nothing says how a text would be encoded, if there were one."""
    return ("nothing", value.dtype.str) if type(value).__name__ == "Empty" else value


def _by_tables(path: Path) -> dict[str, Any]:
    import tables  # type: ignore[import, unused-ignore]

    with tables.open_file(str(path), "r") as opened:
        return {
            node._v_pathname: (
                # An array in chunks (CArray, EArray) is one.
                type(node).__name__.lstrip("CE"),
                _attributes(node._v_attrs),
                node.read() if hasattr(node, "read") else getattr(node, "target", None),
            )
            for node in opened.walk_nodes("/")
        }


def _attributes(found: Any) -> dict[str, Any]:
    """Texts are numpy's or Python's, as it happens."""
    values = {name: found[name] for name in found._v_attrnames if name not in PACKING}
    return {name: str(v) if isinstance(v, str) else v for name, v in values.items()}
