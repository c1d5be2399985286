"""The patterns of `match`."""

from __future__ import annotations

import ast

from migrate.read.interpret import operators
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.values import Scope, Site, Unknown, Value


def matches(m: Evaluation, pattern: ast.pattern, subject: Value, scope: Scope) -> bool | Unknown:
    """Whether a pattern matches; binds its names."""
    site = Site(pattern, scope)
    if isinstance(pattern, ast.MatchAs):
        if pattern.pattern is not None:
            found = matches(m, pattern.pattern, subject, scope)
            if found is not True:
                return found
        if pattern.name is not None:
            scope.names[pattern.name] = subject
        return True
    if isinstance(subject, Unknown):
        return subject
    if isinstance(pattern, ast.MatchValue):
        value = m.evaluate(pattern.value, scope)
        equal = operators.compare(m, ast.Eq, subject, value, site)
        return equal if isinstance(equal, Unknown) else bool(equal)
    if isinstance(pattern, ast.MatchSingleton):
        return subject is pattern.value
    if isinstance(pattern, ast.MatchOr):
        for part in pattern.patterns:
            found = matches(m, part, subject, scope)
            if found is not False:
                return found
        return False
    if isinstance(pattern, ast.MatchSequence):
        return _sequence(m, pattern, subject, scope)
    return m.unknown("this pattern is not evaluated", site)


def _sequence(
    m: Evaluation, pattern: ast.MatchSequence, subject: Value, scope: Scope
) -> bool | Unknown:
    if any(isinstance(part, ast.MatchStar) for part in pattern.patterns):
        return m.unknown("this pattern is not evaluated", Site(pattern, scope))
    if not isinstance(subject, list | tuple) or len(subject) != len(pattern.patterns):
        return False
    for part, item in zip(pattern.patterns, subject, strict=True):
        found = matches(m, part, item, scope)
        if found is not True:
            return found
    return True
