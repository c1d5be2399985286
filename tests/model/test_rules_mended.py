"""No code is raised where nothing differs: each example, mended, is a project without its code."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from test_rules import LINKS, LIVE, project_files

from migrate.api import plan_migration
from migrate.model.rules import RULES
from migrate.read import read_project
from migrate.report.inspection import diagnostics as inspected

pytestmark = pytest.mark.usefixtures("any_layout")

# What has to be written for what, in the example of a code, so that the code has no reason left.
MENDED: Mapping[str, Mapping[str, str]] = {
    "K101": {'open("names.txt").read()': '"names".replace("a", "e")'},
    "K102": {'nodes.requests.get("https://example.com/regions").json()': '("north", "south")'},
    "K103": {'nodes.requests.get("tags").text': '"fast"'},
    "K104": {'joblib.load("yearly.pkl")': "daily"},
    "K105": {
        "from shop.gone import create_pipeline": "from kedro.pipeline import Pipeline\n\n\n"
        "def create_pipeline():\n    return Pipeline([])"
    },
    "K106": {'joblib.load("clean.pkl")': "len"},
    "K108": {"from shop.secret import clean": "def clean(table): return table"},
    "K109": {'nodes.os.getenv("SALES", "sales")': '"SALES".lower()'},
    "K110": {"@hook_impl": "@staticmethod", "from kedro.framework.hooks import hook_impl": ""},
    "K120": {"SALES": '"SALES"'},
    "K121": {
        'lenient = Pipeline([node(fill, "sales", "cleaned", name="clean")])': "lenient = strict"
    },
    "K122": {"9_999": "9"},
    "K125": {"yaml.safe_load(CONF.read_text())": '{"regions": ["north", "south"]}'},
    "K126": {"    np.random.seed(7)\n": ""},
    "K128": {
        "from kedro_mlflow.pipeline import pipeline_ml_factory": "pipeline_ml_factory = dict",
        '"training": ml,': '"training": ml["training"],',
        "ml.inference": 'ml["inference"]',
    },
    "K130": {"raise_errors=True": ""},
    "K201": {"[1": ""},
    "K202": {"- low": "low: 1", "- high": "high: 2"},
    "K203": {"sales:\n  type: pandas.ParquetDataset": "costs:\n  type: pandas.ParquetDataset"},
    "K204": {
        '{% for region in ["north", "south"] %}\n': "",
        "{% endfor %}": "",
        "{{ region }}": "north",
    },
    "K205": {"sales: data/01_raw/sales.csv": "_sales: data/01_raw/sales.csv"},
    "K206": {"sales:\n": "_sales:\n"},
    "K207": {"${globals:folder}": "data"},
    "K209": {"{country}": "{region}"},
    "K210": {'"{other}"': '"{other}_model"'},
    "K211": {"= Vault": "= OmegaConfigLoader"},
    "K212": {'os.environ["STAGE"]': '"local"'},
    "K214": {"deep": "soft"},
    "K218": {"limit: 20": "size: 20"},
    "K220": {"2020-01-01": "2020"},
    "K222": {'OmegaConfigLoader("conf")["globals"][name]': 'f"data/{name}"'},
    "K223": {
        'for name in ("sales", "costs"):\n        ': "",
        'catalog[name] = CSVDataset(filepath=f"data/{name}.csv")': 'catalog["sales"] = CSVDataset(filepath="data/sales.csv")',
    },
    "K230": {"{": '{"base_env": "base", "default_run_env": "local", '},
    "K301": {"table:": "table):"},
    "K431": {'joblib.load("clean.pkl")': "len"},
    "K432": {"async def": "def"},
    "K441": {
        'one.ALL.to_outputs("a") + two.ALL.to_outputs("b")': "one.ALL",
        'one.ALL.to_outputs("b") + two.ALL.to_outputs("a")': "two.ALL",
    },
    "K442": {'"cleaned@polars"': '"cleaned@pandas"'},
    "K443": {
        "checked:\n  type: pandas.CSVDataset\n  filepath: data/cleaned.csv": "checked:\n  type: pandas.CSVDataset\n  filepath: data/checked.csv"
    },
    "K450": {"shop.gone.Sales": "pandas.CSVDataset"},
    "K452": {"mode: copy": "mode: deepcopy"},
    "K454": {"params:limit": "sales_limit"},
    "K455": {"postgresql://shop:secret@db/shop": "sqlite:///data/shop.db"},
    "K456": {', confirms="daily"': ""},
    "K459": {"\n  validator: shop.checks.Sales": ""},
    "K462": {'node(describe, "parameters", "description", name="describe"),': ""},
    "K464": {"parents[4]": "parent"},
    "K465": {"https://me:kept-by-nobody@host": "https://host"},
    "K466": {"prod.db": "shop.db"},
    "K225": {"password: kept-by-nobody": "port: 5432"},
    "K227": {"password = kept-by-nobody1": "port = 25"},
    "K481": {'Path("conf/local/credentials.yml").exists()': "False"},
    "K482": {"from kedro.framework.project import settings\n": "", "settings.LIMIT": "5"},
    "K471": {"@hook_impl": "@staticmethod", "from kedro.framework.hooks import hook_impl": ""},
    "K472": {"@hook_impl": "@staticmethod", "from kedro.framework.hooks import hook_impl": ""},
    "K473": {".describe()": ".inputs()"},
    "K476": {
        "from kedro.framework.session import KedroSession": "import sqlite3",
        "KedroSession.create()": 'sqlite3.connect("x")',
    },
    "K477": {
        "from kedro.io import DataCatalog": "from collections import Counter",
        "DataCatalog.from_config": "Counter",
    },
    "K488": {"pipeline import create_pipeline": "nodes import clean"},
    "K478": {'"use": made.only_nodes("use")': '"use": made'},
}


def mended(code: str) -> dict[str, str]:
    files = project_files(RULES[code].before)
    for old, new in MENDED[code].items():
        assert any(old in text for text in files.values()), old
        files = {path: text.replace(old, new) for path, text in files.items()}
    return files


@pytest.mark.parametrize("code", MENDED)
def test_where_nothing_differs_the_code_stays_away(shop, tmp_path, code):
    root = shop(mended(code))
    migration = plan_migration(root, tmp_path / "new", partial=True)
    found = {*inspected(read_project(root)), *migration.plan.diagnostics}
    assert code not in {each.code for each in found}


def test_each_code_that_makes_exit_code_1_has_such_a_project():
    told = {code for code, rule in RULES.items() if rule.severity != "info" and rule.before}
    assert told - LIVE - LINKS.keys() <= MENDED.keys()


def test_the_severity_of_a_code_says_what_it_is():
    """Error: it can't run. Warning: something may differ or is gone. Info: all else."""
    assert not [code for code, rule in RULES.items() if rule.severity == "info" and rule.differs]


def test_a_plain_project_has_nothing_to_say(shop, tmp_path):
    before = """
        # nodes.py
        import pandas as pd


        def clean(sales: pd.DataFrame) -> pd.DataFrame:
            return sales.dropna()

        # pipeline.py
        node(clean, "sales", "cleaned", name="clean"),

        # catalog.yml
        sales: {type: pandas.CSVDataset, filepath: data/sales.csv}
        cleaned: {type: pandas.ParquetDataset, filepath: data/cleaned.parquet}
    """
    root = shop(project_files(before))
    migration = plan_migration(root, tmp_path / "new")
    assert not migration.plan.diagnostics
    assert not inspected(read_project(root))
