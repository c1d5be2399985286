"""Asks a project's own interpreter what it registers, in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from migrate.model.diagnostics import CannotMigrate, Place
from migrate.model.project import Layout

SECONDS = 120.0  # that the project may take to register its pipelines
_SCRIPT = Path(__file__).with_name("script.py")
_LOGGING = "version: 1\ndisable_existing_loggers: false\nloggers: {}\nroot: {handlers: []}\n"
_VIRTUALENVS = (".venv/bin/python", "venv/bin/python", ".venv/Scripts/python.exe")


def interpreter_of(root: Path) -> Path:
    """The Python of a virtualenv in the project, else this one."""
    found = (root / path for path in _VIRTUALENVS)
    return next((path for path in found if path.exists()), Path(sys.executable))


def _found(python: Path) -> Path:
    """An interpreter by its path or its name. Links stay: they lead out of a virtualenv."""
    named = shutil.which(python) if python.name == str(python) else None
    return Path(named) if named else python.expanduser().absolute()


def ask(
    layout: Layout, python: Path, environment: str | None = None, seconds: float = SECONDS
) -> Mapping[str, Any]:
    """What Kedro registers for the project, as `script` answers it.

    Nothing of ours need be installed for `python`; no node is run. Raises CannotMigrate, with one
    sentence, where there is no answer.
    """
    with TemporaryDirectory(prefix="migrate-live-") as folder:
        here = Path(folder)
        request = {"root": layout.root, "source": layout.source_dir, "package": layout.package}
        (here / "request.json").write_text(json.dumps(request), encoding="utf-8")
        (here / "logging.yml").write_text(_LOGGING, encoding="utf-8")
        # As text: from a file, its folder would be where the project's imports look first.
        command = [str(_found(python)), "-B", "-c", _SCRIPT.read_text(encoding="utf-8"), folder]
        code = _run(command, layout.root, _environment(here, environment), here / "log", seconds)
        return _answer(here, python, code, layout.package)


def _environment(folder: Path, environment: str | None) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "KEDRO_LOGGING_CONFIG": str(folder / "logging.yml"),
        "KEDRO_DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
        "MPLBACKEND": "Agg",
        **({"KEDRO_ENV": environment} if environment else {}),
    }


def _run(
    command: list[str], root: str, environment: Mapping[str, str], log: Path, seconds: float
) -> int:
    """Runs a command in a process group of its own, of which nothing is left afterwards."""
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except OSError as error:
        raise CannotMigrate(
            f"{command[0]} can't be run: {error.strerror or error}; "
            "name another Python with --python"
        ) from error
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise CannotMigrate(
            f"{command[0]} did not register the pipelines within {seconds:g} seconds"
        ) from error
    finally:
        _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):  # all of it may have ended
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answer(folder: Path, python: Path, code: int, package: str) -> Mapping[str, Any]:
    try:
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        lines = (folder / "log").read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
        raise CannotMigrate(f"{python} ended with code {code}: {last[:300]}") from error
    _refuse_missing([*answer.get("left_out", ()), answer], python, package.partition(".")[0])
    if "error" in answer:
        raise CannotMigrate(
            f"{python} can't tell the pipelines: {answer['error']}", _place(answer.get("place"))
        )
    found: Mapping[str, Any] = answer
    return found


def _refuse_missing(parts: Iterable[Mapping[str, Any]], python: Path, package: str) -> None:
    """Without its libraries, a project registers less than it does in truth."""
    for part in parts:
        missing = part.get("missing")
        first = missing.partition(".")[0] if missing else package
        if first == package:
            continue
        advice = (
            "the project is written for another version of Kedro, name a Python that has it"
            if first == "kedro"
            else "install the project's requirements there, or name another Python"
        )
        raise CannotMigrate(
            f"{python} has no module {missing}, which the project imports here; "
            f"{advice} with --python",
            _place(part.get("place")),
        )


def _place(found: list[Any] | None) -> Place | None:
    return Place(found[0], found[1]) if found else None
