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

from migrate.verify.report import Side

SideName = Literal["Kedro", "Hamilton"]

SHIPPED = ("capture.py", "capture_kedro.py", "capture_hamilton.py")
SCRIPTS: dict[SideName, str] = {"Kedro": "capture_kedro.py", "Hamilton": "capture_hamilton.py"}

# Alike on both sides, and nobody's business but the run's.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONIOENCODING": "utf-8",
    "MPLBACKEND": "Agg",
    "DO_NOT_TRACK": "1",
    "KEDRO_DISABLE_TELEMETRY": "1",
    "HAMILTON_TELEMETRY_ENABLED": "false",
    "HAMILTON_AUTOLOAD_EXTENSIONS": "0",
}


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
class Task:
    """One run of one side. `project` is its code, `data` the folder that relative paths start
    from, `capture` where the values go. `environment` None is the default one.
    """

    side: SideName
    python: str
    project: Path
    data: Path
    capture: Path
    pipeline: str
    environment: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    describe: bool = False
    timeout: float | None = None

    @property
    def title(self) -> str:
        """The run as a person would call it."""
        where = f" (environment {self.environment})" if self.environment else ""
        return f"pipeline {self.pipeline}{where}"


@dataclass(frozen=True)
class Captured:
    """What one run left: its manifest, and the values beside it."""

    folder: Path
    manifest: Mapping[str, Any]

    @cached_property
    def views(self) -> dict[str, list[dict[str, Any]]]:
        """The recorded views of each dataset, in order."""
        found: dict[str, list[dict[str, Any]]] = {}
        for view in self.manifest["views"]:
            found.setdefault(view["dataset"], []).append(view)
        return found

    def file(self, view: Mapping[str, Any]) -> Path:
        """Where a view's value is."""
        return self.folder / "values" / f"{view['fingerprint']}.pickle"

    @property
    def absent(self) -> bool:
        """Whether the side has no such pipeline."""
        return bool(self.manifest.get("absent"))

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
        )


def ship(folder: Path) -> Path:
    """Copy the capture scripts into `folder`, for interpreters that know nothing of ours."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHIPPED:
        shutil.copyfile(Path(__file__).with_name(name), folder / name)
    return folder


def run_task(task: Task, shipped: Path) -> Captured:
    """Run one side and wait for it. Raises SideFailed, CannotVerify."""
    task.capture.mkdir(parents=True, exist_ok=True)
    request = task.capture / "request.json"
    request.write_text(json.dumps(_request(task)), encoding="utf-8")
    log = task.capture / "log.txt"
    command = [task.python, str(shipped / SCRIPTS[task.side]), str(request)]
    with log.open("wb") as output:
        try:
            done = subprocess.run(
                command,
                cwd=task.data,
                env={**os.environ, **ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=task.timeout,
                check=False,
            )
        except FileNotFoundError as error:
            raise CannotVerify(
                f"The {task.side} side's interpreter {task.python} does not exist."
            ) from error
        except subprocess.TimeoutExpired as error:
            reason = f"it took longer than {task.timeout:g} seconds."
            raise SideFailed(task.side, task.title, reason) from error
    return _read(task, done.returncode, log)


def _request(task: Task) -> dict[str, Any]:
    return {
        "project": str(task.project),
        "data": str(task.data),
        "capture": str(task.capture),
        "pipeline": task.pipeline,
        "environment": task.environment,
        "parameters": dict(task.parameters),
        "describe": task.describe,
        "roots": [f"{task.project}{os.sep}"],
    }


def _read(task: Task, code: int, log: Path) -> Captured:
    path = task.capture / "manifest.json"
    if not path.exists():
        raise SideFailed(task.side, task.title, _ending(code), _last_lines(log))
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if "error" in manifest:
        error = manifest["error"]
        reason = f"{error['type']}: {error['message'].strip()}"
        frames = [_frame(frame, task.project) for frame in error["frames"]]
        raise SideFailed(task.side, task.title, reason, frames or _last_lines(log))
    if code:
        raise SideFailed(task.side, task.title, _ending(code), _last_lines(log))
    return Captured(task.capture, manifest)


def _ending(code: int) -> str:
    if code >= 0:
        return f"its process ended with code {code}."
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"its process was ended by {name}."


def _frame(frame: Mapping[str, Any], root: Path) -> str:
    path = Path(frame["path"])
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    return f"  {shown}:{frame['line']} in {frame['function']}: {frame['text'].strip()}"


def _last_lines(log: Path, count: int = 5) -> list[str]:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [f"  {line}" for line in lines if line.strip()][-count:]
