"""--validate: what goes wrong is told in the new project's own paths."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from migrate.model.diagnostics import CannotMigrate
from migrate.runtime.modules import RuntimeModules
from migrate.write.check import drivers as validating

PLAN: Any = SimpleNamespace(package="shop", ours=RuntimeModules("shop"))


@pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts")
@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo File $PWD/shop/a.py, line 3 >&2; exit 1", "File shop/a.py, line 3"),
        ("exit 3", "it says nothing"),
        ("exec sleep 60", "took more than 0.2 seconds"),
    ],
)
def test_a_failure_is_a_sentence(script, words, tmp_path: Path, monkeypatch) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    monkeypatch.setattr(validating, "_TIME_LIMIT", 0.2 if "sleep" in script else 60)
    with pytest.raises(CannotMigrate) as refusal:
        validating.validate({"shop/a.py": ""}, PLAN, python)
    assert words in str(refusal.value)
    assert "/tmp" not in str(refusal.value)


def test_a_python_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CannotMigrate, match=r"could not run .*/no-python: No such file"):
        validating.validate({}, PLAN, tmp_path / "no-python")
