"""What is left to do, by kind of work: counts, and minutes that nobody has measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Kind(NamedTuple):
    """A kind of work: what is done to each, and the minutes that one is taken to need."""

    title: str
    minutes: int


# The one table of these figures: guesses for a start, which a reader changes to their own.
KINDS = {
    "moved": Kind("read a function that moved", 1),
    "parameterized": Kind("read a function that stands for several nodes", 2),
    "wrapped": Kind("read a function that calls the old one", 2),
    "manual node": Kind("write a function by hand", 60),
    "manual dataset": Kind("write how a dataset is loaded and saved", 45),
    "manual construct": Kind("settle a hook, a plugin, a command or a file", 45),
    "error": Kind("mend what can't run", 30),
    "warning": Kind("look whether something differs", 10),
}


# The codes of manual datasets and constructs.
_TOLD = {"K450", "K471", "K472"}


def work(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The counts of a migration.json by kind, with the minutes for each one."""
    counts = {
        **{kind: _functions(document, kind) for kind in ("moved", "parameterized", "wrapped")},
        "manual node": _count(document["nodes"], "outcome", "manual"),
        "manual dataset": len(
            {d["name"] for d in document["datasets"] if d["outcome"] == "manual"}
        ),
        "manual construct": _count(document["constructs"], "outcome", "manual"),
        "error": _count(_others(document), "severity", "error"),
        "warning": _count(_others(document), "severity", "warning"),
    }
    return [
        {"kind": kind, "title": KINDS[kind].title, "count": count, "minutes": KINDS[kind].minutes}
        for kind, count in counts.items()
        if count
    ]


def _others(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The diagnostics that are about no manual outcome, which is counted already."""
    manual = [n["source"] for n in document["nodes"] if n["outcome"] == "manual"]
    places = {(place["path"], place["line"]) for place in manual}
    return [
        each
        for each in document["diagnostics"]
        if each["code"] not in _TOLD and (each["path"], each["line"]) not in places
    ]


def _functions(document: Mapping[str, Any], outcome: str) -> int:
    """How many written functions there are of an outcome: several nodes may share one."""
    return len(
        {
            (target["path"], target["function"])
            for node in document["nodes"]
            if node["outcome"] == outcome
            for target in node["targets"]
        }
    )


def _count(records: Iterable[Mapping[str, Any]], key: str, value: str) -> int:
    return sum(1 for each in records if each[key] == value)
