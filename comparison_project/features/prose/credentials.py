"""Credentials: where a secret comes from, who is handed it, and where it is left."""

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import hamilton_module, kedro_project

CATALOG = "orders: {type: shop.pipeline_registry.Orders, credentials: shop}"
CREDENTIALS = "shop: {token: '${oc.env:SHOP_TOKEN}'}"
REGISTRY = """
from kedro.io import AbstractDataset
from kedro.pipeline import node, pipeline

class Orders(AbstractDataset):
    def __init__(self, credentials):
        self._token = credentials["token"]

    def load(self):
        return [f"signed in with {self._token}"]

    def save(self, data): ...

    def _describe(self):
        return {}

def register_pipelines():
    return {"__default__": pipeline([node(lambda orders: orders[0], "orders", "first")])}
"""
HOOK = """
class Vault:
    @hook_impl
    def after_context_created(self, context):
        context.config_loader["credentials"] = {"shop": {"token": "vault-secret"}}
"""


def kedro() -> dict:
    import os
    from pathlib import Path

    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    os.environ["SHOP_TOKEN"] = "env-secret"
    project = kedro_project(REGISTRY, catalog=CATALOG)
    Path("conf/local/credentials.yml").write_text(CREDENTIALS)
    bootstrap_project(project)
    with KedroSession.create(project) as session:
        catalog = session.load_context().catalog
        first = session.run()["first"].load()
    entries = catalog.to_config()[0]
    return {"first": first, "told": "env-secret" in f"{catalog} {catalog['orders']} {entries}"}


def kedro_manager() -> dict:
    from pathlib import Path

    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    project = kedro_project(REGISTRY, catalog=CATALOG)
    hooks = f"from kedro.framework.hooks import hook_impl\n{HOOK}\nHOOKS = (Vault(),)"
    Path("src/shop/settings.py").write_text(hooks)
    bootstrap_project(project)
    with KedroSession.create(project) as session:
        return {"first": session.run()["first"].load(), "lines": len(HOOK.split("\n")) - 2}


def kedro_missing() -> dict:
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    project = kedro_project(REGISTRY, catalog=CATALOG)
    bootstrap_project(project)
    with KedroSession.create(project) as session:
        try:
            session.load_context().catalog  # noqa: B018
        except KeyError as problem:
            return {"noticed": "before the run", "names it": "'shop'" in str(problem)}
    return {"noticed": "never", "names it": False}


DATAFLOW = """
import os

def token() -> str:
    return os.environ["SHOP_TOKEN"]

def orders(token: str) -> int:
    return len(token)
"""


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver

    def first(token: str) -> str:
        return f"signed in with {token}"

    dataflow = ad_hoc_utils.create_temporary_module(first)
    built = driver.Builder().with_modules(dataflow).build()
    vault = {"token": "vault-secret"}
    return built.execute(["first"], inputs=vault)


def files_with(secret: str, folder: str) -> int:
    """How many files of a folder have the secret in plain text."""
    from pathlib import Path

    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    return sum(secret.encode() in path.read_bytes() for path in files)


def hamilton_cache() -> dict:
    import os

    from hamilton import driver

    os.environ["SHOP_TOKEN"] = "env-secret"
    builder = driver.Builder().with_modules(hamilton_module(DATAFLOW))
    given = {"overrides": {"token": "env-secret"}}
    found = {}
    for name, options, more in (
        ("returned", {}, {}),
        ("not cached", {"disable": ["token"]}, {}),
        ("given", {}, given),
    ):
        built = builder.copy().with_cache(path=name, **options).build()
        built.execute(["orders"], **more)
        found[name] = files_with("env-secret", name)
    return found


ROW = Row(
    title="Credentials",
    claim="Credentials are one more thing that Kedro asks to learn, and its way may clash with "
    "the credentials manager that one has.",
    kedro=Side(
        "A file that is kept out of the repository, or the environment, or a hook of a few lines "
        "that asks the manager one has. Datasets are handed them; nodes and the catalog are not.",
        Probe(
            kedro,
            sees={"first": "signed in with env-secret", "told": False},
            says="A dataset with the environment's secret was {first}. Does the catalog tell it, "
            "printed or as configuration? {told}.",
            uses=("CATALOG", "CREDENTIALS", "REGISTRY"),
        ),
        Probe(
            kedro_manager,
            sees={"first": "signed in with vault-secret", "lines": 4},
            says="With a hook of {lines} lines in place of the file it was {first}.",
            uses=("HOOK", "CATALOG", "REGISTRY"),
        ),
        Probe(
            kedro_missing,
            sees={"noticed": "before the run", "names it": True},
            says="Credentials that nobody gives were noticed {noticed}, by their name.",
            uses=("CATALOG", "REGISTRY"),
        ),
    ),
    hamilton=Side(
        "Nothing to learn, and nothing there: a secret is a value like any other, which whoever "
        "calls gives. Where a function returns it, a cache stores it as it is.",
        Probe(
            hamilton,
            sees={"first": "signed in with vault-secret"},
            says="Given as an input: {first}.",
        ),
        Probe(
            hamilton_cache,
            sees={"returned": 1, "not cached": 0, "given": 0},
            says="Files of the cache with the secret in plain text: {returned} where a function "
            "returned it, {given} where the caller gave it, {not cached} with the cache told to "
            "leave it out.",
            uses=("DATAFLOW", files_with),
        ),
    ),
    verdict="true in part",
    better="kedro",
    why="There is something to learn, but any manager fits in by one hook. What one learns is a "
    "place that keeps secrets out of the graph; in Hamilton that is left to its users.",
)
