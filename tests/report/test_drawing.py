"""A graph's drawing: which frames boxes stand in, and where they lie."""

from report.sample import sample

from migrate.report.drawing import Drawing, frame_of


def node(name, *pipelines, kind="node", namespace=""):
    return {"id": name, "label": name, "kind": kind, "pipelines": pipelines, "namespace": namespace}


def test_a_node_stands_in_its_smallest_pipeline_and_its_namespace():
    nodes = [
        node("a", "__default__", "whole", "part", namespace="x.y"),
        node("b", "__default__", "whole"),
        node("c", "__default__"),
    ]
    assert frame_of(nodes, []) == {"a": ("part", "x", "y"), "b": ("whole",), "c": ()}


def test_data_stands_by_its_maker_else_where_all_that_take_it_stand():
    nodes = [
        node("a", "p", namespace="x"),
        node("b", "p", namespace="y"),
        node("made", kind="dataset"),
        node("taken", kind="dataset"),
        node("stray", kind="dataset"),
    ]
    found = frame_of(nodes, [("a", "made"), ("made", "b"), ("taken", "a"), ("taken", "b")])
    assert found["made"] == ("p", "x")
    assert found["taken"] == ("p",)
    assert found["stray"] == ()


def test_each_box_is_placed_in_one_frame():
    graph = sample(pipelines=3, each=4).as_json()["graphs"]["kedro"]
    drawn = Drawing(graph).as_json()
    assert len(drawn["boxes"]) == len(graph["nodes"])
    whole, *frames = drawn["frames"]
    assert whole["number"] == -1 and whole["inside"] == [frame["number"] for frame in frames]
    assert [frame["label"] for frame in frames] == ["line_00", "line_01", "line_02"]
    inside = sorted(number for frame in frames for number in frame["inside"])
    assert inside == list(range(len(graph["nodes"])))


def test_frames_stand_behind_those_around_them():
    drawn = Drawing({"nodes": [node("a", "p", namespace="x.y")], "edges": []}).as_json()
    assert [(each["label"], each["inside"]) for each in drawn["frames"]] == [
        ("", [2]),
        ("p", [3]),
        ("x", [4]),
        ("y", [0]),
    ]


def test_boxes_lie_in_their_frames():
    drawing = Drawing(sample(pipelines=2, each=4).as_json()["graphs"]["hamilton"])
    for box in drawing.boxes.values():
        x, y = box.corner
        assert x >= 0 and x + box.size[0] <= box.parent.size[0]
        assert y >= 22 and y + box.size[1] <= box.parent.size[1]


def test_edges_that_lead_nowhere_and_circles_are_no_trouble():
    graph = {
        "nodes": [node("a", "p"), node("b", "p"), node("c", "q")],
        "edges": [["a", "b"], ["b", "a"], ["a", "a"], ["a", "gone"], ["b", "c"], ["c", "a"]],
    }
    assert len(Drawing(graph).edges) == 4
    assert set(Drawing(graph).as_json()["curves"]) <= {"0 1", "1 0"}


def test_an_empty_graph_is_drawn():
    assert Drawing({"nodes": [], "edges": []}).as_json()["boxes"] == []
