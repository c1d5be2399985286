"""Random changes of a project: of its texts, of their values, of its files and folders."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from fuzzing.expressions import expression, statements

_TOKENS = {
    ".py": (
        *("(", ")", "[", "]", "{", "}", ":", ",", "=", "\\", "'", '"""', "#", "\n", "    ", "\t"),
        *("lambda: ", "await ", "yield ", "async ", "*", "**", "@", "import ", "from . import *\n"),
        *("return ", "del ", "global x\n", "None", "...", "f'{x!r:>9}'", "self", "not ", ":=", ";"),
        *(
            "# coding: hex\n",
            "# coding: utf-16\n",
            "match x:\n case _: pass\n",
            "1_0",
            "0x",
            "1e999",
        ),
    ),
    ".yml": (
        *(
            ": ",
            "- ",
            "&a ",
            "*a",
            "<<: *a\n",
            "? ",
            "| \n",
            "> \n",
            "!!python/object:os.system ",
            "---\n",
        ),
        *(
            "${",
            "}",
            "${oc.env:X}",
            "${globals:x}",
            "${runtime_params:a.b,1}",
            "{{ x }}",
            "{% for",
            "???",
        ),
        *(
            "'",
            '"',
            "#",
            "\t",
            "[",
            "]",
            "{",
            "}",
            "null",
            "~",
            "1e5",
            "0x1f",
            "2001-01-01",
            "!!set ",
            "%YAML 9",
        ),
        *(
            "type: MemoryDataset\n",
            "'{name}'",
            "{a}_{b}",
            "@pandas",
            "params:",
            "yes",
            ".nan",
            "!!binary x",
        ),
    ),
    ".toml": (
        *(
            "[tool]\n",
            "[tool.kedro]\n",
            "[[tool.kedro]]\n",
            "=",
            '"',
            "'''",
            "[",
            "]",
            "{",
            "}",
            "true",
            "5",
        ),
        *(
            "1979-05-27",
            "inf",
            "migrate = 5\n",
            "[tool.migrate]\n",
            "accept = 1\n",
            "names = []\n",
            ".",
            "#",
        ),
        *('"\\uD800"', "line-length = true\n", "a.b.c.d = {}\n"),
    ),
}
_VALUES = {
    ".yml": (
        "5",
        "[]",
        "{}",
        "null",
        "true",
        "''",
        "[1, {a: 2}]",
        "{a: [1]}",
        "-1",
        "9" * 5000,
        "${x}",
        "*x",
    ),
    ".toml": (
        "5",
        "[]",
        "{}",
        "true",
        "''",
        "[1, 'a']",
        "{a = [1]}",
        "-1",
        "1979-05-27",
        "nan",
        "'../..'",
    ),
    ".py": (
        "5",
        "[]",
        "{}",
        "None",
        "''",
        "lambda: 0",
        "[1, {2: 3}]",
        "x.y",
        "9" * 5000,
        "b'x'",
        "*[]",
    ),
}
_NASTY = ("\0", "\x1b[31m", "\ufeff", "\r", "\u2028", "\u202e", "\ud800", "é", "\x85", "\x0c", "😀")


def change(root: Path, chance: random.Random) -> str:
    """Change something of the project below `root`; says what."""
    kind = chance.choice(_KINDS)
    target = _file(root, chance)
    if target is None:
        return "nothing is left"
    kind(root, target, chance)
    return f"{kind.__name__.strip('_')} {os.fsencode(target.relative_to(root))!r}"


def _file(root: Path, chance: random.Random) -> Path | None:
    """A file, Python and configuration before others."""
    files = [p for p in sorted(root.rglob("*")) if p.is_file() and not p.is_symlink()]
    files = [p for p in files if p.stat().st_size < 1_000_000]  # not those made huge before
    weighty = [p for p in files if _suffix(p) in _TOKENS]
    chosen = weighty if weighty and chance.random() < 0.9 else files
    return chance.choice(chosen) if chosen else None


def _suffix(path: Path) -> str:
    return {".yaml": ".yml", ".json": ".yml"}.get(path.suffix, path.suffix)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


# --- texts ----------------------------------------------------------------------------------


def _spans(root: Path, path: Path, chance: random.Random) -> None:
    """Spans of the text go, come twice, or change places."""
    text = _text(path)
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([1, 2, 5, 20, 200]))
        other = chance.randrange(len(text) + 1)
        span = text[start:end]
        text = chance.choice(
            [
                text[:start] + text[end:],
                text[:end] + span * chance.choice([1, 3, 3000]) + text[end:],
                text[:other] + span + text[other:],
            ]
        )
    _write(path, text)


def _lines(root: Path, path: Path, chance: random.Random) -> None:
    lines = _text(path).split("\n")
    for _ in range(chance.randint(1, 3)):
        first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
        way = chance.randrange(4)
        if way == 0:
            lines[first], lines[second] = lines[second], lines[first]
        elif way == 1:
            lines.insert(first, lines[second])
        elif way == 2:
            lines[first] = "  " * chance.randint(0, 3) + lines[first].strip()
        elif len(lines) > 1:
            del lines[first]
    _write(path, "\n".join(lines))


def _tokens(root: Path, path: Path, chance: random.Random) -> None:
    text = _text(path)
    for _ in range(chance.randint(1, 4)):
        at = chance.choice([0, len(text), chance.randrange(len(text) + 1)])
        token = chance.choice([*_TOKENS.get(_suffix(path), _NASTY), chance.choice(_NASTY)])
        text = text[:at] + token * chance.choice([1, 1, 1, 2, 3000]) + text[at:]
    _write(path, text)


