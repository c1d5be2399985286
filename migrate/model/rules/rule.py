"""What stands in the table of codes."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]

_HEAD = re.compile(r"# ([\w./-]+\.\w+)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One code.

    `message` is one sentence with `{fields}`, `advice` what a person can do. `meaning` says more
    of it, `before` and `after` are an example (files of a Kedro project; what is written for them,
    or what is printed where nothing is), and `differs` says whether results may differ from
    Kedro's because of it. `stops` says that Kedro reads nothing of the project then, and that
    a migration has to be told to go on. Tests migrate each example: see `parts`.
    """

    severity: Severity
    message: str
    advice: str
    meaning: str = ""
    before: str = ""
    after: str = ""
    differs: bool = False
    stops: bool = False


def parts(example: str) -> list[tuple[str, str]]:
    """The files of an example, as (path, text): each begins with a line `# path`.

    What stands before the first such line is what is printed, and has the path "".
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in textwrap.dedent(example).strip().splitlines():
        head = _HEAD.fullmatch(line)
        if head:
            found.append((head[1], []))
        else:
            found[-1][1].append(line)
    texts = [(path, "\n".join(lines).strip("\n")) for path, lines in found]
    return [(path, text) for path, text in texts if path or text]
