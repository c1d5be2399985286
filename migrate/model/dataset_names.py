"""What the names of Kedro's datasets say."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable


def is_parameter(name: str) -> bool:
    """Whether Kedro takes the name for parameters: `parameters`, `params:x`."""
    return name == "parameters" or name.startswith("params:")


def base_name(name: str) -> str:
    """The dataset's name without the way in which it is read (`x` of `x@spark`)."""
    return name.partition("@")[0]


def meant(name: str, known: Iterable[str]) -> str:
    """The known name that another one was probably meant to be; "" if there is none.

    Names that differ in their numbers alone are names of two things.
    """
    others = [each for each in known if each != name and _numbers(each) == _numbers(name)]
    return next(iter(difflib.get_close_matches(name, others, 1, 0.85)), "")


def _numbers(name: str) -> list[str]:
    return re.findall(r"\d+", name)
