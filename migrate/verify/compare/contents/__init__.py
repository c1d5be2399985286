"""What files hold, by their kinds: each reader is a function `(file, name, own) -> value`.

What counts is what a reader of the file gets, to the last letter; how it was spelled does not.

- Text (CSV, HTML, YAML, TOML, SVG...): every byte: ends of lines, encoding, marks of byte order.
- JSON: values with their types, each key as often as it is there; not spaces, escapes, the order of
  keys. Numbers are 64-bit floats or whole numbers of any size, as readers take them; -0 is not 0.
- Pickles, arrays, Arrow, Parquet, ORC: all values that lie there one after the other; not how they
  are packed or cut. HDF5 and SQLite: their tree or tables with attributes, types and values.
- Workbooks: what stands in the cells (formulas and the values that were saved for them), what they
  look like, what is merged, hidden, noted or drawn; not widths, heights, who saved it and when.
- Pictures: all frames with size, mode, palette, pixels, timing, and what is noted beside them; not
  which program made them and when.
- Archives and packed files: the names, permissions, comments and contents of their members, by
  their kinds; not times, owners, order, nor how well they were packed.

Of everything else it can only be said that its bytes differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class Several(list[Any]):
    """What lies in one file one after the other, where there is more than one."""


@dataclass(frozen=True)
class Inner:
    """A file within a file. `own` are the projects' packages, as for `stored.read`."""

    name: str
    data: bytes
    own: frozenset[str] = frozenset()


class UnreadableError(Exception):
    """Why it can't be said what a file holds."""


def one_or_several(values: list[Any]) -> Any:
    """The only value, or all of them."""
    return values[0] if len(values) == 1 else Several(values)
