"""Runs what a page of the documentation tells people to do.

A block with a caption is a file, one without is run: `sh` line by line in one shell, `python` on its
own. A `text` block after it is what was printed, where `...` on a line of its own stands for any.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```\{code-block\} (\w+)\n(?::caption: ([^\n]+)\n)?(.*?)^```$", re.M | re.S)
# What installs packages is left out: they are there.
INSTALLS = re.compile(r"^(pip|pipx|uv) ")
WHERE = '\necho "$PWD" > {place}'


@dataclass(frozen=True)
class Block:
    """One block of a page: `file` is the path that it is written to, "" where it is run."""

    language: str
    file: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    for found in BLOCK.finditer(page):
        yield Block(found[1], found[2] or "", found[3])


def follow(page: str, folder: Path, environment: dict[str, str]) -> None:
    """Do what a page says, in a folder. Raises AssertionError where it does not come out so."""
    here, printed = folder, ""
    for block in blocks(page):
        if block.file:
            path = here / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text)
        elif block.language == "sh":
            printed, here = _shell(block.text, here, folder / ".where", environment)
        elif block.language == "python":
            printed = _run(["python", "-c", block.text], here, environment)
        elif block.language == "text":
            missing = first_missing(block.text, printed)
            assert missing is None, f"{missing!r} was not printed, but:\n{printed}"


def first_missing(expected: str, printed: str) -> str | None:
    """The first line, of those expected in this order, that was not printed; None if all were.

    Lines follow each other directly, but where `...` stands between them.
    """
    lines, at, is_gap = printed.splitlines(), 0, True
    for line in expected.splitlines():
        if line == "...":
            is_gap = True
            continue
        found = [i for i in range(at, len(lines)) if lines[i].rstrip() == line.rstrip()]
        if not found or not (is_gap or found[0] == at):
            return line
        at, is_gap = found[0] + 1, False
    return None


def _shell(text: str, here: Path, place: Path, environment: dict[str, str]) -> tuple[str, Path]:
    lines = [line for line in text.splitlines() if not INSTALLS.match(line)]
    script = "\n".join(lines) + WHERE.format(place=place)
    printed = _run(["bash", "-ec", script], here, environment)
    return printed, Path(place.read_text().strip())


def _run(command: list[str], here: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}{done.stderr}"
    return done.stdout
