"""pandas' tables as Arrow, with the index and the dtypes just as they are.

Only tables of dtypes that Arrow gives back exactly; any version of pandas reads them, which is not
so for pickles. Others are not written this way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .slices import rows_per_slice

FACTS = b"migrate"
UNITS = ("s", "ms", "us", "ns")
_BITS = (8, 16, 32, 64)
MASKED = {"boolean", "Float32", "Float64", *(f"{u}Int{bits}" for u in ("", "U") for bits in _BITS)}
INDEX = "index"


def facts_of(value: Any) -> dict[str, Any] | None:
    """What Arrow does not tell of a DataFrame or a Series: labels, dtypes, the index. None if
    there is no pyarrow or the value can't be kept exactly.
    """
    if type(value).__module__.split(".")[0] != "pandas":
        return None
    if type(value).__name__ not in ("DataFrame", "Series") or value.attrs or _is_strict(value):
        return None
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return None
    series = type(value).__name__ == "Series"
    labels = {"name": value.name} if series else _labels(value.columns)
    index, columns = _index(value.index), [_column(column) for column in _columns(value)]
    if labels is None or index is None or None in columns or not _plain(labels.get("name")):
        return None
    return {
        "series": series,
        "labels": labels,
        "index": index,
        "columns": columns,
        "shape": list(value.shape),
    }


def _is_strict(value: Any) -> bool:
    """Whether it refuses labels that are there twice (pandas from 1.2 on)."""
    return hasattr(value, "flags") and not value.flags.allows_duplicate_labels


def _columns(value: Any) -> Iterator[Any]:
    if value.ndim == 1:
        yield value
    else:
        for place in range(value.shape[1]):
            yield value.iloc[:, place]


def _plain(name: Any) -> bool:
    return name is None or type(name) is str


def _labels(columns: Any) -> dict[str, Any] | None:
    """The columns' labels, if they are texts or a range."""
    kind = type(columns).__name__
    if kind == "RangeIndex":
        return {"range": [columns.start, columns.stop, columns.step], "name": columns.name}
    labels = list(columns)
    if kind != "Index" or any(type(label) is not str for label in labels):
        return None
    return {"labels": labels, "dtype": _column(columns), "name": columns.name}


def _index(index: Any) -> dict[str, Any] | None:
    kind = type(index).__name__
    if not _plain(index.name) or kind in ("MultiIndex", "CategoricalIndex", "IntervalIndex"):
        return None
    if kind == "RangeIndex":
        return {"range": [index.start, index.stop, index.step], "name": index.name}
    column = _column(index) if getattr(index, "freq", None) is None else None
    return None if column is None else {"column": column, "name": index.name}


def _column(values: Any) -> dict[str, Any] | None:
    """How a column's dtype comes back: {"numpy": name}, {"object": what a missing value is},
    {"string": ...} or {"masked": name}; None if it does not.
    """
    dtype = values.dtype
    name, kind = str(dtype), getattr(dtype, "kind", "")
    if type(dtype).__module__.split(".")[0] == "numpy":
        if kind == "O":
            return _texts(values)
        if kind in "biuf" and dtype.itemsize <= 8:
            return {"numpy": name}
        return {"numpy": name} if kind in "mM" and name.endswith(_UNIT_ENDS) else None
    if type(dtype).__name__ == "StringDtype":
        na_value = getattr(dtype, "na_value", None)
        return {"string": [dtype.storage, "nan" if type(na_value) is float else "NA"]}
    return {"masked": name} if name in MASKED and not _has_nan(values.array, kind) else None


def _has_nan(array: Any, kind: str) -> bool:
    """Whether a masked array has a NaN besides what is missing; Arrow makes one of both."""
    if kind != "f":
        return False
    cells = array._data[~array._mask]
    return bool((cells != cells).any())


_UNIT_ENDS = tuple(f"64[{unit}]" for unit in UNITS)


def _texts(values: Any) -> dict[str, Any] | None:
    """Objects that are all texts, or missing in one and the same way."""
    kinds = set(map(type, values))
    missing = kinds - {str}
    if missing <= {type(None)}:
        return {"object": "None"}
    if missing == {float} and all(cell != cell for cell in values if type(cell) is float):
        return {"object": "nan"}
    return None


def _arrow_type(column: dict[str, Any]) -> Any:
    import numpy as np
    import pyarrow as pa

    (kind, name), *_ = column.items()
    if kind == "numpy":
        return pa.from_numpy_dtype(np.dtype(name))
    if kind == "masked":
        return pa.bool_() if name == "boolean" else pa.from_numpy_dtype(np.dtype(name.lower()))
    return pa.large_string()


