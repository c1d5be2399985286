"""Pairs of files whose bytes differ: those that hold the same, and those that do not.

Each is a file's name and what it holds on either side: bytes, text, or what writes it.
"""

from __future__ import annotations

import bz2
import collections
import functools
import gzip
import io
import json
import lzma
import pickle
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd

Held = bytes | str | Callable[[Path], Any]
Pair = tuple[str, Held, Held]

# Text: each letter counts, so that no two files hold the same.
TEXTS: dict[str, Pair] = {
    "ends of lines": ("a.csv", "a,b\r\n1,2\r\n", "a,b\n1,2\n"),
    "one end of a line": ("a.csv", "a\n1\n2\n", "a\n1\r\n2\n"),
    "old ends of lines": ("a.txt", "a\rb", "a\nb"),
    "an end of a line in quotes": ("a.csv", 'a\n"1\r\n2"\n', 'a\n"1\n2"\n'),
    "no last end of a line": ("a.csv", "a\n1\n", "a\n1"),
    "one more empty line": ("a.txt", "a\n", "a\n\n"),
    "a mark of byte order": ("a.csv", b"\xef\xbb\xbfa\n1\n", b"a\n1\n"),
    "UTF-16": ("a.csv", "a\n1\n".encode("utf-16"), "a\n1\n"),
    "Latin-1": ("a.txt", "ä".encode("latin-1"), "ä"),
    "two encodings that are no UTF-8": ("a.txt", "ä€".encode("cp1252"), "ä€".encode("iso8859-15")),
    "a composed letter": ("a.txt", "\u00e4", "a\u0308"),
    "a hard space": ("a.md", "a b", "a\u00a0b"),
    "a space at the end": ("a.md", "a\nb", "a \nb"),
    "a tab": ("a.tsv", "a\tb\n", "a b\n"),
    "quotes": ("a.csv", 'a\n"1"\n', "a\n1\n"),
    "empty or missing": ("a.csv", 'a,b\n"",1\n', "a,b\n,1\n"),
    "digits of a number": ("a.csv", "a\n0.10\n", "a\n0.1\n"),
    "a sign of zero": ("a.csv", "a\n-0.0\n", "a\n0.0\n"),
    "zeros before a number": ("a.csv", "a\n007\n", "a\n7\n"),
    "NaN and nothing": ("a.csv", "a,b\nnan,1\n", "a,b\n,1\n"),
    "rows in another order": ("a.csv", "a\n1\n2\n", "a\n2\n1\n"),
    "an index": ("a.csv", ",a\n0,1\n", "a\n1\n"),
    "a delimiter": ("a.csv", "a;b\n1;2\n", "a,b\n1,2\n"),
    "a byte that is none": ("a.txt", "a\x00b", "ab"),
    "a comment in YAML": ("a.yml", "a: 1 # one\n", "a: 1\n"),
    "a type in YAML": ("a.yaml", "a: yes\n", "a: 'yes'\n"),
    "a type in TOML": ("a.toml", "a = 1\n", "a = 1.0\n"),
    "a key of YAML twice": ("a.yml", "a: 1\na: 2\n", "a: 2\n"),
    "an end of a line in HTML": ("a.html", "<pre>a\r\n</pre>", "<pre>a\n</pre>"),
    "an attribute in XML": ("a.xml", '<a b="1"/>', '<a b="2"/>'),
    "a point of a drawing": ("a.svg", '<svg><path d="M0 0"/></svg>', '<svg><path d="M0 1"/></svg>'),
    "a line of a log": ("a.log", "1 row\n", "2 rows\n"),
}

