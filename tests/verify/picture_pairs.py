"""Pairs of pictures. As file_pairs."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import PIL.PngImagePlugin
from file_pairs import Held, Pair


def picture(*colours: str, size: int = 3, mode: str = "RGB", **more: Any) -> Held:
    def write(path: Path) -> None:
        first, *others = (PIL.Image.new("RGB", (size, size), c).convert(mode) for c in colours)
        moving = {"save_all": True, "append_images": others} if others else {}
        first.save(path, **moving, **more)

    return write


def text(**notes: str) -> PIL.PngImagePlugin.PngInfo:
    found = PIL.PngImagePlugin.PngInfo()
    for name, value in notes.items():
        found.add_text(name, value)
    return found


def raw(array: Any, **more: Any) -> Held:
    return lambda path: PIL.Image.fromarray(array).save(path, **more)


def gradient(step: int) -> Any:
    return (np.arange(64 * 64, dtype="uint8") * step).reshape(64, 64)


def deep(low: int) -> bytes:
    """A PNG of one pixel with 16 bits a colour, whose lower half PIL does not read."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0)
    data = zlib.compress(bytes((0, 1, low, 1, 1, 1, 1)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


PICTURES_SAME: dict[str, Pair] = {
    "a level of PNG": (
        "a.png",
        raw(gradient(3), compress_level=0),
        raw(gradient(3), compress_level=9),
    ),
    "who made it": (
        "a.png",
        picture("red", pnginfo=text(Software="a 1")),
        picture("red", pnginfo=text(Software="a 2")),
    ),
    "when it was made": (
        "a.png",
        picture("red", pnginfo=text(**{"Creation Time": "1"})),
        picture("red", pnginfo=text(**{"Creation Time": "2"})),
    ),
    "a level of a moving PNG": (
        "a.png",
        picture("red", "blue", compress_level=0),
        picture("red", "blue"),
    ),
    "a packed TIFF": ("a.tiff", raw(gradient(3)), raw(gradient(3), compression="tiff_deflate")),
    "a TIFF that is packed otherwise": (
        "a.tif",
        raw(gradient(3), compression="tiff_lzw"),
        raw(gradient(3), compression="tiff_deflate"),
    ),
    "pages of a TIFF": (
        "a.tif",
        picture("red", "blue"),
        picture("red", "blue", compression="tiff_lzw"),
    ),
    "effort for WebP": (
        "a.webp",
        raw(gradient(7), lossless=True, method=0, quality=0),
        raw(gradient(7), lossless=True, method=6, quality=100),
    ),
    "lines of a GIF": ("a.gif", raw(gradient(3), interlace=0), raw(gradient(3), interlace=1)),
    "a name that says nothing": (
        "a",
        raw(gradient(5), format="PNG", compress_level=0),
        raw(gradient(5), format="PNG"),
    ),
    "tables of a JPEG": ("a.jpg", raw(gradient(1)), raw(gradient(1), optimize=True)),
}
PICTURES_OTHER: dict[str, Pair] = {
    "a pixel": ("a.png", raw(gradient(3)), raw(gradient(5))),
    "size": ("a.png", picture("red"), picture("red", size=4)),
    "mode": ("a.png", picture("red"), picture("red", mode="RGBA")),
    "a palette": ("a.png", picture("red"), picture("red", mode="P")),
    "grey": ("a.png", picture("red", mode="L"), picture("red", mode="1")),
    "resolution": ("a.png", picture("red", dpi=(72, 72)), picture("red", dpi=(96, 96))),
    "a note": (
        "a.png",
        picture("red", pnginfo=text(Title="a")),
        picture("red", pnginfo=text(Title="b")),
    ),
    "what is seen through": ("a.png", picture("red"), picture("red", transparency=(255, 0, 0))),
    "depth of grey": (
        "a.png",
        raw(np.full((2, 2), 256, "uint16")),
        raw(np.full((2, 2), 257, "uint16")),
    ),
    "16 bits a colour": ("a.png", deep(1), deep(2)),
    "a second frame of a PNG": ("a.png", picture("red", "blue"), picture("red", "green")),
    "frames of a PNG": (
        "a.apng",
        picture("red", "blue", format="PNG"),
        picture("red", format="PNG"),
    ),
    "a second frame of a GIF": ("a.gif", picture("red", "blue"), picture("red", "green")),
    "frames of a GIF": ("a.gif", picture("red", "blue", "red"), picture("red", "blue")),
    "how long a frame is shown": (
        "a.gif",
        picture("red", "blue", duration=100),
        picture("red", "blue", duration=200),
    ),
    "how often it moves": ("a.gif", picture("red", "blue", loop=0), picture("red", "blue", loop=2)),
    "a GIF's comment": ("a.gif", picture("red", comment="a"), picture("red", comment="b")),
    "a second frame of a WebP": (
        "a.webp",
        picture("red", "blue", lossless=True),
        picture("red", "green", lossless=True),
    ),
    "a second page of a TIFF": ("a.tiff", picture("red", "blue"), picture("red", "green")),
    "a description in a TIFF": (
        "a.tiff",
        picture("red", tiffinfo={270: "a"}),
        picture("red", tiffinfo={270: "b"}),
    ),
    "quality of a JPEG": ("a.jpg", raw(gradient(7), quality=30), raw(gradient(7), quality=90)),
    "a comment in a JPEG": ("a.jpg", picture("red", comment="a"), picture("red", comment="b")),
    "the format": ("a.png", picture("red", format="PNG"), picture("red", format="BMP")),
    "a pixel of a BMP": ("a.bmp", picture("red"), picture("blue")),
}


SAME = {
    f"{kind}: {name}": pair
    for kind, pairs in (("pictures", PICTURES_SAME),)
    for name, pair in pairs.items()
}

OTHER = {
    f"{kind}: {name}": pair
    for kind, pairs in (("pictures", PICTURES_OTHER),)
    for name, pair in pairs.items()
}
