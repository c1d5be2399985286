"""What Kedro makes of the callables that nodes are given."""

from __future__ import annotations

import builtins

import pytest
from kedro_says import read_case


@pytest.mark.parametrize("name", ["dict", "str", "int", "set", "zip", "len", "list", "sorted"])
@pytest.mark.parametrize("form", ["{}", "partial({})"])
def test_builtins_that_kedro_refuses_are_told(name: str, form: str) -> None:
    from kedro.pipeline import node

    function = form.format(name)
    found = read_case(
        f"""
        from functools import partial
        return Pipeline([node({function}, "x", "y", name="n")])
        """
    )
    assert "n" in found.nodes
    told = "K129" in {each.code for each in found.diagnostics}
    try:
        node(getattr(builtins, name), "x", "y", name="n")
    except ValueError:
        assert told
    else:
        assert not told
