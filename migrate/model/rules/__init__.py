"""The table of codes: what each means and what to do about it."""

from __future__ import annotations

from migrate.model.rules import (
    code,
    configuration,
    constructs,
    datasets,
    evaluation,
    faults,
    functions,
    nodes,
    planning,
    reading,
    secrets,
    verification,
)
from migrate.model.rules.rule import Rule, Severity

__all__ = ["RULES", "Rule", "Severity"]

RULES: dict[str, Rule] = {
    **reading.RULES,
    **evaluation.RULES,
    **configuration.RULES,
    **functions.RULES,
    **nodes.RULES,
    **planning.RULES,
    **datasets.RULES,
    **constructs.RULES,
    **secrets.RULES,
    **code.RULES,
    **verification.RULES,
    **faults.RULES,
}
