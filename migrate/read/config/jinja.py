"""Jinja in configuration, as Kedro's old TemplatedConfigLoader rendered it: without any values.

A template is text from elsewhere that computes. It is rendered in jinja2's sandbox, in a process
of its own that may use little time and memory.
"""

from __future__ import annotations

import json
import subprocess
import sys

SECONDS = 2
MEGABYTES = 512
MAX_CHARACTERS = 2_000_000
# What gives another text each time.
_RANDOM = ("random", "lipsum")


class JinjaError(Exception):
    """A template that can't be rendered; the message says why, as a clause."""


def render(text: str) -> str:
    """The text that a template makes. Raises JinjaError."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__],
            input=json.dumps(text),
            capture_output=True,
            text=True,
            timeout=2 * SECONDS,
            check=False,
        )
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError, OSError):
        raise JinjaError("it takes too much time or memory") from None
    if "reason" in found:
        raise JinjaError(found["reason"])
    return str(found["text"])


def _rendered(text: str) -> str:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for name in _RANDOM:
        environment.filters.pop(name, None)
        environment.globals.pop(name, None)
    length, pieces = 0, []
    for piece in environment.from_string(text).generate():
        length += len(piece)
        if length > MAX_CHARACTERS:
            raise JinjaError(f"it makes more than {MAX_CHARACTERS:,} characters")
        pieces.append(piece)
    return "".join(pieces)


def _answer(text: str) -> dict[str, str]:
    try:
        return {"text": _rendered(text)}
    except Exception as error:  # whatever a template does wrong
        return {"reason": " ".join(str(error).split())[:200] or type(error).__name__}


def _limit() -> None:
    """Bound what this process may use, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none; there the caller's timeout is left
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))


if __name__ == "__main__":
    _limit()
    print(json.dumps(_answer(json.loads(sys.stdin.read()))))
