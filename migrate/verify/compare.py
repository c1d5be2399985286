"""Compare two captured values: the table from type to comparator, and the plain types."""

from __future__ import annotations

import dataclasses
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import zip_longest
from typing import Any

from migrate.verify.result import (
    Comparison,
    Tolerance,
    counted,
    different,
    equal,
    shown,
    worst,
)

Comparator = Callable[[Any, Any, "Context"], Comparison]

# (top package, class) of a value's type or of one of its bases -> where its comparator is.
# Looked up by name, so that no library is imported for a value that is not there.
COMPARATORS: dict[tuple[str, str], tuple[str, str]] = {
    ("pandas", "DataFrame"): ("tables", "compare_frames"),
    ("pandas", "Series"): ("tables", "compare_series"),
    ("pandas", "Index"): ("tables", "compare_indexes"),
    ("pandas", "ExtensionArray"): ("tables", "compare_extension_arrays"),
    ("numpy", "ndarray"): ("arrays", "compare_arrays"),
    ("numpy", "generic"): ("arrays", "compare_number"),
    ("scipy", "_spbase"): ("arrays", "compare_sparse"),
    ("scipy", "spmatrix"): ("arrays", "compare_sparse"),
    ("sklearn", "BaseEstimator"): ("models", "compare_estimators"),
    ("matplotlib", "Figure"): ("figures", "compare_matplotlib"),
    ("matplotlib", "Axes"): ("figures", "compare_axes"),
    ("plotly", "BaseFigure"): ("figures", "compare_plotly"),
    ("builtins", "dict"): ("compare", "compare_mappings"),
    ("builtins", "list"): ("compare", "compare_sequences"),
    ("builtins", "tuple"): ("compare", "compare_sequences"),
    ("builtins", "set"): ("compare", "compare_sets"),
    ("builtins", "frozenset"): ("compare", "compare_sets"),
    ("builtins", "str"): ("compare", "compare_texts"),
    ("builtins", "bytes"): ("compare", "compare_texts"),
    ("builtins", "bytearray"): ("compare", "compare_texts"),
    ("builtins", "int"): ("arrays", "compare_number"),
    ("builtins", "float"): ("arrays", "compare_number"),
    ("builtins", "complex"): ("arrays", "compare_number"),
    ("builtins", "NoneType"): ("compare", "compare_plainly"),
    ("builtins", "type"): ("compare", "compare_callables"),
    ("builtins", "function"): ("compare", "compare_callables"),
    ("builtins", "builtin_function_or_method"): ("compare", "compare_callables"),
    ("datetime", "date"): ("compare", "compare_plainly"),
    ("datetime", "time"): ("compare", "compare_plainly"),
    ("datetime", "timedelta"): ("compare", "compare_plainly"),
    ("decimal", "Decimal"): ("compare", "compare_plainly"),
    ("uuid", "UUID"): ("compare", "compare_plainly"),
    ("pathlib", "PurePath"): ("compare", "compare_plainly"),
    ("enum", "Enum"): ("compare", "compare_plainly"),
}

LIBRARIES = frozenset(root for root, _ in COMPARATORS) - {"builtins"}

# Containers may hold themselves.
DEEPEST = 100


@dataclasses.dataclass
class Context:
    """What comparators share: the tolerance, and how to find a table for a model's predictions.

    `tables` gives captured DataFrames, read only when somebody asks.
    """

    tolerance: Tolerance = dataclasses.field(default_factory=Tolerance)
    tables: Callable[[], Iterator[Any]] = lambda: iter(())
    depth: int = 0

    def compare(self, kedro: Any, hamilton: Any) -> Comparison:
        """Compare two parts of what is compared."""
        if kedro is hamilton:
            return equal("identity")
        if self.depth >= DEEPEST:
            return Comparison("uncompared", "depth", f"nested deeper than {DEEPEST}")
        self.depth += 1
        try:
            return _compare(kedro, hamilton, self)
        finally:
            self.depth -= 1

    def table_with(self, columns: Any) -> Any:
        """A captured table's part with exactly these columns, or None."""
        if columns is None:
            return None
        names = list(columns)
        for table in self.tables():
            if len(table) and set(names) <= set(table.columns):
                return table[names]
        return None


