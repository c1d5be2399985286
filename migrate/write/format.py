"""Layout of the written code, by ruff: line breaks, import order, blank lines."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from pathlib import Path

SPLIT = "# isort: split"  # sorting does not move an import across it; it is not written
_FENCE = re.compile(rf"\n+(?:{SPLIT}\n+)+")
LINE_LENGTH = 88  # ruff's own default, for projects that say nothing


def formatted(
    code: Mapping[str, str], kept: Mapping[str, str], package: str, line_length: int | None = None
) -> dict[str, str]:
    """All files, their Python laid out as `ruff format` does and without unused imports.

    The imports of `code`, which is ours, are sorted, none across a line SPLIT. `kept`
    are files of the source: an import that is unused there, or that a function tries, may have an
    effect or be another module's, so it stays and says so.

    What is no Python stays as it is.

    Raises RuntimeError if ruff does not take them: then the text is no Python.
    """
    files = {path: text for path, text in {**code, **kept}.items() if path.endswith(".py")}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        ours, theirs = (
            [str(root / p) for p in group if p.endswith(".py")] for group in (code, kept)
        )
        config = [
            f"line-length = {line_length or LINE_LENGTH}",
            'target-version = "py310"',
            f'lint.isort.known-first-party = ["{package}"]',
        ]
        options = ["--isolated", "--no-cache", "--quiet"]
        for line in config:
            options += ["--config", line]
        _ruff("check", "--select", "I,F401", "--fix", "--exit-zero", *options, *ours)
        for path in (p for p, text in code.items() if SPLIT in text):
            text = (root / path).read_text(encoding="utf-8")
            (root / path).write_text(_FENCE.sub("\n", text), encoding="utf-8", newline="\n")
        _ruff("format", *options, *ours, *theirs)  # first: each name gets its own comment
        _ruff("check", "--select", "F401", "--add-noqa", "--exit-zero", *options, *ours, *theirs)
        laid_out = {path: (root / path).read_text(encoding="utf-8") for path in files}
    return {**code, **kept, **laid_out}


def _ruff(*arguments: str) -> None:
    done = subprocess.run([_program(), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the written code is not valid: {done.stdout}{done.stderr}")


def _program() -> str:
    """The ruff of this environment."""
    name = "ruff.exe" if sys.platform == "win32" else "ruff"
    beside = Path(sysconfig.get_path("scripts")) / name
    return str(beside) if beside.is_file() else name
