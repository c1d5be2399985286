"""What the tool makes of many projects: `python -m frozen record FILE PROJECT...`, in tests/.

`make frozen BEFORE=commit PROJECTS="folder ..."` records it with the tool of that commit and with the
one here, and prints what differs: nothing, where a change should change no behaviour.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import multiprocessing
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from conftest import FRAME, write_files
from equivalence.projects import project
from running import PROJECTS

from migrate.cli import main as migrate


def main() -> int:
    parser = argparse.ArgumentParser(prog="frozen")
    verbs = parser.add_subparsers(dest="verb", required=True)
    record = verbs.add_parser("record", help="write what is made of each project")
    record.add_argument("file", type=Path)
    record.add_argument("projects", nargs="*", type=Path, help="beside those of the tests")
    record.add_argument("--random", type=int, default=500, help="how many random projects")
    compare = verbs.add_parser("compare", help="print what differs between two records")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    options = parser.parse_args()
    if options.verb == "compare":
        before, after = (json.loads(each.read_text()) for each in (options.before, options.after))
        lines = [*differences(before, after)]
        print(*lines, f"{len(lines)} differ of {len(before)} runs", sep="\n")
        return bool(lines)
    beside = options.file.absolute().parent  # the same for all records: paths are in what is made
    projects = [*PROJECTS, *map(Path.absolute, options.projects)]
    projects += [drawn(number, beside / "drawn") for number in range(options.random)]
    works = [beside / "made" / str(number) for number in range(len(projects))]
    found: dict[str, dict[str, str]] = {}
    with multiprocessing.Pool(maxtasksperchild=50) as pool:
        for runs in pool.starmap(made, zip(projects, works, strict=True)):
            found.update(runs)
    options.file.write_text(json.dumps(found, indent=0, sort_keys=True))
    return 0


def drawn(number: int, folder: Path) -> Path:
    """The random project of a number."""
    return write_files(folder / str(number), {**FRAME, **project(number).files()})


def made(folder: Path, work: Path) -> dict[str, dict[str, str]]:
    """What each command makes of a project, by command: files by hash, exit code and output."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    os.chdir(work)
    return {f"{folder} {' '.join(options)}": run(folder, options) for options in ways(folder)}


def ways(folder: Path) -> Iterator[tuple[str, ...]]:
    """The commands to try, each with its options; the first one tells which pipelines there are."""
    yield ("inspect", "--format", "json")
    yield ("kedro-to-declarative",)
    told = Path("new/migration.json")
    pipelines = [*json.loads(told.read_text())["pipelines"]] if told.exists() else []
    environments = [each.name for each in sorted((folder / "conf").glob("*/"))]
    for options in (
        *(("--layout", each) for each in ("single-file", "notebook")),
        *(("--handoff", each) for each in ("reload", "memory")),
        *(("--pipeline", each) for each in pipelines),
        *(("--env", each) for each in environments),
        ("--check-outputs",),
    ):
        yield ("kedro-to-declarative", *options)


def run(folder: Path, options: tuple[str, ...]) -> dict[str, str]:
    """One command's files by their hash, its exit code and what it prints."""
    verb, *more = options
    shutil.rmtree("new", ignore_errors=True)
    where = [] if verb == "inspect" else ["--output", "new"]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code: object = migrate([verb, str(folder), *where, *more])
        except SystemExit as end:
            code = end.code
    files = {
        each.as_posix(): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in sorted(Path("new").rglob("*"))
        if each.is_file()
    }
    return files | {"exit code": str(code), "stdout": out.getvalue(), "stderr": err.getvalue()}


def differences(
    before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]
) -> Iterator[str]:
    """A line for each run whose results differ."""
    for command in sorted({*before, *after}):
        old, new = before.get(command, {}), after.get(command, {})
        if names := [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]:
            yield f"{command}: {', '.join(names)}"


if __name__ == "__main__":
    sys.exit(main())
