"""What opens files: functions and methods that take a path."""

from __future__ import annotations

from migrate.libraries.known import by_word, listed

# Functions by their whole name, and the positions of their paths.
_FUNCTIONS: dict[str, tuple[int, ...]] = by_word(lambda library: library.opens)
# Methods of any object whose first argument is a path.
_METHODS = listed(lambda library: library.opening_methods)
# Modules of tables, whose functions that read take a path; but for queries and the clipboard.
_READERS = listed(lambda library: library.readers)
_NO_FILES = ("sql", "clip")
# Methods of paths.
_OF_PATHS = """
    open read_text read_bytes write_text write_bytes mkdir touch unlink rmdir exists is_file is_dir
    iterdir glob rglob rename replace stat chmod
"""
OF_PATHS = frozenset(_OF_PATHS.split())
# What looks into the current folder if it is given nothing.
AT_HOME = frozenset({"os.listdir", "os.scandir"})
KEYWORDS = frozenset(
    {"file", "path", "filepath", "filename", "fname", "path_or_buf", "path_or_buffer"}
    | {"filepath_or_buffer", "io", "fp", "conf_source"}
)


def positions(function: str, method: str) -> tuple[int, ...]:
    """Where a call takes paths: of a function by its whole name ("" if it is not known), or of a
    method.
    """
    if function in _FUNCTIONS:
        return _FUNCTIONS[function]
    return (0,) if _reads(function) or method in _METHODS else ()


def _reads(function: str) -> bool:
    module, _, name = function.rpartition(".")
    way, _, what = name.partition("_")
    reads = module in _READERS and way in ("read", "scan")
    return reads and bool(what) and not what.startswith(_NO_FILES)
