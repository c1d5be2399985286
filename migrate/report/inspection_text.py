"""What a Kedro project is, for a person who looks at a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from migrate.model.dataset_names import base_name, is_parameter
from migrate.model.diagnostics import Diagnostic
from migrate.model.literals import in_line
from migrate.model.project import Function, Node, Project
from migrate.model.rules import RULES
from migrate.report.inspection import datasets, diagnostics, selected, used_names

WIDTH = 80
_LABEL = 16
_SHOWN = 60  # diagnostics with their text; the rest is counted
_EXAMPLES = 3
_PIPELINES = 40


def inspection_text(project: Project, pipelines: Sequence[str] = ()) -> str:
    """The text of `migrate inspect`. Raises CannotMigrate for a pipeline that there is not."""
    chosen = selected(project, pipelines)
    parts = (
        _head(project),
        _pipelines(chosen),
        _functions(chosen),
        _datasets(project),
        _constructs(project),
        _unusual(chosen),
        _to_look_at(diagnostics(project)),
        _coverage(project),
    )
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part)


# --- what is there --------------------------------------------------------------------------


def _head(project: Project) -> Iterator[str]:
    layout, configuration = project.layout, project.configuration
    version = f"Kedro {layout.kedro_version}" if layout.kedro_version else "Kedro before 0.17"
    yield f"{in_line(layout.project_name)} ({version})"
    yield _row("package", f"{layout.package} in {layout.source_dir}/")
    yield from _wrapped("environments", ", ".join(configuration.environments))
    yield _row("read as in", configuration.default)


def _pipelines(project: Project) -> Iterator[str]:
    yield _title("Pipelines", len(project.pipelines), f"{len(project.nodes)} different nodes")
    shown = [(in_line(name), nodes) for name, nodes in project.pipelines.items()][:_PIPELINES]
    width = min(max((len(name) for name, _ in shown), default=0), 47)
    if shown:
        yield f"  {'':<{width}}{'nodes':>9}{'inputs':>9}{'outputs':>9}"
    for name, nodes in shown:
        free, made = _ends([project.nodes[node.id] for node in nodes])
        yield f"  {name:<{width}}{len(nodes):>9}{len(free):>9}{len(made):>9}"
    if len(project.pipelines) > len(shown):
        yield f"  ... and {len(project.pipelines) - len(shown)} more"


def _ends(nodes: Iterable[Node]) -> tuple[set[str], set[str]]:
    """The stored or given datasets that nodes need (parameters left out), and their results."""
    needed = {base_name(name) for node in nodes for name in node.input_names}
    made = {base_name(name) for node in nodes for name in node.output_names}
    return {name for name in needed - made if not is_parameter(name)}, made - needed


def _functions(project: Project) -> Iterator[str]:
    functions = {node.func.key for node in project.nodes.values()}
    yield _title("Nodes by function", len(project.nodes), f"{len(functions)} different functions")
    kinds = Counter(node.func.kind for node in project.nodes.values())
    for kind, count in kinds.most_common():
        yield f"  {count:>5}  {kind}"


def _datasets(project: Project) -> Iterator[str]:
    found = datasets(project.configuration)
    used = used_names(project)
    unused = sum(name not in used for name in found)
    catalog = f"{len(found) - unused} used, {unused} not used" if found else ""
    yield _title("Catalog", len(found), catalog)
    for kind, count in Counter(entry.type for entry, _ in found.values()).most_common():
        yield f"  {count:>5}  {kind}"
    memory = {name for name in used - found.keys() if not is_parameter(name)}
    yield f"  {len(memory):>5}  in memory (no entry)"
    parameters = {name for name in used if is_parameter(name)}
    yield f"  {len(parameters):>5}  parameters that nodes take"


def _constructs(project: Project) -> Iterator[str]:
    kinds = Counter(each.kind for each in project.constructs)
    if not kinds:
        return
    yield _title("Beside the pipelines", sum(kinds.values()), "")
    for kind, count in kinds.most_common():
        names = [each.name for each in project.constructs if each.kind == kind]
        yield from _wrapped(f"{count:>5}  {kind}", _some(names, 4), 24)


# --- what is unusual ------------------------------------------------------------------------


def _unusual(project: Project) -> Iterator[str]:
    rows = [(label, found(project)) for label, found in _UNUSUAL]
    rows = [(label, names) for label, names in rows if names]
    yield "Unusual" if rows else "Unusual: nothing"
    for label, names in rows:
        yield from _wrapped(f"{len(names):>5}  {label}", _some(names, _EXAMPLES), 33)


_Finder = Callable[[Project], list[str]]


def _nodes(test: Callable[[Node], object]) -> _Finder:
    return lambda project: [name for name, node in project.nodes.items() if test(node)]


def _with_function(test: Callable[[Node, Function], object]) -> _Finder:
    def find(project: Project) -> list[str]:
        pairs = ((node, project.functions.get(node.func.key)) for node in project.nodes.values())
        return [node.id for node, function in pairs if function and test(node, function)]

    return find


def _changes(certainty: str) -> Callable[[Node, Function], bool]:
    """Whether a function does something in place to a dataset that the node hands to it."""

    def test(node: Node, function: Function) -> bool:
        given = {b.parameter: b for b in node.bindings or () if not is_parameter(b.dataset)}
        found = {e.certainty for name, e in function.mutates.items() if name in given}
        return certainty in found and not (certainty != "yes" and "yes" in found)

    return test


def _namespaces(project: Project) -> list[str]:
    return list(dict.fromkeys(n.namespace for n in project.nodes.values() if n.namespace))


def _made_twice(project: Project) -> list[str]:
    made = Counter(base_name(name) for node in project.nodes.values() for name in node.output_names)
    return [name for name, count in made.items() if count > 1]


def _entries(test: Callable[[Mapping[str, object]], object]) -> _Finder:
    def find(project: Project) -> list[str]:
        found = datasets(project.configuration)
        return [name for name, (entry, _) in found.items() if test(entry.config)]

    return find


def _factories(project: Project) -> list[str]:
    found = datasets(project.configuration).values()
    return list(dict.fromkeys(entry.pattern for entry, _ in found if entry.pattern))


def _unresolved(project: Project) -> list[str]:
    found = datasets(project.configuration).items()
    return [name for name, (entry, _) in found if entry.unresolved]


def _overridden(project: Project) -> list[str]:
    found = datasets(project.configuration).items()
    return [name for name, (_, environments) in found if len(environments) > 1]


def _changing(project: Project) -> list[str]:
    return [each.name for each in project.constructs if each.changes_results]


def _transcoded(project: Project) -> list[str]:
    return sorted(name for name in used_names(project) if "@" in name)


_UNUSUAL: tuple[tuple[str, _Finder], ...] = (
    ("namespaces", _namespaces),
    ("partials", _nodes(lambda node: node.func.kind == "partial")),
    ("lambdas", _nodes(lambda node: node.func.kind == "lambda")),
    ("closures", _nodes(lambda node: node.func.kind == "closure")),
    ("methods, classes", _nodes(lambda node: node.func.kind in ("method", "class"))),
    ("library functions", _nodes(lambda node: node.func.kind == "library")),
    ("unknown functions", _nodes(lambda node: node.func.kind == "unknown")),
    ("decorated functions", _with_function(lambda _, function: function.decorators)),
    ("generators", _with_function(lambda _, function: function.generator)),
    ("change an input", _with_function(_changes("yes"))),
    ("may change an input", _with_function(_changes("can't tell"))),
    ("nodes without inputs", _nodes(lambda node: not node.input_names)),
    ("nodes without outputs", _nodes(lambda node: not node.output_names)),
    ("confirm a dataset", _nodes(lambda node: node.confirms)),
    ("make a parameter", _nodes(lambda node: any(map(is_parameter, node.output_names)))),
    ("made by several nodes", _made_twice),
    ("read in several ways", _transcoded),
    ("dataset factories", _factories),
    ("versioned datasets", _entries(lambda config: config.get("versioned"))),
    ("need credentials", _entries(lambda config: "credentials" in config)),
    ("entries not resolved", _unresolved),
    ("differ by environment", _overridden),
    ("hooks changing results", _changing),
)


# --- what needs a look ----------------------------------------------------------------------


def _to_look_at(found: Sequence[Diagnostic]) -> Iterator[str]:
    serious = [each for each in found if each.needs_a_look]
    serious.sort(key=lambda each: (each.severity != "error", each.code))
    notes = [each for each in found if not each.needs_a_look]
    yield f"To look at ({len(serious)})" if serious else "Nothing needs a look."
    shown = serious[:_SHOWN]
    for code in dict.fromkeys(each.code for each in shown):
        yield from _told([each for each in shown if each.code == code])
    if len(serious) > _SHOWN:
        yield f"  ... and {len(serious) - _SHOWN} more: --format json has all."
    if notes:
        codes = ", ".join(f"{code} ({n})" for code, n in Counter(e.code for e in notes).items())
        yield from textwrap.wrap(f"Notes in --format json ({len(notes)}): {codes}.", WIDTH)


def _told(found: Sequence[Diagnostic]) -> Iterator[str]:
    """The diagnostics of one code, and what to do about them."""
    rule = RULES.get(found[0].code)
    yield f"  {found[0].code} {found[0].severity}"
    if rule:
        yield from _indented(f"-> {rule.advice}", "    ")
    for each in found:
        yield f"      {in_line(str(each.place or 'the project'))}"
        yield from _indented(each.message, "          ")


def _coverage(project: Project) -> Iterator[str]:
    found = project.coverage
    parts = (
        (found.resolved, "resolved"),
        (found.unresolved, "not known"),
        (found.unreachable, "in no registered pipeline"),
    )
    told = " + ".join(f"{count} {what}" for count, what in parts if count) or "0"
    yield from textwrap.wrap(f"{found.node_calls} node calls in the source = {told}", WIDTH)


# --- layout ---------------------------------------------------------------------------------


def _title(what: str, count: int, note: str) -> str:
    return f"{what} ({count}{f': {note}' if note else ''})"


def _row(label: str, text: str) -> str:
    return f"  {label:<{_LABEL - 2}}{text}"


def _wrapped(label: str, text: str, column: int = _LABEL) -> list[str]:
    """A row whose text goes on under itself."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=f"  {label}".ljust(column),
        subsequent_indent=" " * column,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _indented(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _some(names: Sequence[str], count: int) -> str:
    """A few names, and how many more there are."""
    more = f", ... ({len(names) - count} more)" if len(names) > count else ""
    return ", ".join(names[:count]) + more
