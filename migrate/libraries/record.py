"""What is known of a library: one record, as data. Each text is a list of words.

Dotted paths are whole (`pandas.DataFrame`); one that ends in a dot stands for all that is below it
(`pandas.`). Methods and attributes are plain names, whatever object they are called on. An object's
kind is that of its class in `types`: "immutable", "list", "dict", "set", "tuple", "iterator",
"callable", "frame", "series", "groupby", "array", "tensor", "polars", "rng", "graph" or "figure";
that of a class in `unchanging` is "frozen", of one in `models` "model". "any" says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def _nothing() -> Any:
    return field(default_factory=dict)


@dataclass(eq=False, repr=False)  # made at each start: the plainest are made quickest
class Library:
    """What is known of a library, or of several that belong together. What is empty is not known,
    and the analysis then reckons with anything.
    """

    # Classes, and what objects of theirs do.
    types: Mapping[str, str] = _nothing()  # kind -> classes, as annotations name them
    unchanging: str = ""  # classes whose methods never change their object
    models: str = ""  # classes that are trained: estimators, networks
    trainers: str = ""  # classes whose methods train what they are given
    makes: Mapping[str, str] = _nothing()  # kind -> libraries that mostly make such objects

    # Methods.
    changing: Mapping[str, str] = _nothing()  # kind -> methods that change their object
    changing_any: str = ""  # that change it, whatever its class is
    in_place: str = ""  # that do where `inplace` says so
    quiet: Mapping[str, str] = _nothing()  # kind -> methods that change nothing at all
    leaves_arguments: str = ""  # that leave their arguments alone, but perhaps not their object
    takes_in: str = ""  # whose object holds their arguments from then on
    takes_elements_in: str = ""  # ... the elements of these
    takes_second_in: str = ""  # ... but for the first one
    gives_itself: str = ""  # that return their object
    elements: str = ""  # that return one of its elements
    parts: str = ""  # of models, that return a part
    views: str = ""  # that return a view (of arrays for certain)
    perhaps_views: str = ""  # that may do so
    calls_with_copies: str = ""  # that call a function with copies of rows, columns, groups
    changed_parts: str = ""  # arguments of classes that are changed, beside the first one

    # Attributes.
    scalars: str = ""  # that can't be changed
    accessors: str = ""  # of tables, that lead to more methods (`.str`)
    indexers: str = ""  # that stand for their object (`.loc`)
    labels: str = ""  # the names of a table's rows and columns

    # Functions and classes that are called.
    safe: str = ""  # that leave their arguments alone, but for those below
    changes: Mapping[tuple[int, ...], str] = _nothing()  # that change arguments at these positions
    same: str = ""  # that return their first argument
    shares: str = ""  # whose result may share memory with it
    holds_elements: str = ""  # whose result holds the elements of the arguments
    gives_element: str = ""  # that return one of them

    # Runs and imports.
    harmless: str = ""  # calls that only compute or read, when a module is imported
    harmless_methods: str = ""  # methods that do, whatever they are called on
    tells: str = ""  # calls that only tell something: logs, progress
    draws: str = ""  # modules that draw from a global random generator
    current: str = ""  # modules with a current figure, folder, run or setting

    # Files.
    opens: Mapping[tuple[int, ...], str] = _nothing()  # calls that take paths at these positions
    opening_methods: str = ""  # methods whose first argument is a path
    readers: str = ""  # modules whose functions `read_...` and `scan_...` take a path first

    # Tables that Kedro hands on as they are, by the method that tells them from others -> the
    # library, as it is imported and as Kedro's catalog calls it.
    uncopied: Mapping[str, str] = _nothing()
    handed_on: str = ""  # their classes: the library and the name alone
    own_tables: str = ""  # distributions whose tables have pandas' methods, but save otherwise
    plain_tables: str = ""  # imports that bring no such tables

    # Installing and importing.
    distributions: Mapping[str, str] = _nothing()  # import -> what is installed for it, usual first
    families: str = ""  # imports that many distributions share
    submodules: str = ""  # that are there without being imported: Kedro imports them
    apart: str = ""  # classes without subclasses among each other and Python's own
