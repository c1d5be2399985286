"""Judge one run: every dataset, where it came from, and every node with nothing but an effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from migrate.model.dataset_names import base_name, is_parameter
from migrate.verify.compare.result import ORDER, Comparison, different, equal, worst
from migrate.verify.findings import DatasetResult
from migrate.verify.runs.comparing import Comparing
from migrate.verify.runs.sides import Captured

View = Mapping[str, Any]
Views = Sequence[View]


@dataclass(frozen=True)
class Judge:
    """Compares two captures. `migration` is the generated project's migration.json."""

    kedro: Captured
    hamilton: Captured
    migration: Mapping[str, Any]
    comparing: Comparing

    def datasets(self, wanted: Callable[[str], bool] = lambda _: True) -> dict[str, DatasetResult]:
        """Every dataset of either side that is `wanted`, in the order in which Kedro makes them."""
        names = [*self.kedro.views, *(n for n in self.hamilton.views if n not in self.kedro.views)]
        return {name: self._dataset(name) for name in names if wanted(name)}

    def _dataset(self, name: str) -> DatasetResult:
        kedro, hamilton = self.kedro.views.get(name, []), self.hamilton.views.get(name, [])
        found = self._origin(name) or self._views(name, kedro, hamilton)
        kind = _type(hamilton)
        compared = bool(kedro and hamilton) and not found.equal
        changed_by = self._changed_by(name, kedro, hamilton) if compared else ""
        cause = "K506" if changed_by else self._cause(name, found)
        return DatasetResult(replace(found, cause=cause), _type(kedro, kind), kind, changed_by)

    def _cause(self, name: str, found: Comparison) -> str:
        """The likely cause: what the comparison says, a parameter, or a swap with another one."""
        if found.cause or found.status != "different":
            return found.cause
        if is_parameter(name):
            return "K510"
        kedro, hamilton = self.kedro.first, self.hamilton.first
        pair = (kedro.get(name), hamilton.get(name))
        crossed = [(hamilton.get(other), kedro.get(other)) for other in kedro if other != name]
        return "K509" if pair in crossed and None not in pair else ""

    def _changed_by(self, name: str, kedro: Views, hamilton: Views) -> str:
        """The Hamilton node that changed the object in place, where it was equal when it was
        made: the last one that got it, under whatever name, as it was. "" if there is none.
        """
        made, before = hamilton[0], ""
        views = self.hamilton.manifest["views"]
        for view in views[views.index(made) :]:
            if view["dataset"] == name and view["fingerprint"] != made["fingerprint"]:
                fine = None not in (view["fingerprint"], made["fingerprint"])
                fine = fine and view["how"] == "seen" and self._closest(made, kedro).equal
                return before if fine else ""
            same = ("object", "fingerprint")
            if all(view[fact] == made[fact] for fact in same):
                before = view["node"] or before
        return ""

    def _origin(self, name: str) -> Comparison | None:
        """What is loaded on one side must not be computed on the other."""
        if is_parameter(name):
            return None
        kedro, hamilton = (_origin(side, name) for side in (self.kedro, self.hamilton))
        if kedro == hamilton or not hamilton:
            return None
        how = kedro or "does not touch"
        detail = f"Kedro {how} it in this pipeline, Hamilton {hamilton} it"
        return different("origin", detail, "K507" if kedro else "")

    def _views(self, name: str, kedro: Views, hamilton: Views) -> Comparison:
        if not hamilton:
            node = self.migration["names"].get(name)
            why = f"node {node} did not run" if node else "migration.json names no node for it"
            cause = "K508" if node else ""
            return Comparison("missing", "presence", f"not on the Hamilton side: {why}", cause)
        if not kedro:
            return different("presence", "only Hamilton uses it in this pipeline")
        # What was read back is what the next pipeline sees; what was returned, what this one does.
        seen = [self._closest(view, kedro) for view in _distinct(hamilton)]
        found = worst(seen[0].comparator, seen)
        if found.equal:
            others = _distinct(view for view in kedro if view["how"] == "loaded")[1:]
            found = worst(found.comparator, [found, *(self._mirrored(v, hamilton) for v in others)])
        return found

    def _closest(self, view: View, candidates: Views) -> Comparison:
        """One view of Hamilton's beside the one of Kedro's that is nearest to it."""
        outcomes = []
        for candidate in _distinct(candidates):
            outcomes.append(self._pair(candidate, view))
            if outcomes[-1].status == "equal":
                break
        found = min(outcomes, key=lambda outcome: ORDER.index(outcome.status))
        if view["how"] == "seen" and not found.equal:
            return found.at(f"as {view['node']} gets it in Hamilton")
        return found

    def _mirrored(self, view: View, hamilton: Views) -> Comparison:
        """One view of Kedro's must have its like in Hamilton."""
        outcomes = [self._pair(view, other) for other in _distinct(hamilton)]
        found = min(outcomes, key=lambda outcome: ORDER.index(outcome.status))
        return found if found.equal else found.at(f"as {view['node']} gets it in Kedro")

    def _pair(self, kedro: View, hamilton: View) -> Comparison:
        if kedro["fingerprint"] is None or hamilton["fingerprint"] is None:
            notes = [v["note"] for v in (kedro, hamilton) if v["fingerprint"] is None]
            return Comparison("uncompared", "capture", f"could not be kept: {notes[0]}")
        if kedro["fingerprint"] == hamilton["fingerprint"]:
            return equal("fingerprint")
        return self.comparing.values(self.kedro.file(kedro), self.hamilton.file(hamilton))

    def nodes(self, pipeline: str) -> dict[str, Comparison]:
        """Nodes without outputs must have run, those of other pipelines must not; the lists of
        both sides must be the same.
        """
        ran = {node["name"]: node for node in self.kedro.manifest["nodes"]}
        listed = self.migration["pipelines"].get(pipeline, {}).get("nodes", [])
        found = {
            name: Comparison("missing", "migration.json", "it is not in this pipeline there")
            for name in ran
            if name not in listed
        }
        for name in listed:
            if name not in ran:
                found[name] = different("migration.json", "it is in this pipeline only there")
        sinks = [name for name, node in ran.items() if not node["outputs"] and name in listed]
        return found | {name: self._effect(name) for name in sinks} | self.foreign({*ran, *listed})

    def _effect(self, node: str) -> Comparison:
        """Whether a function that stands for the node ran in Hamilton."""
        targets = self._targets([node])
        if any(is_function(name, targets) for name in self._functions):
            return equal("ran")
        which = " or ".join(targets) or "no function of the migration"
        detail = f"it ran in Kedro, but {which} did not in Hamilton"
        return Comparison("missing", "ran", detail, "K508")

    def foreign(self, known: set[str]) -> dict[str, Comparison]:
        """Nodes that are none of the known ones and whose functions ran in Hamilton."""
        own = self._targets(known)
        others = [entry["id"] for entry in self.migration["nodes"] if entry["id"] not in known]
        found = {}
        for node in others:
            targets = self._targets([node])
            ran = [f for f in self._functions if is_function(f, targets) > is_function(f, own)]
            if ran:
                detail = f"it is no node of this pipeline, but {ran[0]} ran in Hamilton"
                found[node] = different("ran", detail)
        return found

    def _targets(self, nodes: Iterable[str]) -> list[str]:
        """The functions that stand for Kedro's nodes."""
        wanted = set(nodes)
        return [
            f"{target['module']}.{target['function']}"
            for entry in self.migration["nodes"]
            if entry["id"] in wanted
            for target in entry["targets"]
        ]

    @cached_property
    def _functions(self) -> list[str]:
        """What ran in Hamilton, in order."""
        nodes = self.hamilton.manifest["nodes"]
        return list(dict.fromkeys(function for node in nodes for function in node["functions"]))


