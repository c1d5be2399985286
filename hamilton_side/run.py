"""Run the project's pipelines; `python run.py --help` tells how."""

import argparse
import logging
import os
import sys
from shutil import which

from omegaconf import OmegaConf

from spaceflights import driver

BRING = "; `cp -r ../kedro_side/data .` brings the inputs"


def main(arguments: list[str] | None = None) -> None:
    """Run what the command line asks for; the exit code is 2 if it can't be done."""
    parser = argparse.ArgumentParser(description="Run a pipeline, or a part of it.")
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help="what to make and print")
    add("--pipeline", default="__default__", choices=driver.PIPELINES)
    add("--env", default="local", choices=driver.ENVIRONMENTS)
    add("--set", dest="parameters", action="append", default=[], metavar="a.b=1")
    add("--load-version", dest="load_versions", action="append", metavar="NAME:VERSION")
    add("--no-store", dest="store", action="store_false", help="write nothing")
    add("--data-root", type=os.path.abspath, default=driver.DATA_ROOT, metavar="DIR")
    add("--list", action="store_true", help="list all names")
    add("--describe", metavar="NAME", help="show the function of a name")
    add("--show", metavar="FILE.svg", help="draw what would run")
    options = vars(parser.parse_args(arguments))
    names, listed, about, svg = map(options.pop, ("names", "list", "describe", "show"))
    changes = ["=".join(map(str.strip, c.split("=", 1))) for c in options["parameters"]]
    if not all(change.find("=") > 0 for change in changes):
        parser.error("--set takes name=value")
    options["parameters"] = OmegaConf.to_container(OmegaConf.from_dotlist(changes))
    pairs = (each.partition(":")[::2] for each in options["load_versions"] or ())
    options["load_versions"] = dict(pairs)
    logging.basicConfig(level="INFO", format="%(levelname)s %(name)s: %(message)s")
    for name in ("driver", "execution.graph_functions"):  # a sentence says it all
        logger = logging.getLogger(f"hamilton.{name}")
        logger.addFilter(lambda _: not isinstance(sys.exc_info()[1], OSError))
    made = names or [*driver.PIPELINES[options["pipeline"]].outputs]
    try:
        flow = driver.build(**options, forget=() if names else made)
        flow.validate_execution([about] if about else [] if listed else made)
    except (LookupError, ValueError) as error:
        parser.exit(2, f"{error.args[0]}\n")
    known = {each.name: each for each in flow.list_available_variables()}
    if listed:
        print(*sorted(known), sep="\n")
    elif about:
        print(known[about].as_dict()["source"])
    elif svg:
        if not (which("dot") and flow.display_upstream_of(*made, output_file_path=svg)):
            parser.exit(2, "--show needs Graphviz (dot), and: pip install -e .[show]\n")
    else:
        try:
            os.makedirs(options["data_root"], exist_ok=True)
            os.chdir(options["data_root"])
            results = flow.execute(made)
        except OSError as error:
            help_ = BRING if isinstance(error, FileNotFoundError) else ""
            parser.exit(2, f"{error}{help_}\n")
        found = [f"{name}: {type(results[name]).__name__}\n{results[name]}" for name in names]
        print(*(found or [f"{options['pipeline']}: made {', '.join(made)}"]), sep="\n")


if __name__ == "__main__":
    main()
