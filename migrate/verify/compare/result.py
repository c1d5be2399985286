"""What a comparison says, and how exact it has to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

Status = Literal["equal", "close", "different", "nondeterministic", "missing", "uncompared"]

# The worst one decides for a container, a dataset and a run.
ORDER: tuple[Status, ...] = (
    "equal",
    "close",
    "nondeterministic",
    "uncompared",
    "missing",
    "different",
)


@dataclass(frozen=True)
class Comparison:
    """The outcome for one value: its status, what compared it, and the first difference in words.

    `detail` is empty where there is nothing to say, `cause` is the code (K5..) of what is most
    likely behind a difference, or empty.
    """

    status: Status
    comparator: str
    detail: str = ""
    cause: str = ""

    @property
    def equal(self) -> bool:
        """Whether nobody has to look at it."""
        return self.status in ("equal", "close")

    def at(self, place: str) -> Comparison:
        """The same outcome for the whole of which this was the part at `place`."""
        if not self.detail:
            return self
        joint = "" if self.detail.startswith(("[", ".")) else ": "
        return replace(self, detail=f"{place}{joint}{self.detail}")


@dataclass(frozen=True)
class Tolerance:
    """How far floats may lie apart: |a - b| <= atol + rtol * |b|. Exact by default."""

    rtol: float = 0.0
    atol: float = 0.0

    @property
    def exact(self) -> bool:
        """Whether nothing but the same value will do."""
        return self.rtol == 0 and self.atol == 0

    def close(self, kedro: complex, hamilton: complex) -> bool:
        """Whether two unequal numbers are close enough."""
        return abs(kedro - hamilton) <= self.atol + self.rtol * abs(hamilton)


def equal(comparator: str) -> Comparison:
    """Nothing differs."""
    return Comparison("equal", comparator)


def different(comparator: str, detail: str, cause: str = "") -> Comparison:
    """Something differs; `detail` names the first place, `cause` the code of the likely cause."""
    return Comparison("different", comparator, detail, cause)


def worst(comparator: str, parts: Iterable[Comparison]) -> Comparison:
    """The worst of the parts, as the outcome of the whole; stops at the first difference."""
    found = equal(comparator)
    for part in parts:
        if ORDER.index(part.status) > ORDER.index(found.status):
            found = replace(part, comparator=comparator)
        if found.status == ORDER[-1]:
            break
    return found


def shown(value: Any, width: int = 80) -> str:
    """A value in one short line."""
    try:
        plain = value.item() if _is_numpy_number(value) else value
        text = " ".join(repr(plain).split())
    except Exception as error:
        text = f"<{type(value).__name__} whose repr fails: {error}>"
    return text if len(text) <= width else text[: width - 1] + "…"


def name_of(named: Any) -> str:
    """What a class or a function is called, without the functions that it was made in."""
    return str(named.__qualname__).rpartition("<locals>.")[2]


def visible(text: str) -> str:
    """A text with what no terminal and no XML should get (control characters, halves of
    characters) written as escapes.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _is_numpy_number(value: Any) -> bool:
    """`np.int64(3)` reads better as 3; times lose their unit that way and stay."""
    return (
        type(value).__module__ == "numpy"
        and getattr(value, "ndim", 1) == 0
        and (getattr(value, "dtype", None) is not None and value.dtype.kind in "biufcUS")
    )


def counted(number: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
