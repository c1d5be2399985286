"""Layout of the written code, by ruff: line breaks, import order, blank lines."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

LINE_LENGTH = 100


def formatted(
    files: Mapping[str, str], package: str, parts: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """The files, laid out as `ruff format` does and with sorted imports, of which none is unused.

    `parts` are files of the source from which something has gone: they keep all their imports.

    Raises RuntimeError if ruff does not take them: then the text is no Python.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in {**files, **parts}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        written = [str(root / path) for path in files]
        config = [
            f"line-length = {LINE_LENGTH}",
            'target-version = "py310"',
            f'lint.isort.known-first-party = ["{package}"]',
        ]
        options = ["--isolated", "--no-cache", "--quiet"]
        for line in config:
            options += ["--config", line]
        _ruff("check", "--select", "I,F401", "--fix", "--exit-zero", *options, *written)
        _ruff("format", *options, folder)
        return {path: (root / path).read_text(encoding="utf-8") for path in {**files, **parts}}


def _ruff(*arguments: str) -> None:
    done = subprocess.run([_program(), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the written code is not valid: {done.stdout}{done.stderr}")


def _program() -> str:
    """The ruff of this environment."""
    name = "ruff.exe" if sys.platform == "win32" else "ruff"
    beside = Path(sysconfig.get_path("scripts")) / name
    return str(beside) if beside.is_file() else name
