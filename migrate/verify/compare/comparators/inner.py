"""Compare files within files."""

from __future__ import annotations

import io
from typing import Any

from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, equal


def compare_inner(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """By bytes, then by what their kind means; both have one name."""
    from migrate.verify.compare.files import compare_contents

    if kedro.data == hamilton.data:
        return equal("bytes")
    files = (io.BytesIO(kedro.data), io.BytesIO(hamilton.data))
    return compare_contents(files, kedro.name, context, kedro.own)
