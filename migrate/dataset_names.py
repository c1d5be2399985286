"""What the names of Kedro's datasets say."""

from __future__ import annotations


def is_parameter(name: str) -> bool:
    """Whether Kedro takes the name for parameters: `parameters`, `params:x`."""
    return name == "parameters" or name.startswith("params:")


def base_name(name: str) -> str:
    """The dataset's name without the way in which it is read (`x` of `x@spark`)."""
    return name.partition("@")[0]