def is_function(name: str, targets: Iterable[str]) -> bool:
    """Whether a function's full name is one of migration.json's, which may leave out packages."""
    return any(name == target or name.endswith(f".{target}") for target in targets)


def tables_of(captured: Captured) -> list[Path]:
    """Where the DataFrames that a run kept lie, one of each dataset."""
    first = [views[0] for views in captured.views.values()]
    return [
        captured.file(view)
        for view in first
        if view.get("type") == "pandas.DataFrame" and view["fingerprint"]
    ]


def _origin(side: Captured, name: str) -> str:
    """Whether a side computes a dataset, however it is read then, or loads it."""
    if base_name(name) in map(base_name, side.manifest.get("computed", ())):
        return "computes"
    return "loads" if name in side.manifest.get("loaded", ()) else ""


def _distinct(views: Iterable[View]) -> list[View]:
    """One view per content; those that could not be kept count once."""
    return list({view["fingerprint"]: view for view in reversed(list(views))}.values())[::-1]


def _type(views: Views, wanted: str = "") -> str:
    """The type that consumers get: the `wanted` one, if there is a view of it (a chart is made
    of a table while it is saved), otherwise what was read back, which stands last.
    """
    kinds = [str(view.get("type", "")) for view in views]
    return wanted if wanted in kinds else (kinds[-1] if kinds else "")
