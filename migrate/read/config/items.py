"""Top-level keys of the merged configuration, and the catalog's entries that are made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import Any

from migrate.libraries.dataset_types import canonical_config, canonical_type
from migrate.model.asked import Deferred, DeferredText, KeyPath
from migrate.model.project import DatasetEntry
from migrate.read.config.catalog_in_python import Added
from migrate.read.config.files import Part, dotted_names, merge
from migrate.read.config.interpolation.resolving import LATER, Problem, Ref
from migrate.read.config.interpolation.written import Written
from migrate.read.kedro.dataset_factories import fill


@dataclass(frozen=True)
class Item:
    """One top-level key of the merged configuration."""

    value: Any
    raw: Any
    origin: str
    part: Part
    key: Any
    problems: tuple[Problem, ...] = ()
    computed: Mapping[KeyPath, Ref] = field(default_factory=dict)

    @cached_property
    def below(self) -> dict[str, KeyPath]:
        """The dotted names below this key, with their key paths."""
        return dotted_names(self.value) if isinstance(self.value, Mapping) else {}


Items = dict[str, Item]


def merged_item(under: Item, over: Item) -> Item:
    """Two items of one key, the second merged deeply over the first."""
    if not isinstance(under.value, Mapping) or not isinstance(over.value, Mapping):
        return over
    raws = under.raw, over.raw
    mappings = [raw for raw in raws if isinstance(raw, Mapping)]
    raw = merge(*mappings) if len(mappings) == 2 else over.raw
    problems = (*under.problems, *over.problems)
    kept = {path: ref for path, ref in under.computed.items() if not _has(over.value, path)}
    computed = {**kept, **over.computed}
    value = merge(under.value, over.value)
    return Item(value, raw, over.origin, over.part, over.key, problems, computed)


def _has(value: Any, path: KeyPath) -> bool:
    """Whether a mapping says itself what stands at a path."""
    for key in path:
        if not isinstance(value, Mapping):
            return True  # it stands in place of all that was below
        if key not in value:
            return False
        value = value[key]
    return True


def _without_type(config: Any) -> dict[str, Any]:
    return {key: value for key, value in config.items() if key != "type"}


def entry_of(
    name: str, item: Item, config: dict[str, Any] | None = None, pattern: str | None = None
) -> DatasetEntry:
    """The catalog's entry of an item; `config` is what the factory `pattern` made of its value."""
    config = item.value if config is None else config
    written = config["type"]
    return DatasetEntry(
        name=name,
        type=canonical_type(written),
        config=canonical_config(written, _without_type(config)),
        raw=_without_type(item.raw) if isinstance(item.raw, Mapping) else {},
        origin=item.origin,
        place=item.part.place((item.key,)),
        pattern=pattern,
        unresolved=tuple(dict.fromkeys(problem.text for problem in item.problems)),
        computed=_computed(item),
    )


def added_entry(added: Added, origin: str) -> DatasetEntry:
    """The entry of a dataset that a hook adds."""
    config = canonical_config(added.type, dict(added.config))
    type_ = canonical_type(added.type)
    return DatasetEntry(added.name, type_, config, added.config, origin, added.place)


def _computed(item: Item) -> dict[KeyPath, Any]:
    """What values of an entry are when they are used, by their paths."""
    if not all(problem.kind in LATER for problem in item.problems):
        return {}
    return {path: Written(ref.tree, live=False).at(ref.path) for path, ref in item.computed.items()}


def made_entry(name: str, item: Item, pattern: str, values: Mapping[str, Any]) -> DatasetEntry:
    """What a factory makes for a name; `raw` keeps its placeholders too."""
    config = _unmasked(fill(masked_value(item), values), item)
    computed = {path: _filled(tree, values) for path, tree in _computed(item).items()}
    return replace(entry_of(name, item, config, pattern), computed=computed)


def _filled(tree: Any, values: Mapping[str, Any]) -> Any:
    """What a value is when it is used, with the placeholders in its plain pieces filled in."""
    if isinstance(tree, DeferredText):
        return DeferredText(tuple(_filled(part, values) for part in tree.parts))
    if isinstance(tree, Deferred):
        default = tuple(_filled(each, values) for each in tree.default)
        return replace(tree, default=default)
    return fill(tree, values)


# Unresolved interpolations have braces of their own, which are no placeholders.


def _masks(item: Item) -> dict[str, str]:
    texts = dict.fromkeys(problem.text for problem in item.problems)
    return {text: f"\ue000{index}\ue001" for index, text in enumerate(texts)}


def masked_value(item: Item) -> Any:
    """An item's value with its unresolved interpolations out of sight."""
    return _replaced(item.value, _masks(item))


def _unmasked(value: Any, item: Item) -> Any:
    return _replaced(value, {mask: text for text, mask in _masks(item).items()})


def _replaced(value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(item, texts) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, texts) for item in value]
    if isinstance(value, str):
        for old, new in texts.items():
            value = value.replace(old, new)
    return value


def is_parameter(name: str, parameters: Items) -> bool:
    """Whether Kedro makes a dataset of this name out of some parameters."""
    if not name.startswith("params:"):
        return name == "parameters"
    dotted = name.removeprefix("params:")
    return any(
        head == dotted or dotted[len(head) + 1 :] in parameters[head].below
        for head in accumulate(dotted.split("."), "{}.{}".format)
        if head in parameters
    )


def credentials_in(config: Any) -> Iterator[Any]:
    """What stands under `credentials` in an entry and in what it holds."""
    if isinstance(config, Mapping):
        for key, value in config.items():
            if key == "credentials" and value:
                yield value
            else:
                yield from credentials_in(value)
