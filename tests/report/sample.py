"""Reports made by hand, of any size: chains of nodes, one for each pipeline."""

from __future__ import annotations

from collections import Counter
from html import escape

from migrate.report.facts.model import (
    Check,
    Dataset,
    Detail,
    File,
    Graph,
    Outcome,
    Pair,
    ParameterFacts,
    Report,
    Source,
    Vertex,
)

EVIL = "</script><img src=x onerror=alert(1)>"
OUTCOMES = ("moved", "moved", "moved", "parameterized", "wrapped", "manual")


# A token of each class that has a colour.
COLOURS = " ".join(f'<span class="{each}">{each}</span>' for each in "kscmfbdt")


class Sample:
    """A report in the making; `evil` is added to every name."""

    def __init__(self, pipelines: int, each: int, evil: str) -> None:
        self.evil = evil
        self.kedro = Graph((), ())
        self.hamilton = Graph((), ())
        self.sources: list[Source] = []
        self.details: dict[str, Detail] = {}
        self.datasets: dict[str, Dataset] = {}
        self.checks: list[Check] = []
        self.parameters: list[ParameterFacts] = []
        for place in range(pipelines):
            self._pipeline(f"line_{place:02}{evil}", place, each)

    def _pipeline(self, pipeline: str, place: int, each: int) -> None:
        limit, last = f"params:limit_{place:02}{self.evil}", f"raw_{place:02}{self.evil}"
        self._both(limit, "parameter", pipeline)
        self._both(last, "dataset", pipeline)
        yaml, python = self._source("conf/base/parameters.yml"), self._source("pkg/parameters.py")
        self.parameters.append(ParameterFacts(limit, limit, ("base",), yaml, python))
        for step in range(each):
            name, output = (f"{kind}_{place:02}_{step:02}{self.evil}" for kind in ("make", "table"))
            outcome = OUTCOMES[(place * each + step) % len(OUTCOMES)]
            facts = {"pipelines": ("__default__", pipeline), "outcome": outcome}
            node, data, written = f"node:{name}", f"dataset:{output}", f"node:{output}"
            self._add(
                "kedro",
                Vertex(node, name, name, "node", twin=(written,), **facts),
                Vertex(data, output, output, "dataset", twin=(written,), **facts),
                edges=((f"dataset:{last}", node), (f"parameter:{limit}", node), (node, data)),
            )
            before = f"node:{last}" if step else f"dataset:{last}"
            self._add(
                "hamilton",
                Vertex(written, output, output, "node", twin=(data, node), **facts),
                edges=((before, written), (f"parameter:{limit}", written)),
            )
            self._describe(name, output, last, limit, pipeline, outcome)
            last = output

    def _both(self, name: str, kind: str, pipeline: str) -> None:
        where = f"{kind}:{name}"
        for side in ("kedro", "hamilton"):
            self._add(
                side, Vertex(where, name, name, kind, ("__default__", pipeline), twin=(where,))
            )
        if kind == "dataset":
            self._dataset(name)

    def _add(self, side: str, *vertices: Vertex, edges: tuple[tuple[str, str], ...] = ()) -> None:
        graph = getattr(self, side)
        setattr(self, side, Graph((*graph.nodes, *vertices), (*graph.edges, *edges)))

    def _source(self, path: str) -> int:
        text = escape(f"def f(table, limit):  # {path} & {self.evil}", quote=False)
        html = f"{text}\n    return <mark>table</mark>[table &gt; limit]"
        if "catalog" in path:
            html += f"\n{COLOURS}\n<mark>{COLOURS}</mark>"
        self.sources.append(Source(f"{path}{self.evil}", len(self.sources) + 1, html))
        return len(self.sources) - 1

    def _dataset(self, name: str) -> None:
        yaml, python = self._source("conf/base/catalog.yml"), self._source("pkg/catalog.py")
        reason = f"plain library calls{self.evil}"
        self.datasets[name] = Dataset(
            "pandas.CSVDataset", "native", "reload", reason, {"base": yaml}, (python,), name, (), ()
        )

    def _describe(
        self, name: str, output: str, last: str, limit: str, pipeline: str, outcome: str
    ) -> None:
        self._dataset(output)
        is_first = not self.details
        status, said = (
            ("different", f"row 3: 1.0 and 1.5{self.evil}") if is_first else ("equal", "")
        )
        proof = Outcome("__default__", "base", output, status, "frame", said)
        open_items = ()
        if outcome in ("wrapped", "manual"):
            check = self._check(f"check-{len(self.checks)}", name, pipeline, outcome)
            self.checks.append(check)
            open_items = (check.id,)
        self.details[name] = Detail(
            name=name,
            outcome=outcome,
            code="K401",
            title="moved",
            reason=f"a function of its own{self.evil}",
            pairs=(Pair(self._source("src/pkg/nodes.py"), self._source("pkg/line.py")),),
            call=self._source("src/pkg/pipeline.py"),
            copies=({"parameter": "table", "reason": f"changed by `sort`{self.evil}"},),
            inputs=(last,),
            outputs=(output,),
            parameters=(limit,),
            tags=(f"tag{self.evil}",),
            tests=({"path": "tests/test_nodes.py", "line": 3, "name": f"test_{name}"},),
            proof=(proof,),
            checks=open_items,
        )

    def _check(self, number: str, node: str, pipeline: str, outcome: str) -> Check:
        code, severity = ("K403", "error") if outcome == "manual" else ("K404", "warning")
        message, advice = f"`{node}` is {outcome}", f"Look at the function.{self.evil}"
        group = f"{outcome} nodes{self.evil}"
        place = ("src/pkg/pipeline.py", 3)
        return Check(number, code, severity, *place, message, advice, group, (pipeline,), node)

    def report(self, proof: bool) -> Report:
        nodes = Counter(each.outcome for each in self.details.values())
        count = len(self.details)
        run = {"equal": count - 1, "different": 1}
        ran = {
            "made": "2026-01-02T03:04:05+00:00",
            "holds": False,
            "why": ["1 value is not equal"],
            "versions": {},
            "runs": [{"pipeline": "__default__", "environment": "base", "summary": run}],
            "equal": count - 1,
            "compared": count,
            "not_run": [],
            "failures": [],
        }
        found = Counter((each.code, each.severity) for each in self.checks)
        return Report(
            title=f"Spaceships{self.evil}",
            tool={"name": "kedro-to-declarative", "version": "0.1.0"},
            kedro={"name": "spaceships", "version": "1.7.0", "path": f"../spaceships{self.evil}"},
            hamilton={"name": "ships", "path": "ships_hamilton"},
            summary={
                "nodes": {kind: nodes[kind] for kind in dict.fromkeys(OUTCOMES)},
                "datasets": {"native": len(self.datasets)},
                "proof": ran if proof else None,
                "open": [
                    {
                        "code": code,
                        "severity": severity,
                        "count": count,
                        "title": "`f` needs a look",
                    }
                    for (code, severity), count in found.items()
                ],
                "work": [
                    {
                        "kind": "manual",
                        "title": "write by hand",
                        "count": nodes["manual"],
                        "minutes": 30,
                    },
                    {"kind": "wrapped", "title": "read", "count": nodes["wrapped"], "minutes": 5},
                ],
                "lines": {
                    "kedro": {"own": 470, "configuration": 159},
                    "hamilton": {"own": 313, "configuration": 232, "support": 318},
                },
                "commands": [f"migrate verify spaceships ships_hamilton # {self.evil}"],
            },
            kedro_graph=self.kedro,
            hamilton_graph=self.hamilton,
            sources=tuple(self.sources),
            details=self.details,
            datasets=self.datasets,
            checks=tuple(self.checks),
            knowing=(),
            parameters=tuple(self.parameters),
            files=(File("file", "README.md", f"README.md{self.evil}", 0, "replaced", "a new one"),),
            written=({"path": f"run.py{self.evil}"},),
        )


def sample(pipelines: int = 2, each: int = 6, proof: bool = True, evil: str = "") -> Report:
    """Every sixth node is manual, one before it wrapped; the first node's output differs."""
    return Sample(pipelines, each, evil).report(proof)
