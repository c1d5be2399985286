"""No secret of a project's configuration is ever written or said."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.cli import main

Make = Callable[[Mapping[str, str]], Path]

# Every planted secret holds this, and nothing else does.
SECRET = "hunter2"
CATALOG = f"""
    inline:
      type: pandas.CSVDataset
      filepath: s3://bucket/inline.csv
      credentials: {{key: me, secret: {SECRET}-inline}}

    named:
      type: pandas.SQLTableDataset
      table_name: t
      credentials: db

    global_one:
      type: pandas.CSVDataset
      filepath: s3://bucket/x.csv
      credentials: {{key: me, secret: "${{globals:keys.s3}}"}}

    url:
      type: pandas.CSVDataset
      filepath: https://user:{SECRET}-url@host/x.csv

    con:
      type: pandas.SQLQueryDataset
      sql: select 1
      credentials: {{con: "postgresql://u:{SECRET}-con@host/db"}}

    argument:
      type: pandas.CSVDataset
      filepath: data/x.csv
      load_args: {{storage_options: {{token: {SECRET}-token}}}}

    from_global:
      type: pandas.CSVDataset
      filepath: data/y.csv
      load_args: {{storage_options: {{password: "${{globals:keys.s3}}"}}}}

    folder_of_global:
      type: pandas.CSVDataset
      filepath: ${{globals:keys.url}}/x.csv

    api:
      type: api.APIDataset
      url: https://host
      load_args: {{headers: {{Authorization: "Bearer {SECRET}-header"}}}}
      credentials: [me, {SECRET}-list]

    parts:
      type: partitions.PartitionedDataset
      path: s3://bucket/parts
      credentials: {{secret: {SECRET}-parts}}
      dataset: {{type: pandas.CSVDataset, credentials: {{secret: {SECRET}-part}}}}

    own:
      type: shop.datasets.Own
      filepath: x
      token: {SECRET}-own

    unknown:
      type: nowhere.to.be.Found
      password: {SECRET}-unknown

    broken_type: {{password: {SECRET}-broken}}

    "made_{{name}}":
      type: pandas.CSVDataset
      filepath: s3://bucket/{{name}}.csv
      credentials: {{secret: {SECRET}-factory}}

    unresolved:
      type: pandas.CSVDataset
      filepath: "${{nowhere:https://u:{SECRET}-text@host}}"

    late:
      type: pandas.SQLTableDataset
      table_name: t
      credentials: {{con: "${{runtime_params:con, postgresql://u:{SECRET}-late@host/db}}"}}
"""
NAMES = [
    "inline",
    "named",
    "global_one",
    "url",
    "con",
    "argument",
    "from_global",
    "folder_of_global",
    "api",
    "parts",
    "own",
    "unknown",
    "made_one",
    "late",
    "unresolved",
]
FILES = {
    "conf/base/catalog.yml": CATALOG,
    "conf/base/globals.yml": f"""
        keys:
          s3: {SECRET}-global
          url: https://user:{SECRET}-globalurl@host
        """,
    "conf/local/credentials.yml": f"""
        db: {{con: "postgresql://u:{SECRET}-file@host/db"}}
        other: {SECRET}-other
        """,
    "conf/prod/credentials.yml": f"db: {{x: {SECRET}-bad\n  y: !{SECRET}-tag 1\n",
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
    **pipeline_files(
        "use",
        "def use(*values):\n    return 1\n",
        f"node(use, {[*NAMES]!r}, 'out'),",
    ),
}


@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect", "PROJECT"],
        ["inspect", "PROJECT", "--format", "json"],
        ["kedro-to-declarative", "PROJECT", "--output", "NEW"],
        ["kedro-to-declarative", "PROJECT", "--output", "NEW", "--diff"],
    ],
    ids=" ".join,
)
def test_no_secret_is_written_or_said(
    shop: Make, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, new = shop(FILES), tmp_path / "new"
    given = [{"PROJECT": str(root), "NEW": str(new)}.get(each, each) for each in arguments]
    code = main(given)
    said = capsys.readouterr()
    assert code == 1, said.err
    assert SECRET not in said.out + said.err
    written = [path for path in new.rglob("*") if path.is_file() and path.name != ".env"]
    assert [str(path) for path in written if SECRET in path.read_text(encoding="utf-8")] == []


def test_what_has_a_secret_asks_for_it(shop: Make, tmp_path: Path) -> None:
    main(["kedro-to-declarative", str(shop(FILES)), "--output", str(tmp_path / "new")])
    text = (tmp_path / "new/shop/catalog.py").read_text(encoding="utf-8")
    document = json.loads((tmp_path / "new/migration.json").read_text(encoding="utf-8"))
    native = {d["name"] for d in document["datasets"] if d["outcome"] == "native"}
    for name in {"inline", "global_one", "url", "con", "parts", "made_one", "late"}:
        assert name in native
    assert '_credentials("db")' in text
