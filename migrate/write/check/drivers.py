"""`--validate`: a Python that has Hamilton builds the real drivers of the written project."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from migrate.model.diagnostics import CannotMigrate
from migrate.model.migration import Plan

_SCRIPT = """
import sys
from importlib import import_module
driver = import_module(sys.argv[1] + ".driver")
for pipeline, plan in driver.PIPELINES.items():
    for environment in getattr(driver, "ENVIRONMENTS", ()) or [""]:
        built = driver.build(pipeline, environment) if environment else driver.build(pipeline)
        missing = set(plan.outputs) - {each.name for each in built.list_available_variables()}
        if missing:
            where = f" in {environment}" if environment else ""
            sys.exit(f"{pipeline}{where} lacks {', '.join(sorted(missing))}")
"""
_ONE_FILE = """
import sys
import dataflow
from hamilton.driver import Builder
from hamilton.lifecycle import NoEdgeAndInputTypeChecking
built = Builder().with_modules(dataflow).with_adapters(NoEdgeAndInputTypeChecking()).build()
known = {each.name for each in built.list_available_variables()}
for pipeline, row in dataflow.PIPELINES.items():
    missing = {*(row[0] if isinstance(row, tuple) else row)} - known
    if missing:
        sys.exit(f"{pipeline} lacks {', '.join(sorted(missing))}")
"""
_TIME_LIMIT = 600  # seconds


def validate(files: Mapping[str, str], plan: Plan, python: Path) -> None:
    """Build every pipeline's driver in every environment, in a process of its own.

    Raises CannotMigrate with that Python's last words if one does not build.
    """
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        try:
            done = subprocess.run(
                [str(python), "-c", _ONE_FILE if plan.ours.alone else _SCRIPT, plan.package],
                cwd=folder,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                timeout=_TIME_LIMIT,
            )
        except subprocess.TimeoutExpired as error:
            raise CannotMigrate(
                f"--validate: building the drivers took more than {_TIME_LIMIT} seconds"
            ) from error
        except OSError as error:
            raise CannotMigrate(
                f"--validate could not run {python}: {error.strerror}; "
                "name another Python with --python"
            ) from error
        if done.returncode:
            said = done.stderr.strip() or done.stdout.strip() or "it says nothing"
            for place in (os.path.realpath(folder), folder):  # that nobody knows
                said = said.replace(f"{place}{os.sep}", "")
            raise CannotMigrate(
                "--validate: the drivers do not build:\n  " + "\n  ".join(said.splitlines()[-3:])
            )