def compare(
    kedro: Any,
    hamilton: Any,
    tolerance: Tolerance | None = None,
    tables: Callable[[], Iterator[Any]] = lambda: iter(()),
) -> Comparison:
    """Compare a value of the Kedro side with its counterpart of the Hamilton side.

    Exact without a `tolerance`. `tables` may give DataFrames for which models predict.
    """
    return Context(tolerance or Tolerance(), tables).compare(kedro, hamilton)


def comparator_of(value: Any) -> Comparator | None:
    """The comparator of the value's type or of its nearest base in the table."""
    for base in type(value).__mro__:
        key = (base.__module__.split(".")[0].lstrip("_"), base.__name__)
        if key in COMPARATORS:
            module, function = COMPARATORS[key]
            found: Comparator = getattr(import_module(f"migrate.verify.{module}"), function)
            return found
    return None


def kind_of(value: Any) -> str:
    """The type's name without the project's own modules, since a migration may move a class."""
    kind = type(value)
    root = kind.__module__.split(".")[0]
    return f"{root}.{kind.__qualname__}" if root in LIBRARIES else kind.__qualname__


def _compare(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    if kind_of(kedro) != kind_of(hamilton):
        ours, theirs = kind_of(kedro), kind_of(hamilton)
        values = f" ({shown(kedro, 40)} and {shown(hamilton, 40)})"
        return different("type", f"{ours} in Kedro, {theirs} in Hamilton{values}")
    comparator = comparator_of(kedro)
    try:
        return (comparator or compare_objects)(kedro, hamilton, context)
    except Exception as error:
        return Comparison(
            "uncompared",
            kind_of(kedro),
            f"comparing failed: {type(error).__name__}: {shown(str(error), 200)}",
        )


def compare_plainly(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """By `==` and the representation, which tells time zones and units apart."""
    if kedro == hamilton and repr(kedro) == repr(hamilton):
        return equal("==")
    return different("==", f"{shown(kedro)} in Kedro, {shown(hamilton)} in Hamilton")


def compare_texts(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Text and bytes; a long text by its first line that differs."""
    if kedro == hamilton:
        return equal("text")
    ours, theirs = kedro.splitlines(keepends=True), hamilton.splitlines(keepends=True)
    if max(len(ours), len(theirs)) > 1:
        for number, (a, b) in enumerate(zip_longest(ours, theirs), 1):
            if a != b:
                line = f"line {number}: {shown(a)} in Kedro, {shown(b)} in Hamilton"
                return different("text", line)
    return different("text", f"{shown(kedro)} in Kedro, {shown(hamilton)} in Hamilton")


def compare_mappings(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Dicts: keys with their types, then the values. Their order counts only where `==` says so
    (OrderedDict): Kedro itself has the keys of `parameters` in the order in which the disk lists
    the files.
    """
    lost = [key for key in kedro if key not in hamilton]
    new = [key for key in hamilton if key not in kedro]
    for keys, side in ((lost, "Kedro"), (new, "Hamilton")):
        if keys:
            more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
            return different("dict", f"key {shown(keys[0])}{more} only in {side}")
    theirs = {key: key for key in hamilton}
    typed = next((key for key in kedro if type(key) is not type(theirs[key])), None)
    if typed is not None:
        other = shown(theirs[typed])
        return different("dict", f"key {shown(typed)} in Kedro, {other} in Hamilton")
    values = worst("dict", (context.compare(kedro[k], hamilton[k]).at(f"[{k!r}]") for k in kedro))
    swapped = next(((a, b) for a, b in zip(kedro, hamilton, strict=True) if a != b), None)
    if values.status == "different" or swapped is None:
        return values
    ours, others = map(shown, swapped)
    detail = f"the keys' order differs: {ours} in Kedro, {others} in Hamilton"
    if isinstance(kedro, OrderedDict):
        return different("dict", detail)
    return values if values.detail else Comparison(values.status, "dict", detail)


def compare_sequences(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Lists and tuples, named ones included: length, then item by item."""
    if len(kedro) != len(hamilton):
        return different(
            "list", f"{counted(len(kedro), 'item')} in Kedro, {len(hamilton):,} in Hamilton"
        )
    pairs = enumerate(zip(kedro, hamilton, strict=True))
    return worst("list", (context.compare(a, b).at(f"[{i}]") for i, (a, b) in pairs))


def compare_sets(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Sets, whose order means nothing."""
    lost, new = kedro - hamilton, hamilton - kedro
    if not lost and not new:
        return equal("set")
    side, items = ("Kedro", lost) if lost else ("Hamilton", new)
    return different("set", f"{shown(sorted(items, key=repr)[0])} only in {side}")


def compare_callables(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Functions and classes by name: their code lies in the projects, not in the data."""
    ours, theirs = kedro.__qualname__, hamilton.__qualname__
    return equal("name") if ours == theirs else different("name", f"{ours} and {theirs}")


def compare_objects(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Any other object: by `==`, if its class has one, otherwise by what pickle would keep."""
    if _says_equal(kedro, hamilton):
        return equal("==")
    if dataclasses.is_dataclass(kedro):
        names: Sequence[str] = [field.name for field in dataclasses.fields(kedro)]
        return _attributes(kedro, hamilton, names, context)
    # `copyreg.__reduce_ex__` would make a bytes copy of nothing here: it gives the parts.
    ours, theirs = kedro.__reduce_ex__(4), hamilton.__reduce_ex__(4)
    if isinstance(ours, str) or isinstance(theirs, str):
        return context.compare(ours, theirs)
    return _reduced(ours, theirs, kind_of(kedro), context)


def _says_equal(kedro: Any, hamilton: Any) -> bool:
    if getattr(type(kedro), "__eq__", None) is getattr(object, "__eq__"):  # noqa: B009
        return False
    try:
        return bool(kedro == hamilton)
    except Exception:
        return False


def _attributes(kedro: Any, hamilton: Any, names: Sequence[str], context: Context) -> Comparison:
    parts = (
        context.compare(getattr(kedro, name), getattr(hamilton, name)).at(f".{name}")
        for name in names
    )
    return worst("attributes", parts)


def _reduced(ours: Any, theirs: Any, kind: str, context: Context) -> Comparison:
    """The parts of `__reduce_ex__`: how it is made, its state, its items."""
    ours, theirs = _parts(ours), _parts(theirs)
    if not any(ours[1:]) and not any(theirs[1:]):
        return Comparison("uncompared", kind, "nothing of it can be compared")
    made = context.compare(ours[1], theirs[1])
    if made.status != "equal":
        return made
    state = worst("attributes", _states(ours[2], theirs[2], context))
    if state.status == "different":
        return state
    items = (
        context.compare(list(a or ()), list(b or ()))
        for a, b in zip(ours[3:], theirs[3:], strict=True)
    )
    return worst("attributes", [state, *items])


def _parts(reduced: tuple[Any, ...]) -> tuple[Any, ...]:
    padded = (*reduced, None, None, None, None)[:5]
    # The class itself is an argument of copyreg's makers; its place in a module means nothing.
    arguments = tuple(a for a in padded[1] if not isinstance(a, type))
    return padded[0], arguments, padded[2], padded[3], padded[4]


def _states(ours: Any, theirs: Any, context: Context) -> Iterator[Comparison]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in {**ours, **theirs}:
            if name not in ours or name not in theirs:
                side = "Kedro" if name in ours else "Hamilton"
                yield different("attributes", f".{name} only in {side}")
            else:
                yield context.compare(ours[name], theirs[name]).at(f".{name}")
    else:
        yield context.compare(ours, theirs)
