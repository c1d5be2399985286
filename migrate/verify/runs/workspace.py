"""Folders to run in: copies of a project and its data, and what a run wrote into them."""

from __future__ import annotations

import hashlib
import mmap
import os
import re
import shutil
import stat
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from migrate.verify.capture.place import Place
from migrate.verify.runs.removing import remove

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
        remove(copy, target)
    return True


def files_below(root: Path) -> Iterator[Path]:
    """The files of a folder, but for those that are never part of a project's inputs."""
    yield from (path for path in _entries(root) if path.is_file())


def _entries(root: Path) -> Iterator[Path]:
    """All that lies in a folder and is no folder, and the empty folders."""
    for folder, folders, files in os.walk(root):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = [name for name in folders if name not in SKIPPED]
        yield from (Path(folder, name) for name in (*files, *links))
        if not folders and not files and Path(folder) != root:
            yield Path(folder)


Snapshot = dict[str, tuple[int, ...]]


def snapshot(root: Path) -> Snapshot:
    """Each file, link and empty folder by its path below `root` (a folder's ends with `/`), with
    what changes when it is written. The time of the last change can't be set back, as the others
    can; an empty folder has nothing to write.
    """
    found: Snapshot = {}
    for path in _entries(root):
        facts = path.lstat()
        name = path.relative_to(root).as_posix()
        if stat.S_ISDIR(facts.st_mode):
            found[f"{name}/"] = (stat.S_IMODE(facts.st_mode),)
        else:
            times = (facts.st_mtime_ns, facts.st_ctime_ns)
            found[name] = (*times, facts.st_size, facts.st_ino, facts.st_mode)
    return found


# What lies at a path; what it is called.
KINDS = (
    (stat.S_ISREG, "a file"),
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "an empty folder"),
    (lambda _: True, "no plain file"),
)


@dataclass(frozen=True)
class Written:
    """What a run wrote: where it is, and the SHA-256 of its bytes, "" if it deleted it; what it
    is, and who may read, write and run it (as of chmod).
    """

    path: Path
    sha256: str
    kind: str = "a file"
    mode: int | None = None

    @property
    def how(self) -> str:
        """What the run did to it."""
        done = "made" if self.kind == "an empty folder" else "wrote"
        return done if self.sha256 else "deleted"


def lasting(path: str) -> str:
    """A file's path as every run calls it: a version's folder is `<version>`."""
    for pattern, name in NAMED_ANEW:
        path = pattern.sub(name, path)
    return path


def written(
    root: Path, before: Snapshot, home: Path | None = None, common: Common | None = None
) -> dict[str, Written]:
    """What is new below `home` (`root` itself, if it is not given), or was written or deleted since
    the snapshot `before` of it, by its `lasting` path from `root`, without checksums.

    Files that hold the run's own path are copied, with the `common` one in its place.
    """
    home = home or root
    after = snapshot(home)

    def name_of(path: str) -> str:
        name = Path(os.path.relpath(home / path, root)).as_posix()
        return f"{name}/" if path.endswith("/") else name

    found = {name_of(p): Written(home / p, "") for p in sorted(before) if not _is_there(home, p)}
    for path, facts in sorted(after.items()):
        if before.get(path) != facts and not CHECKSUM.search(path):
            name = lasting(name_of(path))
            # Two versions, or two parts of one number: both count.
            name += f" #{len(found)}" if name in found else ""
            found[name] = _written(home / path, common)
    return found


def _is_there(home: Path, path: str) -> bool:
    """Whether what was there once still is: an empty folder that got a file is."""
    return os.path.lexists(home / path) and (home / path).is_dir() == path.endswith("/")


def _written(path: Path, common: Common | None) -> Written:
    mode = path.lstat().st_mode
    kind = next(name for is_kind, name in KINDS if is_kind(mode))
    if kind == "a link":
        aim = os.fsencode(path.readlink())
        shown = os.fsdecode(common.place.hidden(aim) if common else aim)
        return Written(path, hashlib.sha256(os.fsencode(lasting(shown))).hexdigest(), kind)
    digest = kind
    if kind == "a file":
        if not os.access(path, os.R_OK):
            path.chmod(mode | stat.S_IRUSR)
        path = common.file(path) if common else path
        digest = sha256(path)
    return Written(path, digest, kind, stat.S_IMODE(mode))


@dataclass(frozen=True)
class Common:
    """Files of a run without its own `place`: copied into the new folder `aside`."""

    place: Place
    aside: Path

    def file(self, path: Path) -> Path:
        """The file, or a copy of it if it holds the run's path."""
        if not path.stat().st_size:
            return path
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            common = self.place.hidden(data)
            if common is data:
                return path
        self.aside.mkdir(exist_ok=True)
        copy = self.aside / f"{len(list(self.aside.iterdir()))}{path.suffix}"
        copy.write_bytes(common)
        return copy


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
