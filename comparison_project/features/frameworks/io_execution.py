"""Loading and saving."""

from comparison_project.features import VARIES, Probe, Row, Side


def kedro() -> dict:
    from pathlib import Path

    from kedro.io import DataCatalog
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    Path("prices.json").write_text("[1, 2]")
    stored = {"type": "json.JSONDataset", "filepath": "total.json", "versioned": True}
    entries = {"prices": {"type": "json.JSONDataset", "filepath": "prices.json"}, "total": stored}
    nodes = pipeline([node(sum, "prices", "total")])
    for _ in range(2):
        SequentialRunner().run(nodes, DataCatalog.from_config(entries))
    return {"stored": [path.read_text() for path in Path().glob("total.json/*/total.json")]}


def kedro_formats() -> dict:
    from importlib import import_module
    from pkgutil import iter_modules

    import kedro_datasets

    packages = [each.name for each in iter_modules(kedro_datasets.__path__)]
    names = {
        f"{package}.{name}"
        for package in packages
        for name in dir(import_module(f"kedro_datasets.{package}"))
        if name.endswith("Dataset")
    }
    return {"classes": len(names), "over fifty": len(names) > 50}


def hamilton() -> dict:
    from pathlib import Path

    from hamilton import ad_hoc_utils, driver
    from hamilton.io.materialization import from_, to

    def total(prices: list) -> dict:
        return {"total": sum(prices)}

    Path("prices.json").write_text("[1, 2]")
    dataflow = ad_hoc_utils.create_temporary_module(total)
    load = from_.json(target="prices", path="prices.json")
    save = to.json(id="stored", dependencies=["total"], path="total.json")
    built = driver.Builder().with_modules(dataflow).with_materializers(load, save).build()
    built.execute(["stored"])
    return {"stored": Path("total.json").read_text()}


def hamilton_formats() -> dict:
    from hamilton import driver, registry

    driver.Builder()  # registers the loaders of the libraries that are installed
    savers = {each.__name__ for group in registry.SAVER_REGISTRY.values() for each in group}
    loaders = {each.__name__ for group in registry.LOADER_REGISTRY.values() for each in group}
    versions = [name for name in savers | loaders if "version" in name.lower()]
    return {"loaders": len(loaders), "savers": len(savers), "versioned": versions}


ROW = Row(
    title="I/O execution",
    claim="Kedro: datasets and a catalog. Hamilton: data savers and loaders.",
    kedro=Side(
        "The catalog says once where a dataset lies; every run loads and saves by it, keeps "
        "versions where asked, and another environment may say another place.",
        Probe(
            kedro,
            sees={"stored": ["3", "3"]},
            says="Two runs loaded one file and kept a version each of the other: {stored}.",
        ),
        Probe(
            kedro_formats,
            sees={"classes": VARIES, "over fifty": True},
            says="kedro-datasets has {classes} classes of datasets.",
        ),
    ),
    hamilton=Side(
        "Loaders and savers are nodes, added by the driver or by decorators. Nothing keeps "
        "versions.",
        Probe(
            hamilton,
            sees={"stored": '{"total": 3}'},
            says="A saver that was asked for wrote {stored}.",
        ),
        Probe(
            hamilton_formats,
            sees={"loaders": VARIES, "savers": VARIES, "versioned": []},
            says="With the libraries of this machine there are {loaders} loaders and {savers} "
            "savers; none keeps versions.",
        ),
    ),
    verdict="true",
    better="kedro",
    why="Both load and save. Kedro has more kinds, versions, credentials, and one place that says "
    "where everything lies.",
)
