"""The process that compares, in the interpreter that has the project's libraries.

It answers each line of JSON with one: a question is what to do and with what, an answer a
comparison.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from migrate.verify.compare.files import compare_files
from migrate.verify.compare.kept_values import compare_kept, read_kept
from migrate.verify.compare.result import Comparison, Tolerance
from migrate.verify.compare.values import Comparer


class Worker:
    """What one run's comparisons share."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.own = frozenset(request["own"])
        self.tables = [Path(path) for path in request["tables"]]
        self.context = Comparer(Tolerance(**request["tolerance"]), self._tables)

    def _tables(self) -> Iterator[Any]:
        """Captured DataFrames, one at a time, for models to predict."""
        for path in self.tables:
            yield read_kept(path, self.own)

    def compare(self, what: str, kedro: str, hamilton: str) -> Comparison:
        """Compare two kept values or two written files."""
        compare = compare_kept if what == "values" else compare_files
        try:
            return compare(Path(kedro), Path(hamilton), self.context, self.own)
        except Exception as error:
            reason = f"comparing failed: {type(error).__name__}: {error}"
            return Comparison("uncompared", "process", reason)


def main() -> None:
    """Answer until there are no more questions."""
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    worker: Worker | None = None
    for line in sys.stdin:
        question = json.loads(line)
        if question["do"] == "begin":
            worker = Worker(question)
        elif worker is not None:
            found = worker.compare(question["do"], question["kedro"], question["hamilton"])
            answers.write(json.dumps(dataclasses.asdict(found)) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
