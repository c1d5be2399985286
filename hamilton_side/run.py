"""Run the project's pipelines; `python run.py --help` tells how."""

import argparse
import logging
import os
from shutil import which

from spaceflights import driver

BRING = "; `cp -r ../kedro_side/data .` brings the inputs"


def main(arguments: list[str] | None = None) -> None:
    """Run what the command line asks for; the exit code is 2 if it can't be done."""
    parser = argparse.ArgumentParser(description="Run a pipeline, or a part of it.")
    add = parser.add_argument
    several = {"type": lambda text: text.split(","), "default": [], "metavar": "A,B"}
    add("names", nargs="*", metavar="NAME", help="what to make and print")
    add("--pipeline", default="__default__", choices=driver.PIPELINES)
    add("--from", **several, help="make these and what follows")
    add("--to", **several, help="make these and what they need")
    add("--nodes", **several, help="make these alone")
    add("--tags", **several, help="make what has one of these tags")
    add("--env", default="local", choices=driver.ENVIRONMENTS)
    add("--set", dest="parameters", action="append", metavar="a.b=1")
    add("--load-version", dest="load_versions", action="append", default=[])
    add("--no-store", dest="store", action="store_false", help="write nothing")
    add("--data-root", type=os.path.abspath, default=driver.DATA_ROOT, metavar="DIR")
    add("--executor", choices=["threads"], help="run at the same time what can be")
    add("--list", action="store_true", help="list all names")
    add("--describe", metavar="NAME", help="show the function of a name")
    add("--show", metavar="FILE.svg", help="draw what would run")
    options = vars(parser.parse_args(arguments))
    names, listed, about, svg = map(options.pop, ("names", "list", "describe", "show"))
    if options["parameters"]:
        from omegaconf import OmegaConf  # takes a while

        changes = ["=".join(map(str.strip, c.split("=", 1))) for c in options["parameters"]]
        if not all(change.find("=") > 0 for change in changes):
            parser.error("--set takes name=value")
        options["parameters"] = OmegaConf.to_container(OmegaConf.from_dotlist(changes))
    options["load_versions"] = dict(v.partition(":")[::2] for v in options["load_versions"])
    logging.basicConfig(level="INFO", format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("hamilton").setLevel("CRITICAL")  # it says it again
    try:
        flow, made = driver.part(names=names, **options)
        flow.validate_execution([about] if about else [] if listed else made)
    except (LookupError, ValueError) as error:
        parser.exit(2, f"{error.args[0]}\n")
    if listed or about:
        known = {each.name: each for each in flow.list_available_variables()}
        print(known[about].as_dict()["source"] if about else "\n".join(sorted(known)))
    elif svg:
        if not (which("dot") and flow.display_upstream_of(*made, output_file_path=svg)):
            parser.exit(2, "--show needs Graphviz (dot), and: pip install -e .[show]\n")
    else:
        try:
            os.makedirs(options["data_root"], exist_ok=True)
            os.chdir(options["data_root"])
            results = flow.execute(made)
        except OSError as error:
            parser.exit(2, f"{error}{BRING * isinstance(error, FileNotFoundError)}\n")
        found = [f"{n}: {type(results[n]).__name__}\n{results[n]}" for n in names]
        print(*(found or [f"{options['pipeline']}: made {', '.join(made)}"]), sep="\n")


if __name__ == "__main__":
    main()
