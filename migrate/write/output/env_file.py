"""The secrets that written code asks for: in `.env`, which Git ignores and nobody else may read."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from migrate.model.diagnostics import CannotMigrate
from migrate.runtime.modules import SECRETS

FILE = ".env"
_HEAD = """\
# What the code of this project asks for and must not hold. Git ignores this file: it was filled
# with what stood in the Kedro project, and an environment variable of the same name comes first.
"""
_ASKED = re.compile(rf"\b{SECRETS}\.get\(['\"](\w+)['\"]\)")
_CREDENTIALS = re.compile(r"\b_credentials\(\"([^\"\\]*)\"\)")


def secrets_for(
    files: Iterable[str], secrets: Mapping[str, Any], credentials: Mapping[str, Any]
) -> dict[str, str]:
    """What the texts of written files ask for, by environment variable."""
    found: dict[str, str] = {}
    for text in files:
        for name in _ASKED.findall(text):
            if name in secrets:
                found[name] = str(secrets[name])
        for name in _CREDENTIALS.findall(text):
            if name in credentials:
                found[credentials_variable(name)] = json.dumps(credentials[name])
    return dict(sorted(found.items()))


def credentials_variable(name: str) -> str:
    """The environment variable of some credentials: as in catalog_helpers.py."""
    return "CREDENTIALS_" + re.sub(r"\W", "_", name).upper()


def write_secrets(output: Path, secrets: Mapping[str, str]) -> None:
    """Add to the file what it lacks; what somebody has set there stays. Raises CannotMigrate."""
    place = output / FILE
    try:
        old = place.read_text(encoding="utf-8") if place.is_file() else _HEAD
        known = {line.partition("=")[0] for line in old.splitlines()}
        new = {name: text for name, text in secrets.items() if name not in known}
        if not new:
            return
        ends = old if old.endswith("\n") or not old else f"{old}\n"
        _replace(place, ends + "".join(f"{name}={_value(text)}\n" for name, text in new.items()))
    except OSError as error:
        raise CannotMigrate(f"{place} can't be written: {error.strerror}") from error


def _value(text: str) -> str:
    return text if re.fullmatch(r"[\w.:/@+=-]+", text, re.ASCII) else json.dumps(text)


def _replace(place: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f"{FILE}.", dir=place.parent)  # for its owner alone
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
