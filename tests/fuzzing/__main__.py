"""The loop; see the package."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from fuzzing.bounded import Outcome, run
from fuzzing.changes import change

_TESTS = Path(__file__).resolve().parents[1]
_IGNORED = shutil.ignore_patterns("__pycache__", "data", "*.parquet", "*.xlsx", ".*cache")


def projects(folder: Path) -> list[Path]:
    """The projects that are changed: those of the tests, and a generated one."""
    from benchmarks.generate import generate

    found = sorted(p.parent for p in (_TESTS / "projects").glob("*/kedro/pyproject.toml"))
    return [*found, _TESTS.parent / "kedro_side", generate(folder / "generated", 30)]


def case(name: str, sources: list[Path], folder: Path) -> tuple[str, Outcome]:
    """One case by its name, `seed:number`: what was changed, and how it ended."""
    chance = random.Random(name)
    project, output = folder / "project", folder / "new"
    for old in (project, output):
        shutil.rmtree(old, ignore_errors=True)
    source = chance.choice(sources)
    shutil.copytree(source, project, symlinks=True, ignore=_IGNORED)
    done = [change(project, chance) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
    verb = "inspect" if chance.random() < 0.1 else "kedro-to-declarative"
    arguments = [
        verb,
        str(project),
        *chance.choice([[], [], ["--format", "json"], ["--format", "sarif"]]),
    ]
    if verb == "kedro-to-declarative":
        arguments += ["--output", str(output)]
    outcome = run(arguments, folder / "log", output)
    return f"{source.relative_to(source.parents[1])}: {'; '.join(done)}; {verb}", outcome


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzzing", description=sys.modules["fuzzing"].__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--case", metavar="SEED:NUMBER", help="run this case alone")
    parser.add_argument("--keep", type=Path, help="where the cases that fail are kept")
    options = parser.parse_args()
    _warm_up()
    with tempfile.TemporaryDirectory(prefix="fuzzing") as name:
        folder = Path(name)
        sources = projects(folder)
        if options.case:
            changed, outcome = case(options.case, sources, folder)
            print(
                f"{outcome.text}\n{options.case}: {changed}\n{outcome.fault or 'as it should be'}"
            )
            if options.keep:
                _keep(options.keep, options.case, changed, outcome, folder)
            return 1 if outcome.fault else 0
        return _loop(options, sources, folder)


def _loop(options: argparse.Namespace, sources: list[Path], folder: Path) -> int:
    end, number, faults, codes = (
        time.monotonic() + options.seconds,
        0,
        0,
        dict.fromkeys((0, 1, 2), 0),
    )
    while time.monotonic() < end:
        name = f"{options.seed}:{number}"
        changed, outcome = case(name, sources, folder)
        number += 1
        codes[outcome.code] = codes.get(outcome.code, 0) + 1
        if outcome.fault:
            faults += 1
            print(f"{name}: {changed}\n    {outcome.fault}", flush=True)
            if options.keep:
                _keep(options.keep, name, changed, outcome, folder)
    ends = ", ".join(f"{count} with {code}" for code, count in sorted(codes.items()))
    print(
        f"seed {options.seed}: {number} cases in {options.seconds:.0f} s ({ends}), {faults} faults"
    )
    return 1 if faults else 0


def _keep(where: Path, name: str, changed: str, outcome: Outcome, folder: Path) -> None:
    target = where / name.replace(":", "-")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    odd = [p.name for p in (folder / "project").rglob("*") if _special(p)]
    left_out = shutil.ignore_patterns(*odd)
    shutil.copytree(folder / "project", target / "project", symlinks=True, ignore=left_out)
    text = f"{changed}\n{outcome.fault}\n{outcome.text}"
    (target / "says").write_text(text, encoding="utf-8", errors="replace")


def _special(path: Path) -> bool:
    if path.is_symlink() or path.is_dir():
        return False
    return not path.is_file() or path.stat().st_size > 10_000_000


def _warm_up() -> None:
    """Imports in this process what each case needs."""
    import migrate.api
    import migrate.cli.convert
    import migrate.report.inspection_text
    import migrate.report.sarif
    import migrate.report.text  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
