"""Layout of the written code, by ruff: line breaks, import order, blank lines."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import sysconfig
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

from migrate.diagnostics import CannotMigrate

LINE_LENGTH = 88  # ruff's own default, for projects that say nothing
_TIME_LIMIT = 300  # seconds, for what takes less than one
_FAILED = "ruff, which lays out the written code, failed"


def formatted(
    code: Mapping[str, str], kept: Mapping[str, str], package: str, line_length: int | None = None
) -> dict[str, str]:
    """All files, their Python laid out as `ruff format` does and without unused imports.

    The imports of `code`, which is ours, are sorted. `kept` are files of the source: an import
    that is unused there, or that a function tries, may have an effect or be another module's, so
    it stays and says so.

    What is no Python stays as it is, and so does a file of the source that can't be parsed.

    Raises CannotMigrate if there is no ruff, or if it fails.
    """
    files = {
        path: text
        for path, text in {**code, **kept}.items()
        if path.endswith(".py") and (path in code or is_python(text))
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        ours, theirs = ([str(root / p) for p in files if p in group] for group in (code, kept))
        config = [
            f"line-length = {line_length or LINE_LENGTH}",
            'target-version = "py310"',
            f'lint.isort.known-first-party = ["{package}"]',
        ]
        options = ["--isolated", "--no-cache"]
        for line in config:
            options += ["--config", line]
        _ruff(root, "check", "--select", "I,F401", "--fix", "--exit-zero", *options, *ours)
        _ruff(root, "format", *options, *ours, *theirs)  # first: each name gets its own comment
        _ruff(
            root, "check", "--select", "F401", "--add-noqa", "--exit-zero", *options, *ours, *theirs
        )
        laid_out = {path: (root / path).read_text(encoding="utf-8") for path in files}
    return {**code, **kept, **laid_out}


def is_python(text: str) -> bool:
    """Whether it is Python; what is nested too deeply for Python is not for ruff, either."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def _ruff(folder: Path, *arguments: str) -> None:
    try:
        done = subprocess.run(
            [_program(), *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=_TIME_LIMIT,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotMigrate(f"{_FAILED}: it took more than {_TIME_LIMIT} seconds") from error
    except OSError as error:
        raise CannotMigrate(
            f"{_FAILED}: {error.strerror}; install it with `pip install ruff`"
        ) from error
    if done.returncode:
        words = done.stderr.strip() or done.stdout.strip() or "it says nothing"
        said = words.splitlines()[-1].replace(f"{folder}{os.sep}", "")
        raise CannotMigrate(f"{_FAILED} (exit code {done.returncode}): {said}")


def _program() -> str:
    """The ruff of this environment."""
    name = "ruff.exe" if sys.platform == "win32" else "ruff"
    beside = Path(sysconfig.get_path("scripts")) / name
    return str(beside) if beside.is_file() else name
