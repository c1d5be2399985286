"""A project with secrets in all places, and where each of them goes."""

from __future__ import annotations

from conftest import pipeline_files

# By what is planted: the text, and where it is after the migration: an environment variable, a
# file that Git ignores, or nowhere ("").
PLANTED: dict[str, tuple[str, str]] = {
    # parameters
    "password": ("planted-password-1", "SHOP_DATABASE_PASSWORD"),
    "number": ("47110815", "SHOP_DATABASE_PASSCODE"),
    "camel": ("planted-camel-1", "SHOP_APIKEY"),
    "in a list": ("planted-list-1", "SHOP_SERVERS_TOKEN"),
    "auth list": ("planted-auth-1", "SHOP_AUTH_1"),
    "beside a secret": ("planted-beside", "SHOP_STORE_KEY"),
    "secret": ("planted-secret-1", "SHOP_STORE_SECRET"),
    "url": ("planted-url-1", "SHOP_MIRROR"),
    "connection string": ("planted-conn-1", "SHOP_CONNECTION"),
    "sas": ("plantedsas1%2Babc%3D", "SHOP_BLOB"),
    "bearer": ("plantedbearer1234567", "SHOP_HEADER"),
    "aws": ("AKIAPLANTED123456789", "SHOP_ACCOUNT"),
    "github": ("ghp_PlantedPlantedPlantedPlantedPlanted1", "SHOP_NOTE"),
    "jwt": ("eyJhbGciOiJwbGFu.eyJzdWIiOiJwbGFu.planted-signature", "SHOP_IDENTITY"),
    "private key": (
        "-----BEGIN PRIVATE KEY-----\nplantedpem1\n-----END PRIVATE KEY-----",
        "SHOP_CERTIFICATE",
    ),
    "slack": ("xoxb-planted-1234567890", "SHOP_CHAT"),
    "stripe": ("sk_live_planted1234567890", "SHOP_SHOP"),
    "google": ("AIzaPlanted-Planted-Planted-Planted-123", "SHOP_MAPS"),
    "default of a variable": ("planted-default-1", "NO_SUCH_PASSWORD"),
    "default of a url": ("planted-default-2", "NO_SUCH_BROKER"),
    "default of a run": ("planted-run-1", "SHOP_RUN_TOKEN"),
    "other file": ("planted-other-1", "SHOP_MAIL_PASSWORD"),
    "local": ("planted-local-1", "SHOP_LOCAL_DATABASE_PASSWORD"),
    "prod": ("planted-prod-1", "SHOP_PROD_DATABASE_PASSWORD"),
    "global": ("planted-global-1", "SHOP_API_TOKEN"),
    "global by its use": ("planted-used-1", "SHOP_KEYS_BUCKET"),
    # comments
    "comment above": ("planted-above-1", ""),
    "comment beside": ("planted-side-1", ""),
    "value in a comment": ("planted-commented-1", ""),
    "token in a comment": ("glpat-PlantedPlantedPlanted", ""),
    # the catalog
    "sql": ("planted-sql-1", "SHOP_ROWS_SQL"),
    "identified by": ("planted-identified-1", "SHOP_USERS_SQL"),
    "con": ("planted-con-1", "SHOP_USERS_CON"),
    "fs_args": ("planted-fs-1", "SHOP_BUCKET_TOKEN"),
    "storage_options": ("planted-storage-1", ""),  # Kedro drops it, too
    "filepath": ("planted-path-1", "SHOP_FAR_FILEPATH"),
    "load_args.auth": ("planted-basic-1", "SHOP_WEB_1"),
    "header": ("planted-header-1", "SHOP_WEB_AUTHORIZATION"),
    "credentials list": ("planted-pair-1", "SHOP_WEB2_1"),
    "query": ("planted-query-1", "SHOP_WEB3_URL"),
    "factory": ("planted-factory-1", "SHOP_FAR__NAME__SECRET"),
    "own class": ("planted-own-1", "SHOP_OWN_TOKEN"),
    "unknown class": ("planted-unknown-1", "SHOP_UNKNOWN_PASSWORD"),
    "partitions": ("planted-parts-1", "SHOP_PARTS_SECRET"),
    "anchor": ("planted-anchor-1", "SHOP__S3_SECRET"),
    "jdbc": ("planted-jdbc-1", "SHOP_SPARK_URL"),
    "catalog of local": ("planted-mine-1", "SHOP_MINE_TOKEN"),
    "hook": ("planted-hook-1", "SHOP_TOKEN"),
    "named": ("planted-named-1", "CREDENTIALS_DB"),
    "unused": ("planted-unused-1", ""),
    # the rest
    "logging": ("planted-smtp-1", "SHOP_LOGGING_1"),
    "logging url": ("planted-http-1", "SHOP_LOGGING_URL"),
    "ini": ("planted-ini-1", "shop/mail.ini"),
    "json": ("planted-json-1", "shop/service.json"),
    "fixture": ("planted-fixture-1", "tests/fixture.yml"),
    "env file": ("planted-dotenv-1", ""),
}


