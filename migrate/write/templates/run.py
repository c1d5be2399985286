"""Run the project's pipelines; `python run.py --help` tells how."""

from __future__ import annotations

import argparse
import ast
import logging
import os
import re
import sys
from pathlib import Path
from typing import Any

from package_name import driver
from package_name.storage import DataError, Missing

# What brings the inputs here.
BRING = ""


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for; the exit code is 0, or 2 if it can't be done."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)-8s %(name)s: %(message)s")
    root = Path(options.data_root or driver.DATA_ROOT).resolve()
    try:
        flow = driver.build(
            options.pipeline,
            options.env,
            data_root=root,
            parameters=dict(map(_change, options.set)),
            load_versions=dict(map(_version, options.load_version)),
            store=not options.no_store,
        )
        names = sorted(each.name for each in flow.list_available_variables())
        for name in options.names:
            driver.check_name("name", name, names)
    except (KeyError, ValueError) as error:
        return _refuse(str(error.args[0]))
    if options.list:
        print(*names, sep="\n")
        return 0
    outputs = options.names or list(driver.PIPELINES[options.pipeline].outputs)
    if options.show:
        return _show(flow, outputs, options.show)
    for each in ("hamilton.driver", "hamilton.execution.graph_functions"):
        logging.getLogger(each).addFilter(_is_news)
    try:
        _enter(root, bool(driver.PIPELINES[options.pipeline].loads))
        if not options.names:
            flow.graph_executor.forget = outputs
        results = flow.execute(outputs)
    except (driver.Refused, DataError) as error:
        is_brought = BRING and isinstance(error, Missing) and not options.data_root
        help_ = f"; `{BRING}` in {driver.HERE} brings the inputs" if is_brought else ""
        return _refuse(f"{error}{help_}")
    for name in options.names:
        print(f"{name}: {_described(results[name])}", results[name], sep="\n")
    if not options.names:
        print(f"{options.pipeline}: made {len(outputs)} outputs: {', '.join(outputs)}")
    return 0


def _enter(root: Path, loads: bool) -> None:
    """Go to the folder of the data: functions that open relative paths start there, too."""
    if loads and not root.exists():
        raise Missing(f"there is no folder {root} to load from")
    try:
        if not root.exists():
            root.mkdir(parents=True)
        os.chdir(root)
    except OSError as error:
        raise driver.Refused(f"{root} can't be the folder of the data: {error.strerror}") from error


def _is_news(_: logging.LogRecord) -> bool:
    """Whether a message says more than the sentence with which this run ends."""
    return not isinstance(sys.exc_info()[1], DataError)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Run a pipeline, or compute some of its values.")
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="values to compute and print; default: the whole pipeline",
    )
    parser.add_argument(
        "--pipeline",
        default=driver.DEFAULT_PIPELINE,
        metavar="P",
        help="one of: " + ", ".join(driver.PIPELINES),
    )
    parser.add_argument(
        "--env",
        metavar="E",
        help=f"one of: {', '.join(driver.ENVIRONMENTS)} (default: {driver.DEFAULT_ENVIRONMENT})",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="a.b=1", help="change a parameter"
    )
    parser.add_argument(
        "--data-root",
        metavar="DIR",
        help=f"the folder that relative paths start from (default: {driver.DATA_ROOT})",
    )
    parser.add_argument(
        "--load-version",
        action="append",
        default=[],
        metavar="NAME:VERSION",
        help="load this version of a dataset",
    )
    parser.add_argument(
        "--no-store",
        action="store_true",
        help="write nothing; what would be read back is passed on, so results may differ",
    )
    parser.add_argument("--list", action="store_true", help="list all names")
    parser.add_argument("--show", metavar="FILE.svg", help="draw what would run (needs Graphviz)")
    return parser


# Words that have a meaning in YAML, as which Kedro reads what it is given.
_WORDS: dict[str, Any] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= {w: True for word in ("true", "yes", "on") for w in (word, word.title(), word.upper())}
_WORDS |= {w: False for word in ("false", "no", "off") for w in (word, word.title(), word.upper())}
_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_NUMBER = re.compile(
    r"[-+]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][-+]?\d+)?|[-+]?0[xb][\da-fA-F_]+", re.ASCII
)
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def _change(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator or not name.strip():
        raise ValueError(f"--set takes name=value, not {text!r}")
    value = value.strip()
    return name.strip(), _WORDS[value] if value in _WORDS else _value(value)


def _version(text: str) -> tuple[str, str]:
    name, separator, version = text.partition(":")
    if not separator or not version:
        raise ValueError(f"--load-version takes name:version, not {text!r}")
    return name, version


def _value(text: str) -> Any:
    """A number, a quoted text, a list or a dict; any other text is itself."""
    try:
        if _OCTAL.fullmatch(text):
            return int(text, 8)
        if _SPECIAL.fullmatch(text):
            return float(text.replace(".", ""))
        if _NUMBER.fullmatch(text) or text[0] in "'\"[{":
            value = ast.literal_eval(text)
            return value if isinstance(value, int | float | str | list | dict) else text
    except (SyntaxError, ValueError):
        pass
    return text


def _show(flow: Any, outputs: list[str], path: str) -> int:
    """Draw what would run, in the format that the file's name says."""
    name, _, suffix = path.rpartition(".")
    try:
        flow.visualize_execution(outputs, name, {"format": suffix or "svg"}, bypass_validation=True)
    except Exception as error:
        if type(error).__name__ != "ExecutableNotFound":
            raise
        return _refuse("--show needs Graphviz's program dot: install the package graphviz")
    return 0


def _described(value: Any) -> str:
    """The type of a value, and its size if it is a table."""
    rows, columns = (*getattr(value, "shape", ()), None, None)[:2]
    size = f", {rows:,} rows, {columns:,} columns" if rows is not None and columns else ""
    return f"{type(value).__name__}{size}"


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
