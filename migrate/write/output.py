"""Output: a folder appears whole or not at all, and nothing of others is ever overwritten."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from migrate.diagnostics import CannotMigrate

MANIFEST = "migration.json"


def check_output(output: Path, source: Path, force: bool) -> None:
    """Raise CannotMigrate unless the output may be written there.

    It must lie outside the source and not around it; a folder that is not empty must be ours
    (it holds a migration.json), unchanged, or `force` must be given.
    """
    output, source = output.resolve(), source.resolve()
    if output == source or source in output.parents:
        raise CannotMigrate(f"the output {output} lies inside the project; choose another --output")
    if output in source.parents:
        raise CannotMigrate(f"the project lies inside the output {output}; choose another --output")
    if output.exists() and not output.is_dir():
        raise CannotMigrate(f"the output {output} is a file; choose another --output")
    if force or not output.is_dir() or not any(output.iterdir()):
        return
    if not (output / MANIFEST).is_file():
        raise CannotMigrate(
            f"the output {output} is not empty and was not made by this tool; "
            "choose another --output, or --force"
        )


def changed_by_hand(output: Path, sha256: Mapping[str, str]) -> list[str]:
    """The files of an earlier migration that somebody has changed since."""
    changed = []
    for path, known in sha256.items():
        file = output / path
        if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() != known:
            changed.append(path)
    return changed


def earlier_files(output: Path) -> dict[str, str]:
    """The files of an earlier migration in `output`, with their hashes; empty if there is none."""
    try:
        found = {str(path): str(known) for path, known in _earlier(output)["files"].items()}
        return {path: known for path, known in found.items() if _is_inside(path)}
    except (KeyError, TypeError, AttributeError):
        return {}


def earlier_names(output: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The names of an earlier migration in `output`: of Kedro's datasets and parameters, and of
    the functions by node id. Both are empty if there is none.
    """
    found = _earlier(output)
    try:
        names = {str(name): str(word) for name, word in found["names"].items()}
        functions = {
            str(node["id"]): str(target["function"])
            for node in found["nodes"]
            for target in node["targets"][:1]
        }
    except (KeyError, TypeError, AttributeError):
        return {}, {}
    return names, functions


def _is_inside(path: str) -> bool:
    return not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts


def _earlier(output: Path) -> Any:
    try:
        return json.loads((output / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_output(
    output: Path,
    files: Mapping[str, str],
    owned: Mapping[str, str],
    executables: Collection[str] = (),
) -> None:
    """Write all files: staged beside the output, then put in its place in one step.

    The system may run those of them that are among the `executables`. `owned` are the files of an
    earlier migration, which go if they are not written again; all else that lies in the folder
    stays. Raises CannotMigrate if it can't be written there.
    """
    output = output.resolve()
    link = next(
        (link for path in sorted({*owned, *files}) if (link := _link_above(output, path))), None
    )
    if link:
        raise CannotMigrate(f"{link} is a link to another folder; take it away first")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent))
    except OSError as error:
        raise CannotMigrate(f"the output {output} can't be written: {error}") from error
    try:
        if output.is_dir():
            shutil.copytree(output, stage, True, copy_function=_link, dirs_exist_ok=True)
            for path in {*owned, *files}:
                (stage / path).unlink(missing_ok=True)
        else:
            stage.chmod(0o777 & ~_umask())
        for path, text in files.items():
            target = stage / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            if path in executables:
                target.chmod(0o777 & ~_umask())
        _put(stage, output)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _link_above(output: Path, path: str) -> Path | None:
    """A folder on the way to a file that is a link: what is written there would lie elsewhere."""
    above = [output / folder for folder in PurePosixPath(path).parents]
    return next((folder for folder in above[:-1] if folder.is_symlink()), None)


def _link(source: str, target: str) -> None:
    # What lies beside our files may be large data: a second name for it will do.
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _put(stage: Path, output: Path) -> None:
    if not output.exists():
        stage.replace(output)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent)) / "old"
    try:
        output.replace(old)
        try:
            stage.replace(output)
        except OSError:
            old.replace(output)
            raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
