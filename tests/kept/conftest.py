"""For all tests of what must not be lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """Nothing is logged, and Kedro's runs tell nobody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DO_NOT_TRACK", "1")
        logging.disable(logging.CRITICAL)
        yield
        logging.disable(logging.NOTSET)
