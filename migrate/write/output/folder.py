"""Output: a folder appears whole or not at all, and nothing of others is ever overwritten."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from migrate.model.diagnostics import CannotMigrate
from migrate.write.output.earlier import MANIFEST, earlier_migration
from migrate.write.output.staging import lies_at, staged


def real(output: Path) -> Path:
    """The folder itself, where links lead to it. Raises CannotMigrate if they lead nowhere."""
    found = Path(os.path.realpath(output))
    if found.is_symlink():
        raise CannotMigrate(f"the output {output} is a link to itself; choose another --output")
    return found


def check_output(output: Path, source: Path, force: bool) -> None:
    """Raise CannotMigrate unless the output may be written there.

    It must be a folder that can be replaced, outside of the source and not around it; if it is not
    empty, it must be ours (it holds a migration.json of this tool), or `force` must be given.
    """
    output, source = real(output), source.resolve()
    if _is_in(output, source):
        raise CannotMigrate(f"the output {output} lies inside the project; choose another --output")
    if _is_in(source, output):
        raise CannotMigrate(f"the project lies inside the output {output}; choose another --output")
    if what := _what_is_no_folder_of_its_own(output):
        raise CannotMigrate(f"the output {output} is {what}; choose another --output")
    there = lies_at(output)
    earlier_migration(there, force)
    if force or not there.is_dir() or not any(there.iterdir()):
        return
    if not (there / MANIFEST).is_file():
        raise CannotMigrate(
            f"the output {output} is not empty and was not made by this tool; "
            "choose another --output, or --force"
        )


def _is_in(inner: Path, outer: Path) -> bool:
    """Whether one folder is the other or lies in it, whatever either is called: there are systems
    to which `Shop` is `shop`."""
    above = (inner, *inner.parents)
    return outer in above or (
        outer.exists() and any(e.exists() and e.samefile(outer) for e in above)
    )


def _what_is_no_folder_of_its_own(output: Path) -> str:
    if output.is_file():
        return "a file"
    if output.exists() and not output.is_dir():
        return "no folder"
    with suppress(RuntimeError):  # nobody knows it
        home = real(Path.home())
        if output in (home, *home.parents):
            return "your home folder" if output == home else "above your home folder"
    if os.path.ismount(output):
        return "where another file system begins, so that it can't be replaced"
    return ""


def changed_by_hand(output: Path, sha256: Mapping[str, str]) -> list[str]:
    """The files of an earlier migration that somebody has changed since."""
    return [path for path, known in sha256.items() if _hash(output / path) not in ("", known)]


def _hash(file: Path) -> str:
    """The hash of a file; "" if there is none."""
    if not file.is_file():
        return ""
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def write_output(
    output: Path,
    files: Mapping[str, str],
    executables: Collection[str] = (),
    force: bool = False,
) -> None:
    """Write all files: staged beside the output, then put in its place in one step.

    The system may run those of them that are among the `executables`. The files of an earlier
    migration go if they are not written again; all else that lies in the folder stays. Raises
    CannotMigrate if it can't be written there, or if somebody has changed a file by hand, unless
    `force`.
    """
    output = real(output)
    with _sentences(output), staged(output) as stage:
        owned = earlier_migration(output, force).files
        edited = changed_by_hand(output, owned)
        if edited and not force:
            others = f" (and {len(edited) - 1} more)" if len(edited) > 1 else ""
            raise CannotMigrate(
                f"{output / edited[0]}{others} was changed by hand since it was written; "
                "--force overwrites it, --diff shows what would change"
            )
        _check_ways(output, {*owned, *files})
        new = stage.begin()
        if output.is_dir():
            shutil.copytree(output, new, True, copy_function=_link, dirs_exist_ok=True)
        for path in {*files, *owned} - (set(edited) - set(files)):
            (new / path).unlink(missing_ok=True)
        for path, text in files.items():
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            if path in executables:
                target.chmod(0o777 & ~_umask())
        stage.put()


@contextmanager
def _sentences(output: Path) -> Iterator[None]:
    """What the system refuses, in a sentence that names files which a person knows."""
    try:
        yield
    except shutil.Error as error:  # of a whole folder: the first of its files says enough
        source, _, why = error.args[0][0]
        raise CannotMigrate(f"the output {output} can't be written: {source}: {why}") from error
    except OSError as error:
        raise CannotMigrate(
            f"the output {output} can't be written: {error.strerror or error}"
        ) from error


def _check_ways(output: Path, paths: Collection[str]) -> None:
    """Raise CannotMigrate if a file can't be written: a folder in its place, or no folder on the
    way, or a link, so that what is written would lie elsewhere.
    """
    for path in sorted(paths):
        file = output / path
        if file.is_dir() and not file.is_symlink():
            raise CannotMigrate(f"{file} is a folder, where a file is to be written; move it away")
        for folder in (output / above for above in PurePosixPath(path).parents[:-1]):
            if folder.is_symlink():
                raise CannotMigrate(f"{folder} is a link to another folder; take it away first")
            if folder.exists() and not folder.is_dir():
                raise CannotMigrate(f"{folder} is in the way of {file}; move it away")


def _link(source: str, target: str) -> None:
    # What lies beside our files may be large data: a second name for it will do.
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
