"""Files that hold other files: gzip and its like, zip, tar."""

from __future__ import annotations

import bz2
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, BinaryIO

from migrate.verify.compare.contents import Inner, UnreadableError

Own = frozenset[str]

# First bytes -> what unpacks one stream.
STREAMS: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(wbits=31)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lzma.LZMADecompressor),
    (b"\x5d\x00\x00", lzma.LZMADecompressor),
    (b"\x04\x22\x4d\x18", lambda: _lz4()),
    *((bytes((0x78, level)), zlib.decompressobj) for level in (0x01, 0x5E, 0x9C, 0xDA)),
)
# Suffixes of the whole that the packed file keeps for itself.
PACKED = (".gz", ".bz2", ".xz", ".lzma", ".lz4", ".z")
SHORT = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}


def _lz4() -> Any:
    from lz4.frame import LZ4FrameDecompressor  # type: ignore[import, unused-ignore]

    return LZ4FrameDecompressor()


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so is packed."""
    return any(head.startswith(magic) for magic, _ in STREAMS)


def read_packed(file: BinaryIO, name: str, own: Own) -> Inner:
    """What was packed: all streams one after the other. Raises UnreadableError, and what unpacking
    raises.
    """
    data, parts = file.read(), []
    while data:
        make = next((make for magic, make in STREAMS if data.startswith(magic)), None)
        if make is None:
            raise UnreadableError(f"{len(data):,} bytes come after what was packed")
        stream = make()
        parts.append(stream.decompress(data))
        if not stream.eof:
            raise UnreadableError("it ends too early")
        data = stream.unused_data or b""
    return Inner(_unpacked(name), b"".join(parts), own)


def _unpacked(name: str) -> str:
    """What the file is called without what packed it."""
    suffix = PurePath(name).suffix.lower()
    if suffix in SHORT:
        return name[: -len(suffix)] + SHORT[suffix]
    return name[: -len(suffix)] if suffix in PACKED else name


def read_zip(file: BinaryIO, name: str, own: Own) -> dict[str, Any]:
    """Members by name, each as often as it is there."""
    members: dict[str, list[Any]] = {}
    with zipfile.ZipFile(file) as opened:
        for info in opened.infolist():
            facts = (info.external_attr >> 16, info.comment, info.flag_bits & 1)
            # By its place: by its name the last one of two would be read.
            held = Inner(info.filename, opened.read(info), own)
            members.setdefault(info.filename, []).append((facts, held))
        lead = min((info.header_offset for info in opened.infolist()), default=0)
        file.seek(0)
        return {"members": members, "comment": opened.comment, "before": file.read(lead)}


def read_tar(file: BinaryIO, name: str, own: Own) -> dict[str, list[Any]]:
    """Members by name, each as often as it is there."""
    members: dict[str, list[Any]] = {}
    with tarfile.open(fileobj=file, mode="r:") as opened:
        for info in opened.getmembers():
            data = opened.extractfile(info) if info.isreg() else None
            facts = (info.type, info.mode, info.linkname)
            held = Inner(info.name, data.read() if data else b"", own)
            members.setdefault(info.name, []).append((facts, held))
        file.seek(opened.offset)
        if file.read().strip(b"\x00"):
            raise UnreadableError("something comes after the archive's end")
    return members
