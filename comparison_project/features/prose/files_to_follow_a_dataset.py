"""Readability: how many files to open to follow one dataset, in the example of this project."""

from pathlib import Path

from comparison_project.features import Probe, Row, Side

ROOT = Path(__file__).resolve().parents[3]


def files_naming(project: Path, name: str) -> list:
    """The files that name a dataset, without tests and texts."""
    files = (path for path in sorted(project.rglob("*")) if path.suffix in {".py", ".yml"})
    named = (path for path in files if name in path.read_text() and "tests" not in path.parts)
    return [path.relative_to(project).as_posix() for path in named]


def kedro() -> dict:
    project = ROOT / "kedro_side"
    naming = files_naming(project, "model_input_table")
    (made,) = (path for path in naming if path.endswith("data_processing/pipeline.py"))
    folder = made.rpartition("/")[0]
    # Where it is wired, the function that makes it, and where it is kept.
    opened = [made, f"{folder}/nodes.py", *(n for n in naming if n.startswith("conf/base"))]
    return {"to see how it is made and kept": len(opened), "naming it": len(naming)}


def hamilton() -> dict:
    project = ROOT / "hamilton_side"
    naming = files_naming(project, "model_input_table")
    made = [path for path in naming if "def model_input_table(" in (project / path).read_text()]
    kept = [path for path in naming if path.endswith("catalog.py")]
    return {"to see how it is made and kept": len(made + kept), "naming it": len(naming)}


ROW = Row(
    title="Files opened to follow one dataset",
    claim="Hamilton reads better: how functions relate is seen without jumping between files.",
    kedro=Side(
        "The pipeline names the function and the datasets, the function is in another file, where "
        "the dataset lies in a third.",
        Probe(
            kedro,
            sees={"to see how it is made and kept": 3, "naming it": 6},
            says="`model_input_table` of the example: {to see how it is made and kept} files show "
            "how it is made and kept; {naming it} name it.",
            uses=(files_naming,),
        ),
    ),
    hamilton=Side(
        "The function is the node: what it needs are its parameters. Where it is kept is in the "
        "catalog, in this project's form.",
        Probe(
            hamilton,
            sees={"to see how it is made and kept": 2, "naming it": 4},
            says="The same in Hamilton: {to see how it is made and kept} files show how it is "
            "made and kept; {naming it} name it.",
            uses=(files_naming,),
        ),
    ),
    verdict="true",
    better="hamilton",
    why="One file less to open. In Kedro all wiring of a pipeline stands in one place, which some "
    "prefer to reading signatures.",
)
