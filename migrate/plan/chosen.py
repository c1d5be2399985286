"""Functions that a module chooses when it is imported: `try: from fast import f` and the like.

Which one it is, depends on the machine that runs the project; what is read is a guess.
"""

from __future__ import annotations

import ast

from migrate.plan.source import Definition, Source, only_imports
from migrate.project import NodeFunction


def chosen(func: NodeFunction, source: Source) -> Definition | None:
    """The statement that chooses a node's function, and the name that it binds; None if nothing is
    chosen, or the function is no plain name.
    """
    found = _meant(_called(func.text), func.scope, source)
    if found is None or found.statement is None or only_imports(found.statement):
        return None
    return found if any(each.alias == found.name for each in found.statement.imports) else None


def _called(text: str) -> str:
    """The function that an expression names, if it is one, or a partial of one."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return ""
    while isinstance(tree, ast.Call) and ast.unparse(tree.func).endswith("partial") and tree.args:
        tree = tree.args[0]
    return ast.unparse(tree) if isinstance(tree, ast.Name | ast.Attribute) else ""


def _meant(name: str, module: str, source: Source) -> Definition | None:
    """What a dotted name means in a module: its first parts may be modules."""
    first, _, rest = name.partition(".")
    found = source.resolve(module, first) if first else None
    if found is None or not rest:
        return found
    if found.statement is not None or found.name is not None:
        return None
    return _meant(rest, found.module, source)
