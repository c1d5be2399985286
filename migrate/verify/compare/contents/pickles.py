"""Pickles, those of joblib among them, and numpy's arrays."""

from __future__ import annotations

import inspect
import io
from typing import Any, BinaryIO

from migrate.verify.compare.contents import one_or_several
from migrate.verify.compare.contents.packed import is_packed, read_packed
from migrate.verify.compare.stored import joblib_unpickler, load

Own = frozenset[str]


def read_pickles(file: BinaryIO, name: str, own: Own) -> Any:
    """All that was pickled into the file; what comes after it and is no pickle, as bytes.

    Raises what unpickling the first one raises.
    """
    head = file.read(8)
    file.seek(0)
    if is_packed(head):
        file = io.BytesIO(read_packed(file, name, own).data)
    data = file.read()
    # joblib writes arrays between the codes of a pickle.
    read = _load_joblib if b"NumpyArrayWrapper" in data else load
    whole = io.BytesIO(data)
    values, end = [read(whole, own)], whole.tell()
    while end < len(data):
        try:
            values.append(read(whole, own))
            end = whole.tell()
        except Exception:
            values.append(data[end:])
            break
    return one_or_several(values)


def _load_joblib(file: BinaryIO, own: Own) -> Any:
    made = joblib_unpickler(own)
    known = inspect.signature(made.__init__).parameters
    more = {"ensure_native_byte_order": False} if "ensure_native_byte_order" in known else {}
    return made("", file, **more).load()


def read_arrays(file: BinaryIO, name: str, own: Own) -> Any:
    """All arrays that were saved into the file. Raises ValueError."""
    data = file.read()
    whole, values = io.BytesIO(data), []
    while whole.tell() < len(data):
        values.append(_array(whole, own))
    return one_or_several(values)


def _array(file: BinaryIO, own: Own) -> Any:
    from numpy.lib import format as npy

    begin, version = file.tell(), npy.read_magic(file)
    read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, _, dtype = read_header(file)
    if dtype.hasobject:
        # By our own pickles, which bring no code of the project; the order is theirs.
        return load(file, own).reshape(shape)
    file.seek(begin)
    return npy.read_array(file, allow_pickle=False)
