"""Run probes, each in a process and a folder of its own; hold what they see against the record."""

from __future__ import annotations

import ast
import contextlib
import inspect
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import Any, Literal

from comparison_project.features import SIDES, VARIES, Probe, Row
from migrate.verify.runs.removing import remove

Status = Literal["confirmed", "contradicted", "not run"]

ROOT = Path(__file__).resolve().parents[2]
# What a probe leaves in this folder of its own is kept: screenshots, pages.
KEPT = "kept"
# Versions that every row names.
FRAMEWORKS = {"kedro": ("kedro", "kedro-datasets"), "hamilton": ("apache-hamilton",)}
# Stands for the version of what is not installed.
MISSING = "not installed"
# Nothing is sent anywhere, and output is the same on every machine.
QUIET = {
    "DO_NOT_TRACK": "1",
    "KEDRO_DISABLE_TELEMETRY": "1",
    "HAMILTON_TELEMETRY_ENABLED": "false",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",
    "MPLBACKEND": "Agg",
    "NO_COLOR": "1",
}
# What importing a written project leaves: probes load Hamilton's plugins as anybody's code does.
_DROPPED = frozenset({"HAMILTON_AUTOLOAD_EXTENSIONS"})


@dataclass(frozen=True)
class Outcome:
    """What one probe saw. `reason` says why it is contradicted or did not run, `files` are those
    that it left as evidence.
    """

    probe: Probe
    status: Status
    seen: Mapping[str, Any]
    reason: str = ""
    files: tuple[Path, ...] = ()

    @property
    def evidence(self) -> str:
        """The probe's sentence with what was seen in it; the reason where there is nothing."""
        if self.status == "confirmed":
            return self.probe.says.format_map({k: shown(value) for k, value in self.seen.items()})
        return f"{self.probe.name}: {self.reason}"

    @property
    def code(self) -> str:
        """The code that ran, other code that it uses after it."""
        probe = self.probe
        return "\n\n\n".join([source(probe.run), *(_used(probe, each) for each in probe.uses)])


@dataclass(frozen=True)
class Result:
    """What came of a row."""

    row: Row
    outcomes: Mapping[str, tuple[Outcome, ...]]
    versions: Mapping[str, str]

    @property
    def status(self) -> Status:
        """The worst of its probes: one contradiction contradicts the row."""
        found = {outcome.status for side in self.outcomes.values() for outcome in side}
        if "contradicted" in found:
            return "contradicted"
        return "not run" if "not run" in found else "confirmed"


def run_rows(
    rows: Iterable[Row],
    *,
    servers: bool = True,
    jobs: int = 2,
    kept: Path | None = None,
    done: Callable[[Result], None] = lambda result: None,
) -> list[Result]:
    """Run all probes of these rows, `jobs` at once; `done` is told of each row as it ends.

    Files that probes leave as evidence go to `kept`. Without `servers`, what needs one is left out.
    """
    chosen = list(rows)
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting = {
            (row.id, side): [
                pool.submit(run_probe, row, probe, servers=servers, kept=kept)
                for probe in row.sides[side].probes
            ]
            for row in chosen
            for side in SIDES
        }
        results = []
        for row in chosen:
            outcomes = {
                side: tuple(each.result() for each in waiting[row.id, side]) for side in SIDES
            }
            results.append(Result(row, outcomes, versions(row)))
            done(results[-1])
    return results


def run_probe(
    row: Row,
    probe: Probe,
    *,
    servers: bool = True,
    kept: Path | None = None,
    path: Path | None = None,
) -> Outcome:
    """Run one probe of a row in a new process and folder; `path` is a variant of its module."""
    if probe.server and not servers:
        return Outcome(probe, "not run", {}, "needs a server, which was not asked for")
    if missing := [name for name in probe.programs if shutil.which(name) is None]:
        return Outcome(probe, "not run", {}, f"the program {missing[0]} is not on this machine")
    with tempfile.TemporaryDirectory(prefix="probe-", ignore_cleanup_errors=True) as folder:
        work, result = Path(folder, "work"), Path(folder, "result.json")
        work.mkdir()
        errors = _run_child(path or row.path, row, probe, work, result)
        files = _keep(work / KEPT, kept / row.id / probe.name) if kept else ()
        try:
            told = json.loads(result.read_text(encoding="utf-8"))
        except OSError:
            return Outcome(probe, "contradicted", {}, errors, files)
    return judge(probe, told, files)