def _array(values: Any, column: dict[str, Any]) -> Any:
    """A column's cells as an Arrow array; NaN stays NaN where it is a number."""
    import pyarrow as pa

    if "numpy" in column:
        return pa.array(values.to_numpy(), _arrow_type(column), from_pandas=False)
    cells = values.to_numpy() if "object" in column else values.array
    found = pa.array(cells, from_pandas=True)
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return found.cast(_arrow_type(column))


def write(value: Any, facts: dict[str, Any], file: Any) -> None:
    """Write a table with its facts as an Arrow stream. Raises what Arrow raises, for one where a
    text is no Unicode.
    """
    import pyarrow as pa

    frame = value.to_frame("0") if facts["series"] else value
    columns, index = facts["columns"], facts["index"].get("column")
    kinds = [*columns, *([index] if index else [])]
    names = [*map(str, range(len(columns))), *([INDEX] if index else [])]
    schema = pa.schema(
        map(pa.field, names, map(_arrow_type, kinds)), {FACTS: json.dumps(facts).encode()}
    )
    step = rows_per_slice(tuple(frame.shape))
    with pa.ipc.new_stream(pa.PythonFile(file, mode="w"), schema) as writer:
        for start in range(0, max(1, len(frame)), step):
            part = frame.iloc[start : start + step]
            cells = [*_columns(part), *([part.index.to_series()] if index else [])]
            arrays = list(map(_array, cells, kinds))
            if arrays:
                writer.write_batch(pa.record_batch(arrays, schema=schema))


def read(file: Any) -> tuple[tuple[int, ...], Iterator[Any]]:
    """The shape, and the table's slices as they are read."""
    import pyarrow as pa

    reader = pa.ipc.open_stream(file)
    facts = json.loads(reader.schema.metadata[FACTS])
    if not facts["columns"] and "range" in facts["index"]:
        return tuple(facts["shape"]), iter([_frame(None, facts, 0, facts["shape"][0])])
    return tuple(facts["shape"]), _parts(reader, facts)


def _parts(reader: Any, facts: dict[str, Any]) -> Iterator[Any]:
    done = 0
    for batch in reader:
        yield _frame(batch, facts, done, batch.num_rows)
        done += batch.num_rows


def _frame(batch: Any, facts: dict[str, Any], start: int, rows: int) -> Any:
    import pandas as pd

    index = _index_from(batch, facts["index"], start, rows)
    columns = {
        place: _series(batch.column(place), column, index)
        for place, column in enumerate(facts["columns"])
    }
    if facts["series"]:
        return columns[0].rename(facts["labels"]["name"])
    frame = pd.DataFrame(columns, index=index)
    labels = facts["labels"]
    if "range" in labels:
        frame.columns = pd.RangeIndex(*labels["range"], name=labels["name"])
    else:
        dtype = _dtype(labels["dtype"])
        frame.columns = pd.Index(labels["labels"], dtype=dtype, name=labels["name"])
    return frame


def _index_from(batch: Any, facts: dict[str, Any], start: int, rows: int) -> Any:
    import pandas as pd

    if "range" in facts:
        first, _, step = facts["range"]
        stop = first + (start + rows) * step
        return pd.RangeIndex(first + start * step, stop, step, name=facts["name"])
    values = _series(batch.column(batch.num_columns - 1), facts["column"], None)
    return pd.Index(values, name=facts["name"], dtype=values.dtype)


def _dtype(column: dict[str, Any]) -> Any:
    import numpy as np
    import pandas as pd

    (kind, name), *_ = column.items()
    if kind == "string":
        storage, na_value = name
        return pd.StringDtype(storage) if na_value == "NA" else pd.StringDtype(storage, np.nan)
    if kind == "masked":
        return pd.array([], dtype=name).dtype
    return np.dtype("object" if kind == "object" else name)


def _series(array: Any, column: dict[str, Any], index: Any) -> Any:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    dtype = _dtype(column)
    if "string" in column or "masked" in column:
        return pd.Series(dtype.__from_arrow__(pa.chunked_array([array])), index=index)
    values = array.to_numpy(zero_copy_only=False)
    if column.get("object") == "nan" and array.null_count:
        values[array.is_null().to_numpy(zero_copy_only=False)] = np.nan
    return pd.Series(values, index=index, dtype=dtype)
