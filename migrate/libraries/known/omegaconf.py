"""What is known of OmegaConf."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "dict": "omegaconf.DictConfig",
        "list": "omegaconf.ListConfig",
    },
    changing={
        "list": "merge_with",
        "dict": "merge_with",
    },
    elements="getitem pop_item",
    safe="omegaconf.",
    changes={
        (0,): """
            omegaconf.OmegaConf.set_readonly omegaconf.OmegaConf.set_struct
            omegaconf.OmegaConf.update
        """,
    },
    opens={
        (0,): "omegaconf.OmegaConf.load",
    },
    plain_tables="omegaconf",
)
