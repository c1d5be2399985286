"""What stands in the table of codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One code.

    `message` is one sentence with `{fields}`, `advice` what a person can do. `meaning` says more
    of it, `before` and `after` are an example (of Kedro's side, and of what is written for it; ""
    where nothing is), and `differs` says whether results may differ from Kedro's because of it.
    """

    severity: Severity
    message: str
    advice: str
    meaning: str = ""
    before: str = ""
    after: str = ""
    differs: bool = False
