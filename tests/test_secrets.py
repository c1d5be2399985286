"""No secret of a project's configuration is ever written or said."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import planted
import pytest
from conftest import pipeline_files
from planted import PLANTED

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
        ["kedro-to-declarative", "PROJECT", "--output", "NEW", "--partial"],
        ["kedro-to-declarative", "PROJECT", "--output", "NEW", "--partial", "--diff"],
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
    main(["kedro-to-declarative", str(shop(FILES)), "--output", str(tmp_path / "new"), "--partial"])
    text = (tmp_path / "new/shop/catalog.py").read_text(encoding="utf-8")
    document = json.loads((tmp_path / "new/migration.json").read_text(encoding="utf-8"))
    native = {d["name"] for d in document["datasets"] if d["outcome"] == "native"}
    for name in {"inline", "global_one", "url", "con", "parts", "made_one", "late"}:
        assert name in native
    assert '_credentials("db")' in text


# --- planted in all places ----------------------------------------------------------------------


@pytest.fixture
def everywhere(shop: Make) -> Path:
    root = shop(planted.FILES)
    (root / "data").mkdir()
    with sqlite3.connect(root / "data/shop.db") as database:
        database.execute("create table t (token text)")
        database.execute("insert into t values ('x')")
    (root / "data/table.csv").write_text("a\n1\n2\n")
    return root


def _taken_by_git(folder: Path) -> dict[str, bytes]:
    """The files of a folder that Git would take."""

    def git(*arguments: str) -> str:
        command = ["git", "-c", "core.excludesFile=", *arguments]
        return subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True
        ).stdout

    git("init", "-q")
    listed = git("ls-files", "--others", "--cached", "--exclude-standard").splitlines()
    shutil.rmtree(folder / ".git")
    return {path: (folder / path).read_bytes() for path in listed}


def _holding(texts: Mapping[str, bytes | str], secret: str) -> list[str]:
    """Those of the texts that hold a secret, however they spell it."""
    forms = {secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], *secret.split("\n")[1:2]}
    return [
        name
        for name, text in texts.items()
        if any(
            form.encode() in (text if isinstance(text, bytes) else text.encode()) for form in forms
        )
    ]


@pytest.mark.skipif(shutil.which("git") is None, reason="Git tells what it takes")
def test_each_planted_secret_goes_where_the_table_says(
    everywhere: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new"
    said = {}
    for options in (["--dry-run"], ["--diff"], [], ["--check", "--format", "json"]):
        main(["kedro-to-declarative", str(everywhere), "--output", str(new), *options])
        said[" ".join(options)] = "".join(capsys.readouterr())
    for form in ("text", "json", "sarif"):
        main(["inspect", str(everywhere), "--format", form])
        said[f"inspect {form}"] = "".join(capsys.readouterr())
    taken = _taken_by_git(new)
    variables = {
        line.partition("=")[0]: line.partition("=")[2]
        for line in (new / ".env").read_text(encoding="utf-8").splitlines()
    }
    assert len(PLANTED) >= 50
    assert {name: _holding(taken, secret) for name, (secret, _) in PLANTED.items()} == {
        name: [] for name in PLANTED
    }
    assert {name: _holding(said, secret) for name, (secret, _) in PLANTED.items()} == {
        name: [] for name in PLANTED
    }
    ignored = {
        path.relative_to(new).as_posix(): path.read_bytes()
        for path in new.rglob("*")
        if path.is_file() and path.name != ".env" and "__pycache__" not in path.parts
    }
    went = {
        name: next(iter([*_holding(variables, secret), *_holding(ignored, secret)]), "")
        for name, (secret, _) in PLANTED.items()
    }
    assert went == {name: where for name, (_, where) in PLANTED.items()}
    if os.name == "posix":
        assert (new / ".env").stat().st_mode & 0o777 == 0o600


def test_results_stay_equal_and_no_proof_has_a_secret(
    everywhere: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new, proof = tmp_path / "new", tmp_path / "proof.json"
    main(
        ["kedro-to-declarative", str(everywhere), "--output", str(new), "--pipeline", "__default__"]
    )
    capsys.readouterr()
    sides = ["--kedro-python", sys.executable, "--hamilton-python", sys.executable]
    verify = ["verify", str(everywhere), str(new), *sides, "--pipeline", "__default__"]
    verify += ["--orders", "1", "--proof", str(proof), "--format"]
    assert main([*verify, "json"]) == 0
    lines = (new / ".env").read_text(encoding="utf-8").replace(PLANTED["password"][0], "other")
    (new / ".env").write_text(lines.replace(PLANTED["local"][0], "another"), encoding="utf-8")
    assert main([*verify, "junit"]) == 1
    said = {"said": "".join(capsys.readouterr()), "proof": proof.read_text(encoding="utf-8")}
    assert [name for name, (secret, _) in PLANTED.items() if _holding(said, secret)] == []
    assert "another" not in said["said"]


def test_what_somebody_has_set_stays(everywhere: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    arguments = ["kedro-to-declarative", str(everywhere), "--output", str(new)]
    main(arguments)
    text = (new / ".env").read_text(encoding="utf-8")
    old = f"SHOP_DATABASE_PASSWORD={PLANTED['password'][0]}\n"
    assert old in text
    lines = text.replace(old, "SHOP_DATABASE_PASSWORD=new\n").replace(
        "SHOP_SERVERS_TOKEN", "MY_OWN"
    )
    (new / ".env").write_text(lines, encoding="utf-8")
    main(arguments)
    again = (new / ".env").read_text(encoding="utf-8")
    assert "SHOP_DATABASE_PASSWORD=new\n" in again
    assert "MY_OWN=" in again
    assert f"SHOP_SERVERS_TOKEN={PLANTED['in a list'][0]}\n" in again


# --- where else ---------------------------------------------------------------------------------


def _parts(
    shop: Make, tmp_path: Path, files: Mapping[str, str], names: str
) -> tuple[str, str, str]:
    """The written catalog, parameters and `.env` of a project whose node takes some names."""
    code = "def use(*values):\n    return 1\n"
    root = shop({**files, **pipeline_files("use", code, f"node(use, {names.split()!r}, 'out'),")})
    main(["kedro-to-declarative", str(root), "--output", str(tmp_path / "new")])
    files_ = ("shop/catalog.py", "shop/parameters.py", ".env")
    places = [tmp_path / "new" / path for path in files_]
    catalog, parameters, env = (p.read_text("utf-8") if p.is_file() else "" for p in places)
    return catalog, parameters, env


@pytest.mark.parametrize("loader", ["ConfigLoader", "TemplatedConfigLoader"])
def test_loaders_that_know_no_interpolations(shop: Make, tmp_path: Path, loader: str) -> None:
    files = {
        "src/shop/settings.py": f"""
            from kedro.config import {loader}

            CONFIG_LOADER_CLASS = {loader}
            CONFIG_LOADER_ARGS = {{"globals_pattern": "*globals.yml"}}
            """,
        "conf/base/globals.yml": f"store: {{token: {SECRET}-global}}\n",
        "conf/base/parameters.yml": f"db: {{password: {SECRET}-1, url: 'amqp://me:{SECRET}-2@host'}}\n",
        "conf/base/catalog.yml": f"""
            one:
              type: pandas.CSVDataset
              filepath: s3://bucket/one.csv
              credentials: {{secret: {SECRET}-3}}
            "{{name}}_made":
              type: pandas.CSVDataset
              filepath: https://me:{SECRET}-4@host/{{name}}.csv
            """,
    }
    catalog, parameters, env = _parts(shop, tmp_path, files, "one x_made params:db")
    assert SECRET not in catalog + parameters
    assert 'lambda at: own_secrets.get("SHOP_DB_PASSWORD")' in parameters
    assert "amqp://me:{own_secrets.get('SHOP_DB_URL')}@host" in parameters
    assert "https://me:{own_secrets.get('SHOP__NAME__MADE_FILEPATH')}@host/x.csv" in catalog
    assert f"SHOP_ONE_SECRET={SECRET}-3\n" in env


def test_a_default_of_a_template(shop: Make, tmp_path: Path) -> None:
    files = {
        "src/shop/settings.py": """
            from kedro.config import TemplatedConfigLoader

            CONFIG_LOADER_CLASS = TemplatedConfigLoader
            CONFIG_LOADER_ARGS = {"globals_dict": {"host": "h"}}
            """,
        "conf/base/parameters.yml": f"db: {{host: '${{host}}', password: '${{pw|{SECRET}}}'}}\n",
    }
    _, parameters, env = _parts(shop, tmp_path, files, "params:db")
    assert SECRET not in parameters
    assert SECRET in env


def test_two_defaults_of_one_variable_keep_their_values(shop: Make, tmp_path: Path) -> None:
    text = "one: '${oc.env:SHOP_PASSWORD, aa1}'\ntwo: '${oc.env:SHOP_PASSWORD, bb2}'\n"
    _, parameters, env = _parts(
        shop, tmp_path, {"conf/base/parameters.yml": text}, "params:one params:two"
    )
    assert "SHOP_PASSWORD=aa1\n" in env
    assert "SHOP_TWO=bb2\n" in env
    assert 'os.environ.get("SHOP_PASSWORD", str(own_secrets.get("SHOP_TWO")))' in parameters


def test_a_project_without_secrets_has_nothing_of_it(shop: Make, tmp_path: Path) -> None:
    text = "primary_key: id\nmax_tokens: 100\nauth: basic\npad_token: <pad>\nauthor: me\n"
    names = " ".join(f"params:{line.partition(':')[0]}" for line in text.splitlines())
    _, parameters, env = _parts(shop, tmp_path, {"conf/base/parameters.yml": text}, names)
    assert "own_secrets" not in parameters
    assert "lambda" not in parameters
    assert not env
    assert not (tmp_path / "new/shop/own_secrets.py").exists()
    assert ".env" not in (tmp_path / "new/.gitignore").read_text(encoding="utf-8")
    assert "untracked" not in (tmp_path / "new/README.md").read_text(encoding="utf-8")


def test_a_variable_that_is_missing_is_named(shop: Make, tmp_path: Path) -> None:
    files = {"conf/base/parameters.yml": f"password: {SECRET}\nlimit: 3\n"}
    _parts(shop, tmp_path, files, "params:password")
    (tmp_path / "new/.env").unlink()
    done = subprocess.run(
        [sys.executable, "run.py"], cwd=tmp_path / "new", capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "SHOP_PASSWORD is not set: give it as an environment variable or in" in done.stderr
    environment = {**os.environ, "SHOP_PASSWORD": "x"}
    done = subprocess.run(
        [sys.executable, "run.py"], cwd=tmp_path / "new", capture_output=True, env=environment
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("", True),
        ("conf/local/**\n!conf/local/.gitkeep\n", True),
        ("/conf/local/\n", True),
        ("local/\n", True),
        ("*.pyc\n", False),
        ("conf/local/**\n!conf/local/*.yml\n", False),
    ],
)
def test_values_of_a_folder_that_git_ignores_are_told(
    shop: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str], rules: str, expected: bool
) -> None:
    files = {"conf/local/parameters.yml": "limit: 5\n", ".gitignore": rules}
    _, parameters, _ = _parts(shop, tmp_path, files, "params:limit")
    assert '"local": {"limit": 5}' in parameters
    said = "from folders that Git ignores in the Kedro project: local (conf/local)"
    assert (said in capsys.readouterr().out) == expected
    document = json.loads((tmp_path / "new/migration.json").read_text(encoding="utf-8"))
    assert ("K226" in {each["code"] for each in document["diagnostics"]}) == expected


def test_no_secret_of_a_bound_argument_is_shown(
    shop: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "def use(password, url):\n    return 1\n"
    bound = f"node(partial(nodes.use, password='{SECRET}', url='x://me:{SECRET}@h'), None, 'out'),"
    root = shop(pipeline_files("use", code, bound))
    assert main(["inspect", str(root), "--format", "json"]) == 0
    said = capsys.readouterr().out
    assert SECRET not in said
    assert "K228" in said