def _values(root: Path, path: Path, chance: random.Random) -> None:
    """A scalar or a word becomes a value of another type."""
    text = _text(path)
    found = list(re.finditer(r"""(?<=[:=\[,(] )[^\s,\]\)}]+|"[^"\n]*"|'[^'\n]*'|\b\d+\b""", text))
    for span in sorted(chance.sample(found, min(len(found), chance.randint(1, 3))), key=_start)[
        ::-1
    ]:
        value = chance.choice(_VALUES.get(_suffix(path), ("5",)))
        if path.suffix == ".py" and chance.random() < 0.3:
            value = expression(chance, 2)
        text = text[: span.start()] + value + text[span.end() :]
    _write(path, text)


def _start(span: re.Match[str]) -> int:
    return span.start()


def _bytes(root: Path, path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 20)):
        data.insert(
            chance.randrange(len(data) + 1), chance.choice([0, 9, 10, 13, 27, 0x80, 0xFF, 0xC3])
        )
    path.write_bytes(bytes(data))


def _nested(root: Path, path: Path, chance: random.Random) -> None:
    """Brackets, blocks or keys inside each other, very many."""
    depth = chance.choice([90, 300, 3_000, 30_000])
    nests = {
        ".py": ("x = " + "(" * depth + ")" * depth, "x = " + "-" * depth + "1", "x = " + "[" * depth + "]" * depth,
                "x = y" + ".a" * depth, "x = y" + "()" * depth, "x = 1" + " + 1" * depth, "x = " + "not " * depth + "1",
                "x = " + "lambda: " * depth + "1", "if 0: pass\n" + "elif 1: pass\n" * depth,
                "\n".join(f"{' ' * n}if 1:" for n in range(min(depth, 300))) + " pass", "x = f" + "'{f" * 5 + "",
                "@a\n" * depth + "def z(): pass", "x = y" + "[0]" * depth, "from " + "." * depth + " import a"),
        ".yml": ("[" * depth + "]" * depth, "{a: " * depth + "}" * depth, "- " * depth + "a",
                 "".join(f"{' ' * n}a:\n" for n in range(min(depth, 3000))), "x: " + "${" * depth + "}" * depth,
                 "? " * depth, "x: '" + "{" * depth + "'", "'" + "{a}" * depth + "': {type: MemoryDataset}"),
        ".toml": ("x = " + "[" * depth + "]" * depth, "x = " + "{a = " * depth + "1" + "}" * depth,
                  ".".join(["a"] * depth) + " = 1", "[" + ".".join(["tool"] * depth) + "]"),
    }  # fmt: skip
    nest = chance.choice(nests.get(_suffix(path), ("[" * depth,)))
    text = _text(path)
    whole = [nest, f"{text}\n{nest}\n", f"{nest}\n{text}"]
    _write(path, chance.choice(whole))


def _programs(root: Path, path: Path, chance: random.Random) -> None:
    """Random statements in a module that defines pipelines."""
    modules = [p for p in sorted(root.rglob("*.py")) if "pipeline" in p.name and p.is_file()]
    target = chance.choice(modules) if modules else path
    _write(target, f"{statements(chance)}\n{_text(target)}")


# --- files and folders ----------------------------------------------------------------------


def _special(root: Path, path: Path, chance: random.Random) -> None:
    """Something else stands where a file was."""
    path.unlink()
    way = chance.choice(
        ["fifo", "folder", "loop", "dangling", "outside", "device", "huge", "socket", "gone"]
    )
    if way == "fifo":
        os.mkfifo(path)
    elif way == "folder":
        path.mkdir()
    elif way == "huge":
        with path.open("wb") as file:
            file.truncate(3_000_000_000)
    elif way == "socket":
        os.mknod(path, 0o140644)
    elif way != "gone":
        links = {
            "loop": path,
            "dangling": "nowhere",
            "outside": "/etc/passwd",
            "device": "/dev/zero",
        }
        path.symlink_to(links[way])


def _names(root: Path, path: Path, chance: random.Random) -> None:
    """A file or its folder gets an odd name, or a second one."""
    raw = chance.choice(
        [b"\xff\xfe", b"a\nb", b"\x1b[31m", b"a b", "é".encode(), b"-x", b"a'\"b", b"x" * 240, b"~"]
    )
    suffix = os.fsencode(path.suffix) if chance.random() < 0.7 else b""
    new = path.parent / os.fsdecode(raw + suffix)
    if chance.random() < 0.5:
        shutil.copy(path, new)
    else:
        path.rename(new)


def _folders(root: Path, path: Path, chance: random.Random) -> None:
    """A folder goes, becomes a file, a link to what is above it, or holds itself."""
    folder = path.parent
    if folder == root:
        (root / "zz").symlink_to(root)
        return
    way = chance.randrange(4)
    if way == 0:
        shutil.rmtree(folder)
    elif way == 1:
        shutil.rmtree(folder)
        folder.write_text("x")
    elif way == 2:
        (folder / "again").symlink_to(folder.parent)
    else:
        shutil.rmtree(folder)
        folder.symlink_to(folder)


def _moves(root: Path, path: Path, chance: random.Random) -> None:
    """A file gets the content of another one."""
    other = _file(root, chance)
    if other is not None:
        path.write_bytes(other.read_bytes()[:1_000_000])


Kind = Callable[[Path, Path, random.Random], None]
_KINDS: tuple[Kind, ...] = (
    *(_spans, _lines, _tokens, _tokens, _values, _values, _bytes, _nested),
    *(_programs, _programs, _programs, _special, _names, _folders, _moves),
)
