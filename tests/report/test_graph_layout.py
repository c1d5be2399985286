"""Where boxes come to stand: layers downwards, nothing on anything else."""

import shutil
from itertools import combinations

import pytest

from migrate.report import layout
from migrate.report.layout import ACROSS, Flat, in_layers, place, spread

SIZE = (60.0, 20.0)
DIAMOND = Flat(dict.fromkeys(range(4), SIZE), [(0, 1), (0, 2), (1, 3), (2, 3)])
CIRCLE = Flat(dict.fromkeys(range(3), SIZE), [(0, 1), (1, 2), (2, 0)])
APART = Flat(dict.fromkeys(range(12), SIZE), [(0, 1)])

with_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")


@pytest.fixture(params=["layers", pytest.param("dot", marks=with_dot)])
def engine(request, monkeypatch, tmp_path):
    if request.param == "layers":
        monkeypatch.setenv("PATH", str(tmp_path))
    return request.param


@pytest.mark.parametrize("graph", [DIAMOND, CIRCLE, APART], ids=["diamond", "circle", "apart"])
def test_boxes_lie_inside_and_apart(engine, graph):
    (placed,) = place([graph])
    width, height = placed.size
    for x, y in placed.centres.values():
        assert 29 < x < width - 29 and 9 < y < height - 9
    for (x1, y1), (x2, y2) in combinations(placed.centres.values(), 2):
        assert abs(x1 - x2) > 60 or abs(y1 - y2) > 20


def test_edges_point_downwards(engine):
    (placed,) = place([DIAMOND])
    assert all(placed.centres[start][1] < placed.centres[end][1] for start, end in DIAMOND.edges)


def test_several_graphs_keep_their_order(engine):
    """One graph of a single box stands between two that need layers."""
    single = Flat({7: SIZE}, [])
    assert [set(each.centres) for each in place([DIAMOND, single, CIRCLE])] == [
        {0, 1, 2, 3},
        {7},
        {0, 1, 2},
    ]


def test_nothing_is_placed_as_nothing(engine):
    (placed,) = place([Flat({}, [])])
    assert placed.centres == {} and placed.size == (0.0, 0.0)


def test_a_late_input_stands_right_above_its_consumer():
    """0 -> 1 -> 2, and 3 -> 2: 3 does not stand up at 0."""
    placed = in_layers(Flat(dict.fromkeys(range(4), SIZE), [(0, 1), (1, 2), (3, 2)]))
    assert placed.centres[3][1] == placed.centres[1][1]


def test_parts_that_nothing_joins_fill_rows():
    (placed,) = place([APART])
    assert placed.size[0] < 12 * 60 and placed.size[1] > 40


@with_dot
def test_a_dot_that_fails_is_replaced_by_layers(monkeypatch, tmp_path):
    (tmp_path / "dot").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (placed,) = place([DIAMOND])
    assert placed == in_layers(DIAMOND)


@with_dot
def test_very_large_parts_get_layers_of_our_own(monkeypatch):
    monkeypatch.setattr(layout, "MOST", 7)
    assert place([DIAMOND]) == [in_layers(DIAMOND)]
    assert place([CIRCLE]) != [in_layers(CIRCLE)]


def test_spread_keeps_the_order_and_comes_near_the_wishes():
    assert spread([0, 100], [60, 60]) == [0, 100]
    step = 60 + ACROSS
    assert spread([5, 5], [60, 60]) == [5 - step / 2, 5 + step / 2]
    assert spread([9, 0, 500], [60, 60, 60])[2] == 500
