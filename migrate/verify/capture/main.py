"""The process of one side: what it is asked, and what it says in the end."""

from __future__ import annotations

import json
import time
import traceback
from importlib import import_module
from pathlib import Path

from .guard import end_with, protect, seeder
from .kept import Kept
from .recorder import Recorder, failure

# What was asked for was done; the side itself failed.
DONE, FAILED = 0, 3


def main(side: str, request_file: str) -> int:
    """Run a side ("kedro" or "hamilton") as the request says; returns the exit code."""
    request = json.loads(Path(request_file).read_text(encoding="utf-8"))
    if request.get("alive") is not None:
        end_with(request["alive"])
    protect(request["protected"])
    kept = Kept(
        Path(request["values"]),
        whole=bool(request.get("whole")),
        arrow=request.get("arrow", True),
        roots=request["roots"],
    )
    recorder = Recorder(Path(request["capture"]), kept, seeder(request.get("seed")))
    begin = time.perf_counter()
    try:
        import_module(f".{side}_side", __package__).run(request, recorder)
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        recorder.write(error=failure(error, request["roots"]))
        return FAILED
    recorder.write(process_seconds=time.perf_counter() - begin - recorder.overhead)
    return DONE
