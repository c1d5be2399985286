"""What of a configuration only the file that Git ignores may have, and texts without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrate.diagnostics import Place, diagnostic
from migrate.read.interpolation import Interpolator

if TYPE_CHECKING:
    from migrate.read.configuration import ConfigurationReader


def masked_texts(reader: ConfigurationReader, env: str) -> dict[str, str]:
    """The texts of an environment's parameter files, for people: secrets in comments are told."""
    texts = reader.part("parameters", env).texts
    found = {path: reader.vault.masked(text) for path, text in texts.items()}
    for path, text in texts.items():
        pairs = zip(text.split("\n"), found[path].split("\n"), strict=True)
        for line, (old, new) in enumerate(pairs, 1):
            if old.partition("#")[2] != new.partition("#")[2]:
                reader.report(diagnostic("K229", Place(path, line)))
    return found


def credentials_of(reader: ConfigurationReader) -> dict[str, Any]:
    """The credentials of the default environment, as far as they are known now."""
    data: dict[Any, Any] = {}
    for env in dict.fromkeys((reader.base, reader.default)):
        for content in reader.raw("credentials", env):
            data |= content
    if reader.settings.loader == "OmegaConfigLoader":
        tree = Interpolator(data, Interpolator(reader.globals_of(reader.default)))
        data = {key: tree.resolve(key).value for key in data}
    return {str(key): reader.vault.revealed(value) for key, value in data.items()}
