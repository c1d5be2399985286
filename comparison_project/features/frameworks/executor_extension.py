"""Running on Spark, Dask, Ray, Modal."""

from comparison_project.features import VARIES, CannotRun, Probe, Row, Side
from comparison_project.features.projects import hamilton_module

DATAFLOW = """
import os

def process(offset: int) -> int:
    return os.getpid() + offset
"""


def kedro_spark() -> dict:
    from pathlib import Path

    import pyspark  # noqa: F401
    from kedro.io import DataCatalog
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    Path("prices.csv").write_text("price\n1\n2\n")
    entry = {"type": "spark.SparkDatasetV2", "filepath": "prices.csv", "file_format": "csv"}
    entry |= {"load_args": {"header": True, "inferSchema": True}}
    catalog = DataCatalog.from_config({"prices": entry})
    total = node(lambda prices: prices.groupBy().sum("price").first()[0], "prices", "total")
    return {"total": SequentialRunner().run(pipeline([total]), catalog)["total"].load()}


def kedro_dask() -> dict:
    from distributed import Client, get_worker
    from kedro.io import DataCatalog
    from kedro.pipeline import node, pipeline
    from kedro.runner import ThreadRunner

    class DaskRunner(ThreadRunner):
        def _get_executor(self, max_workers):
            return Client(n_workers=1, processes=False, dashboard_address=None).get_executor()

    nodes = pipeline([node(lambda: type(get_worker()).__name__, None, "place")])
    entry = {"type": "json.JSONDataset", "filepath": "place.json"}
    catalog = DataCatalog.from_config({"place": entry})
    DaskRunner().run(nodes, catalog)
    return {"place": catalog.load("place")}


def hamilton_ray() -> dict:
    import os

    import ray
    from hamilton import base, driver
    from hamilton.plugins.h_ray import RayGraphAdapter

    try:
        ray.init(num_cpus=1, include_dashboard=False)
    except Exception as problem:  # so far only on machines that are very busy
        raise CannotRun(f"Ray does not start: {problem}") from problem
    dataflow = hamilton_module(DATAFLOW)
    adapter = RayGraphAdapter(base.DictResult())
    built = driver.Builder().with_modules(dataflow).with_adapters(adapter).build()
    process = built.execute(["process"], inputs={"offset": 0})["process"]
    return {"in another process": process != os.getpid()}


def hamilton_dask() -> dict:
    import os

    from distributed import Client
    from hamilton import base, driver
    from hamilton.plugins.h_dask import DaskGraphAdapter

    dataflow = hamilton_module(DATAFLOW)
    with Client(n_workers=1, dashboard_address=None) as client:
        adapter = DaskGraphAdapter(client, base.DictResult())
        built = driver.Builder().with_modules(dataflow).with_adapters(adapter).build()
        process = built.execute(["process"], inputs={"offset": 0})["process"]
    return {"in another process": process != os.getpid()}


def hamilton_spark() -> dict:
    import pandas
    from hamilton import driver
    from pyspark.sql import SparkSession

    text = """
        from hamilton.plugins.h_spark import with_columns
        from pyspark.sql import DataFrame, SparkSession

        def prices(spark: SparkSession) -> DataFrame:
            return spark.createDataFrame([(1.0,), (2.0,)], ["price"])

        def gross(price: float) -> float:
            return price * 2

        @with_columns(gross, columns_to_pass=["price"])
        def priced(prices: DataFrame) -> DataFrame:
            return prices
    """
    try:
        built = driver.Builder().with_modules(hamilton_module(text)).build()
    except NotImplementedError as problem:
        return {"gross": [], "problem": str(problem), "pandas": pandas.__version__}
    spark = SparkSession.builder.master("local[1]").getOrCreate()
    rows = built.execute(["priced"], inputs={"spark": spark})["priced"].collect()
    return {"gross": [row["gross"] for row in rows], "problem": "", "pandas": pandas.__version__}


def hamilton_modal() -> dict:
    from importlib import import_module
    from pkgutil import iter_modules

    from hamilton import plugins

    try:
        import_module("hamilton.plugins.h_modal")
    except ImportError as problem:
        named = [each.name for each in iter_modules(plugins.__path__) if "modal" in each.name]
        return {"error": f"{type(problem).__name__}: {problem}", "plugins": named}
    return {"error": "none", "plugins": ["h_modal"]}


ROW = Row(
    title="Executor extension",
    claim="Kedro: Spark. Hamilton: PySpark, Dask, Ray, Modal.",
    kedro=Side(
        "Spark by datasets whose nodes work on Spark's tables. A runner is a class that a project "
        "may replace, by one on Dask for instance.",
        Probe(
            kedro_spark,
            sees={"total": 3},
            says="A node summed a table on Spark: {total}.",
            needs=("pyspark",),
            programs=("java",),
        ),
        Probe(
            kedro_dask,
            sees={"place": "Worker"},
            says="With a runner of the project's own, three lines long, the node ran on Dask's "
            "{place}.",
            needs=("distributed",),
        ),
    ),
    hamilton=Side(
        "Adapters for Ray and Dask run plain functions elsewhere. The plugin for Spark, which "
        "makes columns of plain functions, does not load beside pandas 3, which PySpark's own "
        "pandas does not support yet. There is nothing for Modal in the package.",
        Probe(
            hamilton_ray,
            sees={"in another process": True},
            says="On Ray the function ran in another process: {in another process}.",
            uses=("DATAFLOW",),
            needs=("ray",),
        ),
        Probe(
            hamilton_dask,
            sees={"in another process": True},
            says="On Dask the function ran in another process: {in another process}.",
            uses=("DATAFLOW",),
            needs=("distributed", "dask"),
        ),
        Probe(
            hamilton_spark,
            sees={"gross": [], "problem": "Pyspark is not installed.", "pandas": VARIES},
            says="With pandas {pandas} the plugin for Spark does not load, although PySpark is "
            "installed: {problem}",
            needs=("pyspark",),
            programs=("java",),
        ),
        Probe(
            hamilton_modal,
            sees={
                "error": "ModuleNotFoundError: No module named 'hamilton.plugins.h_modal'",
                "plugins": [],
            },
            says="Modal: {error}. Its service can't be reached from a probe.",
        ),
    ),
    verdict="true in part",
    better="hamilton",
    why="Ray and Dask are there, for functions that know nothing of them; Spark only beside "
    "pandas 2; Modal is named but not shipped. Kedro works with Spark of today.",
)
