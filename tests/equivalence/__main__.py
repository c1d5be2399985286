"""Random projects on both sides: `python -m equivalence --seed 1 --projects 100`, in tests/."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from equivalence.comparing import Outcome, compare
from equivalence.projects import project


def main() -> int:
    parser = argparse.ArgumentParser(prog="equivalence")
    parser.add_argument("--projects", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="the number of the first project")
    parser.add_argument("--keep", type=Path, help="run the first project alone, and keep it here")
    options = parser.parse_args()
    if options.keep:
        shutil.rmtree(options.keep, ignore_errors=True)
        outcome = compare(options.keep, project(options.seed))
        _show(options.seed, outcome, 10_000)
        return outcome.word == "fault"
    words: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    began = time.monotonic()
    for number in range(options.seed, options.seed + options.projects):
        drawn = project(number)
        with tempfile.TemporaryDirectory(prefix="equivalence") as folder:
            outcome = compare(Path(folder), drawn)
        words[outcome.word] += 1
        kinds.update(drawn.kinds)
        if outcome.word != "equal" or outcome.codes:
            print(f"{', '.join(drawn.kinds)}:")
            _show(number, outcome, 700)
    print(dict(words), f"{time.monotonic() - began:.0f} s")
    print(dict(sorted(kinds.items())))
    return words["fault"] > 0


def _show(number: int, outcome: Outcome, width: int) -> None:
    print(number, outcome.word, *outcome.codes, outcome.refused[:width])
    for way, text in outcome.differences.items():
        print(f"    {way}: {text[:width]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
