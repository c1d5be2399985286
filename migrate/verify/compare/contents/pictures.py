"""Pictures of the kinds that PIL reads, moving ones too."""

from __future__ import annotations

from typing import Any, BinaryIO

from migrate.verify.compare.contents import UnreadableError

Own = frozenset[str]

# Who made it and when; how it is packed; where in the file its parts lie.
WITHOUT = {"Software", "Creation Time", "compression", "version", "extension", "photoshop"}
WITHOUT_TAGS = {
    254: "NewSubfileType",
    259: "Compression",
    273: "StripOffsets",
    278: "RowsPerStrip",
    279: "StripByteCounts",
    284: "PlanarConfiguration",
    305: "Software",
    306: "DateTime",
    317: "Predictor",
    322: "TileWidth",
    323: "TileLength",
    324: "TileOffsets",
    325: "TileByteCounts",
}
# Modes that PIL has in 8 bits alone.
NARROW = ("RGB", "RGBA", "LA", "CMYK", "P")


def read_picture(file: BinaryIO, name: str, own: Own) -> dict[str, Any]:
    """All frames, each with what is noted beside it. Raises UnreadableError, and PIL's errors."""
    from PIL import Image, ImageSequence

    _check_depth(file)
    file.seek(0)
    with Image.open(file) as opened:
        tags = dict(getattr(opened, "tag_v2", {}))
        if max(_bits(tags)) > 8 and opened.mode in NARROW:
            raise UnreadableError("it has more than 8 bits for each colour")
        return {
            "format": opened.format,
            "frames": [_frame(each) for each in ImageSequence.Iterator(opened)],
        }


def _frame(opened: Any) -> Any:
    opened.load()
    frame = opened.copy()
    tags = dict(getattr(opened, "tag_v2", {}))
    frame.info = {key: value for key, value in opened.info.items() if key not in WITHOUT}
    frame.info.update(getattr(opened, "text", {}))
    for key in WITHOUT:
        frame.info.pop(key, None)
    frame.info["tags"] = {key: tags[key] for key in tags if key not in WITHOUT_TAGS}
    frame.info["disposal"] = getattr(opened, "disposal_method", None)
    return frame


def _bits(tags: dict[int, Any]) -> tuple[int, ...]:
    found = tags.get(258, 1)
    return tuple(found) if isinstance(found, tuple) else (found,)


def _check_depth(file: BinaryIO) -> None:
    """A PNG with 16 bits for each colour: PIL would read half of them."""
    head = file.read(26)
    if head.startswith(b"\x89PNG") and head[24] == 16 and head[25] != 0:
        raise UnreadableError("it has more than 8 bits for each colour")
