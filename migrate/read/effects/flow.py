"""Follows one function's statements: which names stand for which objects, and what is done to
them.

The environment is followed path by path and joined where paths meet. What objects hold is kept
for the whole function, whatever the order. Loops are run until nothing changes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from migrate.code.trees import children, walk
from migrate.read.effects.expressions import Expressions
from migrate.read.effects.methods import key_of
from migrate.read.effects.special import Arguments
from migrate.read.effects.values import (
    IMMUTABLE,
    NOTHING,
    Obj,
    Value,
    join,
    type_name,
)

_LOOPS = 4  # passes; each one lets a value travel one assignment further


class Flow(Expressions):
    """Runs statements over the environment `env`; it is None after a return."""

    def run(self, body: Iterable[ast.stmt]) -> None:
        """Follow statements as far as control gets."""
        for statement in body:
            if self.env is None:
                return
            self.line = statement.lineno
            self.statement = statement
            handler = _STATEMENTS.get(type(statement))
            if handler is not None:
                handler(self, statement)
            elif hasattr(statement, "body"):
                self.run(statement.body)
            else:
                self._values_in(statement)

    def _values_in(self, node: ast.AST) -> None:
        for child in children(node):
            if isinstance(child, ast.expr):
                self.evaluate(child)

    def _text(self) -> str:
        return f"changed in place by `{self.describe(self.statement)}`"

    # --- assignments ------------------------------------------------------------------------

    def _assign(self, node: ast.Assign) -> None:
        value = self.evaluate(node.value)
        for target in node.targets:
            self.bind(target, value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is None:
            return
        value = self.evaluate(node.value)
        if self.annotation(node.annotation) == IMMUTABLE:
            value = NOTHING
        self.bind(node.target, value)

    def bind(self, target: ast.expr, value: Value) -> None:
        """Give a value to a target of any form."""
        if isinstance(target, ast.Name):
            self.set_name(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, self.container(self.site(target), [(None, value)], "list"))
        elif isinstance(target, ast.Attribute):
            self._store(target.value, target.attr, value)
        elif isinstance(target, ast.Subscript):
            self.evaluate(target.slice)
            self._store(target.value, key_of(target.slice), value)

    def _unpack(self, targets: list[ast.expr], value: Value) -> None:
        starred = next((n for n, t in enumerate(targets) if isinstance(t, ast.Starred)), None)
        for position, target in enumerate(targets):
            # Behind a star, positions count from the end.
            exact = starred is None or position < starred
            self.bind(target, self.element(value, position if exact else None))

    def _store(self, base: ast.expr, key: str | int | None, value: Value) -> None:
        objects = self.evaluate(base)
        self.mutate(objects, self._text(), self.line)
        if objects:
            self.hold(objects, value, self.line, key)
        elif value:
            # A thing without an object of its own: make one inside what it is reached through.
            inner = self.container(self.site(base), [(key, value)])
            self.hold(self._root(base), inner, self.line)

    def _root(self, node: ast.expr) -> Value:
        """What holds a thing that has no object of its own here."""
        while isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
            objects = self.evaluate(node)
            if objects:
                return objects
        return NOTHING

    def _augmented(self, node: ast.AugAssign) -> None:
        value = self.evaluate(node.value)
        if not isinstance(node.target, ast.Name):
            self.bind(node.target, value)
        elif node.target.id in self.globals:
            self.touches.add(f"{self.source.name}:{node.target.id}")
        # The old value may be changed in place, wherever it is kept.
        objects = self.evaluate(node.target)
        plain = isinstance(node.value, ast.Constant | ast.JoinedStr)
        for obj, certain in objects.items():
            if type_name(obj) in ("immutable", "frozen", "tuple", "labels", "polars"):
                continue
            # `n += 1` on something out of a dict is most likely a number.
            part = obj.role == "outer" or (plain and obj.role == "part")
            likely = not (part and type_name(obj) == "")
            self.mutate({obj: certain}, self._text(), self.line, certain=likely)
        self.hold(objects, self.element(value), self.line)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Attribute | ast.Subscript):
                self.mutate(self.evaluate(target.value), self._text(), self.line)
            elif isinstance(target, ast.Name):
                self.set_name(target.id, NOTHING)

    # --- control ----------------------------------------------------------------------------

    def _expression(self, node: ast.Expr) -> None:
        self.used = False
        self.evaluate(node.value)
        self.used = True

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.give(self.evaluate(node.value))
        self.env = None

    def _raise(self, node: ast.Raise) -> None:
        self._values_in(node)
        self.env = None

    def _break(self, node: ast.Break) -> None:
        if self.exits and self.env is not None:
            self.exits[-1].append(self.env)
        self.env = None

    def _if(self, node: ast.If) -> None:
        self.evaluate(node.test)
        self._branches([lambda: self.run(node.body), lambda: self.run(node.orelse)])

    def _branches(self, branches: Iterable[Callable[[], None]]) -> None:
        before = self.env
        ends = []
        for branch in branches:
            self.env = dict(before) if before is not None else None
            branch()
            ends.append(self.env)
        self.env = _joined(ends)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        iterated = self.evaluate(node.iter)
        self.use_up(iterated, self.describe(node.iter))

        def body() -> None:
            self.bind(node.target, self.iterate(iterated))
            self.run(node.body)

        self._loop(body)
        self.run(node.orelse)

    def _while(self, node: ast.While) -> None:
        def body() -> None:
            self.evaluate(node.test)
            self.run(node.body)

        self._loop(body)
        self.run(node.orelse)

    def _loop(self, body: Callable[[], None]) -> None:
        self.exits.append([])
        for _ in range(_LOOPS):
            before, held = self.env, self.size()
            self.env = dict(before) if before is not None else None
            body()
            self.env = _joined([before, self.env, *self.exits[-1]])
            if self.env == before and self.size() == held:
                break
        self.exits.pop()

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            value = self.evaluate(item.context_expr)
            self.operate(value, "__enter__", "__exit__")
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value)
        self.run(node.body)

    def _try(self, node: ast.Try) -> None:
        steps = [None if self.env is None else dict(self.env)]
        for statement in node.body:
            self.run([statement])
            steps.append(None if self.env is None else dict(self.env))
        self.run(node.orelse)
        ends = [self.env]
        for handler in node.handlers:
            # An exception may come from any statement of the body.
            self.env = _joined(steps)
            if handler.name:
                self.set_name(handler.name, NOTHING)
            self.run(handler.body)
            ends.append(self.env)
        self.env = _joined(ends)
        if self.env is None and node.finalbody:
            self.env = _joined(steps)
            self.run(node.finalbody)
            self.env = None
        else:
            self.run(node.finalbody)

    def _match(self, node: ast.Match) -> None:
        subject = self.evaluate(node.subject)
        seen = join([subject, self.element(subject)])

        def case(found: ast.match_case) -> Callable[[], None]:
            def branch() -> None:
                for child in walk(found.pattern):
                    for name in (getattr(child, "name", None), getattr(child, "rest", None)):
                        if isinstance(name, str):
                            self.set_name(name, seen)
                if found.guard is not None:
                    self.evaluate(found.guard)
                self.run(found.body)

            return branch

        self._branches([*map(case, node.cases), lambda: None])

    # --- definitions ------------------------------------------------------------------------

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.set_name(node.name, self.local_function(node, node.name))

    def _class(self, node: ast.ClassDef) -> None:
        names = {n.id for n in walk(node) if isinstance(n, ast.Name)}
        every = join(self.env[n] for n in sorted(names) if self.env and n in self.env)
        reason = f"used inside the class `{node.name}`"
        self.mutate(every, reason, self.line, certain=False)
        self.set_name(node.name, self.new("", self.site(node), None, every))

    def _global(self, node: ast.Global | ast.Nonlocal) -> None:
        if isinstance(node, ast.Global):
            self.globals.update(node.names)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name, obj in self.imported(node):
            self.set_name(name, obj)

    def _nothing(self, node: ast.stmt) -> None:
        return None

    # --- the whole function -----------------------------------------------------------------

    def inline(self, node: ast.AST, values: Mapping[str, Value]) -> Value:
        """Run the body of a local function in the present environment; what it returns."""
        saved = self.env, self.statement, self.line, self.exits, self.used
        self.env = {**(self.env or {}), **values}
        self.returned.append([])
        self.exits, self.used = [], True
        body = getattr(node, "body", [])
        if isinstance(body, list):
            self.run(body)
        else:
            self.line = body.lineno
            self.used = len(self.returned) == 1  # what a local one gives may well be dropped
            self.give(self.evaluate(body))
        self.env, self.statement, self.line, self.exits, self.used = saved
        return join(self.returned.pop())

    def run_uncalled(self) -> None:
        """Run the local functions that nothing here has called: somebody else may."""
        self.returned.append([])  # what they return is not returned from here
        for site in list(self.local):
            if site not in self.invoked:
                self.env = dict(self.defined_in[site])
                self.invoke(Obj("function", "", site), Arguments(), self.local[site])
        self.returned.pop()


def _joined(ends: Iterable[dict[str, Value] | None]) -> dict[str, Value] | None:
    """The environment where paths meet; None where none arrives."""
    alive = [end for end in ends if end is not None]
    if not alive:
        return None
    names = dict.fromkeys(name for end in alive for name in end)
    return {name: join(end.get(name, NOTHING) for end in alive) for name in names}


_STATEMENTS: dict[type, Callable[..., None]] = {
    ast.Assign: Flow._assign,
    ast.AnnAssign: Flow._annotated,
    ast.AugAssign: Flow._augmented,
    ast.Delete: Flow._delete,
    ast.Expr: Flow._expression,
    ast.Return: Flow._return,
    ast.Raise: Flow._raise,
    ast.Break: Flow._break,
    ast.Continue: Flow._break,
    ast.If: Flow._if,
    ast.For: Flow._for,
    ast.AsyncFor: Flow._for,
    ast.While: Flow._while,
    ast.With: Flow._with,
    ast.AsyncWith: Flow._with,
    ast.Try: Flow._try,
    ast.Match: Flow._match,
    ast.FunctionDef: Flow._function,
    ast.AsyncFunctionDef: Flow._function,
    ast.ClassDef: Flow._class,
    ast.Global: Flow._global,
    ast.Nonlocal: Flow._global,
    ast.Import: Flow._import,
    ast.ImportFrom: Flow._import,
    ast.Pass: Flow._nothing,
}
if hasattr(ast, "TryStar"):  # Python 3.11
    _STATEMENTS[ast.TryStar] = Flow._try
