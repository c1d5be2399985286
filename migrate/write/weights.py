"""How heavy both sides are: their lines of code, by what they are."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Mapping

from migrate.model.migration import Plan
from migrate.runtime.modules import NOTEBOOK
from migrate.write.layouts.notebook import code_of
from migrate.write.layouts.single_file import statements_by_kind

Lines = dict[str, dict[str, int]]
# What is no code: data, tests, what belongs to tools.
_BESIDE = re.compile(r"(^|/)(\.|data/|tests?/|build/)")
_NO_CODE = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    | {tokenize.ENCODING, tokenize.ENDMARKER}
)


def lines_by_kind(plan: Plan, files: Mapping[str, str], source: Mapping[str, str]) -> Lines:
    """The lines of code of the Kedro project and of the written one, without tests and data.

    `own` is what the project's people wrote, `configuration` the catalog and the parameters (in
    Kedro all YAML and TOML), `support` what only runs the rest. `files` and `source` are texts by
    path.
    """
    ours = plan.ours
    configured = {ours.path(name) for name in ("catalog", "parameters")}
    own = {ours.file(module.name) for module in plan.modules} | plan.kept.keys()
    kedro = {"own": 0, "configuration": 0}
    for path, text in source.items():
        if _counts(path):
            kedro["own" if path.endswith(".py") else "configuration"] += code_lines(path, text)
    hamilton = {"own": 0, "configuration": 0, "support": 0}
    for path, text in files.items():
        if path in own and ours.alone:
            for kind, statement in statements_by_kind(text):
                hamilton[kind] += code_lines(path, statement)
        elif path == NOTEBOOK and plan.layout == "notebook":
            hamilton["support"] += code_lines(path, code_of(text))
        elif _counts(path):
            kind = "configuration" if path in configured else "own" if path in own else "support"
            hamilton[kind] += code_lines(path, text)
    return {"kedro": kedro, "hamilton": hamilton}


def _counts(path: str) -> bool:
    return path.endswith((".py", ".yml", ".yaml", ".toml")) and not _BESIDE.search(path)


def code_lines(path: str, text: str) -> int:
    """The lines of a file that are neither blank nor a comment."""
    plain = sum(1 for line in text.splitlines() if line.strip() and line.strip()[0] != "#")
    if not path.endswith(".py"):
        return plain
    lines: set[int] = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in _NO_CODE:
                lines.update(range(token.start[0], token.end[0] + 1))
    except (tokenize.TokenError, SyntaxError):
        return plain
    return len(lines)
