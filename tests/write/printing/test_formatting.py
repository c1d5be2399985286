"""Laying out by ruff: what it can't take stays as it is, and its own failures are sentences."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from migrate.model.diagnostics import CannotMigrate
from migrate.write.printing import formatting as layout

BROKEN = {
    "syntax": "def (\n",
    "a NUL": "x = 1\0\n",
    "too deep for a stack": f"x = {'-' * 90_000}1\n",
    "another language": "print 'two'\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_kept_file_that_is_no_python_stays_as_it_is(text: str) -> None:
    files = layout.formatted({"a.py": "x=1\n"}, {"b.py": text, "c.py": "y=2\n"}, "shop")
    assert files == {"a.py": "x = 1\n", "b.py": text, "c.py": "y = 2\n"}


def _program(folder: Path, script: str) -> str:
    program = folder / "ruff"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


@pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts")
@pytest.mark.parametrize(
    ("script", "words"),
    [
        pytest.param("exit 2", "exit code 2", id="it fails"),
        pytest.param("echo error: cannot parse $PWD/shop/a.py >&2; exit 2", "parse shop/a.py", id="a place"),
        pytest.param("kill -ABRT $$", "exit code -6", id="it crashes"),
        pytest.param("exec sleep 60", "more than 0.2 seconds", id="it hangs"),
    ],
)  # fmt: skip
def test_a_failing_formatter_is_a_sentence(script, words, tmp_path, monkeypatch) -> None:
    program = _program(tmp_path, script)
    monkeypatch.setattr(layout, "_program", lambda: program)
    monkeypatch.setattr(layout, "_TIME_LIMIT", 0.2 if "sleep" in script else 60)
    with pytest.raises(CannotMigrate) as refusal:
        layout.formatted({"shop/a.py": "x=1\n"}, {}, "shop")
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_formatter_is_a_sentence(monkeypatch) -> None:
    monkeypatch.setattr(layout, "_program", lambda: "no-such-program")
    with pytest.raises(CannotMigrate, match="pip install ruff"):
        layout.formatted({"a.py": "x=1\n"}, {}, "shop")
