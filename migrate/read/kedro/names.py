"""The names of datasets and parameters as Kedro treats them, and what Kedro refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migrate.model.diagnostics import Place

Inputs = str | list[str] | dict[str, str] | None


class Refusal(Exception):
    """Kedro would refuse this. `kind` is the name of the exception that it raises."""

    kind = "ValueError"

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


class RefusedValue(Refusal, ValueError):
    """What Kedro raises as a ValueError."""


class RefusedType(Refusal, TypeError):
    """What Kedro raises as a TypeError."""

    kind = "TypeError"


class RefusedMapping(Refusal):
    """A PipelineError."""

    kind = "PipelineError"


class RefusedOutputs(Refusal):
    """An OutputNotUniqueError or ConfirmNotUniqueError."""

    kind = "OutputNotUniqueError"


class RefusedCycle(Refusal):
    """A CircularDependencyError."""

    kind = "CircularDependencyError"


def transcode(name: str) -> tuple[str, str]:
    """A dataset's name without and the format behind its `@`."""
    base, *rest = name.split("@")
    if len(rest) > 1:
        raise RefusedValue(f"the dataset name '{name}' has more than one @")
    return base, rest[0] if rest else ""


def base_name(name: str) -> str:
    """A dataset's name without its transcoding."""
    return transcode(name)[0]


def to_list(names: Any) -> list[Any]:
    """Kedro's way to make a list of names."""
    if names is None:
        return []
    if isinstance(names, str):
        return [names]
    return list(names.values()) if isinstance(names, dict) else list(names)


def hashable(names: Inputs) -> Any:
    if isinstance(names, dict):
        return tuple(sorted(names.items()))
    return tuple(names) if isinstance(names, list) else names


# --- names in maps --------------------------------------------------------------------------


def names_map(names: Any) -> dict[str, str]:
    if names is None:
        return {}
    if isinstance(names, str):
        return {names: names}
    return dict(names) if isinstance(names, dict) else {name: name for name in names}


def parameters_map(names: Any) -> dict[str, str]:
    def full(name: str) -> str:
        return name if name.startswith("params:") else f"params:{name}"

    return {
        "parameters" if old == "parameters" else full(old): old
        if old == "parameters"
        else full(new)
        for old, new in names_map(names).items()
    }


@dataclass(frozen=True, slots=True)
class Renaming:
    """How a pipeline renames datasets: by its maps first, then by its namespace."""

    mapping: Mapping[str, str]
    namespace: str | None
    prefix: bool = True

    def name(self, name: str) -> str:
        if name in self.mapping:
            return self.mapping[name]
        if name == "parameters":
            return name
        base, suffix = transcode(name)
        if base in self.mapping:
            return f"{self.mapping[base]}@{suffix}"
        if not self.prefix or not self.namespace:
            return name
        if name.startswith("params:"):
            return f"params:{self.namespace}.{name.split('params:')[1]}"
        return f"{self.namespace}.{name}"

    def names(self, names: Inputs) -> Inputs:
        if names is None:
            return None
        if isinstance(names, str):
            return self.name(names)
        if isinstance(names, dict):
            return {key: self.name(value) for key, value in names.items()}
        return [self.name(name) for name in names]
