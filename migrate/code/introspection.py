"""Code that looks at its own names or place, so that neither may change."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set

from migrate.model.project import Function, Statement

# Calls of code that is a text, which may use any name.
_EVALUATED = r"(?<!def )(?<![\w.])(?:eval|exec)\("
# What a module knows of itself; a logger may well be called as its new module is, and the name of
# another object, as in `type(model).__name__`, is that object's.
_PLACE = re.compile(
    r"\b__(?:file|spec|path|package)__\b|(?<!getLogger\()(?<![\w.])__name__\b|\bglobals\(\)|"
    r"(?<=\s)from \.+|" + _EVALUATED
)
_ANYTHING = re.compile(r"\bglobals\(\)|" + _EVALUATED)
_NAMES = re.compile(
    r"(?<![\w.])(?:locals\(\)|vars\(\)|dir\(\))|\b(?:currentframe|_getframe)\(|" + _EVALUATED
)
# Decorators whose functions get the very arguments and stay what they are called.
HARMLESS_DECORATORS = frozenset(
    {"cache", "contextlib", "contextmanager", "functools", "lru_cache", "retry", "tenacity"}
    | {"wraps"}
)
_DECORATORS = re.compile(r"^@(\w+)", re.MULTILINE)
_FUNCTIONS = re.compile(r"\b(?:def|lambda)\b")
_LAMBDA = re.compile(r"^\s*\w+\s*(?::[^=\n]+)?=\s*\(?\s*lambda\b", re.MULTILINE)
# Calls that find variables of their caller by names in a text: pandas, DuckDB, Polars.
_QUERIES = re.compile(r"\.(?:query|eval|sql|execute)\(|\bsqldf\(")


def finds_by_name(statement: Statement) -> str | None:
    """The call by which a statement may use anything of its module, if it has one."""
    found = _ANYTHING.search(statement.text) if statement.kind != "import" else None
    return f"{found[0].rstrip('()')}()" if found else None


def knows_its_place(statement: Statement) -> bool:
    """Whether a statement uses what its module is called or where it lies."""
    return statement.kind != "import" and bool(_PLACE.search(statement.text))


def has_strange_decorator(statement: Statement) -> bool:
    """Whether a function has a decorator that may look at its name, or put another in its place."""
    roots = _DECORATORS.findall(statement.text) if statement.kind == "function" else ()
    return not HARMLESS_DECORATORS.issuperset(roots)


def names_a_lambda(statement: Statement) -> bool:
    """Whether a lambda gets a name. Hamilton takes it for a node, whatever that name is."""
    return statement.kind in {"assignment", "other"} and bool(_LAMBDA.search(statement.text))


def may_make_functions(statement: Statement) -> bool:
    """Whether a function has others within it, which it may return."""
    return statement.kind == "function" and len(_FUNCTIONS.findall(statement.text)) > 1


def own_names(facts: Function, parameters: Set[str]) -> str | None:
    """What of its own names or place a function uses, so that they can't change; `parameters` are
    those that would.
    """
    if facts.qualname in facts.global_names:
        return "its own name"
    if found := _NAMES.search(facts.text) or _PLACE.search(facts.text):
        return found[0].rstrip("()") if "__" in found[0] else f"{found[0].rstrip('()')}()"
    if _QUERIES.search(facts.text):
        words = {word for text in _texts(facts.text) for word in re.findall(r"\w+", text)}
        return next((f"{name!r} in a query" for name in sorted(words & parameters)), None)
    return None


def free_names(facts: Function) -> frozenset[str]:
    """The names that the body takes from the functions around it."""
    node = definition_of(facts.text)
    body = node.body if isinstance(node.body, list) else [node.body]
    names = frozenset(n.id for part in body for n in ast.walk(part) if isinstance(n, ast.Name))
    return names - facts.local_names - facts.global_names


def definition_of(code: str) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda:
    try:
        first = ast.parse(code).body[0]
    except SyntaxError:
        first = ast.parse(f"({code.strip()})").body[0]
    found = first.value if isinstance(first, ast.Expr) else first
    assert isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    return found


def _texts(code: str) -> Iterator[str]:
    """The strings in a function or lambda, without its docstring."""
    definition = definition_of(code)
    docstring = None
    if not isinstance(definition, ast.Lambda):
        docstring = ast.get_docstring(definition, False)
    for node in ast.walk(definition):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text != docstring:
            yield text
