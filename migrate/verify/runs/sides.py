"""Run one side in a process of its own, and read what it captured."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from migrate.verify.findings import Side
from migrate.verify.options import Options
from migrate.verify.runs.processes import Processes, TimedOut

SideName = Literal["Kedro", "Hamilton"]

PACKAGE = "_migrate_capture"
# As text, so that neither our folder nor this one is where the project's imports look first.
BOOT = f"""
import sys
sys.path[0] = sys.argv[1]
from {PACKAGE}.main import main
del sys.path[0]
sys.exit(main(*sys.argv[2:]))
"""
LIBRARIES = {"Kedro": "kedro", "Hamilton": "hamilton"}
COMMANDS = {"Kedro": "kedro run", "Hamilton": "run.py"}

# Alike on both sides, and nobody's business but the run's.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONIOENCODING": "utf-8",
    "MPLBACKEND": "Agg",
    "DO_NOT_TRACK": "1",
    "KEDRO_DISABLE_TELEMETRY": "1",
    "HAMILTON_TELEMETRY_ENABLED": "false",
    "HAMILTON_AUTOLOAD_EXTENSIONS": "0",  # loading Hamilton's plugins takes seconds
}
# Of the caller's own environment: it would choose another one of Kedro's.
DROPPED = ("KEDRO_ENV",)
# The oldest Python that a side is captured in.
OLDEST = (3, 8)
# How much of a full disk is left.
FULL = 1 << 20


class CannotVerify(Exception):
    """Why there is no verdict (exit code 2), in one sentence; more lines may follow."""


class SideFailed(CannotVerify):
    """One side's own run failed: which, where, and its traceback in the user's files."""

    def __init__(self, side: SideName, run: str, reason: str, frames: Sequence[str] = ()) -> None:
        text = "\n".join([f"The {side} side failed in {run}: {reason}", *frames])
        super().__init__(text)
        self.side = side
        self.run = run
        self.reason = reason


@dataclass(frozen=True)
class Layout:
    """Where both projects lie to each other, below one folder, as they do in truth: `kedro` and
    `hamilton` are paths from there, and so is `data`, which relative paths of the Hamilton side
    start from; `given` says that it has to be told so.
    """

    kedro: Path
    hamilton: Path
    data: Path
    given: bool = False


@dataclass(frozen=True)
class Task:
    """One run of one side, in its own new `folder`. `source` is the project that it runs, which
    is copied for Hamilton; values go into `values`; nothing below `protected` may be changed.
    `environment` None is the default one, `order` 0 Kedro's. `parameters` are changes as both
    command lines take them. With a `node`, only that one runs, on the kept values of `inputs`.
    With `whole`, values are kept in one piece each; without `arrow`, all tables are pickled.
    """

    side: SideName
    python: str
    source: Path
    layout: Layout
    folder: Path
    values: Path
    pipeline: str
    environment: str | None = None
    options: Options = field(default_factory=Options)
    protected: Sequence[Path] = ()
    seed: int | None = None
    order: int = 0
    whole: bool = False
    arrow: bool = True
    node: str = ""
    inputs: Mapping[str, Path] = field(default_factory=dict)
    outputs: Sequence[str] = ()

    @property
    def home(self) -> Path:
        """The folder that the copies lie in."""
        return self.folder / "home"

    @property
    def project(self) -> Path:
        """The copy of the side's project, where people stand who run it."""
        return self.home / (self.layout.kedro if self.side == "Kedro" else self.layout.hamilton)

    @property
    def data(self) -> Path:
        """The folder that relative paths of datasets start from."""
        return self.home / (self.layout.kedro if self.side == "Kedro" else self.layout.data)

    @property
    def capture(self) -> Path:
        """Where the manifest and the log go."""
        return self.folder / "capture"

    @property
    def common(self) -> Path:
        """What the folder is called where paths in values are compared."""
        pair, run = self.folder.parts[-2:]  # both are numbers
        return self.folder.parents[1] / ("0" * len(pair)) / ("0" * len(run))

    @property
    def inner(self) -> list[tuple[str, str]]:
        """The folder of the data, and what it is called there, if that is as long."""
        ours, common = str(self.data), str(self.common / self.home.name / self.layout.kedro)
        alike = len(ours) == len(common) and len(os.fsencode(ours)) == len(os.fsencode(common))
        return [(ours, common)] if alike else []

    @property
    def title(self) -> str:
        """The run as a person would call it."""
        where = f" (environment {self.environment})" if self.environment else ""
        how = f", order {self.order + 1}" if self.order else ""
        what = f"node {self.node} of " if self.node else ""
        return f"{what}pipeline {self.pipeline}{where}{how}"


