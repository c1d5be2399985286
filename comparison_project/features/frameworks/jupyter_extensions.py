"""What a notebook gets."""

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import kedro_project

REGISTRY = """
from kedro.pipeline import node, pipeline

def register_pipelines():
    return {"__default__": pipeline([node(lambda: 3, None, "total")])}
"""


def kedro() -> dict:
    from IPython.core.interactiveshell import InteractiveShell

    kedro_project(REGISTRY)
    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "kedro.ipython")
    total = shell.run_cell("session.run()['total'].load()").result
    given = [
        name for name in ("catalog", "context", "pipelines", "session") if name in shell.user_ns
    ]
    return {"total": total, "variables": given}


def hamilton() -> dict:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "hamilton.plugins.jupyter_magic")
    shell.run_cell("%%cell_to_module flow\ndef total(net: int) -> int:\n    return net + 1")
    shell.run_cell(
        "from hamilton import driver\nbuilt = driver.Builder().with_modules(flow).build()"
    )
    total = shell.run_cell("built.execute(['total'], inputs={'net': 2})['total']").result
    return {"total": total, "module": type(shell.user_ns["flow"]).__name__}


ROW = Row(
    title="Jupyter extensions",
    claim="Both listed.",
    kedro=Side(
        "`%load_ext kedro.ipython` gives a notebook the project: catalog, context, pipelines, "
        "session; `%load_node` puts a node's code into cells.",
        Probe(
            kedro,
            sees={"total": 3, "variables": ["catalog", "context", "pipelines", "session"]},
            says="The notebook had {variables}; the session gave {total}.",
            uses=("REGISTRY",),
            needs=("IPython",),
        ),
    ),
    hamilton=Side(
        "`%%cell_to_module` makes a dataflow of a cell and draws it.",
        Probe(
            hamilton,
            sees={"total": 3, "module": "module"},
            says="A cell became a {module}, whose driver gave {total}.",
            needs=("IPython",),
        ),
    ),
    verdict="true",
    better="a matter of taste",
    why="Kedro's brings a project into a notebook, Hamilton's makes a dataflow within one.",
)
