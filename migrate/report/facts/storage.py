"""The catalog and the parameters of both sides, beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from migrate.model.asked import Deferred, DeferredText
from migrate.model.dataset_names import is_parameter
from migrate.model.project import DatasetEntry, ParameterSource
from migrate.report.facts.details import outcomes
from migrate.report.facts.model import Dataset, ParameterFacts
from migrate.report.facts.sides import Reading
from migrate.report.facts.texts import entries_of, entry, within, yaml_piece
from migrate.secrets import MARK

_ENTRY = re.compile(r"(?:catalog\.datasets\(\)|DATASETS)\['(.+)'\]")


def datasets(reading: Reading) -> dict[str, Dataset]:
    """The datasets of all environments, and those that live in memory alone, by name."""
    records: dict[str, list[Mapping[str, Any]]] = {}
    for record in reading.document["datasets"]:
        records.setdefault(record["name"], []).append(record)
    code = reading.ours("catalog")
    written = entries_of(code) if code else {}
    proven = outcomes(reading.sides.proof)
    names = [name for name in reading.names if not is_parameter(name)]
    found = {}
    for name in dict.fromkeys([*names, *records]):
        entries = dict(_entries(reading, name))
        told = records.get(name, [])
        piece = entry(written, _stored_as(told) or reading.names.get(name, name))
        first: Mapping[str, Any] = told[0] if told else {}
        found[name] = Dataset(
            type=next(iter(entries.values())).type if entries else "",
            outcome=first.get("outcome", "memory"),
            handoff=first.get("handoff", "memory"),
            reason=first.get("reason", "it is in no catalog"),
            kedro={env: _entry_source(reading, each) for env, each in entries.items()},
            hamilton=(reading.sources.add(reading.sources.excerpt(code.path, *piece)),)
            if code and piece
            else (),
            node=reading.names.get(name, ""),
            records=tuple(told),
            proof=proven.get(name, ()),
        )
    return found


def _stored_as(told: Iterable[Mapping[str, Any]]) -> str | None:
    """The name of an entry in the written catalog, as its loader or saver says."""
    for record in told:
        found = _ENTRY.fullmatch(record["loader"] or record["saver"] or "")
        if found:
            return found[1]
    return None


def _entries(reading: Reading, name: str) -> Iterator[tuple[str, DatasetEntry]]:
    """The entries of a dataset in the environments in whose files one stands."""
    if reading.project is None:
        return
    catalogs = reading.project.configuration.catalogs
    seen = set()
    for catalog in catalogs.values():
        found = catalog.get(name)
        if found and found.origin not in seen:
            seen.add(found.origin)
            yield found.origin, found


def _entry_source(reading: Reading, found: DatasetEntry) -> int:
    """An entry as its file has it; without its comments where a secret stands in it."""
    path, line = found.place.path, found.place.line
    text = reading.sides.source.get(path, "")
    is_plain = path.endswith((".yml", ".yaml")) and line and not _hides(found.raw)
    shown = yaml_piece(text, line) if is_plain else ""
    if not shown:
        shown = _as_yaml({found.pattern or found.name: {"type": found.type, **found.raw}})
    return reading.sources.add(reading.sources.excerpt(path, line, shown))


def _as_yaml(value: Any) -> str:
    import yaml

    return str(yaml.safe_dump(_plain(value), sort_keys=False, allow_unicode=True))


def _plain(value: Any) -> Any:
    """Data that YAML can write: `***` for a secret, the text of what it does not know."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Deferred):
        return "***" if value.kind == "secret" else f"${{{':'.join(map(str, value.arguments))}}}"
    if isinstance(value, DeferredText):
        return "".join(str(_plain(part)) for part in value.parts)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _hides(value: Any) -> bool:
    """Whether a secret was taken out of some data."""
    if isinstance(value, Mapping):
        return any(_hides(each) for each in value.values())
    if isinstance(value, list | tuple):
        return any(_hides(each) for each in value)
    if isinstance(value, Deferred):
        return value.kind == "secret" or _hides(value.default)
    if isinstance(value, DeferredText):
        return _hides(value.parts)
    return isinstance(value, str) and bool(MARK.search(value))


# --- parameters -------------------------------------------------------------------------------


def parameters(reading: Reading) -> Iterator[ParameterFacts]:
    """The parameters that nodes ask for, by Kedro's name."""
    code = reading.ours("parameters")
    known = reading.project.configuration.parameter_sources if reading.project else {}
    for name, node in reading.names.items():
        if not is_parameter(name):
            continue
        dotted = name.removeprefix("params:")
        said = known.get(dotted)
        piece = within(code, dotted.split(".")) if code and name != "parameters" else None
        yield ParameterFacts(
            name=name,
            node=node,
            environments=said.environments if said else (),
            kedro=_parameter_source(reading, dotted, said) if said else None,
            hamilton=reading.sources.add(reading.sources.excerpt(code.path, *piece))
            if code and piece
            else None,
        )


def _parameter_source(reading: Reading, dotted: str, said: ParameterSource) -> int | None:
    assert reading.project
    own = reading.project.configuration.own_parameters
    hides = any(_hides(_below(values, dotted.split("."))) for values in own.values())
    path, line = said.place.path, said.place.line
    text = yaml_piece(reading.sides.source.get(path, ""), line) if line and not hides else ""
    if not text:
        values = (_below(own.get(each, {}), dotted.split(".")) for each in said.environments)
        text = _as_yaml({dotted: next(values, None)})
    return reading.sources.add(reading.sources.excerpt(path, line, text))


def _below(values: Any, keys: list[str]) -> Any:
    for key in keys:
        values = values.get(key) if isinstance(values, Mapping) else None
    return values
