"""What functions that make pipelines do beside that: the new project does not run them.

What a module does when it is imported stays: the module is carried over.
"""

from __future__ import annotations

import ast

from migrate.code.import_effects import is_harmless_call
from migrate.code.scopes import dotted_name
from migrate.libraries.known import listed
from migrate.libraries.words import is_listed
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.values import (
    FunctionValue,
    Library,
    ModuleValue,
    Native,
    Scope,
    Site,
    Unknown,
    Value,
)

# What only tells something.
_TELLING = listed(lambda library: library.tells)
_LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
# Methods that leave something behind, whatever object they are called on.
_LEAVING = frozenset(
    {"commit", "execute", "hardlink_to", "mkdir", "rename", "rmdir", "symlink_to", "touch"}
    | {"unlink", "write", "write_bytes", "write_text", "writelines"}
)


def note_call(m: Evaluation, function: Value, site: Site) -> None:
    """Notes a call for its effect alone, if the new project does not have it."""
    node, scope = site.node, site.scope
    if m.importing or not isinstance(node, ast.Call):
        return
    path = dotted_name(node.func)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else path
    known = _known(function)
    if isinstance(function, Library):
        acts = not is_harmless_call(known)
    else:
        acts = last in _LEAVING and not isinstance(function, FunctionValue)
    if is_listed(known, _TELLING) or (last in _LEVELS and "log" in path.lower()):
        m.note("K127", m.place(node, scope), what=f"{path or last}()")
    elif acts:
        m.note("K126", m.place(node, scope), what=f"{path or last}()")
    elif isinstance(function, Native) and isinstance(node.func, ast.Attribute):
        note_change(m, node.func.value, scope)


def note_skipped(m: Evaluation, node: ast.Call, function: Value, scope: Scope) -> None:
    """Notes a call that may have happened; `function` is what its dotted name begins with."""
    site = Site(node, scope)
    for name in dotted_name(node.func).split(".")[1:]:
        if isinstance(function, Library):
            function = m.attribute(function, name, site)
    if isinstance(function, Library):
        note_call(m, function, site)


def _known(function: Value) -> str:
    if isinstance(function, Library):
        return function.dotted
    if isinstance(function, Unknown):
        return function.origin
    return function.name if isinstance(function, Native) else ""


def note_change(m: Evaluation, changed: ast.expr, scope: Scope) -> None:
    """Notes that what a dotted name stands for is changed, if it is a library's.

    What modules of the project bind is remembered: it matters if nodes read it.
    """
    path = dotted_name(changed)
    if m.importing or not path:
        return
    head, *rest = path.split(".")
    found = scope.names.get(head, scope.module.names.get(head))
    if isinstance(found, Library):
        m.note("K126", m.place(changed, scope), what=f"a change of {path}")
    elif isinstance(found, ModuleValue) and rest:
        m.changed.setdefault((found.name, rest[0]), m.place(changed, scope))
    elif scope.module.names.get(head) is found and isinstance(found, list | dict | set):
        for owner in _owners(m, found):
            m.changed.setdefault(owner, m.place(changed, scope))


def _owners(m: Evaluation, value: Value) -> list[tuple[str, str]]:
    """The modules that bind an object, with the names they have for it."""
    if id(value) not in m.owners:
        m.owners[id(value)] = [
            (module.name, name)
            for module in m.loaded.values()
            for name, each in module.names.items()
            if each is value
        ]
    return m.owners[id(value)]