JSON_SAME: dict[str, Pair] = {
    "spaces": ("a.json", '{"a": [1, 2]}', '{"a":[1,2]}'),
    "indents": ("a.json", json.dumps({"a": [1]}, indent=2), '{"a": [1]}'),
    "a last end of a line": ("a.json", "[1]\n", "[1]"),
    "ends of lines between values": ("a.json", "[1,\r\n2]", "[1,\n2]"),
    "order of keys": ("a.json", '{"a": 1, "b": 2}', '{"b": 2, "a": 1}'),
    "order of inner keys": ("a.json", '[{"a": 1, "b": 2}]', '[{"b": 2, "a": 1}]'),
    "escapes": ("a.json", '["\\u00e4"]', '["ä"]'),
    "escapes beyond the first plane": ("a.json", '["\\ud83d\\ude00"]', '["😀"]'),
    "an escaped slash": ("a.json", '["a\\/b"]', '["a/b"]'),
    "digits of a float": ("a.json", "[1.50]", "[1.5]"),
    "an exponent": ("a.json", "[1e2]", "[100.0]"),
    "a large E": ("a.json", "[1E+2]", "[1e2]"),
    "digits beyond a float": ("a.json", "[0.1]", "[0.1000000000000000055]"),
    "a zero exponent": ("a.json", "[0.0e5]", "[0.0]"),
    "NaN": ("a.json", "[NaN] ", "[NaN]"),
    "lines": ("a.jsonl", '{"a": 1}\n{"a": 2}\n', '{"a":1}\n{"a":2}'),
    "lines under another name": ("a.json", '{"a": 1}\n{"a": 2}\n', '{"a":1}\n{"a":2}\n'),
    "empty lines between": ("a.ndjson", "1\n\n2\n", "1\n2\n"),
    "nothing at all": ("a.json", " \n", "\n"),
    "places on Earth": (
        "a.geojson",
        '{"type": "Point", "coordinates": [1.0, 2.0]}',
        '{"coordinates":[1.0,2.0],"type":"Point"}',
    ),
    "a key twice, spelled otherwise": ("a.json", '{"a": 1, "a": 2}', '{"a":1,"a":2}'),
}
JSON_OTHER: dict[str, Pair] = {
    "a key twice": ("a.json", '{"a": 1, "a": 2}', '{"a": 2}'),
    "a key twice in another order": ("a.json", '{"a": 1, "a": 2}', '{"a": 2, "a": 1}'),
    "an inner key twice": ("a.json", '[{"b": {"a": 1, "a": 2}}]', '[{"b": {"a": 2}}]'),
    "a whole zero's sign": ("a.json", "[-0]", "[0]"),
    "a float zero's sign": ("a.json", "[-0.0]", "[0.0]"),
    "whole or not": ("a.json", "[1]", "[1.0]"),
    "whole zero or not": ("a.json", "[-0]", "[-0.0]"),
    "true or 1": ("a.json", "[true]", "[1]"),
    "null or false": ("a.json", "[null]", "[false]"),
    "text or number": ("a.json", '["1"]', "[1]"),
    "NaN or null": ("a.json", "[NaN]", "[null]"),
    "NaN or text": ("a.json", "[NaN]", '["NaN"]'),
    "signs of the infinite": ("a.json", "[Infinity]", "[-Infinity]"),
    "large or infinite": ("a.json", "[1e400]", "[Infinity]"),
    "two that are too large": ("a.json", "[1e400]", "[1e500]"),
    "the last digit of a large one": ("a.json", "[9007199254740993]", "[9007199254740992]"),
    "the last of thousands of digits": ("a.json", f"[{'1' * 5000}1]", f"[{'1' * 5000}2]"),
    "the last bit of a float": ("a.json", "[0.1]", "[0.10000000000000002]"),
    "order of a list": ("a.json", "[1, 2]", "[2, 1]"),
    "empty or missing": ("a.json", '{"a": null}', "{}"),
    "a mark of byte order": ("a.json", b"\xef\xbb\xbf[1]", b"[1]"),
    "UTF-16": ("a.json", "[1]".encode("utf-16"), "[1]"),
    "a second document": ("a.json", "[1][2]", "[1]"),
    "two documents or a list": ("a.json", "1 2", "[1, 2]"),
    "a line more": ("a.jsonl", "1\n2\n", "1\n2\n3\n"),
    "a line": ("a.jsonl", '{"a": 1}\n{"a": 2}\n', '{"a": 1}\n{"a": 3}\n'),
    "lines in another order": ("a.jsonl", "1\n2\n", "2\n1\n"),
    "what comes after": ("a.json", "[1] x", "[1]"),
    "no JSON at all": ("a.json", "[1", "[2"),
    "an end of a line in a text": ("a.json", '["a\\r\\n"]', '["a\\n"]'),
    "half a letter": ("a.json", '["\\ud83d"]', '["\\ud83e"]'),
}


def pickled(*values: Any, protocol: int = 4, more: bytes = b"") -> bytes:
    return b"".join(pickle.dumps(v, protocol) for v in values) + more


def dumped(value: Any, **more: Any) -> Held:
    return lambda path: joblib.dump(value, path, **more)


def saved(*arrays: Any) -> bytes:
    file = io.BytesIO()
    for array in arrays:
        np.save(file, array)
    return file.getvalue()


