"""Folders to run in: copies of a project and its data, and what a run wrote into them."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

# Never part of a project's inputs.
SKIPPED = frozenset(
    {
        ".git",
        ".hg",
        ".venv",
        "venv",
        ".tox",
        ".nox",
        "node_modules",
        "__pycache__",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".ipynb_checkpoints",
        ".viz",
        ".telemetry",
    }
)
# What only Kedro needs; the migrated project must do without it.
KEDROS = frozenset({"src", "conf", "tests", "docs", "notebooks", "pyproject.toml", "logs"})

# Kedro's version folders: 2024-01-31T10.20.30.456Z.
VERSION = re.compile(r"\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d\.\d{3}Z")
FICLONE = 0x40049409


def clone_file(source: str, target: str) -> str:
    """Copy a file with its times; its blocks are shared where the file system can do that, so
    that large data costs nothing and writing to the copy leaves the original alone.
    """
    if sys.platform == "linux":
        import fcntl

        try:
            with Path(source).open("rb") as old, Path(target).open("wb") as new:
                fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
            shutil.copystat(source, target)
            return target
        except OSError:
            pass
    return shutil.copy2(source, target)


def clone(source: Path, target: Path, skipped: Collection[str] = ()) -> None:
    """Copy a folder's files into `target`, over what lies there. `skipped` are names of its own
    entries that stay behind. Raises OSError, for one where the disk is full.
    """
    target.mkdir(parents=True, exist_ok=True)
    for entry in sorted(source.iterdir()):
        if entry.name in SKIPPED or entry.name in skipped or entry.suffix == ".egg-info":
            continue
        if entry.is_dir():
            shutil.copytree(
                entry,
                target / entry.name,
                ignore=shutil.ignore_patterns(*SKIPPED, "*.pyc"),
                copy_function=clone_file,
                ignore_dangling_symlinks=True,
                dirs_exist_ok=True,
            )
        elif entry.is_file():
            clone_file(str(entry), str(target / entry.name))


Snapshot = dict[str, tuple[int, int, int]]


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED]
        yield from (Path(folder, name) for name in files)


def snapshot(root: Path) -> Snapshot:
    """Each file's path below `root`, with what changes when it is written."""
    found: Snapshot = {}
    for path in _walk(root):
        facts = path.stat()
        found[path.relative_to(root).as_posix()] = (
            facts.st_mtime_ns,
            facts.st_size,
            facts.st_ino,
        )
    return found


@dataclass(frozen=True)
class Written:
    """A file that a run wrote: where it is, and the SHA-256 of its bytes."""

    path: Path
    sha256: str


def written(root: Path, before: Snapshot) -> dict[str, Written]:
    """The files below `root` that are new or were written since `before`, by their path; a
    version's folder is called `<version>` there.
    """
    found: dict[str, Written] = {}
    for path, facts in sorted(snapshot(root).items()):
        if before.get(path) != facts:
            place = root / path
            found[VERSION.sub("<version>", path)] = Written(place, sha256(place))
    return found


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
