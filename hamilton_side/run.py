"""Run the project's pipelines; `python run.py --help` tells how."""

import argparse
import logging
import os
import sys
from shutil import which

from omegaconf import OmegaConf

from spaceflights import driver

SAID = (FileNotFoundError, NotImplementedError)  # a sentence says it all
BRING = "; `cp -r ../kedro_side/data .` brings the inputs"


def main(arguments: list[str] | None = None) -> None:
    """Run what the command line asks for; the exit code is 0, or 2 if it can't be done."""
    parser = argparse.ArgumentParser(description="Run a pipeline, or compute some of its values.")
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help="what to compute and print (default: all outputs)")
    add("--pipeline", default="__default__", choices=driver.PIPELINES)
    add("--env", default="local", choices=driver.ENVIRONMENTS)
    add("--set", dest="parameters", action="append", default=[], metavar="a.b=1")
    add("--load-version", dest="load_versions", action="append", default=[], metavar="NAME:VERSION")
    add("--no-store", dest="store", action="store_false", help="write nothing, read nothing back")
    add("--data-root", type=os.path.abspath, default=driver.DATA_ROOT, help="of relative paths")
    add("--list", action="store_true", help="list all names")
    add("--describe", metavar="NAME", help="show the function of a name")
    add("--show", metavar="FILE.svg", help="draw what would run")
    options = vars(parser.parse_args(arguments))
    names, listed, described, drawn = map(options.pop, ("names", "list", "describe", "show"))
    changes = ["=".join(map(str.strip, each.split("=", 1))) for each in options["parameters"]]
    if not all(each.find("=") > 0 for each in changes):
        parser.error("--set takes name=value")
    options["parameters"] = OmegaConf.to_container(OmegaConf.from_dotlist(changes))
    options["load_versions"] = dict(each.partition(":")[::2] for each in options["load_versions"])
    logging.basicConfig(level=logging.INFO, format="%(levelname)-8s %(name)s: %(message)s")
    for each in ("hamilton.driver", "hamilton.execution.graph_functions"):  # say nothing twice
        logging.getLogger(each).addFilter(lambda _: not isinstance(sys.exc_info()[1], SAID))
    outputs = names or [*driver.PIPELINES[options["pipeline"]].outputs]
    try:
        flow = driver.build(**options, forget=() if names else outputs)
        flow.validate_execution([described] if described else [] if listed else outputs)
    except (LookupError, ValueError) as error:
        parser.exit(2, f"{error.args[0]}\n")
    known = {each.name: each for each in flow.list_available_variables()}
    if listed:
        print(*sorted(known), sep="\n")
    elif described:
        print(known[described].as_dict()["source"])
    elif drawn:
        if not (which("dot") and flow.display_upstream_of(*outputs, output_file_path=drawn)):
            parser.exit(2, "--show needs Graphviz's program dot, and: pip install -e .[show]\n")
    else:
        try:
            os.chdir(options["data_root"])
            results = flow.execute(outputs)
        except SAID as error:
            parser.exit(2, f"{error}{BRING if isinstance(error, FileNotFoundError) else ''}\n")
        for name in names:
            print(f"{name}: {type(results[name]).__name__}", results[name], sep="\n")
        print(f"{options['pipeline']}: made {', '.join(outputs)}")


if __name__ == "__main__":
    main()
