"""Moved functions: their own source with a new name, signature and first lines, by positions.

What is not plain is left to libcst, which gives the same text of all that is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from migrate.code.edits import CannotEdit, Edits
from migrate.code.renaming import by_positions, definition_name, plain, rename
from migrate.code.trees import children
from migrate.model.literals import literal
from migrate.model.migration import Argument, DataflowFunction
from migrate.write.dataflow.bodies import copies, with_new_keys
from migrate.write.dataflow.docstrings import doubled_braces, formats, rename_in_docstring

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_STRING = re.compile(
    r'''(?s)[rRuU]?(?:"""(?:\\.|(?!""").)*"""|\'\'\'(?:\\.|(?!\'\'\').)*\'\'\''''
    r"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
)
_BLANK = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")
_SPACE = re.compile(r"\s*")
_OPEN = re.compile(r"[ \t]*\(")
_CLOSE = re.compile(r"(?:\s|#[^\n]*\n)*,?(?:\s|#[^\n]*\n)*\)(?=\s*(?:->|:))")
_CLOSE_ANY = re.compile(r"[\s,/*]*\)(?=\s*(?:->|:))")
_COLON = re.compile(r"\s*:")
_AFTER_NAME = re.compile(r"\s*:\s*")
_EQUALS = re.compile(r"\s*=\s*")
_ARROW = re.compile(r"\s*->\s*")
_END = re.compile(r"(?:\s|#[^\n]*\n)*[,)]")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_RETURN = re.compile(r"return[ \t]+")


def moved_text(function: DataflowFunction, head: str) -> str:
    """The function's own source, with its new name, signature and first lines."""
    new = by_positions(lambda: moved_by_positions(function, head))
    if new is not None:
        return new
    from migrate.write.dataflow.moved_by_libcst import moved_text as by_libcst

    return by_libcst(function, head)


def moved_by_positions(function: DataflowFunction, head: str) -> str:
    """The same, where the function is plain. Raises CannotEdit for all others."""
    assert function.source is not None
    edits = Edits(function.source)
    tree = plain(function.source)
    node = tree.body[0]
    if len(tree.body) > 1 or not isinstance(node, ast.FunctionDef) or node.col_offset:
        raise CannotEdit("it is not one function")
    parameters = {a.was: a.name for a in function.arguments if a.was and a.was != a.name}
    if function.renames or parameters:
        rename(edits, tree, function.renames, parameters)
    if function.keys:
        for each in _own_returns(node):
            _rename_outputs(each, function.keys, edits)
    _replace_decorators(node, head, edits)
    start, end = definition_name(edits, node)
    edits.replace(start, end, function.name)
    colon = _replace_signature(node, function, parameters, end, edits)
    _begin_body(node, function, parameters, colon, edits)
    text = edits.result()
    return text if text.endswith("\n") else text + "\n"


def _past(pattern: re.Pattern[str], text: str, start: int, end: int | None = None) -> int:
    """Where a pattern ends that stands at a place, and fills it up to `end` if that is given.

    Raises CannotEdit if something else stands there.
    """
    found = pattern.match(text, start) if end is None else pattern.fullmatch(text, start, end)
    if not found:
        raise CannotEdit("something unusual stands in it")
    return found.end()


# --- head -----------------------------------------------------------------------------------


def _replace_decorators(node: ast.FunctionDef, head: str, edits: Edits) -> None:
    """Write new decorators for the old ones; comments above and below them stay."""
    start = edits.span(node)[0]
    if not node.decorator_list:
        edits.add(start, start, head)
        return
    first = edits.starts[node.decorator_list[0].lineno - 1]
    after = edits.starts[node.decorator_list[-1].end_lineno or 0]
    if not edits.text.startswith("@", first):
        raise CannotEdit("a decorator begins elsewhere")
    _past(_BLANK, edits.text, after, start)
    edits.replace(first, after, head)


def _replace_signature(
    node: ast.FunctionDef,
    function: DataflowFunction,
    parameters: Mapping[str, str],
    start: int,
    edits: Edits,
) -> int:
    """Write the parameters and the hint of the result; the place of the colon after them."""
    start = _past(_OPEN, edits.text, start)
    arguments = node.args
    every = [*arguments.args, *arguments.kwonlyargs]
    known = {parameters.get(each.arg, each.arg): each for each in every}
    same_number = len(function.arguments) == len(known) == len(arguments.args)
    if same_number:
        end = _keep_parameters(arguments, function.arguments, [*known], start, edits)
    else:
        end = _list_parameters(arguments, function.arguments, known, start, edits)
    if not node.returns:
        edits.add(end, end, f" -> {function.returns}")
        return _past(_COLON, edits.text, end)
    first, last = edits.span(node.returns)
    _past(_ARROW, edits.text, end, first)
    if edits.result(first, last) != function.returns:
        edits.replace(end, last, f" -> {function.returns}")
    return _past(_COLON, edits.text, last)


def _keep_parameters(
    old: ast.arguments,
    arguments: tuple[Argument, ...],
    names: list[str],
    start: int,
    edits: Edits,
) -> int:
    """Write each parameter in its place; the end of the parenthesis."""
    if old.posonlyargs or old.vararg or old.kwarg or names != [each.name for each in arguments]:
        raise CannotEdit("its parameters are not plain")
    defaults = [*[None] * (len(old.args) - len(old.defaults)), *old.defaults]
    end = start
    for arg, default, argument in zip(old.args, defaults, arguments, strict=True):
        first, end, hint = _hinted(arg, argument, edits)
        if default:
            value, last = edits.span(default)
            _past(_EQUALS, edits.text, end, value)
            end = last
        _past(_END, edits.text, end)
        edits.replace(first, end, f"{argument.name}{hint}")
    return _past(_CLOSE, edits.text, end)


def _list_parameters(
    old: ast.arguments,
    arguments: tuple[Argument, ...],
    known: Mapping[str, ast.arg],
    start: int,
    edits: Edits,
) -> int:
    """Write the parameters one after the other; the end of the parenthesis."""
    every = [*old.posonlyargs, *old.args, *old.kwonlyargs, old.vararg, old.kwarg]
    defaults = [*old.defaults, *old.kw_defaults]
    ends = [edits.span(each)[1] for each in (*every, *defaults) if each]
    end = _past(_CLOSE_ANY, edits.text, max([start, *ends]))
    if set("#\n") & set(edits.text[start:end]):
        raise CannotEdit("its parameters have lines of their own")
    space = _past(_SPACE, edits.text, start)
    texts = []
    for each in arguments:
        arg = known.get(each.name)
        texts.append(each.name + (_hinted(arg, each, edits)[2] if arg else f": {each.hint}"))
        if arg and edits.text[_value_end(arg, old, edits)] not in ",)":
            raise CannotEdit("a parameter has space after it")
    edits.replace(space, end, f"{', '.join(texts)})")
    return end


def _value_end(arg: ast.arg, old: ast.arguments, edits: Edits) -> int:
    """Where a parameter ends, with its default."""
    values = dict(zip(reversed(old.args), reversed(old.defaults), strict=False))
    values |= {
        each: value for each, value in zip(old.kwonlyargs, old.kw_defaults, strict=True) if value
    }
    return edits.span(values.get(arg) or arg)[1]


def _hinted(arg: ast.arg, argument: Argument, edits: Edits) -> tuple[int, int, str]:
    """Where a parameter's name and hint begin and end, and the new text after its name."""
    start = edits.span(arg)[0]
    name_end = start + len(arg.arg)
    if not arg.annotation:
        return start, name_end, f": {argument.hint}"
    first, last = edits.span(arg.annotation)
    _past(_AFTER_NAME, edits.text, name_end, first)
    was = edits.result(first, last)
    kept = edits.text[name_end:first] + was
    return start, last, kept if was == argument.hint else f": {argument.hint}"


# --- body -----------------------------------------------------------------------------------


def _begin_body(
    node: ast.FunctionDef,
    function: DataflowFunction,
    parameters: Mapping[str, str],
    start: int,
    edits: Edits,
) -> None:
    """Change the docstring, and write the first lines after it."""
    at = _past(_REST_OF_LINE, edits.text, start)
    block = node.body[0]
    if block.lineno == node.lineno or at > edits.at(block.lineno, 0):
        raise CannotEdit("its body stands in the line of its head")
    if isinstance(block, ast.Expr) and _is_string(block.value):
        first, last = edits.span(block)
        _past(_STRING, edits.text, first, last)
        at = _past(_REST_OF_LINE, edits.text, last)
        said = edits.text[first:last]
        said = rename_in_docstring(said, parameters) if parameters else said
        edits.add(first, last, doubled_braces(said) if formats(function) else said)
    lines = [line for each in copies(function) for line in each.split("\n")]
    lines += [f"{name} = {text}" for name, text in function.fixed]
    if any("\n" in line for line in lines):
        raise CannotEdit("a default has several lines")
    indent = edits.text[edits.at(block.lineno, 0) : edits.span(block)[0]]
    if indent.strip(" \t"):
        raise CannotEdit("its body begins elsewhere")
    new = "".join(f"{indent}{line}\n" for line in lines)
    if new:
        edits.add(at, at, new if edits.text[at - 1] == "\n" else f"\n{new}")


def _is_string(node: ast.expr) -> bool:
    """Whether libcst takes it for a string that is no f-string, or for several strings in a row."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    return is_text or isinstance(node, ast.JoinedStr)


def _own_returns(node: ast.FunctionDef) -> Iterator[ast.Return]:
    pending: list[ast.AST] = [*node.body]
    while pending:
        each = pending.pop()
        if isinstance(each, ast.Return):
            yield each
        elif not isinstance(each, (*_DEFINITIONS, ast.expr)):
            pending += children(each)


def _rename_outputs(statement: ast.Return, keys: Mapping[str, str], edits: Edits) -> None:
    """Write a returned dict under the names of its nodes: in its place, if it is written out."""
    value = statement.value
    if value is None:
        return
    if isinstance(value, ast.Dict) and {_text(key) for key in value.keys} == set(keys):
        for key in filter(None, value.keys):
            first, last = edits.span(key)
            _past(_STRING, edits.text, first, last)
            _past(_COLON, edits.text, last)
            if keys[_text(key)] != _text(key):
                edits.add(first, last, literal(keys[_text(key)]))
        return
    first, last = edits.span(value)
    start, end = edits.span(statement)
    _past(_RETURN, edits.text, start, first)
    old = edits.result(first, last)
    if end != last or "\n" in old:
        raise CannotEdit("it returns something in parentheses")
    bare = isinstance(value, ast.Tuple) and not edits.text.startswith("(", first)
    if isinstance(value, ast.Tuple) and not bare:
        raise CannotEdit("it returns a tuple in parentheses")
    edits.replace(first, last, with_new_keys(f"({old})" if bare else old, keys))


def _text(key: ast.expr | None) -> str:
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else "\0"
