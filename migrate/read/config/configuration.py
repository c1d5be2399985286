"""A project's configuration: the catalog and the parameters of every environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from migrate.model.diagnostics import Diagnostic, diagnostic
from migrate.model.project import Configuration, DatasetEntry, Layout, Module
from migrate.read.config.catalog_in_python import added_datasets
from migrate.read.config.hooks import read_hooks_run
from migrate.read.config.items import added_entry
from migrate.read.config.private import credentials_of, masked_texts, other_credentials
from migrate.read.config.reader import ConfigurationReader
from migrate.read.config.settings import read_settings


def read_configuration(
    layout: Layout,
    modules: Mapping[str, Module],
    names: Iterable[str],
    reader: ConfigurationReader | None = None,
) -> tuple[Configuration, list[Diagnostic]]:
    """The catalogs and parameters of a project, read as Kedro would load them.

    `names` are the datasets that the pipelines use: factories are resolved for them. `reader` is
    one that may have read files already. What can't be read is reported and left out; nothing
    raises.
    """
    reader = reader or ConfigurationReader(layout, read_settings(layout, modules))
    wanted = sorted(set(names))
    catalogs: dict[str, dict[str, DatasetEntry]] = {}
    parameters: dict[str, dict[str, Any]] = {}
    for env in reader.environments:
        parameters[env] = reader.parameters(env)
        catalogs[env] = reader.catalog(env, wanted)
    reader.report_problems()
    reader.check_factories(catalogs)
    reader.report(*(diagnostic("K465", place) for place in reader.vault.lost))
    added, notes = added_datasets(modules, read_hooks_run(layout, modules))
    added = [replace(each, config=reader.hidden(each.config, each.place)) for each in added]
    reader.report(*notes)
    for catalog in catalogs.values():
        catalog.update({each.name: added_entry(each, reader.base) for each in added})
    reader.report(*other_credentials(reader, catalogs))
    texts = {env: masked_texts(reader, env) for env in reader.environments}
    own = {env: reader.written_parameters(env) for env in reader.environments}
    configuration = Configuration(
        environments=reader.environments,
        base=reader.base,
        default=reader.default,
        catalogs=catalogs,
        parameters=parameters,
        parameter_sources=reader.parameter_sources(),
        parameter_texts={env: files for env, files in texts.items() if files},
        files=tuple(sorted(reader.files)),
        own_parameters={env: found for env, found in own.items() if found is not None},
        soft=reader.settings.merge.get("parameters", "").lower() == "soft",
        changes_first=not reader.settings.legacy,
        globals={env: reader.written_globals(env) for env in reader.environments},
        resolvers=reader.settings.resolvers,
        secrets=reader.vault.secrets,
        credentials=credentials_of(reader, reader.default),
    )
    return configuration, list(reader.diagnostics)
