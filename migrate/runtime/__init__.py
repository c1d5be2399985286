"""Files that every written project has.

They are about a package called `package_name`. Some are modules in their own right; where a plan
says what stands there, they are templates of Jinja.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from migrate.runtime.modules import MODULES, RuntimeModules

if TYPE_CHECKING:
    from jinja2 import Environment


def fill(name: str, ours: RuntimeModules) -> str:
    """A file of this folder for the package of `ours`."""
    return _named(files(__name__).joinpath(name).read_text(encoding="utf-8"), ours)


def render(name: str, ours: RuntimeModules, values: Mapping[str, Any]) -> str:
    """A template of Jinja (`name.jinja`) for the package of `ours`; lines that begin with `#:` are
    its statements."""
    return _named(_environment().get_template(f"{name}.jinja").render(values), ours)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # takes a while

    return Environment(
        loader=FunctionLoader(lambda name: files(__name__).joinpath(name).read_text("utf-8")),
        line_statement_prefix="#:",
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )


def _named(text: str, ours: RuntimeModules) -> str:
    """The text about the package of `ours`."""
    for module in MODULES:
        text = text.replace(f"from package_name.{module} ", f"from {ours.dotted(module)} ")
        text = text.replace(f"from package_name import {module}\n", f"{ours.line(module)}\n")
    return text