def versioned(array: Any) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=(2, 0))
    return file.getvalue()


def npz(packed: bool = False, **arrays: Any) -> Held:
    return lambda path: (np.savez_compressed if packed else np.savez)(path, **arrays)


THREE = np.arange(3.0)
FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
HALF = struct.pack("<d", 0.5)

PICKLES_SAME: dict[str, Pair] = {
    "protocols": ("a.pkl", pickled([1, "a"], protocol=2), pickled([1, "a"], protocol=5)),
    "protocols of a table": ("a.pkl", pickled(FRAME, protocol=3), pickled(FRAME, protocol=5)),
    "a text protocol": ("a.pickle", pickled({"a": 1.5}, protocol=0), pickled({"a": 1.5})),
    "shared or not": ("a.pkl", pickled([list("ab")] * 2), pickled([list("ab"), list("ab")])),
    "order of a set": ("a.pkl", pickled({8, 0}), pickled({0, 8})),
    "order of keys": ("a.pkl", pickled({"a": 1, "b": 2}), pickled({"b": 2, "a": 1})),
    "two pickles": ("a.pkl", pickled(1, 2, protocol=2), pickled(1, 2, protocol=4)),
    "packed by another level": (
        "a.pkl",
        gzip.compress(pickled([1] * 99), 1),
        gzip.compress(pickled([1] * 99), 9),
    ),
    "packed or not": ("a.pkl", gzip.compress(pickled([1])), pickled([1])),
    "order in memory": ("a.pkl", pickled(np.eye(3, 2)), pickled(np.asfortranarray(np.eye(3, 2)))),
    "which part is packed": ("a.pkl", bz2.compress(pickled([1])), lzma.compress(pickled([1]))),
    "a versioned array": ("a.npy", saved(THREE), versioned(THREE)),
    "joblib packs": ("a.joblib", dumped([THREE, 1]), dumped([THREE, 1], compress=3)),
    "joblib packs otherwise": (
        "a.joblib",
        dumped(THREE, compress="gzip"),
        dumped(THREE, compress="bz2"),
    ),
    "joblib under another name": (
        "a.pkl",
        dumped({"m": THREE}),
        dumped({"m": THREE}, compress="xz"),
    ),
    "joblib and pickle": ("a.pkl", dumped({"m": THREE}), pickled({"m": THREE})),
    "an array's order in memory": (
        "a.npy",
        saved(np.eye(3, 2)),
        saved(np.asfortranarray(np.eye(3, 2))),
    ),
    "arrays packed": ("a.npz", npz(a=THREE), npz(packed=True, a=THREE)),
    "order of arrays": ("a.npz", npz(a=THREE, b=HALF), npz(b=HALF, a=THREE)),
    "an array of objects": (
        "a.npz",
        npz(a=np.array([1, "a"], object)),
        npz(True, a=np.array([1, "a"], object)),
    ),
}
PICKLES_OTHER: dict[str, Pair] = {
    "a second pickle": ("a.pkl", pickled(1, 2), pickled(1)),
    "a second pickle is another": ("a.pkl", pickled(1, 2), pickled(1, 3)),
    "two pickles or a list": ("a.pkl", pickled(1, 2), pickled([1, 2])),
    "two pickles or a tuple": ("a.pkl", pickled(1, 2), pickled((1, 2))),
    "bytes after a pickle": ("a.pkl", pickled(1, more=b"abc"), pickled(1)),
    "other bytes after a pickle": ("a.pkl", pickled(1, more=b"abc"), pickled(1, more=b"abd")),
    "a type": ("a.pkl", pickled([1]), pickled([True])),
    "a zero's sign": ("a.pkl", pickled({"a": 0.0}), pickled({"a": -0.0})),
    "a cell": ("a.pkl", pickled(FRAME), pickled(FRAME.assign(a=[1, 3]))),
    "an ordered dict": (
        "a.pkl",
        pickled(collections.OrderedDict(a=1, b=2)),
        pickled(collections.OrderedDict(b=2, a=1)),
    ),
    "what is packed": ("a.pkl", gzip.compress(pickled([1])), gzip.compress(pickled([2]))),
    "a second pickle that is packed": (
        "a.pkl",
        gzip.compress(pickled(1, 2)),
        gzip.compress(pickled(1)),
    ),
    "an array of joblib": ("a.joblib", dumped({"m": THREE}), dumped({"m": THREE + 1})),
    "a dtype of joblib": ("a.joblib", dumped(THREE), dumped(THREE.astype("float32"))),
    "a packed array of joblib": ("a.joblib", dumped(THREE, compress=3), dumped(-THREE, compress=3)),
    "a second array": ("a.npy", saved(THREE, THREE), saved(THREE)),
    "a second array is another": ("a.npy", saved(THREE, THREE), saved(THREE, THREE + 1)),
    "an array's zero": ("a.npy", saved(np.zeros(2)), saved(-np.zeros(2))),
    "an array's shape": ("a.npy", saved(np.zeros((2, 3))), saved(np.zeros((3, 2)))),
    "an array's dtype": ("a.npy", saved(np.arange(2)), saved(np.arange(2.0))),
    "an object": (
        "a.npy",
        saved(np.array([1, None], object)),
        saved(np.array([1, np.nan], object)),
    ),
    "bytes after an array": ("a.npy", saved(THREE) + b"x", saved(THREE)),
    "a name of an array": ("a.npz", npz(a=THREE), npz(b=THREE)),
    "one array of two": ("a.npz", npz(a=THREE, b=THREE), npz(a=THREE, b=THREE * 2)),
    "an array more": ("a.npz", npz(a=THREE), npz(a=THREE, b=THREE)),
}


