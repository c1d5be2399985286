"""What can be done from a shell."""

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import hamilton_module, kedro_project

REGISTRY = """
from kedro.pipeline import node, pipeline

def register_pipelines():
    net = node(lambda: 3, None, "net")
    return {"__default__": pipeline([net, node(lambda net: net + 1, "net", "total")])}
"""


def kedro() -> dict:
    from subprocess import run
    from sys import executable

    project = kedro_project(REGISTRY)
    commands = {
        "runs a part": ["run", "--to-outputs", "net"],
        "lists pipelines": ["registry", "list"],
        "refuses what is not there": ["run", "--pipelines", "none"],
    }
    return {
        name: run([executable, "-m", "kedro", *words], cwd=project, capture_output=True).returncode
        for name, words in commands.items()
    }


def hamilton() -> dict:
    from hamilton.cli.__main__ import cli

    names = [each.name or each.callback.__name__ for each in cli.registered_commands]
    running = [name for name in names if name in {"run", "execute"}]
    return {"commands": sorted(names), "that run a dataflow": running}


def hamilton_build() -> dict:
    from subprocess import run
    from sys import executable

    import typer  # noqa: F401

    hamilton_module("def total(net: int) -> int: return net + 1")
    command = [executable, "-m", "hamilton.cli"]
    built = run([*command, "build", "dataflow.py"], capture_output=True)
    version = run([*command, "version", "dataflow.py"], capture_output=True, text=True)
    return {"build": built.returncode, "version of": "total" in version.stdout}


ROW = Row(
    title="Command line tool",
    claim="Both have one.",
    kedro=Side(
        "`kedro run` runs pipelines, whole or in part, with environments, parameters and runners; "
        "other commands list, package and start projects.",
        Probe(
            kedro,
            sees={"runs a part": 0, "lists pipelines": 0, "refuses what is not there": 1},
            says="Exit codes: run a part {runs a part}, list {lists pipelines}, a pipeline that "
            "is not there {refuses what is not there}.",
            uses=("REGISTRY",),
        ),
    ),
    hamilton=Side(
        "`hamilton` builds, draws, compares and versions dataflows; it does not run them, which a "
        "script of one's own does.",
        Probe(
            hamilton,
            sees={
                "commands": ["build", "diff", "ui", "validate", "version", "view"],
                "that run a dataflow": [],
            },
            says="Its commands are {commands}; those that run a dataflow: {that run a dataflow}.",
            needs=("typer",),
        ),
        Probe(
            hamilton_build,
            sees={"build": 0, "version of": True},
            says="`hamilton build` ended with {build}; `hamilton version` tells the version of "
            "each node: {version of}.",
            needs=("typer",),
        ),
    ),
    verdict="true",
    better="kedro",
    why="Both have one, but only Kedro's runs pipelines.",
)
