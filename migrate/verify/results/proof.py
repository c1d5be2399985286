"""The proof as an artifact: what was compared, of which sources and data, and whether it holds."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping, Set
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from migrate import __version__
from migrate.secrets import masked_value
from migrate.verify.findings import Report
from migrate.verify.options import Options
from migrate.verify.runs.removing import remove
from migrate.verify.runs.sides import CannotVerify
from migrate.verify.runs.workspace import KEDROS, files_below, lasting, sha256

# What a project's runs do not depend on, though it lies there.
NO_SOURCE = frozenset({"tests", "docs", "notebooks", "logs", "data", "build", "proof.json"})
TEXTS = (".md", ".rst")
README = "README"
# What is kept of a proof to check it; what is said of each run.
PARTS = ("kedro", "hamilton", "data")
WHAT = ("datasets", "files", "nodes")


def sources_of(kedro: Path, hamilton: Path) -> dict[str, dict[str, str]]:
    """SHA-256 by path: of the Kedro project's code and configuration, of its data, and of the
    Hamilton project's code.
    """
    return {
        "kedro": _hashes(kedro, lambda path: path.parts[0] in KEDROS - NO_SOURCE),
        "hamilton": _hashes(hamilton, lambda path: path.parts[0] not in NO_SOURCE),
        "data": _hashes(kedro, lambda path: path.parts[0] not in KEDROS | NO_SOURCE - {"data"}),
    }


def _hashes(root: Path, wanted: Any) -> dict[str, str]:
    found = {}
    for file in files_below(root):
        path = file.relative_to(root)
        if not _is_for_people(path) and not path.parts[0].startswith(".") and wanted(path):
            found[path.as_posix()] = sha256(file)
    return found


def _is_for_people(path: Path) -> bool:
    """Whether no program reads it; a text further down may be one that a node does."""
    return path.suffix in TEXTS and (path.stem == README or len(path.parts) == 1)


def proof(
    report: Report,
    kedro: Path,
    hamilton: Path,
    options: Options,
    sources: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """The proof as JSON. `sources` are those of before the runs; data that the runs wrote
    themselves was no input of theirs.
    """
    made = {path for run in report.runs for path in run.files}
    parts = {**sources, "data": _given(sources["data"], made)}
    return {
        "schema": 1,
        "tool": {"name": "kedro-to-declarative", "version": __version__},
        "made": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "equal": report.equal,
        **{
            name: {"sha256": _total(parts[name]), "path": str(root), "files": dict(parts[name])}
            for name, root in zip(PARTS, (kedro, hamilton, kedro), strict=True)
        },
        "versions": _versions(report),
        "machine": {
            "system": platform.platform(),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
        },
        "options": {
            "parameters": masked_value(dict(options.parameters)),
            "rtol": options.tolerance.rtol,
            "atol": options.tolerance.atol,
            "only": list(options.only),
            "exclude": list(options.exclude),
            "orders": options.orders,
            "repeat": options.repeat,
            "seed": options.seed,
        },
        **{name: part for name, part in report.to_json().items() if name != "schema"},
    }


def _given(data: Mapping[str, str], made: Set[str]) -> dict[str, str]:
    """Data that no run wrote."""
    return {path: each for path, each in data.items() if lasting(path) not in made}


def _total(hashes: Mapping[str, str]) -> str:
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _versions(report: Report) -> dict[str, Any]:
    """What ran on each side."""
    if not report.runs:
        return {}
    sides = {"kedro": report.runs[0].kedro, "hamilton": report.runs[0].hamilton}
    return {
        name: {"python": side.python, name: side.version, "libraries": dict(side.libraries)}
        for name, side in sides.items()
    }


def write_proof(path: Path, document: Mapping[str, Any]) -> None:
    """Write a proof, whole or not at all, over nothing but an older one. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".proof-{os.getpid()}.partial")
    with partial.open("x", encoding="utf-8") as file:
        try:
            file.write(json.dumps(document, indent=1, default=str) + "\n")
            file.flush()
        except OSError:
            remove(partial, path.parent)
            raise
    partial.replace(path)


def check_place(path: Path) -> None:
    """Raise CannotVerify if something that is no proof lies where one is to be written."""
    if path.exists():
        read_proof(path, "is in the way of the proof: it")


def read_proof(path: Path, otherwise: str = "") -> dict[str, Any]:
    """A proof from its file. Raises CannotVerify if it is none."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CannotVerify(f"There is no proof {path}.") from error
    except (OSError, ValueError) as error:
        raise CannotVerify(f"{path} {otherwise} is no proof: {error}.") from error
    if not _is_whole(found):
        raise CannotVerify(f"{path} {otherwise} is no proof of ours.".replace("  ", " "))
    return found


def _is_whole(found: Any) -> bool:
    """Whether it is a proof as we write it: nothing of it is lost or was changed by hand, and what
    it says of the whole is what it says of the runs.
    """
    try:
        totals = [_total(found[name]["files"]) == found[name]["sha256"] for name in PARTS]
        parts = [part for run in found["runs"] for what in WHAT for part in run[what].values()]
        statuses = {part["status"] for part in parts}
        return (
            all(totals)
            and found["schema"] == 1
            and isinstance(found["made"], str)
            and isinstance(found["equal"], bool)
            and (not found["equal"] or (bool(statuses) and statuses <= {"equal", "close"}))
        )
    except (KeyError, TypeError, AttributeError):
        return False


def changes(
    found: Mapping[str, Any], kedro: Path | None = None, hamilton: Path | None = None
) -> list[str]:
    """Why a proof does not hold for what lies in both projects today, in sentences; none if it
    does. The projects lie where the proof says, unless they are given. Raises CannotVerify if one
    of them is not there.
    """
    kedro = kedro or Path(found["kedro"]["path"])
    hamilton = hamilton or Path(found["hamilton"]["path"])
    for project in (kedro, hamilton):
        if not project.is_dir():
            raise CannotVerify(f"There is no folder {project}.")
    today = sources_of(kedro.resolve(), hamilton.resolve())
    why = [] if found.get("equal") else ["It was no proof: not everything was equal then."]
    # What runs write is no input of theirs, whenever it was written.
    made = {path for run in found["runs"] for path in run["files"]}
    for name, what in zip(PARTS, ("Kedro's", "Hamilton's", "the data's"), strict=True):
        proven = found[name]["files"]
        now = today[name] if name != "data" else _given(today[name], made)
        why += [f"Of {what} files, {change}." for change in _changes(proven, now)]
    return why


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> Iterable[str]:
    for path in sorted({**before, **now}):
        if path not in now:
            yield f"{path} is gone"
        elif path not in before:
            yield f"{path} is new"
        elif before[path] != now[path]:
            yield f"{path} has changed"
