"""The command line: `migrate kedro-to-declarative PROJECT`.

Exit codes: 0 done, nothing left to do; 1 done, a person must look; 2 it could not be done,
nothing written; 130 interrupted.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence

from migrate import __version__
from migrate.cli import compare, convert, inspect, report, rules, verify

# The verbs, in the order of --help; each module has `add(verbs)` and `run(options)`.
VERBS = (convert, inspect, verify, report, compare, rules)

# Of Python's garbage: reading makes very many objects that stay, so looking for garbage as often
# as usual takes a third of the time.
COLLECTIONS = (200_000, 50, 50)


_EPILOG = """\
from one project to the other:
  migrate inspect shop                  # what is it, and what can't be known?
  migrate kedro-to-declarative shop     # writes shop_hamilton
  migrate explain K416                  # what does a code of the report mean?
  migrate verify shop shop_hamilton     # do both give the same?
  migrate report shop_hamilton          # one page about all of it
  migrate compare shop                  # before that: what would change for us?

Exit codes: 0 done; 1 done, but something needs a look; 2 not done, nothing written;
130 interrupted. `migrate VERB --help` tells the options of a verb."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    from migrate.cli.terminal import CannotPrint, shown

    with shown() as report:
        try:
            try:
                code = _run(arguments)
            except CannotPrint:
                raise  # another try would say less
            except BaseException:
                report.flush()
                raise
            report.flush()
            return code
        except BrokenPipeError:  # who read our output has gone
            report.give_up()
            return 0
        except CannotPrint as error:
            print(f"migrate: {error}", file=sys.stderr)
            report.give_up()
            return error.code
        except OSError as error:  # of a file that can't be read, a disk that is full
            place = f"{error.filename}: " if error.filename else ""
            print(f"migrate: {place}{error.strerror or error}", file=sys.stderr)
            return 2
        except (RecursionError, MemoryError) as error:  # the last net: texts are checked one by one
            what = "nests too deeply" if isinstance(error, RecursionError) else "is too large"
            print(f"migrate: something in the project {what}", file=sys.stderr)
            return 2
        except KeyboardInterrupt as interruption:
            what = str(interruption) or "nothing was written"
            print(f"migrate: interrupted, {what}", file=sys.stderr)
            return 130


def _run(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    from migrate.model.diagnostics import CannotMigrate  # not on the path of --help

    gc.set_threshold(*COLLECTIONS)
    try:
        code: int = options.run(options)
    except CannotMigrate as error:
        print(f"migrate: {error}", file=sys.stderr)
        return 2
    return 2 if code == 1 and options.strict else code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="migrate",
        description="Migrate Kedro projects to Hamilton, and prove that the outputs are equal.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")
    for verb in VERBS:
        verb.add(verbs)
    return parser
