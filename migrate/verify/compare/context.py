"""What a comparator is given beside the two values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from migrate.verify.compare.result import Comparison, Tolerance


class Context(ABC):
    """How exact a comparison has to be, and how the parts of what is compared are compared."""

    tolerance: Tolerance

    @abstractmethod
    def compare(self, kedro: Any, hamilton: Any) -> Comparison:
        """Compare two parts of what is compared."""

    @abstractmethod
    def table_with(self, columns: Any) -> Any:
        """A captured table's part with exactly these columns, or None."""

    @abstractmethod
    def loosely(self, tolerance: Tolerance) -> Context:
        """The same with another tolerance."""
