"""Folders to run in: copies of a project and its data, and what a run wrote into them."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator
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
# What only Kedro needs or writes for itself; the migrated project must do without it.
KEDROS = frozenset(
    {"src", "conf", "tests", "docs", "notebooks", "pyproject.toml", "logs", "info.log"}
)

# What is another name in each run, and what it is called here: Kedro's version folders
# (2024-01-31T10.20.30.456Z), the parts of Spark's tables.
NAMED_ANEW = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d\.\d{3}Z"), "<version>"),
    (re.compile(r"\b(part-\d+)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), r"\1-<uuid>"),
)
# What Hadoop writes beside each file: its checksum.
CHECKSUM = re.compile(r"(^|/)\.[^/]+\.crc$")
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


@dataclass(frozen=True)
class Layer:
    """A folder to copy, without its own entries called `skipped`."""

    folder: Path
    skipped: frozenset[str] = frozenset()


def clone_layers(layers: Iterable[Layer], target: Path, skipped: Collection[str] = ()) -> None:
    """Copy the layers over each other, as `clone`."""
    for layer in layers:
        clone(layer.folder, target, {*layer.skipped, *skipped})


def size_of(layers: Iterable[Layer]) -> int:
    """The bytes of all files of the layers."""
    return sum(
        path.stat().st_size
        for layer in layers
        for path in files_below(layer.folder)
        if path.relative_to(layer.folder).parts[0] not in layer.skipped
    )


def shares_blocks(source: Path, target: Path) -> bool:
    """Whether copies of files from one folder to the other cost no space."""
    if sys.platform != "linux":
        return False
    import fcntl

    file = next(files_below(source), None)
    copy = target / ".shared"
    if file is None:
        return True
    try:
        with file.open("rb") as old, copy.open("wb") as new:
            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
    except OSError:
        return False
    finally:
        copy.unlink(missing_ok=True)
    return True


Snapshot = dict[str, tuple[int, int, int]]


def files_below(root: Path) -> Iterator[Path]:
    """The files of a folder, but for those that are never part of a project's inputs."""
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED]
        paths = (Path(folder, name) for name in files)
        yield from (path for path in paths if path.is_file())


def snapshot(root: Path) -> Snapshot:
    """Each file's path below `root`, with what changes when it is written."""
    found: Snapshot = {}
    for path in files_below(root):
        facts = path.stat()
        found[path.relative_to(root).as_posix()] = (
            facts.st_mtime_ns,
            facts.st_size,
            facts.st_ino,
        )
    return found


@dataclass(frozen=True)
class Written:
    """A file that a run wrote: where it is, and the SHA-256 of its bytes, "" if it deleted it."""

    path: Path
    sha256: str

    @property
    def how(self) -> str:
        """What the run did to the file."""
        return "wrote" if self.sha256 else "deleted"


def lasting(path: str) -> str:
    """A file's path as every run calls it: a version's folder is `<version>`."""
    for pattern, name in NAMED_ANEW:
        path = pattern.sub(name, path)
    return path


def written(root: Path, before: Snapshot) -> dict[str, Written]:
    """The files below `root` that are new, or were written or deleted since `before`, by their
    `lasting` path, without checksums.
    """
    after = snapshot(root)
    found = {path: Written(root / path, "") for path in sorted(before) if path not in after}
    for path, facts in sorted(after.items()):
        if before.get(path) != facts and not CHECKSUM.search(path):
            place, name = root / path, lasting(path)
            # Two versions, or two parts of one number: both count.
            name += f" #{len(found)}" if name in found else ""
            found[name] = Written(place, sha256(place))
    return found


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
