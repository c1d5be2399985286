"""Arrow's files, ORC, and Parquet within another file."""

from __future__ import annotations

from typing import Any, BinaryIO

from migrate.verify.compare.contents import UnreadableError, one_or_several

Own = frozenset[str]


def read_parquet(file: BinaryIO, name: str, own: Own) -> Any:
    """A table of Parquet."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(file).read()


def read_orc(file: BinaryIO, name: str, own: Own) -> Any:
    """A table of ORC, and what is noted beside it."""
    from pyarrow import orc

    opened = orc.ORCFile(file)
    notes = dict(opened.file_metadata or {}) if hasattr(opened, "file_metadata") else {}
    return opened.read(), notes


def read_arrow(file: BinaryIO, name: str, own: Own) -> Any:
    """Tables of Arrow's files (Feather), or of streams, one after the other."""
    import pyarrow as pa

    data = file.read()
    if data.startswith(b"ARROW1"):
        with pa.ipc.open_file(data) as reader:
            return reader.read_all(), dict(reader.metadata or {})
    if data.startswith(b"FEA1"):
        raise UnreadableError("it is of Feather's first version")
    source, values = pa.BufferReader(data), []
    while source.tell() < len(data):
        with pa.ipc.open_stream(source) as stream:
            values.append(stream.read_all())
    return one_or_several(values)
