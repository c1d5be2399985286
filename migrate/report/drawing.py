"""Lay a graph of the report out: boxes in the frames of their pipelines and namespaces.

Each frame is laid out by itself, from the inside out, so that the page's script, which draws, can
fold one without touching the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, takewhile
from typing import Any

from migrate.report.layout import Flat, Placed, Point, place

LETTER = 6.9  # about what a letter of a label takes
LONGEST = 30  # letters of a label; the title has all
HEIGHT = {"node": 28.0, "dataset": 24.0, "parameter": 20.0}
PADDING = 14.0  # between a frame and what is in it
TITLE = 22.0  # the line with a frame's name
SHAPES = 1.5, 4.0  # of the whole, and of what is in frames, which stand above each other

Path = tuple[str, ...]


@dataclass
class Box:
    """A node, dataset or parameter, or a frame with others in it."""

    number: int
    label: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    parent: Box | None = None
    inside: list[Box] = field(default_factory=list)
    size: Point = (0.0, 0.0)
    centre: Point = (0.0, 0.0)  # in the parent

    @property
    def corner(self) -> Point:
        return self.centre[0] - self.size[0] / 2, self.centre[1] - self.size[1] / 2

    @property
    def short(self) -> str:
        if len(self.label) <= LONGEST:
            return self.label
        return f"{self.label[: LONGEST - 9]}…{self.label[-8:]}"

    @property
    def way(self) -> list[Box]:
        """From the outermost frame to this box."""
        return [*(self.parent.way if self.parent else ()), self]


class Drawing:
    """One graph with the places of its boxes."""

    def __init__(self, graph: Mapping[str, Any]) -> None:
        self.whole = Box(-1, "")
        self.boxes = {
            facts["id"]: Box(number, facts["label"], facts)
            for number, facts in enumerate(graph["nodes"])
        }
        self.edges = [
            (self.boxes[start], self.boxes[end])
            for start, end in graph["edges"]
            if start in self.boxes and end in self.boxes and start != end
        ]
        self._curves: dict[tuple[int, int], list[Point]] = {}
        self._into_frames()
        self._lay_out()

    # --- frames -----------------------------------------------------------------------------

    def _into_frames(self) -> None:
        frames: dict[Path, Box] = {(): self.whole}
        for name, path in frame_of([box.facts for box in self.boxes.values()], self._named).items():
            for depth in range(1, len(path) + 1):
                if path[:depth] not in frames:
                    number = len(self.boxes) + len(frames)
                    parent = frames[path[: depth - 1]]
                    frames[path[:depth]] = Box(number, path[depth - 1], parent=parent)
                    parent.inside.append(frames[path[:depth]])
            box = self.boxes[name]
            box.parent = frames[path]
            box.parent.inside.append(box)

    @cached_property
    def _named(self) -> list[tuple[str, str]]:
        return [(start.facts["id"], end.facts["id"]) for start, end in self.edges]

    def _lay_out(self) -> None:
        """The innermost frames first: their sizes are needed outside."""
        for box in self.boxes.values():
            box.size = (24.0 + LETTER * len(box.short), HEIGHT[box.facts["kind"]])
        lifted: dict[int, set[tuple[int, int]]] = {}
        for start, end in self.edges:
            frame, first, second = _met(start, end)
            if first is not second:
                lifted.setdefault(frame.number, set()).add((first.number, second.number))
        depths = list(_by_depth(self.whole))
        for frames in reversed(depths):
            flats = [
                Flat({box.number: box.size for box in frame.inside}, lifted.get(frame.number, ()))
                for frame in frames
            ]
            for frame, placed in zip(
                frames, place(flats, SHAPES[frames != [self.whole]]), strict=True
            ):
                self._settle(frame, placed)

    def _settle(self, frame: Box, placed: Placed) -> None:
        left, top = (PADDING, PADDING + TITLE) if frame.parent else (PADDING, PADDING)
        for box in frame.inside:
            x, y = placed.centres[box.number]
            box.centre = (x + left, y + top)
        wide = max(placed.size[0], LETTER * len(frame.short) + 64 if frame.parent else 0.0)
        frame.size = (wide + 2 * PADDING, placed.size[1] + top + PADDING)
        leaves = {box.number for box in frame.inside if not box.inside}
        for ends, points in placed.curves.items():
            if leaves.issuperset(ends):
                self._curves[ends] = [(x + left, y + top) for x, y in points]

    # --- for the page -----------------------------------------------------------------------

    def as_json(self) -> dict[str, Any]:
        """Edges, and where everything lies: boxes in the graph's order, the frames that hold them
        by their numbers (the whole first, none before the one around it), curves of `dot`.
        """
        frames = [frame for level in _by_depth(self.whole) for frame in level]
        return {
            "edges": [(start.number, end.number) for start, end in self.edges],
            "boxes": [_place(box) for box in self.boxes.values()],
            "frames": [
                {
                    "number": frame.number,
                    "label": frame.label,
                    "place": _place(frame),
                    "inside": [box.number for box in frame.inside],
                }
                for frame in frames
            ],
            "curves": {
                f"{start} {end}": _path(points) for (start, end), points in self._curves.items()
            },
        }


def _place(box: Box) -> list[int]:
    """Left, top, width and height in the frame around it."""
    return [round(each) for each in (*(box.corner if box.parent else (0, 0)), *box.size)]


def _path(points: Sequence[Point]) -> str:
    """A Bezier curve as SVG has it."""
    first, *rest = (f"{x:.0f},{y:.0f}" for x, y in points)
    return f"M{first}C{' '.join(rest)}"


def frame_of(
    nodes: Sequence[Mapping[str, Any]], edges: Iterable[tuple[str, str]]
) -> dict[str, Path]:
    """Where each box stands: its smallest pipeline, then the parts of its namespace.

    Datasets and parameters stand by what makes them, else where all that take them stand.
    """
    sizes: dict[str, int] = {}
    for facts in nodes:
        for name in facts["pipelines"]:
            sizes[name] = sizes.get(name, 0) + (facts["kind"] == "node")
    found: dict[str, Path] = {}
    for facts in nodes:
        if facts["kind"] == "node":
            named = [name for name in facts["pipelines"] if name != "__default__"]
            home = min(named, key=lambda name: (sizes[name], name), default=None)
            space = (facts.get("namespace") or "").split(".") if facts.get("namespace") else ()
            found[facts["id"]] = (*([home] if home else ()), *space)
    makers: dict[str, list[Path]] = {}
    takers: dict[str, list[Path]] = {}
    for start, end in edges:
        if start in found:
            makers.setdefault(end, []).append(found[start])
        if end in found:
            takers.setdefault(start, []).append(found[end])
    for facts in nodes:
        name = facts["id"]
        if name not in found:
            found[name] = _shared(makers.get(name) or takers.get(name) or [()])
    return {facts["id"]: found[facts["id"]] for facts in nodes}


def _shared(paths: Sequence[Path]) -> Path:
    """The part that all begin with."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(min(paths), max(paths), strict=False))
    return tuple(part for part, _ in same)


def _met(start: Box, end: Box) -> tuple[Box, Box, Box]:
    """The innermost frame that holds both, and what holds each of them right in it."""
    ways = list(zip(start.way, end.way, strict=False))
    for (frame, _), (first, second) in pairwise(ways):
        if first is not second:
            return frame, first, second
    return ways[-1][0], start, end


def _by_depth(whole: Box) -> Iterator[list[Box]]:
    frames = [whole]
    while frames:
        yield frames
        frames = [box for frame in frames for box in frame.inside if box.inside]