def zipped(
    *members: tuple[str, bytes | str], level: int = 0, year: int = 2020, **facts: Any
) -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as archive:
        warnings.simplefilter("ignore")  # a name twice
        for name, data in members:
            info = zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0))
            info.external_attr = facts.get("mode", 0o644) << 16
            info.comment = facts.get("note", b"")
            archive.writestr(
                info, data, zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED, level or None
            )
        archive.comment = facts.get("comment", b"")
    return file.getvalue()


def tarred(*members: tuple[str, bytes], mode: int = 0o644, **facts: Any) -> bytes:
    file = io.BytesIO()
    with tarfile.open(
        fileobj=file, mode="w", format=facts.get("format", tarfile.PAX_FORMAT)
    ) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), mode
            info.mtime, info.uname = facts.get("time", 0), facts.get("user", "")
            archive.addfile(info, io.BytesIO(data))
        for name, target in facts.get("links", {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return file.getvalue()


A, B, C = ("a.txt", b"a\n"), ("b.json", b'{"b": 1}'), ("b.json", b'{"b":1}')
ROWS = b"a,b\n" + b"1,2\n" * 50
gz = functools.partial(gzip.compress, mtime=0)

PACKED_SAME: dict[str, Pair] = {
    "a level of gzip": ("a.csv.gz", gz(ROWS, 1), gz(ROWS, 9)),
    "a time in gzip": ("a.csv.gz", gz(ROWS), gzip.compress(ROWS, mtime=9)),
    "members of gzip": ("a.csv.gz", gz(ROWS), gz(ROWS[:20]) + gz(ROWS[20:])),
    "JSON that is packed": ("a.json.gz", gz(b"[1, 2]"), gz(b"[1,2]")),
    "a pickle that is packed": ("a.pkl.gz", gz(pickled([1], protocol=2)), gz(pickled([1]))),
    "a level of bz2": ("a.csv.bz2", bz2.compress(ROWS, 1), bz2.compress(ROWS, 9)),
    "streams of bz2": (
        "a.csv.bz2",
        bz2.compress(ROWS),
        bz2.compress(ROWS[:8]) + bz2.compress(ROWS[8:]),
    ),
    "a level of xz": ("a.csv.xz", lzma.compress(ROWS, preset=0), lzma.compress(ROWS, preset=6)),
    "a check of xz": ("a.csv.xz", lzma.compress(ROWS, check=lzma.CHECK_CRC32), lzma.compress(ROWS)),
    "packed twice": ("a.gz.gz", gz(gz(ROWS, 1)), gz(gz(ROWS, 9))),
    "a name that says nothing": ("a.bin", gz(ROWS, 1), gz(ROWS, 9)),
    "zlib": ("a.csv.z", zlib.compress(ROWS, 1), zlib.compress(ROWS, 9)),
    "a zip's times": ("a.zip", zipped(A, B), zipped(A, B, year=2021)),
    "a zip's level": ("a.zip", zipped(A, B), zipped(A, B, level=9)),
    "a zip's order": ("a.zip", zipped(A, B), zipped(B, A)),
    "JSON in a zip": ("a.zip", zipped(A, B), zipped(A, C)),
    "a zip in a zip": (
        "a.zip",
        zipped(("i.zip", zipped(A))),
        zipped(("i.zip", zipped(A, year=2022))),
    ),
    "a tar's times": ("a.tar", tarred(A), tarred(A, time=5)),
    "a tar's owner": ("a.tar", tarred(A), tarred(A, user="me")),
    "a tar's order": ("a.tar", tarred(A, B), tarred(B, A)),
    "a tar's format": ("a.tar", tarred(A), tarred(A, format=tarfile.GNU_FORMAT)),
    "a packed tar": ("a.tar.gz", gz(tarred(A)), gz(tarred(A, time=7), 1)),
    "a short name": ("a.tgz", gz(tarred(A, B)), gz(tarred(A, C))),
}
PACKED_OTHER: dict[str, Pair] = {
    "a cell that is packed": ("a.csv.gz", gz(ROWS), gz(ROWS.replace(b"1", b"3"))),
    "ends of packed lines": ("a.csv.gz", gz(ROWS), gz(ROWS.replace(b"\n", b"\r\n"))),
    "a second member": ("a.csv.gz", gz(ROWS) + gz(b"3,4\n"), gz(ROWS)),
    "bytes after gzip": ("a.csv.gz", gz(ROWS) + b"abc", gz(ROWS)),
    "half of gzip": ("a.csv.gz", gz(ROWS)[:-12], gz(ROWS)),
    "a second stream of bz2": (
        "a.csv.bz2",
        bz2.compress(ROWS) + bz2.compress(b"1"),
        bz2.compress(ROWS),
    ),
    "bytes after bz2": ("a.csv.bz2", bz2.compress(ROWS) + b"abc", bz2.compress(ROWS)),
    "bytes after xz": ("a.csv.xz", lzma.compress(ROWS) + b"abcd", lzma.compress(ROWS)),
    "packed JSON": ("a.json.xz", lzma.compress(b"[1]"), lzma.compress(b"[1.0]")),
    "a second pickle that is packed": ("a.pkl.gz", gz(pickled(1, 2)), gz(pickled(1))),
    "a file in a zip": ("a.zip", zipped(A, B), zipped(A, ("b.json", '{"b": 2}'))),
    "a name in a zip": ("a.zip", zipped(A), zipped(("c.txt", b"a\n"))),
    "a file more in a zip": ("a.zip", zipped(A), zipped(A, B)),
    "an empty folder in a zip": ("a.zip", zipped(A), zipped(A, ("d/", b""))),
    "a name twice in a zip": ("a.zip", zipped(A, ("a.txt", "b")), zipped(("a.txt", "b"))),
    "a zip's comment": ("a.zip", zipped(A, comment=b"x"), zipped(A)),
    "a note on a file in a zip": ("a.zip", zipped(A, note=b"x"), zipped(A)),
    "permissions in a zip": ("a.zip", zipped(A), zipped(A, mode=0o755)),
    "bytes before a zip": ("a.zip", b"#!/bin/sh\n" + zipped(A), zipped(A)),
    "ends of lines in a zip": ("a.zip", zipped(A), zipped(("a.txt", "a\r\n"))),
    "a file in a tar": ("a.tar", tarred(A), tarred(("a.txt", b"b\n"))),
    "permissions in a tar": ("a.tar", tarred(A), tarred(A, mode=0o755)),
    "where a link leads": (
        "a.tar",
        tarred(A, links={"l": "a.txt"}),
        tarred(A, links={"l": "b.txt"}),
    ),
    "a name twice in a tar": ("a.tar", tarred(A, ("a.txt", b"b")), tarred(("a.txt", b"b"))),
    "bytes after a tar": ("a.tar", tarred(A) + b"x", tarred(A)),
    "a file in a packed tar": ("a.tar.gz", gz(tarred(A)), gz(tarred(("a.txt", b"b\n")))),
    "what nobody knows": ("a.bin", b"\x01\x02", b"\x01\x03"),
}

SAME = {
    f"{kind}: {name}": pair
    for kind, pairs in (("JSON", JSON_SAME), ("pickles", PICKLES_SAME), ("packed", PACKED_SAME))
    for name, pair in pairs.items()
}
OTHER = {
    f"{kind}: {name}": pair
    for kind, pairs in (
        ("text", TEXTS),
        ("JSON", JSON_OTHER),
        ("pickles", PICKLES_OTHER),
        ("packed", PACKED_OTHER),
    )
    for name, pair in pairs.items()
}
