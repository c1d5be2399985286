"""What of a configuration only the file that Git ignores may have, and texts without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import DatasetEntry
from migrate.read.config.interpolation.resolving import Interpolator
from migrate.read.config.items import credentials_in
from migrate.read.config.reader import ConfigurationReader


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


def credentials_of(reader: ConfigurationReader, environment: str) -> dict[str, Any]:
    """The credentials of an environment, as far as they are known now."""
    data: dict[Any, Any] = {}
    for env in dict.fromkeys((reader.base, environment)):
        for content in reader.raw("credentials", env):
            data |= content
    if reader.settings.loader == "OmegaConfigLoader":
        tree = Interpolator(data, Interpolator(reader.globals_of(environment)))
        data = {key: tree.resolve(key).value for key in data}
    return {str(key): reader.vault.revealed(value) for key, value in data.items()}


def other_credentials(
    reader: ConfigurationReader, catalogs: Mapping[str, Mapping[str, DatasetEntry]]
) -> Iterator[Diagnostic]:
    """Where an environment has other credentials of a name than the default one, which are told
    apart by nothing but that name.
    """
    usual = credentials_of(reader, reader.default)
    for env in reader.environments:
        own = {} if env in (reader.base, reader.default) else credentials_of(reader, env)
        for entry in catalogs[env].values() if own else ():
            for name in credentials_in(entry.config):
                if isinstance(name, str) and name in own and own[name] != usual.get(name):
                    yield diagnostic("K466", entry.place, name=name, environment=env)