@dataclass(frozen=True)
class Captured:
    """What one run left: its manifest, and the folder with the values."""

    values: Path
    manifest: Mapping[str, Any]

    @cached_property
    def views(self) -> dict[str, list[dict[str, Any]]]:
        """The recorded views of each dataset, in order."""
        found: dict[str, list[dict[str, Any]]] = {}
        for view in self.manifest["views"]:
            found.setdefault(view["dataset"], []).append(view)
        return found

    @cached_property
    def first(self) -> dict[str, str | None]:
        """The fingerprint of each dataset's first view."""
        return {name: views[0]["fingerprint"] for name, views in self.views.items()}

    def file(self, view: Mapping[str, Any]) -> Path:
        """Where a view's value is."""
        return self.values / str(view["file"])

    @property
    def absent(self) -> bool:
        """Whether the side has no such pipeline."""
        return bool(self.manifest.get("absent"))

    @property
    def stopped(self) -> Mapping[str, Any] | None:
        """Why the run has to begin anew; None if it has come to its end."""
        facts: Mapping[str, Any] | None = self.manifest.get("stopped")
        return facts

    @property
    def side(self) -> Side:
        """The figures of the run."""
        get = self.manifest.get
        return Side(
            run_seconds=get("run_seconds", 0.0),
            start_seconds=get("start_seconds", 0.0),
            capture_seconds=get("capture_seconds", 0.0),
            peak_bytes=get("peak_bytes", 0),
            python=get("python", ""),
            version=get("version", ""),
            nodes=tuple((node["name"], node["seconds"]) for node in get("nodes", ())),
            computed=tuple(get("computed", ())),
            loaded=tuple(get("loaded", ())),
            graph=get("graph", {}),
            libraries=get("libraries", {}),
        )


def ship(folder: Path) -> Path:
    """Copy the capture's package into `folder`, for interpreters that know nothing of ours."""
    source = Path(__file__).parents[1] / "capture"
    shutil.copytree(source, folder / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def checked_python(side: SideName, python: str) -> str:
    """The interpreter's path. Raises CannotVerify if there is no such Python that can be used."""
    name = f"The {side} side's interpreter {python}"
    advice = f"name another with --{side.lower()}-python."
    # As text: of a path, `./python` is `python`, which would be looked for elsewhere.
    place = os.path.expanduser(python)  # noqa: PTH111
    found = shutil.which(place)
    if found is None:
        reason = "can't be run" if Path(place).exists() else "does not exist"
        raise CannotVerify(f"{name} {reason}; {advice}")
    path = str(Path(found).absolute())  # links stay: they lead out of a virtualenv
    version = version_of(path)
    if version is None:
        raise CannotVerify(f"{name} is no Python; {advice}")
    if version < OLDEST:
        raise CannotVerify(
            f"{name} is Python {version[0]}.{version[1]}, which is too old; {advice}"
        )
    return path


def version_of(python: str) -> tuple[int, ...] | None:
    """The version of the Python that a program is; None if it is none."""
    try:
        asked = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        said = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True).stdout
        return tuple(map(int, said.split(".")))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def has(python: str, library: str) -> bool:
    """Whether an interpreter has a library, which is not imported for that."""
    asked = "import sys, importlib.util as u; sys.exit(u.find_spec(sys.argv[1]) is None)"
    return subprocess.run([python, "-c", asked, library], capture_output=True).returncode == 0


