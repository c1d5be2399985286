"""Code that looks at its own names or place, so that neither may change."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set

from migrate.code.mentions import calls_any, mentions, place, plain_calls
from migrate.code.scopes import last_name
from migrate.model.project import Function, Statement

# Calls of code that is a text, which may use any name.
_EVALUATED = frozenset({"eval", "exec"})
_ANYTHING = _EVALUATED | {"globals"}
_LOCALS = frozenset({"dir", "locals", "vars"})  # without arguments
_FRAMES = frozenset({"_getframe", "currentframe"})
# What a module knows of itself. The name of another object, as in `type(model).__name__`, is that
# object's.
_PLACES = frozenset({"__file__", "__package__", "__path__", "__spec__"})
_PLACE_WORDS = (*_PLACES, "__name__", *_ANYTHING, "from .")
# Decorators whose functions get the very arguments and stay what they are called.
HARMLESS_DECORATORS = frozenset(
    {"cache", "contextlib", "contextmanager", "functools", "lru_cache", "retry", "tenacity"}
    | {"wraps"}
)
# Calls that find variables of their caller by names in a text: pandas, DuckDB, Polars.
_QUERIES = frozenset({"eval", "execute", "query", "sql"})
_QUERY_FUNCTIONS = frozenset({"sqldf"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


def finds_by_name(statement: Statement) -> str | None:
    """The call by which a statement may use anything of its module, if it has one."""
    found = plain_calls(statement.text, _ANYTHING) if statement.kind != "import" else ()
    return f"{last_name(found[0].func)}()" if found else None


def knows_its_place(statement: Statement) -> bool:
    """Whether a statement uses what its module is called or where it lies."""
    return statement.kind != "import" and _place(statement.text) is not None


def _place(text: str) -> str | None:
    """What a text first uses of its module's name and place, as one writes it."""
    if not any(word in text for word in _PLACE_WORDS):
        return None
    found = mentions(text)
    # A logger may well be called as its new module is.
    loggers = (call for call in found.calls if last_name(call.func) == "getLogger")
    harmless = {id(argument) for call in loggers for argument in call.args[:1]}
    every = [
        (place(node), told)
        for node in found.nodes
        if id(node) not in harmless and (told := _place_told(node))
    ]
    return min(every)[1] if every else None


def _place_told(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id if node.id in _PLACES or node.id == "__name__" else ""
    if isinstance(node, ast.Attribute):
        return node.attr if node.attr in _PLACES else ""
    if isinstance(node, ast.Constant):  # `getattr(module, "__file__")`
        return str(node.value) if node.value in _PLACES else ""
    if isinstance(node, ast.ImportFrom):
        return f"from {'.' * node.level}" if node.level else ""
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id
    return f"{called}()" if called in _ANYTHING else ""


def has_strange_decorator(statement: Statement) -> bool:
    """Whether a function has a decorator that may look at its name, or put another in its place."""
    every = decorators(statement) if statement.kind == "function" else ()
    return not HARMLESS_DECORATORS.issuperset(map(_root, every))


def decorators(statement: Statement) -> list[ast.expr]:
    """The decorators of a function or class."""
    if "@" not in statement.text:
        return []
    tree = mentions(statement.text).tree
    return [each for part in getattr(tree, "body", ()) for each in _decorators(part)]


def _decorators(node: ast.AST) -> list[ast.expr]:
    found: list[ast.expr] = getattr(node, "decorator_list", [])
    return found


def _root(node: ast.expr) -> str:
    """The first name of a decorator."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def names_a_lambda(statement: Statement) -> bool:
    """Whether a lambda gets a name. Hamilton takes it for a node, whatever that name is."""
    if statement.kind not in {"assignment", "other"} or "lambda" not in statement.text:
        return False
    return any(map(_is_named_lambda, _here(mentions(statement.text).tree)))


def _here(node: ast.AST) -> Iterator[ast.AST]:
    """The statements of a module's own scope, in those that choose or repeat, too."""
    for field in _BODIES:
        for each in getattr(node, field, ()):
            yield each
            if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield from _here(each)


def _is_named_lambda(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        targets = node.targets
    else:
        targets = [node.target] if isinstance(node, ast.AnnAssign) else []
    value = getattr(node, "value", None)
    return isinstance(value, ast.Lambda) and any(isinstance(each, ast.Name) for each in targets)


def may_make_functions(statement: Statement) -> bool:
    """Whether a function has others within it, which it may return."""
    if statement.kind != "function":
        return False
    return sum(isinstance(node, _FUNCTIONS) for node in mentions(statement.text).nodes) > 1


def own_names(facts: Function, parameters: Set[str]) -> str | None:
    """What of its own names or place a function uses, so that they can't change; `parameters` are
    those that would.
    """
    if facts.qualname in facts.global_names:
        return "its own name"
    if found := _scope_call(facts.text) or _place(facts.text):
        return found
    if any(each in facts.text for each in _QUERIES | _QUERY_FUNCTIONS):
        code = mentions(facts.text)
        if _QUERIES & code.methods or _QUERY_FUNCTIONS & code.called:
            words = {word for text in code.strings for word in re.findall(r"\w+", text)}
            return next((f"{name!r} in a query" for name in sorted(words & parameters)), None)
    return None


def _scope_call(text: str) -> str | None:
    """The first call by which a text looks into its own scope."""
    found = [
        *(call for call in plain_calls(text, _LOCALS) if not (call.args or call.keywords)),
        *plain_calls(text, _EVALUATED),
    ]
    if calls_any(text, _FRAMES):
        found += [call for call in mentions(text).calls if last_name(call.func) in _FRAMES]
    return f"{last_name(min(found, key=place).func)}()" if found else None


def free_names(facts: Function) -> frozenset[str]:
    """The names that the body takes from the functions around it."""
    node = definition_of(facts.text)
    body = node.body if isinstance(node.body, list) else [node.body]
    names = frozenset(n.id for part in body for n in ast.walk(part) if isinstance(n, ast.Name))
    return names - facts.local_names - facts.global_names


def definition_of(code: str) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda:
    """The function or lambda that a text defines."""
    tree = mentions(code).tree
    assert isinstance(tree, ast.Module)
    first = tree.body[0]
    found = first.value if isinstance(first, ast.Expr) else first
    assert isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    return found
