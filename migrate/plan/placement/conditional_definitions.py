"""Functions that a module chooses when it is imported: `try: from fast import f` and the like.

Which one it is, depends on the machine that runs the project; what is read is a guess.
"""

from __future__ import annotations

import ast

from migrate.code.mentions import mentions
from migrate.code.parsing import called_name
from migrate.model.project import NodeFunction
from migrate.plan.placement.source_names import Definition, Source, only_imports


def chosen(func: NodeFunction, source: Source) -> Definition | None:
    """The statement that chooses a node's function, and the name that it binds; None if nothing is
    chosen, or the function is no plain name.
    """
    found = _meant(called_name(func.text)[0], func.scope, source)
    if found is None or found.statement is None or only_imports(found.statement):
        return None
    return found if func.chosen or _chooses(found, source) else None


def is_fixed(func: NodeFunction) -> bool:
    """Whether the expression of a node call fixes arguments of its function, and not the name that
    stands there does."""
    return func.kind == "partial" and called_name(func.text)[1]


def may_yield(found: Definition, source: Source) -> bool:
    """Whether some function that a statement chooses from may be a generator."""
    keys = {(found.module, each.line) for each in source.binders(found)}
    keys |= {key for each in source.binders(found) for key in source.targets(each.imports)}
    texts = (each.text for _, each in source.at(keys) if "yield" in each.text)
    nodes = (node for text in texts for node in mentions(text).nodes)
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes)


def _chooses(found: Definition, source: Source, depth: int = 8) -> bool:
    """Whether a name is imported under a condition, or made of what is so."""
    statement = found.statement
    if statement is None or only_imports(statement) or not depth:
        return False
    if statement.kind != "assignment":
        return any(each.alias == found.name for each in statement.imports)
    used = (source.resolve(found.module, name) for name in sorted(statement.uses))
    return any(_chooses(each, source, depth - 1) for each in used if each)


def _meant(name: str, module: str, source: Source) -> Definition | None:
    """What a dotted name means in a module: its first parts may be modules."""
    first, _, rest = name.partition(".")
    found = source.resolve(module, first) if first else None
    if found is None or not rest:
        return found
    if found.statement is not None or found.name is not None:
        return None
    return _meant(rest, found.module, source)
