"""What a verification found, and its JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.verify.compare.result import Comparison


@dataclass(frozen=True)
class DatasetResult:
    """One dataset of one run: the comparison, its type on both sides ("" if it was not there),
    and the Hamilton node that changed it in place, if one did.
    """

    comparison: Comparison
    kedro_type: str = ""
    hamilton_type: str = ""
    changed_by: str = ""

    def to_json(self) -> dict[str, Any]:
        """As `migrate verify --format json` has it."""
        return {**plain(self.comparison), "types": [self.kedro_type, self.hamilton_type]}


@dataclass(frozen=True)
class Side:
    """How one side ran: seconds of the run alone and of the start before it, both without the
    capture's own time; peak memory in bytes, the capture's included; nodes in order.
    """

    run_seconds: float
    start_seconds: float
    capture_seconds: float
    peak_bytes: int
    python: str
    version: str
    nodes: tuple[tuple[str, float], ...] = ()
    computed: tuple[str, ...] = ()
    loaded: tuple[str, ...] = ()
    graph: Mapping[str, Any] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Figures only; the graph is not repeated for each run."""
        return {
            "seconds": round(self.run_seconds, 4),
            "start_seconds": round(self.start_seconds, 4),
            "capture_seconds": round(self.capture_seconds, 4),
            "peak_bytes": self.peak_bytes,
            "python": self.python,
            "version": self.version,
            "nodes": len(self.nodes),
        }


@dataclass(frozen=True)
class Trace:
    """Where a difference starts: the first Kedro node in order whose inputs were equal and whose
    outputs or effect were not ("" if what differs is loaded), what of it differs, the functions
    that stand for it, and what differs because of it.
    """

    node: str
    differs: tuple[str, ...]
    functions: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As `migrate verify --format json` has it."""
        return {
            "node": self.node,
            "differs": list(self.differs),
            "functions": list(self.functions),
            "downstream": list(self.downstream),
        }


@dataclass(frozen=True)
class Run:
    """One registered pipeline in one environment ("" is the default one).

    `datasets` come in the order in which Kedro makes them. `files` are those that either side
    wrote, `nodes` those that ran on one side only or whose effect is all they have. `orders` is
    how many orders Hamilton ran in, `repeats` how often Kedro ran. `left_out` is what nobody
    wanted compared. `node` is the only one that ran, if not all did.
    """

    pipeline: str
    environment: str
    datasets: Mapping[str, DatasetResult]
    files: Mapping[str, Comparison]
    nodes: Mapping[str, Comparison]
    kedro: Side
    hamilton: Side
    orders: int = 1
    repeats: int = 1
    traces: tuple[Trace, ...] = ()
    left_out: tuple[str, ...] = ()
    node: str = ""

    def is_sink(self, node: str) -> bool:
        """Whether a node has nothing but an effect: no outputs in Kedro, as far as is known."""
        return not self.kedro.graph.get("nodes", {}).get(node, {}).get("outputs")

    @property
    def comparisons(self) -> list[tuple[str, str, Comparison]]:
        """All outcomes: what it is (dataset, file, node), its name, the comparison."""
        datasets = [("dataset", name, found.comparison) for name, found in self.datasets.items()]
        files = [("file", name, found) for name, found in self.files.items()]
        return datasets + files + [("node", name, found) for name, found in self.nodes.items()]

    @property
    def equal(self) -> bool:
        """Whether everything is equal, or close within the tolerance asked for."""
        return all(found.equal for _, _, found in self.comparisons)

    @property
    def summary(self) -> dict[str, int]:
        """Number of datasets per status."""
        counts = Counter(found.comparison.status for found in self.datasets.values())
        return dict(counts.most_common())

    @property
    def differences(self) -> list[tuple[str, str, Comparison]]:
        """What a person must look at."""
        return [entry for entry in self.comparisons if not entry[2].equal]

    @property
    def title(self) -> str:
        """The run as a person would call it."""
        where = f"pipeline {self.pipeline}, environment {self.environment}"
        return f"node {self.node} of {where}" if self.node else where

    def to_json(self) -> dict[str, Any]:
        """As `migrate verify --format json` has it."""
        return {
            "pipeline": self.pipeline,
            "environment": self.environment,
            **({"node": self.node} if self.node else {}),
            "orders": self.orders,
            "repeats": self.repeats,
            "summary": self.summary,
            "datasets": {name: found.to_json() for name, found in self.datasets.items()},
            "files": {name: plain(found) for name, found in self.files.items()},
            "nodes": {name: plain(found) for name, found in self.nodes.items()},
            "traces": [trace.to_json() for trace in self.traces],
            "left_out": list(self.left_out),
            "kedro": self.kedro.to_json(),
            "hamilton": self.hamilton.to_json(),
        }


def plain(found: Comparison) -> dict[str, str]:
    """A comparison as `migrate verify --format json` has it."""
    shown = {"status": found.status, "comparator": found.comparator, "detail": found.detail}
    return {**shown, **({"cause": found.cause} if found.cause else {})}


@dataclass(frozen=True)
class Failure:
    """A run that could not be done: why, in one sentence; more lines may follow.

    `refused` says that both sides refuse it alike, as nothing gives what it needs.
    """

    pipeline: str
    environment: str
    reason: str
    refused: bool = False

    def to_json(self) -> dict[str, Any]:
        """As `migrate verify --format json` has it."""
        return {
            "pipeline": self.pipeline,
            "environment": self.environment,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Report:
    """All runs, in the order they were asked for, and those that could not be done. `not_run` are
    the pipelines and environments that nobody asked for, `touched` files of the user's that
    changed meanwhile.
    """

    runs: tuple[Run, ...]
    failures: tuple[Failure, ...] = ()
    not_run: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether all runs are; a report that compares nothing proves nothing."""
        done = any(run.comparisons for run in self.runs) and not self.failures and not self.touched
        return done and all(run.equal for run in self.runs)

    @property
    def exit_code(self) -> int:
        """0 if all is equal, 1 if a person must look, 2 if not all could be done."""
        return 2 if self.failures or not self.runs else 0 if self.equal else 1

    def run(self, pipeline: str, environment: str = "") -> Run:
        """The run of that pipeline. Raises KeyError if it was not run."""
        for run in self.runs:
            if (run.pipeline, run.environment) == (pipeline, environment):
                return run
        raise KeyError((pipeline, environment))

    def to_json(self) -> dict[str, Any]:
        """As `migrate verify --format json` has it."""
        return {
            "schema": 1,
            "runs": [run.to_json() for run in self.runs],
            "failures": [failure.to_json() for failure in self.failures],
            "not_run": list(self.not_run),
            "touched": list(self.touched),
        }
