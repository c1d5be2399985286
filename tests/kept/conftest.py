"""For all tests of what must not be lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def quiet(any_layout: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only what a project makes counts, not how it is laid out; Kedro's runs tell nobody."""
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
