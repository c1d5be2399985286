"""Statements: one function for each kind of syntax, found through a table."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from migrate.read.interpret import operators, optional_imports, side_effects, unknown_branches
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.limits import KEPT, ROUNDS
from migrate.read.interpret.natives.library import TRANSPARENT
from migrate.read.interpret.objects import classes
from migrate.read.interpret.partial_values import element
from migrate.read.interpret.syntax import expressions, imports
from migrate.read.interpret.syntax.assignment import assign
from migrate.read.interpret.syntax.patterns import matches
from migrate.read.interpret.values import (
    GENERATED,
    ClassValue,
    FunctionValue,
    Halt,
    InstanceValue,
    Library,
    Native,
    Raised,
    Scope,
    Signal,
    Site,
    Suppress,
    TooMuch,
    Unknown,
    Value,
    first_unknown,
    unwrap,
)


def run(m: Evaluation, body: list[ast.stmt], scope: Scope) -> Signal | None:
    """See Evaluation.run."""
    for index, node in enumerate(body):
        floor = m.floor
        if m.depth < 3:  # what follows can still be evaluated when a statement takes too long
            m.floor += max(m.steps - m.floor, 0) // KEPT
        handler = STATEMENTS.get(type(node))
        try:
            m.spend()
            signal = handler(m, node, scope) if handler else _unsupported(m, node, scope)
        except RecursionError:
            if m.depth:
                raise
            signal = _skip(m, node, scope, "it nests too deeply")
        except (TooMuch, Halt) as error:
            if m.floor == floor and isinstance(error, Halt):
                raise
            m.floor = floor
            if isinstance(error, Halt):
                m.left = m.left or m.place(node, scope)
            signal = _left(m, node, scope)
        finally:
            m.floor = floor
        if signal is not None:
            if signal.reason is not None:
                unknown_branches.skip(m, body[index + 1 :], scope, signal.reason)
            return signal
    return None


def _left(m: Evaluation, node: ast.stmt, scope: Scope) -> Signal | None:
    """A statement that takes too long is left where it is."""
    if m.abandoned:  # whatever the functions that it called would have changed
        m.note("K122", m.place(node, scope))
        m.abandoned = False
    return _skip(m, node, scope, TooMuch.reason)


def _skip(m: Evaluation, node: ast.stmt, scope: Scope, why: str) -> Signal | None:
    return unknown_branches.skip(m, [node], scope, Unknown(why, m.place(node, scope)))


def _too_long(m: Evaluation, node: ast.For | ast.While, scope: Scope) -> Signal | None:
    reason = Unknown("a loop is too long", m.place(node, scope))
    return unknown_branches.skip_loop(m, node, scope, reason)


def _unsupported(m: Evaluation, node: ast.stmt, scope: Scope) -> Signal | None:
    return _skip(m, node, scope, f"{type(node).__name__} is not evaluated")


# --- assignment -----------------------------------------------------------------------------


def _assign(m: Evaluation, node: ast.Assign, scope: Scope) -> None:
    value = m.evaluate(node.value, scope)
    for target in node.targets:
        assign(m, target, value, scope)


def _annotated(m: Evaluation, node: ast.AnnAssign, scope: Scope) -> None:
    if node.value is not None:
        assign(m, node.target, m.evaluate(node.value, scope), scope)


def _augmented(m: Evaluation, node: ast.AugAssign, scope: Scope) -> None:
    old = m.evaluate(node.target, scope)  # evaluation takes no notice of Load and Store
    value = m.evaluate(node.value, scope)
    site = Site(node, scope)
    plain_old = unwrap(old)
    if isinstance(plain_old, list) and isinstance(node.op, ast.Add):
        m.call(m.attribute(plain_old, "extend", site), [value], {}, site)
        made: Value = old
    elif isinstance(plain_old, dict) and isinstance(node.op, ast.BitOr):
        operators.update_dict(m, plain_old, value, site)
        made = old
    elif isinstance(plain_old, set) and isinstance(node.op, ast.BitOr):
        m.call(m.attribute(plain_old, "update", site), [value], {}, site)
        made = old
    else:
        made = m.call(
            Native("op", lambda m, s, a, k: operators.binary(m, type(node.op), a[0], a[1], s)),
            [old, value],
            {},
            site,
        )
    assign(m, node.target, made, scope)


def _delete(m: Evaluation, node: ast.Delete, scope: Scope) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            scope.names.pop(target.id, None)
        elif isinstance(target, ast.Subscript):
            side_effects.note_change(m, target.value, scope)
            box = unwrap(m.evaluate(target.value, scope))
            index = m.evaluate(target.slice, scope)
            unknown = first_unknown([index, element(m, box, index, Site(target, scope))])
            if unknown is not None:
                unknown_branches.affect_target(m, target, scope, unknown)
            elif isinstance(box, dict | list):
                operators.change(m, operator.delitem, box, index, site=Site(target, scope))


# --- definitions ----------------------------------------------------------------------------


def _function(m: Evaluation, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
    made: Value = expressions.make_function(m, node, scope, node.name)
    scope.store(node.name, _decorated(m, node, made, scope))


def _class(m: Evaluation, node: ast.ClassDef, scope: Scope) -> None:
    made = classes.define(m, node, scope)
    scope.store(node.name, _decorated(m, node, made, scope))


def _decorated(
    m: Evaluation,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    made: Value,
    scope: Scope,
) -> Value:
    """The definition behind its decorators. One that can't be followed leaves the definition,
    marked as opaque: nearly all decorators keep the name and the module.
    """
    for expression in reversed(node.decorator_list):
        decorator = m.evaluate(expression, scope)
        if isinstance(decorator, GENERATED):  # it calls the function inside its context
            continue
        if isinstance(decorator, Unknown | Library):
            origin = decorator.origin if isinstance(decorator, Unknown) else decorator.dotted
            if origin in TRANSPARENT:
                continue
            if isinstance(decorator, Unknown) or m.native(decorator) is None:
                _mark_opaque(made)
                continue
        result = m.call(decorator, [made], {}, Site(expression, scope))
        if isinstance(result, Unknown):
            _mark_opaque(made)
        else:
            made = result
    return made


def _mark_opaque(made: Value) -> None:
    if isinstance(made, FunctionValue | ClassValue):
        made.opaque = True


# --- control flow ---------------------------------------------------------------------------


def _if(m: Evaluation, node: ast.If, scope: Scope) -> Signal | None:
    found = operators.truth(m, m.evaluate(node.test, scope), Site(node.test, scope))
    if isinstance(found, Unknown):
        return unknown_branches.either(m, node.body, node.orelse, scope, found)
    return m.run(node.body if found else node.orelse, scope)


def _for(m: Evaluation, node: ast.For, scope: Scope) -> Signal | None:
    items = m.iterate(m.evaluate(node.iter, scope), Site(node.iter, scope))
    if isinstance(items, Unknown):
        unknown_branches.affect_target(m, node.target, scope, items)
        return unknown_branches.skip_loop(m, node, scope, items)
    for rounds, item in enumerate(items):
        if rounds >= ROUNDS:
            return _too_long(m, node, scope)
        assign(m, node.target, item, scope)
        over, signal = _round(m, node, scope)
        if over:
            return signal
    return m.run(node.orelse, scope)


def _round(m: Evaluation, node: ast.For | ast.While, scope: Scope) -> tuple[bool, Signal | None]:
    """Runs the body of a loop once. Tells whether the loop is over, and how."""
    signal = m.run(node.body, scope)
    if signal is None or signal.kind == "continue":
        return False, None
    if signal.kind == "break":
        return True, None
    if signal.reason is not None and "return" not in signal.ways:
        if "break" not in signal.ways:
            return False, None
        return True, unknown_branches.skip_loop(m, node, scope, signal.reason)
    return True, signal


def _while(m: Evaluation, node: ast.While, scope: Scope) -> Signal | None:
    for _ in range(ROUNDS):
        found = operators.truth(m, m.evaluate(node.test, scope), Site(node.test, scope))
        if isinstance(found, Unknown):
            return unknown_branches.skip_loop(m, node, scope, found)
        if not found:
            return m.run(node.orelse, scope)
        over, signal = _round(m, node, scope)
        if over:
            return signal
    return _too_long(m, node, scope)


def _try(m: Evaluation, node: ast.Try, scope: Scope) -> Signal | None:
    signal: Signal | None = None
    try:
        try:
            signal = m.run(node.body, scope)
        except Raised as raised:
            handler = _handler(m, node, raised, scope)
            if handler is None:
                raise
            if handler.name:
                scope.names[handler.name] = raised.error
            # What is raised again must not keep our own frames alive.
            scope.names["__raised__"] = Raised(raised.error, raised.place)
            signal = m.run(handler.body, scope)
        else:
            if signal is None:
                signal = m.run(node.orelse, scope)
            whole = [*node.body, *node.orelse]
            for cause in optional_imports.causes(m, node.body, scope):
                handled = [h for h in node.handlers if _catches(m, h, cause.error, scope)]
                for handler in handled[: 1 if cause.error else None]:
                    if unknown_branches.only_raises(handler.body):
                        continue
                    ways = optional_imports.unknown_after(m, whole, handler.body, scope, cause)
                    signal = _or_otherwise(signal, ways, cause.why)
    finally:
        last = m.run(node.finalbody, scope)
    return last or signal


def _or_otherwise(signal: Signal | None, ways: frozenset[str], why: Unknown) -> Signal | None:
    """How a block is left that may have been left in other ways."""
    if signal is not None and signal.kind == "return":
        return Signal("return", why)
    if signal is not None:
        ways |= signal.ways or {signal.kind}
    return Signal("unknown", why, ways) if ways else None


def _handler(
    m: Evaluation, node: ast.Try, raised: Raised, scope: Scope
) -> ast.ExceptHandler | None:
    return next((h for h in node.handlers if _catches(m, h, raised.error, scope)), None)


def _catches(m: Evaluation, handler: ast.ExceptHandler, error: Value, scope: Scope) -> bool:
    """Whether a handler is there for an error; None: for any but an ImportError."""
    if handler.type is None:
        return True
    kinds = m.evaluate(handler.type, scope)
    return _are_for(kinds if isinstance(kinds, tuple) else (kinds,), error)


def _are_for(kinds: tuple[Value, ...], error: Value) -> bool:
    if error is None:
        return not all(kind in (ImportError, ModuleNotFoundError) for kind in kinds)
    return any(_matches(error, kind) for kind in kinds)


def _matches(error: Value, kind: Value) -> bool:
    if isinstance(error, BaseException):
        if isinstance(kind, type):
            return isinstance(error, kind)
        name = getattr(error, "kind", type(error).__name__)
        return isinstance(kind, Library) and kind.qualname.rpartition(".")[2] == name
    if isinstance(error, InstanceValue):
        mro = error.cls.mro
        return kind in mro or (isinstance(kind, type) and _descends(mro, kind))
    return kind in (Exception, BaseException)


def _descends(mro: tuple[Value, ...], kind: type) -> bool:
    known = [base for base in mro if isinstance(base, type)]
    return any(issubclass(base, kind) for base in known) or (
        not known and kind in (Exception, BaseException)
    )


def _raise(m: Evaluation, node: ast.Raise, scope: Scope) -> None:
    place = m.place(node, scope)
    if node.exc is None:
        again = scope.names.get("__raised__")
        raise again if isinstance(again, Raised) else Raised(RuntimeError("raise"), place)
    error = m.evaluate(node.exc, scope)
    if isinstance(error, type | ClassValue):
        error = m.call(error, [], {}, Site(node.exc, scope))
    raise Raised(error, place)


def _assert(m: Evaluation, node: ast.Assert, scope: Scope) -> None:
    if operators.truth(m, m.evaluate(node.test, scope), Site(node.test, scope)) is False:
        message = m.evaluate(node.msg, scope) if node.msg else ""
        raise Raised(AssertionError(message), m.place(node, scope))


def _with(m: Evaluation, node: ast.With, scope: Scope) -> Signal | None:
    suppressed: tuple[Value, ...] = ()
    for item in node.items:
        site = Site(item.context_expr, scope)
        manager = m.evaluate(item.context_expr, scope)
        entered: Value = manager
        if isinstance(manager, Suppress):
            suppressed += manager.kinds
        elif isinstance(manager, InstanceValue):
            entered = m.call(m.attribute(manager, "__enter__", site), [], {}, site)
        elif isinstance(manager, GENERATED):
            entered = next(manager, None)
        if item.optional_vars is not None:
            assign(m, item.optional_vars, entered, scope)
    try:
        signal = m.run(node.body, scope)
        for cause in optional_imports.causes(m, node.body, scope) if suppressed else ():
            if _are_for(suppressed, cause.error):
                ways = optional_imports.unknown_after(m, node.body, (), scope, cause)
                signal = _or_otherwise(signal, ways, cause.why)
        return signal
    except Raised as raised:
        if _are_for(suppressed, raised.error):
            return None
        raise


def _return(m: Evaluation, node: ast.Return, scope: Scope) -> Signal:
    return Signal("return", m.evaluate(node.value, scope) if node.value else None)


def _expression(m: Evaluation, node: ast.Expr, scope: Scope) -> None:
    if isinstance(node.value, ast.Constant):
        return
    outer, m.alone = m.alone, node.value
    try:
        m.evaluate(node.value, scope)
    finally:
        m.alone = outer


def _match(m: Evaluation, node: ast.Match, scope: Scope) -> Signal | None:
    subject = m.evaluate(node.subject, scope)
    for case in node.cases:
        found = matches(m, case.pattern, subject, scope)
        if found is True and case.guard is not None:
            found = operators.truth(m, m.evaluate(case.guard, scope), Site(case.guard, scope))
        if isinstance(found, Unknown):
            bodies = [statement for c in node.cases for statement in c.body]
            return unknown_branches.skip(m, bodies, scope, found)
        if found:
            return m.run(case.body, scope)
    return None


def _global(m: Evaluation, node: ast.Global, scope: Scope) -> None:
    scope.globals.update(node.names)


def _nonlocal(m: Evaluation, node: ast.Nonlocal, scope: Scope) -> None:
    scope.nonlocals.update(node.names)


STATEMENTS: dict[type[ast.AST], Callable[[Evaluation, Any, Scope], Signal | None]] = {
    ast.AnnAssign: _annotated,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AsyncFunctionDef: _function,
    ast.AugAssign: _augmented,
    ast.Break: lambda m, node, scope: Signal("break"),
    ast.ClassDef: _class,
    ast.Continue: lambda m, node, scope: Signal("continue"),
    ast.Delete: _delete,
    ast.Expr: _expression,
    ast.For: _for,
    ast.FunctionDef: _function,
    ast.Global: _global,
    ast.If: _if,
    ast.Import: imports.plain_import,
    ast.ImportFrom: imports.from_import,
    ast.Match: _match,
    ast.Nonlocal: _nonlocal,
    ast.Pass: lambda m, node, scope: None,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: _try,
    ast.While: _while,
    ast.With: _with,
}
