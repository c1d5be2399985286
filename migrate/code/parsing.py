"""Texts of a project are parsed here: what a parser can't take is a fault of the text."""

from __future__ import annotations

import ast
import sys
import warnings
from typing import Any, Literal, overload

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover - Python 3.10
    import tomli as tomllib

_PARTS = 1_000  # of one key: TOML's parser takes the square of them


class TomlError(Exception):
    """A text that is no TOML, or that nobody would write."""


@overload
def parse_python(text: str) -> ast.Module: ...
@overload
def parse_python(text: str, mode: Literal["eval"]) -> ast.Expression: ...
def parse_python(text: str, mode: str = "exec") -> ast.AST:
    """The syntax tree of a text, without the warnings that Python has about it.

    Raises SyntaxError, whatever is wrong with the text.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode=mode)
    except (RecursionError, MemoryError) as error:
        raise SyntaxError("it is nested too deeply") from error
    except ValueError as error:  # a NUL, before Python 3.12; a lone surrogate
        raise SyntaxError(str(error)) from error


def check_python(tree: ast.Module) -> None:
    """Raises SyntaxError for what only compiling finds, such as `return` outside of a function."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                compile(tree, "", "exec", dont_inherit=True)
            except UnicodeEncodeError:  # 3.13 alone refuses half a letter in a docstring
                compile(tree, "", "exec", dont_inherit=True, optimize=2)
    except (RecursionError, MemoryError) as error:
        raise SyntaxError("it is nested too deeply") from error
    except ValueError as error:
        raise SyntaxError(str(error)) from error


def called_name(text: str) -> tuple[str, bool]:
    """The dotted name of the function that an expression stands for ("" if it is none), and whether
    it is a partial of it."""
    try:
        tree = parse_python(text.strip(), "eval").body
    except SyntaxError:
        return "", False
    is_partial = False
    while isinstance(tree, ast.Call) and ast.unparse(tree.func).endswith("partial") and tree.args:
        tree, is_partial = tree.args[0], True
    is_name = isinstance(tree, ast.Name | ast.Attribute)
    return (ast.unparse(tree) if is_name else ""), is_partial


def parse_toml(text: str) -> dict[str, Any]:
    """The tables of a text. Raises TomlError."""
    if max((line.count(".") for line in text.split("\n")), default=0) > _PARTS:
        raise TomlError("a key has too many parts")
    try:
        found: dict[str, Any] = tomllib.loads(text)
    except RecursionError as error:
        raise TomlError("it is nested too deeply") from error
    except ValueError as error:
        raise TomlError(str(error)) from error
    return found
