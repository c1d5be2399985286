"""Compare two captured values: which comparator a type has, and what comparators share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from typing import Any

from migrate.verify.compare import comparators
from migrate.verify.compare.comparators.objects import compare_objects
from migrate.verify.compare.context import Context
from migrate.verify.compare.registry import registered
from migrate.verify.compare.result import Comparison, Tolerance, different, equal, name_of, shown
from migrate.verify.compare.stored import is_absent

Comparator = Callable[[Any, Any, Context], Comparison]

# Top package and class of a value's type, or of one of its bases -> module and function. Looked up
# by name, so that no library is imported for a value that is not there.
COMPARATORS: dict[str, str] = {
    "pandas.DataFrame": "tables:compare_frames",
    "pandas.Series": "tables:compare_series",
    "pandas.Index": "indexes:compare_indexes",
    "pandas.ExtensionArray": "tables:compare_extension_arrays",
    "polars.DataFrame": "columnar:compare_polars_frames",
    "polars.LazyFrame": "columnar:compare_lazy_frames",
    "polars.Series": "columnar:compare_polars_series",
    "pyarrow.Table": "columnar:compare_arrow_tables",
    "pyarrow.RecordBatch": "columnar:compare_arrow_batches",
    "pyarrow.ChunkedArray": "columnar:compare_arrow_arrays",
    "pyarrow.Array": "columnar:compare_arrow_arrays",
    "numpy.ndarray": "arrays:compare_arrays",
    "numpy.MaskedArray": "arrays:compare_masked",
    "numpy.generic": "arrays:compare_scalars",
    "scipy._spbase": "arrays:compare_sparse",
    "scipy.spmatrix": "arrays:compare_sparse",
    "sklearn.BaseEstimator": "models:compare_estimators",
    "matplotlib.Figure": "figures:compare_matplotlib",
    "matplotlib.Axes": "figures:compare_axes",
    "plotly.BaseFigure": "figures:compare_plotly",
    "PIL.Image": "figures:compare_pictures",
    "pydantic.BaseModel": "objects:compare_pydantic",
    "migrate.Inner": ".files:compare_inner",
    "builtins.dict": "containers:compare_mappings",
    "builtins.list": "containers:compare_sequences",
    "builtins.tuple": "containers:compare_sequences",
    "collections.deque": "containers:compare_sequences",
    "builtins.set": "containers:compare_sets",
    "builtins.frozenset": "containers:compare_sets",
    "builtins.str": "plain:compare_texts",
    "builtins.bytes": "plain:compare_texts",
    "builtins.bytearray": "plain:compare_texts",
    "builtins.int": "arrays:compare_number",
    "builtins.float": "arrays:compare_number",
    "builtins.complex": "arrays:compare_number",
    "builtins.NoneType": "plain:compare_plainly",
    "builtins.type": "plain:compare_callables",
    "builtins.function": "plain:compare_functions",
    "builtins.builtin_function_or_method": "plain:compare_builtins",
    "builtins.module": "plain:compare_modules",
    "builtins.range": "plain:compare_plainly",
    "datetime.date": "plain:compare_plainly",
    "datetime.time": "plain:compare_plainly",
    "datetime.timedelta": "plain:compare_plainly",
    "decimal.Decimal": "plain:compare_plainly",
    "fractions.Fraction": "plain:compare_plainly",
    "uuid.UUID": "plain:compare_plainly",
    "pathlib.PurePath": "plain:compare_plainly",
    "enum.Enum": "plain:compare_plainly",
    "re.Pattern": "plain:compare_plainly",
    "types.UnionType": "plain:compare_plainly",
}

# Types of whose values `==` tells all.
EXACT = frozenset((str, bytes, int, bool, type(None)))

# Containers may be nested without end.
DEEPEST = 100

# Two floats this near differ by rounding alone: another order of a sum, another processor.
ROUNDING = Tolerance(rtol=1e-9)


def no_tables() -> Iterator[Any]:
    """Nothing for models to predict."""
    return iter(())


@dataclass
class Comparer(Context):
    """What comparators share: the tolerance, and how to find a table for a model's predictions.

    `tables` gives captured DataFrames, read only when somebody asks.
    """

    tolerance: Tolerance = field(default_factory=Tolerance)
    tables: Callable[[], Iterator[Any]] = no_tables
    inside: list[tuple[int, int]] = field(default_factory=list)

    def compare(self, kedro: Any, hamilton: Any) -> Comparison:
        """Compare two parts of what is compared."""
        if type(kedro) is type(hamilton) and type(kedro) in EXACT and kedro == hamilton:
            return equal("==")
        pair = (id(kedro), id(hamilton))
        if kedro is hamilton or pair in self.inside:
            # The latter holds itself, and so far both hold themselves in the same place.
            return equal("identity")
        if len(self.inside) >= DEEPEST:
            return Comparison("uncompared", "depth", f"nested deeper than {DEEPEST}")
        self.inside.append(pair)
        try:
            return _compare(kedro, hamilton, self)
        finally:
            self.inside.pop()

    def loosely(self, tolerance: Tolerance) -> Comparer:
        """The same with another tolerance."""
        return Comparer(tolerance, self.tables)

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
    tables: Callable[[], Iterator[Any]] = no_tables,
) -> Comparison:
    """Compare a value of the Kedro side with its counterpart of the Hamilton side.

    Exact without a `tolerance`. `tables` may give DataFrames for which models predict.
    """
    context = Comparer(tolerance or Tolerance(), tables)
    return explained(kedro, hamilton, context, context.compare(kedro, hamilton))


def explained(kedro: Any, hamilton: Any, context: Context, found: Comparison) -> Comparison:
    """The outcome with its cause, where nothing but rounding is behind it (K505)."""
    if found.status != "different" or found.cause or not context.tolerance.exact:
        return found
    again = context.loosely(ROUNDING).compare(kedro, hamilton)
    return replace(found, cause="K505") if again.equal else found


def comparator_of(value: Any) -> Comparator | None:
    """The comparator of the value's type or of its nearest base; None if there is none."""
    for base in type(value).__mro__:
        name = f"{base.__module__.split('.')[0].lstrip('_')}.{base.__name__}"
        if is_absent(base):
            continue
        if load := registered().get(name):
            loaded: Comparator = load()
            return loaded
        if name in COMPARATORS:
            return _ours(COMPARATORS[name])
    return None


def _ours(place: str) -> Comparator:
    module, function = place.split(":")
    found: Comparator = getattr(import_module(f".{module}", comparators.__name__), function)
    return found


def kind_of(value: Any) -> str:
    """The type's name without the project's own modules, since a migration may move a class."""
    kind = type(value)
    root, name = kind.__module__.split(".")[0], name_of(kind)
    return f"{root}.{name}" if root in _libraries() else name


@cache
def _libraries() -> frozenset[str]:
    roots = {name.split(".")[0] for name in (*COMPARATORS, *registered())}
    return frozenset(roots - {"builtins"})


def _compare(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    if kind_of(kedro) != kind_of(hamilton):
        ours, theirs = kind_of(kedro), kind_of(hamilton)
        values = f" ({shown(kedro, 40)} and {shown(hamilton, 40)})"
        return different("type", f"{ours} in Kedro, {theirs} in Hamilton{values}")
    try:
        comparator = comparator_of(kedro) or compare_objects
        return comparator(kedro, hamilton, context)
    except Exception as error:
        return Comparison(
            "uncompared",
            kind_of(kedro),
            f"comparing failed: {type(error).__name__}: {shown(str(error), 200)}",
        )
