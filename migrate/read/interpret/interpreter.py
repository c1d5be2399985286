"""The interpreter: an evaluation with its tables of syntax, values, builtins and libraries."""

from __future__ import annotations

import ast

from migrate.read.interpret import operators, side_effects
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.natives import builtins, files, library
from migrate.read.interpret.objects import attributes, calls
from migrate.read.interpret.syntax import expressions, statements
from migrate.read.interpret.values import (
    Halt,
    Raised,
    Scope,
    Site,
    TooMuch,
    Value,
)
from migrate.read.kedro.nodes import CannotBind, Refusal


class Interpreter(Evaluation):
    """Evaluates modules of one project."""

    builtins = builtins.BUILTINS | files.BUILTINS
    natives = library.NATIVES

    run = statements.run
    iterate = operators.iterate
    find_attribute = attributes.find
    library_item = attributes.item_of_library

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """The value of an expression."""
        self.spend()
        handler = expressions.EXPRESSIONS.get(type(node))
        site = Site(node, scope)
        if handler is None:
            return self.unknown(f"{type(node).__name__} is not evaluated", site)
        try:
            return handler(self, node, scope)
        except (Raised, Halt, RecursionError):
            raise
        except TooMuch as error:
            return self.unknown(error.reason, site)
        except (Refusal, CannotBind) as refusal:
            place = getattr(refusal, "place", None) or self.place(node, scope)
            raise Raised(refusal, place) from None
        except Exception as error:  # our own shortcomings must not end the whole
            return self.unknown(f"it can't be evaluated ({type(error).__name__})", site)

    def call(
        self, function: Value, args: list[Value], kwargs: dict[str, Value], site: Site
    ) -> Value:
        """Calls any value."""
        self.spend()
        if site.node is self.alone:
            side_effects.note_call(self, function, site)
        try:
            return calls.call(self, function, args, kwargs, site)
        except Refusal as refusal:
            raise Raised(refusal, refusal.place or self.place(site.node, site.scope)) from refusal
