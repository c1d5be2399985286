"""migration.json: what became of what, for people and other programs."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from typing import Any

from migrate.code.trees import parse
from migrate.model.diagnostics import Diagnostic
from migrate.model.migration import NodeRecord, PipelinePlan, Plan, Target
from migrate.runtime.modules import MODULES, ONE_FILE, RuntimeModules

SCHEMA = 1


def manifest(
    plan: Plan, files: Mapping[str, str], source_hash: str, version: str
) -> dict[str, Any]:
    """The content of migration.json. `files` are the written texts by path."""
    targets = {_path(target) for record in plan.nodes for target in record.targets}
    lines = {path: _function_lines(files[path]) for path in targets & files.keys()}
    return {
        "schema": SCHEMA,
        "tool": {"name": "kedro-to-declarative", "version": version},
        "source": {"sha256": source_hash, "kedro_version": plan.kedro_version},
        **({"layout": plan.layout} if plan.layout != "package" else {}),
        "names": dict(plan.names),
        "nodes": [_node(record, lines) for record in plan.nodes],
        "datasets": [
            {
                "name": record.name,
                "environment": record.environment,
                "outcome": record.outcome,
                "loader": record.loader,
                "saver": record.saver,
                "handoff": record.handoff,
                "reason": record.reason,
            }
            for record in plan.datasets
        ],
        "constructs": [
            {
                "kind": record.kind,
                "name": record.name,
                "outcome": record.outcome,
                "path": record.place.path,
                "line": record.place.line,
                "advice": record.advice,
            }
            for record in plan.constructs
        ],
        "modules": _modules(plan.ours, files),
        "data": {"root": plan.data_root or ".", "bring": plan.bring},
        "pipelines": {pipeline.name: _pipeline(pipeline) for pipeline in plan.pipelines},
        "diagnostics": [diagnostic_json(each) for each in plan.diagnostics],
        "files": {path: sha256(text) for path, text in sorted(files.items())},
    }


def _modules(ours: RuntimeModules, files: Mapping[str, str]) -> dict[str, str]:
    """Where our modules are, by what they are: a project's own may have their names."""
    if ours.alone:
        return dict.fromkeys(("catalog", "driver", "parameters"), ours.file(ONE_FILE))
    return {name: ours.path(name) for name in sorted(MODULES) if ours.path(name) in files}


def sha256(text: str) -> str:
    """The hash of a file's text."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def diagnostic_json(each: Diagnostic) -> dict[str, Any]:
    """A diagnostic as JSON."""
    place = each.place
    return {
        "code": each.code,
        "severity": each.severity,
        "message": each.message,
        "path": place.path if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        **({"name": each.name} if each.name else {}),
    }


def _node(record: NodeRecord, lines: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    targets = []
    for target in record.targets:
        path = _path(target)
        line = lines.get(path, {}).get(target.function)
        targets.append(
            {"module": target.module, "function": target.function, "path": path, "line": line}
        )
    return {
        "id": record.id,
        "outcome": record.outcome,
        "code": record.code,
        "reason": record.reason,
        "source": {"path": record.source.path, "line": record.source.line},
        "targets": targets,
        "copies": [{"parameter": name, "reason": reason} for name, reason in record.copies],
    }


def _path(target: Target) -> str:
    return target.module.replace(".", "/") + ".py"


def _pipeline(pipeline: PipelinePlan) -> dict[str, Any]:
    return {
        "modules": list(pipeline.modules),
        "loads": list(pipeline.loads),
        "outputs": list(pipeline.outputs),
        "savers": list(pipeline.savers),
        "nodes": list(pipeline.nodes),
    }


def _function_lines(text: str) -> dict[str, int]:
    return {n.name: n.lineno for n in parse(text).body if isinstance(n, ast.FunctionDef)}
