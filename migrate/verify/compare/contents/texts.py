"""Text of all kinds, and JSON."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any, BinaryIO

from migrate.verify.compare.contents import one_or_several

Own = frozenset[str]


def read_text(file: BinaryIO, name: str, own: Own) -> str | bytes:
    """Every letter as it is; as bytes where it is no UTF-8."""
    data = file.read()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data


def read_json(file: BinaryIO, name: str, own: Own) -> Any:
    """All documents that lie there, one a line or not. Raises ValueError."""
    data = file.read()
    encoding = json.detect_encoding(data)
    text = data.decode(encoding)
    values, place = [], _after_space(text, 0)
    while place < len(text):
        value, end = _DECODER.raw_decode(text, place)
        values.append(value)
        place = _after_space(text, end)
    found = one_or_several(values)
    # Readers that know UTF-8 alone take no other.
    return found if encoding == "utf-8" else {encoding: found}


def _after_space(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


class Pairs(list[Any]):
    """An object in which a key stands twice: readers take the first one, the last one or both."""


def _object(pairs: list[tuple[str, Any]]) -> Any:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Pairs(pairs)


def _integer(text: str) -> int | Decimal:
    """Floats can be -0, whole numbers can't; more digits than Python reads stay digits."""
    if text == "-0":
        return Decimal(text)
    try:
        return int(text)
    except ValueError:
        return Decimal(text)


def _float(text: str) -> float | Decimal:
    """Too large ones are not all the same."""
    found = float(text)
    return found if math.isfinite(found) else Decimal(text)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float)
