"""What is known of Kedro, as code of nodes uses it."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "dict": "kedro.config.ConfigLoader",
    },
    safe="kedro. kedro_datasets.",
    same="kedro.utils.identity",
    harmless="""
        kedro.config. kedro.framework.cli.utils. kedro.framework.hooks.hook_impl
        kedro.framework.project. kedro.framework.startup. kedro.io. kedro.pipeline.
        kedro_datasets.
    """,
    opens={
        (0,): """
            kedro.config.ConfigLoader kedro.config.OmegaConfigLoader
            kedro.config.TemplatedConfigLoader
        """,
    },
    plain_tables="kedro kedro_datasets",
    distributions={
        "kedro_datasets_experimental": "kedro-datasets",
    },
)
