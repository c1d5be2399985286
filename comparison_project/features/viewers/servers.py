"""Kedro-Viz and the Hamilton UI on this machine's loopback, with the same history to show.

Each side has a copy of its example in a Git repository of its own, and this has happened to it:
a run that succeeds, a run that fails, since more rows are asked for than there are, and then an
edit that nobody has committed. Kedro-Viz starts after the edit; the Hamilton UI was told of a
third run, with the edit.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from comparison_project.data import write_tables
from comparison_project.features.running import ROOT, environment
from comparison_project.features.viewers.browser import NEEDS, SERVED
from comparison_project.features.viewers.tracked import new_project

ROWS = 200
# More rows than there are: the check of the model's input fails.
TOO_MANY = 100_000
# Seconds for a server to begin, on a machine that does other things beside.
PATIENCE = 300
# The edit, in the function that checks the scores.
EDITS = {
    "kedro_side": (
        "src/spaceflights/pipelines/data_processing/nodes.py",
        "lowest: float = 0,",
        "lowest: float = 1,",
    ),
    "hamilton_side": ("spaceflights/data_processing.py", "lowest = 0\n", "lowest = 1\n"),
}


@contextmanager
def served() -> Iterator[None]:
    """Both servers, for as long as the block runs. Probes are told by an environment variable where
    they are, or why they are not.
    """
    with ExitStack() as ends:
        os.environ[SERVED] = json.dumps(_started(ends))
        ends.callback(os.environ.pop, SERVED)
        yield


def _started(ends: ExitStack) -> Mapping[str, str]:
    if shutil.which("git") is None:
        return {"missing": "git", "why": "the program git is not on this machine"}
    try:
        for name in NEEDS:
            version(name)
    except PackageNotFoundError as problem:
        return {"missing": problem.name, "why": f"{problem.name} is not installed"}
    folder = tempfile.TemporaryDirectory(prefix="viewers-", ignore_cleanup_errors=True)
    path = Path(ends.enter_context(folder))
    with ThreadPoolExecutor() as both:
        kedro, hamilton = both.submit(_kedro_viz, path, ends), both.submit(_hamilton_ui, path, ends)
    try:
        return {"kedro": kedro.result(), "hamilton": hamilton.result(), "commit": _commit(path)}
    except RuntimeError as problem:
        return {"why": str(problem)}


def _commit(folder: Path) -> str:
    command = ["git", "rev-parse", "HEAD"]
    return subprocess.check_output(command, cwd=folder / "kedro_side", text=True).strip()


def _kedro_viz(folder: Path, ends: ExitStack) -> str:
    project = _copied("kedro_side", folder)
    _run(["kedro", "run"], project)
    _run(["kedro", "run", f"--params=checks.min_rows={TOO_MANY}"], project, code=1)
    _edit(project)
    port = free_port()
    command = ["kedro", "viz", "run", "--host", "127.0.0.1", "--port", str(port), "--no-browser"]
    return _start(command, project, port, ends)


def _hamilton_ui(folder: Path, ends: ExitStack) -> str:
    # Its own command listens on all of the machine's addresses; Django's is told on which.
    spec = importlib.util.find_spec("hamilton_ui")
    assert spec and spec.submodule_search_locations
    manage = str(Path(spec.submodule_search_locations[0], "manage.py"))
    base = folder / "ui"
    (base / "blobs").mkdir(parents=True)
    settings, more = "--settings=server.settings_mini", {"HAMILTON_BASE_DIR": str(base)}
    _run([manage, "migrate", settings], folder, more)
    port = free_port()
    where = ["--insecure", "--noreload", f"127.0.0.1:{port}"]
    url = _start([manage, "runserver", settings, *where], folder, port, ends, more)
    project = _copied("hamilton_side", folder)
    tracked = ["comparison_project.features.viewers.tracked", url]
    spaceflights = [*tracked, str(new_project(url, "spaceflights")), "spaceflights"]
    _run([*spaceflights, "{}"], project)
    _run([*spaceflights, json.dumps({"checks.min_rows": TOO_MANY})], project, code=1)
    _edit(project)
    _run([*spaceflights, "{}"], project)
    _run([*tracked, str(new_project(url, "columns")), "columns", "{}"], folder)
    return url


def _copied(side: str, folder: Path) -> Path:
    """A copy of a side with its raw tables, in a repository with one commit."""
    project = folder / side
    shutil.copytree(ROOT / side, project, ignore=shutil.ignore_patterns("__pycache__", ".viz"))
    write_tables(project / "data" / "01_raw", ROWS, 0)
    git = ["git", "-c", "user.name=reader", "-c", "user.email=reader@example.com"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "All"]):
        subprocess.run([*git, *arguments], cwd=project, check=True)
    return project


def _edit(project: Path) -> None:
    name, old, new = EDITS[project.name]
    path = project / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def _command(command: Sequence[str]) -> list[str]:
    return [sys.executable, *([] if command[0].endswith(".py") else ["-m"]), *command]


def _run(
    command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None, code: int = 0
) -> None:
    ended = subprocess.run(
        _command(command),
        cwd=folder,
        env=environment(more or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if ended.returncode != code:
        raise _failure(f"{' '.join(command)} ended with {ended.returncode}", ended.stdout)


def _failure(what: str, log: str) -> RuntimeError:
    """Shows the log once; every probe that needs what failed gives its last line as the reason."""
    print(log, file=sys.stderr)
    return RuntimeError(": ".join([what, *log.strip().splitlines()[-1:]]))


def _start(
    command: Sequence[str],
    folder: Path,
    port: int,
    ends: ExitStack,
    more: Mapping[str, str] | None = None,
) -> str:
    """Start a server that ends with `ends`; returns its address once it answers."""
    log = folder / f"{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            _command(command),
            cwd=folder,
            env=environment(more or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    ends.callback(_end, process)
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return url
        except OSError:
            time.sleep(0.2)
    raise _failure(f"{' '.join(command)} does not answer", log.read_text(errors="replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    # Kedro-Viz takes no port above 49151, which is where the system's own choices lie.
    for port in random.sample(range(20_000, 49_000), 100):
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port")