def _(name: str) -> str:
    return PLANTED[name][0]


_PEM = "\n  ".join(_("private key").splitlines())
_USED = "far users bucket frame web web2 web3 far_one own unknown parts s3 spark mine hooked named"
_PARAMETERS = """
    database mirror connection blob header account note identity certificate chat shop maps
    broker run shared joined servers auth store apiKey from_env mail repeated
""".split()  # noqa: SIM905
SETTINGS = """
from omegaconf.resolvers import oc

from shop.hooks import Adds

HOOKS = (Adds(),)
CONFIG_LOADER_ARGS = {
    "base_env": "base",
    "default_run_env": "local",
    "custom_resolvers": {"oc.env": oc.env},
}
"""
HOOKS = f"""
from kedro.framework.hooks import hook_impl
from kedro_datasets.pandas import CSVDataset


class Adds:
    @hook_impl
    def after_catalog_created(self, catalog):
        catalog["hooked"] = CSVDataset(
            filepath="s3://bucket/hooked.csv", credentials={{"token": "{_("hook")}"}}
        )
"""
FILES = {
    "conf/base/parameters.yml": f"""\
# the old one was https://me:{_("comment above")}@host/x
database:
  host: db  # password: {_("comment beside")}
  password: {_("password")}
  passcode: {_("number")}
# token: "{_("value in a comment")}"
primary_key: customer_id
# see {_("token in a comment")}
max_tokens: 100
apiKey: {_("camel")}
servers:
  - name: one
    token: {_("in a list")}
auth: [me, {_("auth list")}]
store: {{key: {_("beside a secret")}, secret: {_("secret")}}}
mirror: https://me:{_("url")}@host/x
connection: Server=db;Uid=me;Password={_("connection string")};Port=1
blob: https://host/x?sv=1&sig={_("sas")}&se=2
header: "Authorization: Bearer {_("bearer")}"
account: {_("aws")}
note: use {_("github")} here
identity: {_("jwt")}
certificate: |-
  {_PEM}
chat: {_("slack")}
shop: {_("stripe")}
maps: {_("google")}
from_env: ${{oc.env:NO_SUCH_PASSWORD, {_("default of a variable")}}}
broker: "${{oc.env:NO_SUCH_BROKER, 'amqp://me:{_("default of a url")}@host'}}"
run:
  token: "${{runtime_params:run_token, {_("default of a run")}}}"
shared: ${{globals:api.token}}
joined: "${{database.password}} and more"
repeated: say {_("password")} twice
""",
    "conf/base/parameters_mail.yml": f"mail: {{host: h, password: {_('other file')}}}\n",
    "conf/local/parameters.yml": f"""\
database: {{host: localhost, password: {_("local")}}}
mine: 5
""",
    "conf/prod/parameters.yml": f"database: {{host: prod, password: {_('prod')}}}\n",
    "conf/base/globals.yml": f"""\
api: {{token: {_("global")}}}
keys: {{bucket: {_("global by its use")}}}
""",
    "conf/base/catalog.yml": f"""\
rows:
  type: pandas.SQLQueryDataset
  sql: select * from t where token = '{_("sql")}' or 1 = 1
  credentials: {{con: "sqlite:///data/shop.db"}}
table:
  type: pandas.CSVDataset
  filepath: data/table.csv
  fs_args: {{token: not-written-1, auto_mkdir: false}}
users:
  type: pandas.SQLQueryDataset
  sql: create user me identified by '{_("identified by")}'
  credentials: {{con: "postgresql://me:{_("con")}@host/db"}}
bucket:
  type: json.JSONDataset
  filepath: s3://bucket/x.json
  fs_args: {{token: {_("fs_args")}, secret: "${{globals:keys.bucket}}"}}
frame:
  type: pandas.CSVDataset
  filepath: s3://bucket/frame.csv
  fs_args: {{anon: true}}
  load_args: {{storage_options: {{password: {_("storage_options")}}}}}
far:
  type: pandas.CSVDataset
  filepath: https://me:{_("filepath")}@host/far.csv
web:
  type: api.APIDataset
  url: https://host
  load_args:
    auth: [me, {_("load_args.auth")}]
    headers: {{Authorization: "{_("header")}"}}
web2:
  type: api.APIDataset
  url: https://host
  credentials: [me, {_("credentials list")}]
web3:
  type: api.APIDataset
  url: https://host/x?token={_("query")}&page=1
"far_{{name}}":
  type: pandas.CSVDataset
  filepath: s3://bucket/{{name}}.csv
  credentials: {{secret: {_("factory")}}}
own:
  type: shop.datasets.Own
  filepath: x
  token: {_("own class")}
unknown:
  type: nowhere.to.be.Found
  password: {_("unknown class")}
parts:
  type: partitions.PartitionedDataset
  path: s3://bucket/parts
  credentials: {{secret: {_("partitions")}}}
  dataset: pandas.CSVDataset
_s3: &s3 {{key: me, secret: {_("anchor")}}}
s3: {{type: pandas.CSVDataset, filepath: "s3://bucket/s3.csv", credentials: *s3}}
spark:
  type: spark.SparkJDBCDataset
  url: jdbc:postgresql://host/db?user=me&password={_("jdbc")}
  table: t
named: {{type: pandas.SQLTableDataset, table_name: t, credentials: db}}
unused: {{type: pandas.CSVDataset, filepath: "s3://x/y.csv", credentials: {{token: {_("unused")}}}}}
""",
    "conf/local/catalog.yml": f"""\
mine: {{type: pandas.CSVDataset, filepath: "s3://b/m.csv", credentials: {{token: {_("catalog of local")}}}}}
""",
    "conf/local/credentials.yml": f'db: {{con: "postgresql://me:{_("named")}@host/db"}}\n',
    "conf/logging.yml": f"""\
version: 1
disable_existing_loggers: false
handlers:
  mail:
    class: logging.handlers.SMTPHandler
    mailhost: localhost
    fromaddr: a@b
    toaddrs: [c@d]
    subject: s
    credentials: [me, {_("logging")}]
    level: CRITICAL
  web:
    class: logging.handlers.HTTPHandler
    host: localhost
    url: https://me:{_("logging url")}@host/log
    level: CRITICAL
root: {{handlers: [mail, web]}}
""",
    ".gitignore": "conf/local/**\n!conf/local/.gitkeep\nconf/**/*credentials*\n.env\n",
    ".env": f"PASSWORD={_('env file')}\n",
    "src/shop/settings.py": SETTINGS,
    "src/shop/hooks.py": HOOKS,
    "src/shop/mail.ini": f"[smtp]\npassword = {_('ini')}\n",
    "src/shop/service.json": f'{{"type": "service_account", "private_key": "{_("json")}"}}\n',
    "tests/fixture.yml": f"token: {_('fixture')}\n",
    "src/shop/datasets.py": """
        from kedro.io import AbstractDataset


        class Own(AbstractDataset):
            def __init__(self, filepath, token):
                self.token = token

            def _load(self):
                return 1

            def _save(self, data):
                pass

            def _describe(self):
                return {}
        """,
    "src/shop/pipeline_registry.py": """
        from shop.pipelines import near, far


        def register_pipelines():
            return {"__default__": near.create_pipeline(), "far": far.create_pipeline()}
        """,
    **pipeline_files(
        "near",
        "import json\n\n\n"
        "def show(*values):\n    return json.dumps(values, sort_keys=True)\n\n\n"
        "def count(rows, table):\n    return len(rows) + len(table)\n",
        f"""
        node(show, {["parameters", *(f"params:{name}" for name in _PARAMETERS)]!r}, "shown"),
        node(count, ["rows", "table"], "counted"),
        """,
    ),
    **pipeline_files(
        "far",
        "def use(*values):\n    return 1\n",
        f"node(use, {_USED.split()!r}, 'used'),",
    ),
}
