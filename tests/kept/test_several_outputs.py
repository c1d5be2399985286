"""Functions of several outputs: all that is stored of them is, and they give what is promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.sides import DEFAULT, Sides, Steps, migrated, stored

KINDS = {
    "tuple": "return {1: 'a'}, {2: 'b'}",
    "list": "return [{1: 'a'}, {2: 'b'}]",
    "dict": "return {'x': {1: 'a'}, 'y': {2: 'b'}}",
    "generator": "for i in (0, 1):\n        yield {i: 'a'}, {i + 1: 'b'}",
}


# Two nodes of one function, and one under a namespace.
MORE = {
    "again": "node(make_tuple, 'raw', ['left_again', 'right_again'], name='again')",
    "inside": "*pipeline([node(make_tuple, 'raw', ['left', 'right'])], namespace='inside', inputs='raw').nodes",
}


def outputs(kind: str) -> tuple[str, str]:
    return (
        ("inside.left", "inside.right") if kind == "inside" else (f"left_{kind}", f"right_{kind}")
    )


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    """Nodes of each kind, and one that takes what they make; Kedro has run them all."""
    functions = "def tell(x, y):\n    return [x, y]\n\n\n"
    nodes, catalog = list(MORE.values()), {}
    for kind, body in KINDS.items():
        functions += f"def make_{kind}(raw):\n    {body}\n\n\n"
        left, right = outputs(kind)
        made = {"x": left, "y": right} if kind == "dict" else [left, right]
        nodes.append(f"node(make_{kind}, 'raw', {made}, name='{kind}')")
    for kind in (*KINDS, *MORE):
        left, right = outputs(kind)
        nodes.append(f"node(tell, ['{left}', '{right}'], 'told_{kind}', name='tell_{kind}')")
        catalog |= {left: stored(f"left_{kind}"), right: stored(f"right_{kind}")}
    steps = Steps(functions, ",\n".join(nodes))
    sides = migrated(tmp_path_factory.mktemp("kinds"), steps, catalog)
    # JSON has no numbers as keys: they come back as texts.
    for each in sides.run_kedro().values():
        assert each == [{"1": "a"}, {"2": "b"}]
    return sides


@pytest.mark.parametrize("asked", ["left", "right", "told"])
@pytest.mark.parametrize("kind", [*KINDS, *MORE])
def test_whichever_is_asked_for_all_are_stored_and_read_back(
    kinds: Sides, kind: str, asked: str
) -> None:
    files = [f"{side}_{kind}.json" for side in ("left", "right")]
    for file in files:
        (kinds.written / "data" / file).unlink(missing_ok=True)
    left, right = outputs(kind)
    asked, value = {
        "left": (left, {"1": "a"}),
        "right": (right, {"2": "b"}),
        "told": (f"told_{kind}", [{"1": "a"}, {"2": "b"}]),
    }[asked]
    name = kinds.names[asked]
    assert kinds.execute(DEFAULT, name) == {name: value}
    for file in files:
        assert kinds.files()[file] == kinds.kedros_files()[file]


LIST, DICT = '["a_{}", "b_{}"]', "dict(x='a_{}', y='b_{}')"
# What a function returns for its outputs, that is refused by both sides.
WRONG = [
    (LIST, "(1, 2, 3)"),
    (LIST, "(1,)"),
    (LIST, "'ab'"),
    (LIST, "None"),
    (LIST, "(1, None)"),
    (DICT, "{'x': 1}"),
    (DICT, "{'x': 1, 'y': 2, 'z': 3}"),
    (DICT, "{'x': 1, 'y': None}"),
    ("'a_{}'", "None"),
]


@pytest.fixture(scope="module", params=["stored", "memory"])
def wrong(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sides:
    functions, nodes = "", ""
    for number, (outputs, value) in enumerate(WRONG):
        functions += f"def work_{number}(raw):\n    value = {value}\n    return value\n\n\n"
        made = outputs.replace("{}", str(number))
        nodes += f"node(work_{number}, 'raw', {made}, name='work_{number}'),\n"
    names = [f"{side}_{number}" for side in "ab" for number in range(len(WRONG))]
    catalog = {name: stored(name) for name in names if request.param == "stored"}
    folder = tmp_path_factory.mktemp("wrong")
    return migrated(folder, Steps(functions, nodes), catalog, strictly=True)


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda n: WRONG[n][1])
def test_a_value_that_does_not_fit_is_refused(wrong: Sides, number: int) -> None:
    with pytest.raises(Exception, match=f"_{number}"):
        wrong.run_kedro(nodes=[f"work_{number}"])
    with pytest.raises((ValueError, KeyError), match=f"(work|a|b)_{number}|z"):
        wrong.execute(DEFAULT, f"a_{number}")


def test_what_fits_is_stored_with_these_checks_as_well(tmp_path: Path) -> None:
    catalog = {"a": stored("a"), "b": stored("b")}
    steps = Steps("def work(raw):\n    return [1], [2]\n", "node(work, 'raw', ['a', 'b'])")
    sides = migrated(tmp_path, steps, catalog, strictly=True)
    sides.execute()
    assert (sides.read("data/a.json"), sides.read("data/b.json")) == ([1], [2])
