"""The process of one side: what it is asked, and what it says in the end."""

from __future__ import annotations

import json
import time
import traceback
from importlib import import_module
from pathlib import Path

from .guard import Stopped, protect, seeder
from .kept import Kept
from .place import Place
from .recorder import Recorder, failure

# What was asked for was done; the side itself failed.
DONE, FAILED = 0, 3


def main(side: str, request_file: str) -> int:
    """Run a side ("kedro" or "hamilton") as the request says; returns the exit code."""
    request = json.loads(Path(request_file).read_text(encoding="utf-8"))
    refused = protect(request["protected"])
    kept = Kept(
        Path(request["values"]),
        whole=bool(request.get("whole")),
        arrow=request.get("arrow", True),
        roots=request["roots"],
        place=Place(request["place"], request["common"], *request["inner"]),
    )
    recorder = Recorder(Path(request["capture"]), kept, seeder(request.get("seed")))
    begin = time.perf_counter()
    problem: BaseException | None = None
    try:
        import_module(f".{side}_side", __package__).run(request, recorder)
    except Stopped as why:
        recorder.write(stopped=why.facts)
        return DONE
    except SystemExit as end:  # which has said why itself
        problem = end
    except Exception as error:
        traceback.print_exc()
        problem = error
    # What the project's own code has caught counts all the same.
    problem = refused[0] if refused else problem
    if problem is not None:
        recorder.write(error=failure(problem, request["roots"]))
        return FAILED
    recorder.write(process_seconds=time.perf_counter() - begin - recorder.overhead)
    return DONE
