"""What stands around Kedro, and what there is in Hamilton's world instead."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instead:
    """What takes a package's place: `module` is what one imports of it ("" if nothing does),
    `package` what installs that ("" if Hamilton itself), `words` how it is used and what is lost.
    """

    what: str
    module: str
    package: str
    words: str


# By the distribution that a project depends on.
PLUGINS: dict[str, Instead] = {
    "kedro-viz": Instead(
        "a viewer of the graph and of runs",
        "hamilton_sdk.adapters",
        "apache-hamilton-sdk",
        "The Hamilton UI: `HamiltonTracker` is an adapter of the driver. Without a server, "
        "`run.py --show` and the driver's `display_*` draw the graph.",
    ),
    "kedro-mlflow": Instead(
        "tracks runs, parameters and artifacts in MLflow",
        "hamilton.plugins.h_mlflow",
        "mlflow",
        "`MLFlowTracker` is an adapter of the driver. `pipeline_ml_factory` and datasets of the "
        "plugin have no counterpart.",
    ),
    "kedro-airflow": Instead(
        "makes an Airflow DAG of a pipeline",
        "",
        "",
        "No generator: one task calls `python run.py`, or one for each pipeline, with "
        "`--from` and `--to` for its parts.",
    ),
    "kedro-docker": Instead(
        "builds an image",
        "",
        "",
        "A Dockerfile of four lines: install the project, copy `run.py`, run it.",
    ),
    "kedro-databricks": Instead(
        "bundles a project for Databricks",
        "",
        "",
        "No generator: install the wheel, and call the driver from a job or a notebook.",
    ),
    "kedro-kubeflow": Instead("runs nodes on Kubeflow", "", "", "No counterpart for each node."),
    "kedro-vertexai": Instead("runs nodes on Vertex AI", "", "", "No counterpart for each node."),
    "kedro-sagemaker": Instead("runs nodes on SageMaker", "", "", "No counterpart for each node."),
    "kedro-azureml": Instead("runs nodes on Azure ML", "", "", "No counterpart for each node."),
    "kedro-pandera": Instead(
        "checks datasets by pandera",
        "hamilton.plugins.h_pandera",
        "pandera",
        "`@check_output(schema=...)` on the function that makes the dataset.",
    ),
    "kedro-great": Instead(
        "checks datasets by Great Expectations",
        "hamilton.function_modifiers",
        "",
        "`@check_output_custom` with a validator of your own.",
    ),
    "kedro-telemetry": Instead(
        "tells Kedro's team of usage", "", "", "Hamilton has none since 1.90."
    ),
    "kedro-neptune": Instead("tracks runs in Neptune", "", "", "An adapter of your own."),
    "kedro-wandb": Instead("tracks runs in Weights & Biases", "", "", "An adapter of your own."),
    "kedro-diff": Instead(
        "compares pipelines of two commits",
        "hamilton.cli",
        "apache-hamilton[cli]",
        "`hamilton diff`.",
    ),
    "steel-toes": Instead(
        "a folder for each Git branch", "", "", "`--data-root`, or an environment of the catalog."
    ),
    "pytest-kedro": Instead("fixtures of a session", "", "", "`driver.build()` in a fixture."),
    "kedro-dagster": Instead(
        "shows a project as Dagster assets", "", "", "An asset that calls the driver."
    ),
    "kedro-openlineage": Instead(
        "tells lineage",
        "hamilton.plugins.h_openlineage",
        "openlineage-python",
        "`OpenLineageAdapter` is an adapter of the driver.",
    ),
    "kedro-datadog": Instead(
        "traces runs", "hamilton.plugins.h_ddog", "ddtrace", "`DDOGTracer` is an adapter."
    ),
}

# By the kind of a construct that Kedro calls, as `migrate inspect` names it.
CONSTRUCTS: dict[str, Instead] = {
    "hook": Instead(
        "functions that Kedro calls around nodes, runs and datasets",
        "hamilton.lifecycle",
        "",
        "Lifecycle adapters: `NodeExecutionHook`, `GraphExecutionHook` and others.",
    ),
    "runner": Instead(
        "how nodes are run",
        "hamilton.execution.executors",
        "",
        "Executors of the driver's builder, or `run.py --executor`.",
    ),
    "cli": Instead("commands of the project", "", "", "A script that calls the driver."),
}

# What a team does by habit, and how it is done there.
HABITS: tuple[tuple[str, str], ...] = (
    ("look into the catalog for a file", "look into `catalog.py`: the same names"),
    ("add a node: function, import, `node()`", "add a function"),
    ("rename a dataset in pipelines and catalog", "rename a function and its parameters"),
    ("`%load_ext kedro.ipython`, `catalog.load(name)`", '`driver.build().execute(["name"])`'),
    ("`kedro run --env prod`", "`python run.py --env prod`"),
    ("`kedro package`", "`pip install .`"),
)
