"""Whether the hints of the written text fit along its edges, by Hamilton's own rules.

Like all that is read back, they are found in the text alone; nothing is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from migrate.code.dataflow_modules import (
    decorator_of,
    inputs_of_subdags,
    items_of,
    keywords_of,
    nodes_of,
    source_of,
)
from migrate.code.trees import parse, statements
from migrate.libraries.hamilton_types import Hint, fits, hint_of
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.migration import Plan


class Said(NamedTuple):
    """A hint where it stands; `hint` is None where it can't be read."""

    hint: Hint | None
    text: str
    place: Place


class Hinted(NamedTuple):
    """The hints of one call of a written function: of what it makes, and of what it takes."""

    makes: Mapping[str, Said]
    takes: tuple[tuple[str, Said], ...]


Sayer = Callable[[ast.expr | None], Said]
_ANY = hint_of("typing.Any")
_UNSAID = Said(_ANY, "Any", Place(""))


def check_hints(plan: Plan, files: Mapping[str, str]) -> list[Diagnostic]:
    """The edges whose hints Hamilton refuses (K485), and those of which nobody knows (K486)."""
    paths = {module.name: plan.ours.file(module.name) for module in plan.modules}
    trees = {name: parse(files[path]) for name, path in paths.items()}
    names = {name: names_of(tree, plan.ours.module(name)) for name, tree in trees.items()}
    calls = {name: list(_calls(name, trees, names, paths)) for name in trees}
    found: dict[Diagnostic, None] = {}
    for pipeline in plan.pipelines:
        every = [call for name in pipeline.modules for call in calls[name]]
        made = {name: said for call in every for name, said in call.makes.items()}
        given: dict[str, list[Said]] = {}
        for call in every:
            for name, taken in call.takes:
                if name in made:
                    found |= dict.fromkeys(_judged(name, made[name], taken))
                else:
                    given.setdefault(name, []).append(taken)
        for name, takers in given.items():
            found |= dict.fromkeys(_agreeing(name, takers))
    return list(found)


def _judged(name: str, made: Said, taken: Said) -> Iterator[Diagnostic]:
    answer = fits(made.hint, taken.hint)
    if made.hint is taken.hint is None and made.text == taken.text:
        return  # whatever it is
    if answer is not True:
        yield _told(name, made, taken, answer)


def _agreeing(name: str, takers: list[Said]) -> Iterator[Diagnostic]:
    """Of all hints that functions have for a value from outside, the narrowest has to fit all."""
    narrowest, *others = takers
    for other in others:
        answers = [fits(narrowest.hint, other.hint), fits(other.hint, narrowest.hint)]
        if answers[1] and not answers[0]:
            narrowest = other
        elif True not in answers:
            yield _told(name, narrowest, other, None if None in answers else False)


def _told(name: str, made: Said, taken: Said, answer: bool | None) -> Diagnostic:
    code = "K486" if answer is None else "K485"
    return diagnostic(code, taken.place, name=name, made=made.text, taken=taken.text)


def _calls(
    name: str,
    trees: Mapping[str, ast.Module],
    names: Mapping[str, Mapping[str, str]],
    paths: Mapping[str, str],
) -> Iterator[Hinted]:
    """What the functions of a module make and take; those of steps under their namespaces."""
    for function in nodes_of(trees[name]):
        subdag = decorator_of(function, "parameterized_subdag")
        if subdag is None:
            yield from _of_function(function, names[name], paths[name])
            continue
        steps = ast.unparse(subdag.args[0])
        inner = list(_calls(steps, trees, names, paths))
        for namespace, inputs in inputs_of_subdags(subdag).items():
            for call in inner:
                makes = {f"{namespace}.{made}": said for made, said in call.makes.items()}
                takes = [
                    (inputs.get(taken, f"{namespace}.{taken}") or "", said)
                    for taken, said in call.takes
                ]
                yield Hinted(makes, tuple(pair for pair in takes if pair[0]))


def _of_function(
    function: ast.FunctionDef, names: Mapping[str, str], path: str
) -> Iterator[Hinted]:
    def said(node: ast.expr | None) -> Said:
        if node is None:
            return _UNSAID
        text = ast.unparse(node)
        return Said(hint_of(text, names), text, Place(path, node.lineno))

    arguments = {a.arg: a for a in (*function.args.args, *function.args.kwonlyargs)}
    own = {name: said(each.annotation) for name, each in arguments.items()}
    rows = decorator_of(function, "parameterize")
    if rows is not None:
        for output, row in keywords_of(rows).items():
            sources = {k: source_of(v) for k, v in items_of(row).items()}
            takes = [(name, own[k]) for k, name in sources.items() if name and k in own]
            yield Hinted({output: said(function.returns)}, tuple(takes))
        return
    injected = decorator_of(function, "inject")
    sources = {k: source_of(v) for k, v in keywords_of(injected).items()} if injected else {}
    taken = tuple((sources.get(name) or name, each) for name, each in own.items())
    yield Hinted(dict(_makes(function, said)), taken)


def _makes(function: ast.FunctionDef, said: Sayer) -> Iterator[tuple[str, Said]]:
    """The names that a function makes, with their hints: of its fields, if it is taken apart."""
    extracted = decorator_of(function, "extract_fields")
    unpacked = decorator_of(function, "unpack_fields")
    if extracted is not None:
        for name, node in items_of(extracted.args[0]).items():
            yield name, said(node)
    elif unpacked is not None:
        inner = function.returns.slice if isinstance(function.returns, ast.Subscript) else None
        parts = inner.elts if isinstance(inner, ast.Tuple) else []
        if len(parts) == 2 and ast.unparse(parts[1]) == "...":
            parts = [parts[0]] * len(unpacked.args)
        for place, node in enumerate(unpacked.args):
            yield str(ast.literal_eval(node)), said(parts[place] if parts else None)
    else:
        yield function.name, said(function.returns)


def names_of(tree: ast.Module, module: str) -> dict[str, str]:
    """What a module's imports, classes and assignments bind, as full paths."""
    found = {}
    for node in statements(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                found[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
        elif isinstance(node, ast.ClassDef):
            found[node.name] = f"{module}.{node.name}"
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found[statement.targets[0].id] = f"{module}.{statement.targets[0].id}"
    return found