def _run_child(path: Path, row: Row, probe: Probe, work: Path, result: Path) -> str:
    """Run it to its end or its time limit; returns why there is no result, if there is none."""
    module = f"comparison_project.features.{row.table}.{row.id.replace('-', '_')}"
    child = [sys.executable, "-m", "comparison_project.features.child"]
    # Nobody's settings; but their cache, in which matplotlib has its list of fonts.
    cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    log = work.parent / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*child, str(path), module, probe.name, str(result)],
            cwd=work,
            env=environment({"HOME": str(work.parent), "XDG_CACHE_HOME": cache}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(probe.timeout)
            why = f"ended with code {process.returncode}"
        except subprocess.TimeoutExpired:
            why = f"no answer within {probe.timeout:g} seconds"
        finally:
            _end(process)
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"{why}: {lines[-1]}" if lines else why


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of what is run here: the caller's, but quiet, and with our modules."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **{name: each for name, each in os.environ.items() if name not in _DROPPED},
        **QUIET,
        "PYTHONPATH": os.pathsep.join(paths),
        # Spark's workers would take the first Python of the path.
        "PYSPARK_PYTHON": sys.executable,
        **more,
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it and whatever it has started, servers above all."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _keep(source: Path, target: Path) -> tuple[Path, ...]:
    if not source.is_dir():
        return ()
    if target.exists():
        remove(target, target.parent)
    shutil.copytree(source, target)
    return tuple(sorted(path for path in target.rglob("*") if path.is_file()))


def judge(probe: Probe, told: Mapping[str, Any], files: tuple[Path, ...] = ()) -> Outcome:
    """Hold what a process told against what the probe's record says."""
    if "seen" not in told:
        package = (told.get("missing") or "").partition(".")[0]
        excused = told.get("cannot") or package in probe.needs
        status: Status = "not run" if excused else "contradicted"
        return Outcome(probe, status, {}, told["error"], files)
    seen = told["seen"]
    differing = [
        f"{name} is {seen.get(name)!r}, recorded as {probe.sees.get(name)!r}"
        for name in sorted({*seen, *probe.sees})
        if not _fits(seen, probe.sees, name)
    ]
    status = "contradicted" if differing else "confirmed"
    return Outcome(probe, status, seen, "; ".join(differing), files)


def _fits(seen: Mapping[str, Any], recorded: Mapping[str, Any], name: str) -> bool:
    if name not in seen or name not in recorded:
        return False
    if recorded[name] is VARIES:
        return True
    # As JSON tells it: a tuple is a list.
    return bool(json.loads(json.dumps(recorded[name])) == seen[name])


def versions(row: Row) -> dict[str, str]:
    """What the row was run with: Python, both frameworks, and what its probes need."""
    needed = [name for side in row.sides.values() for probe in side.probes for name in probe.needs]
    named = [name for side in SIDES for name in FRAMEWORKS[side]]
    found = {"python": platform.python_version()}
    for name in map(_distribution, [*named, *needed]):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = MISSING
    return found


def _distribution(name: str) -> str:
    """The name of a package as it is installed; `name` may be that of a module in it."""
    return _distributions().get(name, [name])[0]


@cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


def shown(value: object) -> object:
    """A value as a sentence has it: the parts of a list, yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(shown(part)) for part in value) or "nothing"
    return value


def source(function: Callable[..., object]) -> str:
    """The text of a function as its module has it."""
    return textwrap.dedent(inspect.getsource(function)).rstrip()


def _used(probe: Probe, each: Callable[..., object] | str | Path) -> str:
    if isinstance(each, Path):
        return each.read_text(encoding="utf-8").rstrip()
    return _text(probe, each) if isinstance(each, str) else source(each)


def _text(probe: Probe, name: str) -> str:
    """The assignment of a name at the top of the probe's module."""
    text = inspect.getsource(sys.modules[probe.run.__module__])
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            return str(ast.get_source_segment(text, statement))
    raise LookupError(f"{probe.run.__module__} has no {name}")
