"""Datasets that the catalog's factories make for names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import DatasetEntry
from migrate.read.config.items import Item, Items, made_entry, masked_value
from migrate.read.kedro.dataset_factories import (
    Pattern,
    PatternError,
    by_precedence,
    check_placeholders,
    compile_pattern,
    specificity,
)


@dataclass(slots=True)
class Made:
    """The entries, by name; the patterns that Kedro refuses; and what is to be said of these."""

    entries: dict[str, DatasetEntry] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def refuse(self, pattern: str, item: Item, error: PatternError) -> None:
        """Leave out a factory."""
        self.refused.add(pattern)
        self.diagnostics.append(diagnostic("K209", _place(item), name=pattern, reason=str(error)))


def made_by_factories(names: Iterable[str], items: Items) -> Made:
    """What the factories of one environment's catalog (`items`, by pattern) make for `names`."""
    made = Made()
    patterns = _patterns(items, made)
    for name in names:
        for pattern in patterns:
            values = pattern.match(name)
            if values is None:
                continue
            item = items[pattern.text]
            try:
                made.entries[name] = made_entry(name, item, pattern.text, values)
            except PatternError as error:
                made.refuse(pattern.text, item, error)
            break
    return made


def _patterns(items: Items, made: Made) -> list[Pattern]:
    """The catalog's patterns in the order in which Kedro tries them."""
    found: list[Pattern] = []
    for text in by_precedence(items):
        try:
            check_placeholders(text, masked_value(items[text]))
            found.append(compile_pattern(text))
        except PatternError as error:
            made.refuse(text, items[text], error)
    catch_all = [pattern.text for pattern in found if specificity(pattern.text) == 0]
    if len(catch_all) > 1:
        place = _place(items[catch_all[1]])
        made.diagnostics.append(diagnostic("K210", place, names=", ".join(catch_all)))
    return found


def _place(item: Item) -> Place:
    return item.part.place((item.key,))
