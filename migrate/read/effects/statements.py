"""Follows one function's statements: which names stand for which objects, and what is done to
them.

The environment is followed path by path and joined where paths meet. What objects hold is kept
for the whole function, whatever the order. Loops are run until nothing changes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from migrate.code.scopes import FunctionNode
from migrate.code.trees import walk
from migrate.read.effects.expressions import Expressions
from migrate.read.effects.functions import Functions
from migrate.read.effects.state import Environment, State
from migrate.read.effects.values import (
    IMMUTABLE,
    NOTHING,
    Value,
    join,
    type_name,
)

_LOOPS = 4  # passes; each one lets a value travel one assignment further


class Statements:
    """Runs statements over the environment of the state; it is None after a return."""

    def __init__(self, state: State, functions: Functions, expressions: Expressions) -> None:
        self.state = state
        self.functions = functions
        self.expressions = expressions

    def run(self, body: Iterable[ast.stmt]) -> None:
        """Follow statements as far as control gets."""
        for statement in body:
            if self.state.env is None:
                return
            self.state.line = statement.lineno
            self.state.statement = statement
            handler = _STATEMENTS.get(type(statement))
            if handler is not None:
                handler(self, statement)
            elif hasattr(statement, "body"):
                self.run(statement.body)
            else:
                self.expressions.evaluate_parts(statement)

    # --- assignments ------------------------------------------------------------------------

    def _assign(self, node: ast.Assign) -> None:
        value = self.expressions.evaluate(node.value)
        for target in node.targets:
            self.expressions.bind(target, value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is None:
            return
        value = self.expressions.evaluate(node.value)
        if self.state.annotation(node.annotation) == IMMUTABLE:
            value = NOTHING
        self.expressions.bind(node.target, value)

    def _augmented(self, node: ast.AugAssign) -> None:
        value = self.expressions.evaluate(node.value)
        if not isinstance(node.target, ast.Name):
            self.expressions.bind(node.target, value)
        elif node.target.id in self.state.globals:
            self.state.memory.touches.add(f"{self.state.source.name}:{node.target.id}")
        # The old value may be changed in place, wherever it is kept.
        objects = self.expressions.evaluate(node.target)
        plain = isinstance(node.value, ast.Constant | ast.JoinedStr)
        for obj, certain in objects.items():
            if type_name(obj) in ("immutable", "frozen", "tuple", "labels", "polars"):
                continue
            # `n += 1` on something out of a dict is most likely a number.
            part = obj.role == "outer" or (plain and obj.role == "part")
            likely = not (part and type_name(obj) == "")
            self.state.mutate({obj: certain}, self.state.changed_here(), certain=likely)
        self.state.hold(objects, self.state.memory.element(value))

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Attribute | ast.Subscript):
                self.state.mutate(
                    self.expressions.evaluate(target.value), self.state.changed_here()
                )
            elif isinstance(target, ast.Name):
                self.state.set_name(target.id, NOTHING)

    # --- control ----------------------------------------------------------------------------

    def _expression(self, node: ast.Expr) -> None:
        self.state.used = False
        self.expressions.evaluate(node.value)
        self.state.used = True

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.state.give(self.expressions.evaluate(node.value))
        self.state.env = None

    def _raise(self, node: ast.Raise) -> None:
        self.expressions.evaluate_parts(node)
        self.state.env = None

    def _break(self, node: ast.Break) -> None:
        if self.state.exits and self.state.env is not None:
            self.state.exits[-1].append(self.state.env)
        self.state.env = None

    def _if(self, node: ast.If) -> None:
        self.expressions.evaluate(node.test)
        self._branches([lambda: self.run(node.body), lambda: self.run(node.orelse)])

    def _branches(self, branches: Iterable[Callable[[], None]]) -> None:
        before = self.state.env
        ends = []
        for branch in branches:
            self.state.env = dict(before) if before is not None else None
            branch()
            ends.append(self.state.env)
        self.state.env = _joined(ends)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        iterated = self.expressions.evaluate(node.iter)
        self.state.use_up(iterated, node.iter)

        def body() -> None:
            self.expressions.bind(node.target, self.state.iterate(iterated))
            self.run(node.body)

        self._loop(body)
        self.run(node.orelse)

    def _while(self, node: ast.While) -> None:
        def body() -> None:
            self.expressions.evaluate(node.test)
            self.run(node.body)

        self._loop(body)
        self.run(node.orelse)

    def _loop(self, body: Callable[[], None]) -> None:
        self.state.exits.append([])
        for _ in range(_LOOPS):
            before, held = self.state.env, self.state.memory.size()
            self.state.env = dict(before) if before is not None else None
            body()
            self.state.env = _joined([before, self.state.env, *self.state.exits[-1]])
            if self.state.env == before and self.state.memory.size() == held:
                break
        self.state.exits.pop()

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            value = self.expressions.evaluate(item.context_expr)
            self.state.operate(value, "__enter__", "__exit__")
            if item.optional_vars is not None:
                self.expressions.bind(item.optional_vars, value)
        self.run(node.body)

    def _try(self, node: ast.Try) -> None:
        steps = [None if self.state.env is None else dict(self.state.env)]
        for statement in node.body:
            self.run([statement])
            steps.append(None if self.state.env is None else dict(self.state.env))
        self.run(node.orelse)
        ends = [self.state.env]
        for handler in node.handlers:
            # An exception may come from any statement of the body.
            self.state.env = _joined(steps)
            if handler.name:
                self.state.set_name(handler.name, NOTHING)
            self.run(handler.body)
            ends.append(self.state.env)
        self.state.env = _joined(ends)
        if self.state.env is None and node.finalbody:
            self.state.env = _joined(steps)
            self.run(node.finalbody)
            self.state.env = None
        else:
            self.run(node.finalbody)

    def _match(self, node: ast.Match) -> None:
        subject = self.expressions.evaluate(node.subject)
        seen = join([subject, self.state.memory.element(subject)])

        def case(found: ast.match_case) -> Callable[[], None]:
            def branch() -> None:
                for child in walk(found.pattern):
                    for name in (getattr(child, "name", None), getattr(child, "rest", None)):
                        if isinstance(name, str):
                            self.state.set_name(name, seen)
                if found.guard is not None:
                    self.expressions.evaluate(found.guard)
                self.run(found.body)

            return branch

        self._branches([*map(case, node.cases), lambda: None])

    # --- definitions ------------------------------------------------------------------------

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.state.set_name(node.name, self.functions.define(node, node.name))

    def _class(self, node: ast.ClassDef) -> None:
        names = {n.id for n in walk(node) if isinstance(n, ast.Name)}
        every = self.state.bound(names)
        reason = f"used inside the class `{node.name}`"
        self.state.mutate(every, reason, certain=False)
        self.state.set_name(node.name, self.state.new(node, "", None, every))

    def _global(self, node: ast.Global | ast.Nonlocal) -> None:
        if isinstance(node, ast.Global):
            self.state.globals.update(node.names)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name, obj in self.state.imported(node):
            self.state.set_name(name, obj)

    def _nothing(self, node: ast.stmt) -> None:
        return None

    # --- the whole function -----------------------------------------------------------------

    def run_body(self, node: FunctionNode | ast.ClassDef, values: Mapping[str, Value]) -> Value:
        """Run the body of a function in the present environment; what it returns."""
        state = self.state
        saved = state.env, state.statement, state.line, state.exits, state.used
        state.env = {**(state.env or {}), **values}
        state.returned.append([])
        state.exits, state.used = [], True
        if isinstance(node, ast.Lambda):
            state.line = node.body.lineno
            state.used = len(state.returned) == 1  # what a local one gives may well be dropped
            state.give(self.expressions.evaluate(node.body))
        else:
            self.run(node.body)
        state.env, state.statement, state.line, state.exits, state.used = saved
        return join(state.returned.pop())


def _joined(ends: Iterable[Environment | None]) -> Environment | None:
    """The environment where paths meet; None where none arrives."""
    alive = [end for end in ends if end is not None]
    if not alive:
        return None
    names = dict.fromkeys(name for end in alive for name in end)
    return {name: join(end.get(name, NOTHING) for end in alive) for name in names}


_STATEMENTS: dict[type, Callable[..., None]] = {
    ast.Assign: Statements._assign,
    ast.AnnAssign: Statements._annotated,
    ast.AugAssign: Statements._augmented,
    ast.Delete: Statements._delete,
    ast.Expr: Statements._expression,
    ast.Return: Statements._return,
    ast.Raise: Statements._raise,
    ast.Break: Statements._break,
    ast.Continue: Statements._break,
    ast.If: Statements._if,
    ast.For: Statements._for,
    ast.AsyncFor: Statements._for,
    ast.While: Statements._while,
    ast.With: Statements._with,
    ast.AsyncWith: Statements._with,
    ast.Try: Statements._try,
    ast.Match: Statements._match,
    ast.FunctionDef: Statements._function,
    ast.AsyncFunctionDef: Statements._function,
    ast.ClassDef: Statements._class,
    ast.Global: Statements._global,
    ast.Nonlocal: Statements._global,
    ast.Import: Statements._import,
    ast.ImportFrom: Statements._import,
    ast.Pass: Statements._nothing,
}
if hasattr(ast, "TryStar"):  # Python 3.11
    _STATEMENTS[ast.TryStar] = Statements._try
