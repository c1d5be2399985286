"""Plan -> text, then files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.diagnostics import Diagnostic, diagnostic
from migrate.expressions import RESOLVERS
from migrate.migration import Plan
from migrate.write.catalog import catalog_text, runtime_names
from migrate.write.dataflow import module_text
from migrate.write.driver import driver_text
from migrate.write.format import formatted
from migrate.write.manifest import diagnostic_json, manifest, sha256
from migrate.write.output import (
    changed_by_hand,
    check_output,
    earlier_files,
    earlier_names,
    write_output,
)
from migrate.write.parameters import (
    INTERPOLATION,
    is_computed,
    parameters_text,
    resolvers_text,
)
from migrate.write.project import (
    GITIGNORE,
    LOGS,
    init_text,
    logs_text,
    pyproject_text,
    readme_text,
    run_text,
)
from migrate.write.reread import Step, computed, duplicates, edges_of, written_steps
from migrate.write.templates import fill

__all__ = [
    "changed_by_hand",
    "check_edges",
    "check_output",
    "diagnostic_json",
    "earlier_files",
    "earlier_names",
    "manifest",
    "sha256",
    "write_output",
    "written_files",
]


def written_files(plan: Plan) -> dict[str, str]:
    """The files of the new project, by path, without its migration.json."""
    package = plan.package
    base = plan.environments[0] if plan.environments else "base"
    code = {f"{package}/{m.name}.py": module_text(m, package) for m in plan.modules}
    code |= {
        f"{package}/catalog.py": catalog_text(plan.catalog, package),
        f"{package}/__init__.py": init_text(plan),
        f"{package}/parameters.py": parameters_text(
            plan.parameters, base, package, runtime_names(plan.catalog)
        ),
        f"{package}/driver.py": driver_text(plan),
        f"{package}/outputs.py": fill("outputs.py", package),
        f"{package}/execution.py": fill("execution.py", package),
        f"{package}/storage.py": fill("storage.py", package),
        "run.py": run_text(plan),
        "tests/test_dataflow.py": fill("test_dataflow.py", package),
    }
    if is_computed(plan.parameters):
        code[f"{package}/{INTERPOLATION}.py"] = fill("interpolation.py", package)
    if plan.resolvers.functions:
        code[f"{package}/{RESOLVERS}.py"] = resolvers_text(plan.resolvers)
    if plan.logging:
        code[f"{package}/{LOGS}.py"] = logs_text(plan)
    if any(each.name == "own_copy" for module in plan.modules for each in module.imports):
        code[f"{package}/copies.py"] = fill("copies.py", package)
    if plan.dataset_base:
        code[f"{package}/dataset_base.py"] = fill("datasets.py", package)
    kept = {path: text for path, text in plan.kept.items() if path not in code}
    files = formatted(code, kept, package, plan.line_length)
    files |= {
        ".gitignore": GITIGNORE,
        "README.md": readme_text(plan),
        "pyproject.toml": pyproject_text(plan),
    }
    return dict(sorted(files.items()))


def check_edges(plan: Plan, files: dict[str, str]) -> list[Diagnostic]:
    """What the written text says against what was planned; empty if they agree."""
    texts = {m.name: files[f"{plan.package}/{m.name}.py"] for m in plan.modules}
    steps = written_steps(texts)
    found = edges_of(steps)
    twice = [diagnostic("K902", None, detail=name) for name in duplicates(texts)]
    edges = [
        diagnostic("K901", None, detail=f"{word} {start} -> {end}")
        for word, edges in (("missing", plan.edges - found), ("extra", found - plan.edges))
        for start, end in sorted(edges)
    ]
    return twice + edges + list(_slices(plan, steps))


def _slices(plan: Plan, steps: Mapping[str, list[Step]]) -> Iterator[Diagnostic]:
    """Where a registered pipeline would not compute just its own nodes."""
    for pipeline in plan.pipelines:
        found = computed(steps, pipeline.modules, pipeline.loads, pipeline.outputs)
        for word, names in (("not", pipeline.makes - found), ("also", found - pipeline.makes)):
            for name in sorted(names):
                yield diagnostic("K903", None, pipeline=pipeline.name, word=word, name=name)