def run_task(task: Task, shipped: Path, processes: Processes) -> Captured:
    """Run one side and wait for it. Raises SideFailed, CannotVerify."""
    task.capture.mkdir(parents=True, exist_ok=True)
    request, log = task.capture / "request.json", task.capture / "log.txt"
    request.write_text(json.dumps(_request(task)), encoding="utf-8")
    environment = {name: text for name, text in os.environ.items() if name not in DROPPED}
    try:
        code = processes.run(
            [task.python, "-c", BOOT, str(shipped), task.side.lower(), str(request)],
            folder=task.project,
            environment={**environment, **ENVIRONMENT, "PWD": str(task.project)},
            log=log,
            timeout=task.options.timeout,
        )
    except TimedOut as error:
        reason = f"it took longer than {task.options.timeout:g} seconds."
        raise SideFailed(task.side, task.title, reason) from error
    return _read(task, code, log)


def _request(task: Task) -> dict[str, Any]:
    return {
        "project": str(task.project),
        "data": str(task.data),
        "data_given": task.layout.given,
        "capture": str(task.capture),
        "values": str(task.values),
        "place": str(task.folder),
        "common": str(task.common),
        "inner": task.inner,
        "pipeline": task.pipeline,
        "environment": task.environment,
        "parameters": dict(task.options.parameters),
        "changes": task.options.values,
        "roots": [f"{task.project}{os.sep}"],
        "protected": [str(path) for path in task.protected],
        "outside_allowed": task.options.outside_allowed,
        "seed": task.seed,
        "order": task.order,
        "whole": task.whole,
        "arrow": task.arrow,
        "node": task.node,
        "inputs": {name: str(path) for name, path in task.inputs.items()},
        "outputs": list(task.outputs),
    }


def _read(task: Task, code: int, log: Path) -> Captured:
    path = task.capture / "manifest.json"
    if not path.exists():
        if shutil.disk_usage(task.capture).free < FULL:
            raise CannotVerify(_no_space(task))
        raise SideFailed(task.side, task.title, _ending(code), _last_lines(log))
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if "error" in manifest:
        _raise(task, manifest, log)
    if code:
        raise SideFailed(task.side, task.title, _ending(code), _last_lines(log))
    return Captured(task.values, manifest)


def _raise(task: Task, manifest: Mapping[str, Any], log: Path) -> None:
    """Say what went wrong in the side's own run."""
    error = manifest["error"]
    if error["full"]:
        raise CannotVerify(_no_space(task))
    if error["type"] == "Unsupported":
        raise CannotVerify(f"The {task.side} side can't be run: {error['message']}.")
    if error["type"] == "Refused" and not error["frames"]:
        raise SideFailed(task.side, task.title, f"{error['message'].rstrip('.')}.")
    if error["type"] == "SystemExit":
        reason = f"{COMMANDS[task.side]} ended with exit code {error['message']}."
        raise SideFailed(task.side, task.title, reason, _last_lines(log))
    library = LIBRARIES[task.side]
    if error["module"] == library:
        raise CannotVerify(f"The {task.side} side's interpreter {task.python} has no {library}.")
    missing = ", ".join(f"{name} ({path})" for name, path in manifest.get("missing", ()))
    if missing:
        raise SideFailed(task.side, task.title, f"there is no data for {missing}.")
    message = error["message"].strip().replace(f"{task.project}{os.sep}", "")
    reason = f"{error['type']}: {message}"
    frames = [_frame(frame, task.project) for frame in error["frames"]]
    raise SideFailed(task.side, task.title, reason, frames or _innermost(log))


def _no_space(task: Task) -> str:
    return (
        f"There is no space left in {task.capture.parent} for {task.title}; "
        "--workdir chooses another place."
    )


def _ending(code: int) -> str:
    if code >= 0:
        return f"its process ended too early, with code {code}."
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    why = " (for want of memory?)" if name == "SIGKILL" else ""
    return f"its process was ended by {name}{why}."


def _frame(frame: Mapping[str, Any], root: Path) -> str:
    path = Path(frame["path"])
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    return f"  {shown}:{frame['line']} in {frame['function']}: {frame['text'].strip()}"


def _innermost(log: Path) -> list[str]:
    """Where an error came up that is in none of the user's files."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    places = [line.strip() for line in lines if line.lstrip().startswith('File "')]
    return [f"  {place}" for place in places[-1:]]


def _last_lines(log: Path, count: int = 5) -> list[str]:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [f"  {line}" for line in lines if line.strip()][-count:]
