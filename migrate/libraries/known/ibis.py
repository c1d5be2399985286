"""What is known of Ibis."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    unchanging="ibis.",
    quiet={
        "frozen": "mutate relabel cases",
    },
    safe="ibis.",
    uncopied={
        "to_pandas": "ibis",
    },
    handed_on="ibis.Table",
    distributions={
        "ibis": "ibis-framework",
    },
    submodules="ibis.expr",
)
