"""Plan -> text, then files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from migrate.code.dataflow_modules import Step
from migrate.model.diagnostics import Diagnostic, diagnostic
from migrate.model.migration import Plan
from migrate.runtime import fill, render
from migrate.runtime.modules import (
    DATASET_BASE,
    INTERPOLATION,
    LOGS,
    NOTEBOOK,
    RESOLVERS,
    SECRETS,
    free,
)
from migrate.write.catalog.module import catalog_text, runtime_names
from migrate.write.check.edges import computed, duplicates, edges_of, written_steps
from migrate.write.check.hints import check_hints
from migrate.write.check.links import check_links
from migrate.write.dataflow.modules import module_text
from migrate.write.layouts.notebook import notebook_text
from migrate.write.layouts.single_file import one_file_text
from migrate.write.manifest import diagnostic_json, manifest, sha256
from migrate.write.output.earlier import MANIFEST, earlier_migration
from migrate.write.output.env_file import secrets_for, write_secrets
from migrate.write.output.folder import check_output, real, write_output
from migrate.write.output.staging import lies_at
from migrate.write.parameters.module import (
    has_values,
    interpolation_text,
    is_computed,
    parameters_text,
)
from migrate.write.parameters.resolvers import resolvers_text
from migrate.write.printing.formatting import formatted, is_python
from migrate.write.project.driver import driver_text
from migrate.write.project.files import (
    gitignore_text,
    has_tests,
    init_text,
    logs_text,
    pyproject_text,
)
from migrate.write.project.pieces import pieces_of
from migrate.write.project.readme import readme_text
from migrate.write.project.run import run_text
from migrate.write.weights import lines_by_kind

__all__ = [
    "MANIFEST",
    "check_edges",
    "check_output",
    "diagnostic_json",
    "earlier_migration",
    "lies_at",
    "lines_by_kind",
    "manifest",
    "real",
    "secrets_for",
    "sha256",
    "write_output",
    "write_secrets",
    "written_files",
]


def written_files(plan: Plan) -> dict[str, str]:
    """The files of the new project, by path, without its migration.json."""
    ours, package = plan.ours, plan.package
    if ours.alone:
        code = {ours.file(module.name): one_file_text(plan, module) for module in plan.modules}
        files = formatted(code, plan.kept, package, plan.line_length)
        return dict(sorted({**files, ".gitignore": gitignore_text(plan, False)}.items()))
    base = plan.environments[0] if plan.environments else "base"
    pieces = pieces_of(plan)
    code = {ours.file(m.name): module_text(m) for m in plan.modules}
    code |= {
        ours.path("driver"): driver_text(plan, pieces),
        ours.file("__init__"): init_text(plan),
        "run.py": run_text(plan, pieces),
    }
    if has_tests(plan):
        code[f"tests/test_{_test_name(plan)}.py"] = render("test_dataflow.py", ours, pieces)
    if pieces["storage"]:
        code[ours.path("catalog")] = catalog_text(plan.catalog, ours, plan.line_length)
        code[ours.path("storage")] = render(
            "storage.py", ours, {**pieces, "tables": plan.catalog.tables}
        )
    if has_values(plan.parameters) or pieces["parameters"]:
        runtime = runtime_names(plan.catalog)
        code[ours.path("parameters")] = parameters_text(plan.parameters, base, ours, runtime)
    if is_computed(plan.parameters):
        code[ours.path(INTERPOLATION)] = interpolation_text(plan.parameters, ours)
    if plan.resolvers.functions:
        code[ours.path(RESOLVERS)] = resolvers_text(plan.resolvers)
    if plan.logging:
        code[ours.path(LOGS)] = logs_text(plan)
    if any(_asks_for_secrets(text) for text in code.values()):
        code[ours.path(SECRETS)] = fill("own_secrets.py", ours)
    if plan.dataset_base:
        code[ours.path(DATASET_BASE)] = fill("datasets.py", ours)
    kept = {path: text for path, text in plan.kept.items() if path != ours.file("__init__")}
    files = formatted(code, kept, package, plan.line_length)
    files |= {
        ".gitignore": gitignore_text(plan, ours.path(SECRETS) in code),
        "README.md": readme_text(plan, ours.path(SECRETS) in code),
        "pyproject.toml": pyproject_text(plan),
    }
    if plan.layout == "notebook":
        files[NOTEBOOK] = notebook_text(plan)
    return dict(sorted(files.items()))


def _asks_for_secrets(text: str) -> bool:
    return f"{SECRETS}.get(" in text


def _test_name(plan: Plan) -> str:
    """A name for our test that none of the project's has: pytest takes two of a name for one."""
    stems = (PurePosixPath(path).stem for path in plan.kept)
    return free("dataflow", {s.removeprefix("test_") for s in stems if s.startswith("test_")})


def check_edges(plan: Plan, files: dict[str, str]) -> list[Diagnostic]:
    """What the written text says against what was planned and what Hamilton takes; empty if all
    agree. What is only to be known is info."""
    broken = [
        diagnostic("K904", None, path=path)
        for path, text in files.items()
        if path.endswith(".py") and not is_python(text) and not _was_broken(plan, path)
    ]
    if broken:
        return broken
    texts = {m.name: files[plan.ours.file(m.name)] for m in plan.modules}
    steps = written_steps(texts)
    found = edges_of(steps)
    twice = [diagnostic("K902", None, detail=name) for name in duplicates(texts)]
    edges = [
        diagnostic("K901", None, detail=f"{word} {start} -> {end}")
        for word, edges in (("missing", plan.edges - found), ("extra", found - plan.edges))
        for start, end in sorted(edges)
    ]
    slices = list(_slices(plan, steps))
    return twice + edges + slices + check_links(plan, files) + check_hints(plan, files)


def _was_broken(plan: Plan, path: str) -> bool:
    """Whether a file that came along was no Python before, or was not read, which is told."""
    told = (each.place for each in plan.diagnostics if each.code in ("K301", "K302"))
    return any(place and f"/{place.path}".endswith(f"/{path}") for place in told)


def _slices(plan: Plan, steps: Mapping[str, list[Step]]) -> Iterator[Diagnostic]:
    """Where a registered pipeline would not compute just its own nodes."""
    after = {each.name: each.after for each in plan.catalog.entries if each.after}
    for pipeline in plan.pipelines:
        found = computed(steps, pipeline.modules, pipeline.loads, pipeline.outputs, after)
        for word, names in (("not", pipeline.makes - found), ("also", found - pipeline.makes)):
            for name in sorted(names):
                yield diagnostic("K903", None, pipeline=pipeline.name, word=word, name=name)
