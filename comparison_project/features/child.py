"""One probe in a process of its own: ``python -m ...features.child FILE MODULE PROBE RESULT``.

It works in the current folder and writes what it saw, or why it could not, to RESULT.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import traceback
from pathlib import Path
from typing import Any

from comparison_project.features import CannotRun


def main(file: str, module: str, probe: str, result: str) -> None:
    """Run the function `probe` of the module in `file`, which goes by the name `module`."""
    try:
        outcome: dict[str, Any] = {"seen": dict(getattr(_load(file, module), probe)())}
    except ImportError as problem:
        outcome = {"missing": problem.name, "error": _told(problem)}
    except CannotRun as problem:
        outcome = {"cannot": True, "error": str(problem)}
    except Exception as problem:
        outcome = {"error": _told(problem)}
    Path(result).write_text(json.dumps(outcome), encoding="utf-8")


def _load(file: str, module: str) -> Any:
    spec = importlib.util.spec_from_file_location(module, file)
    assert spec and spec.loader
    # Registered, since functions are pickled by the name of their module.
    loaded = sys.modules[module] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def _told(problem: Exception) -> str:
    traceback.print_exception(problem)
    return f"{type(problem).__name__}: {problem}"


if __name__ == "__main__":
    main(*sys.argv[1:])
