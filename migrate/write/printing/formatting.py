"""Layout of the written code, by ruff: line breaks, import order, blank lines."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

from migrate.model.diagnostics import CannotMigrate

SPLIT = "# isort: split"  # sorting does not move an import across it; it is not written
_FENCE = re.compile(rf"\n+(?:{SPLIT}\n+)+")
LINE_LENGTH = 88  # ruff's own default, for projects that say nothing
_TIME_LIMIT = 300  # seconds, for what takes less than one
KEPT = ".kept"  # the folder of the source's files
# In files, as the source's have rules of their own.
CONFIG = f"""\
src = [".", "{KEPT}"]
line-length = {{line_length}}
target-version = "py310"

[lint]
select = ["I", "F401"]
isort.known-first-party = ["{{package}}"]
"""
CONFIG_KEPT = """\
extend = "../ruff.toml"

[lint]
select = ["F401"]
unfixable = ["F401"]
"""
_FAILED = "ruff, which lays out the written code, failed"


def formatted(
    code: Mapping[str, str], kept: Mapping[str, str], package: str, line_length: int | None = None
) -> dict[str, str]:
    """All files, their Python laid out as `ruff format` does and without unused imports.

    The imports of `code`, which is ours, are sorted, none across a line SPLIT. `kept`
    are files of the source: an import that is unused there, or that a function tries, may have an
    effect or be another module's, so it stays and says so.

    What is no Python stays as it is, and so does a file of the source that can't be parsed.

    Raises CannotMigrate if there is no ruff, or if it fails.
    """
    ours = {path: text for path, text in code.items() if path.endswith(".py")}
    theirs = {
        f"{KEPT}/{path}": text
        for path, text in kept.items()
        if path.endswith(".py") and is_python(text)
    }
    files = ours | theirs
    config = CONFIG.format(line_length=line_length or LINE_LENGTH, package=package)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in {**files, "ruff.toml": config, f"{KEPT}/ruff.toml": CONFIG_KEPT}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        clean = _ruff(root, "check", "--fix", *files)
        for path in (path for path, text in ours.items() if SPLIT in text):
            text = (root / path).read_text(encoding="utf-8")
            (root / path).write_text(_FENCE.sub("\n", text), encoding="utf-8", newline="\n")
        _ruff(root, "format", *files)  # before the comments: each name gets its own
        if not clean or any("noqa" in text.lower() for text in files.values()):
            _ruff(root, "check", "--select", "F401", "--add-noqa", *files)
        laid_out = {
            path.removeprefix(f"{KEPT}/"): (root / path).read_text(encoding="utf-8")
            for path in files
        }
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


def _ruff(folder: Path, verb: str, *arguments: str) -> bool:
    """Run ruff in a folder; whether it leaves nothing to be said."""
    try:
        done = subprocess.run(
            [_program(), verb, "--no-cache", *arguments],
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
    if done.returncode not in (0, 1):
        words = done.stderr.strip() or done.stdout.strip() or "it says nothing"
        said = words.splitlines()[-1].replace(f"{folder}{os.sep}", "")
        raise CannotMigrate(f"{_FAILED} (exit code {done.returncode}): {said}")
    return done.returncode == 0


def _program() -> str:
    """The ruff of this environment."""
    name = "ruff.exe" if sys.platform == "win32" else "ruff"
    beside = Path(sysconfig.get_path("scripts")) / name
    return str(beside) if beside.is_file() else name
