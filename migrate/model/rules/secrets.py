"""The codes about secrets that a project's files hold."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES = {
    "K225": Rule(
        "warning",
        "what stands here looks like a secret: the new project has it from the variable {name}",
        "Set the variable where the project runs; here `.env` has it, which Git ignores.",
        meaning="A password among the parameters, globals or settings of logging would come into "
        "the new project's code, and with it into its history. The code asks for an environment "
        "variable in its place, and where that is not set, for the line of that name in `.env`. "
        "What looks like one by its key: password, secret, token, api_key, credentials and so on "
        "(primary_key and max_tokens do not); by its shape: a URL with a password, a known form "
        "of token, a private key.",
        before="""
            # nodes.py
            def clean(table, database):
                return table.dropna()

            # pipeline.py
            node(clean, ["sales", "params:database"], "cleaned", name="clean"),

            # parameters.yml
            database:
              host: db
              password: kept-by-nobody
        """,
        after="""
            # shop/parameters.py
            BASE: dict[str, Any] = {
                "database": {
                    "host": "db",
                    "password": lambda at: own_secrets.get("SHOP_DATABASE_PASSWORD")
                }
            }
        """,
    ),
    "K226": Rule(
        "info",
        "Git ignores {folder}: its values are written as the environment '{name}'",
        "Look whether they may be seen by others; take out of parameters.py and catalog.py what "
        "may not.",
        meaning="What lies in such a folder, as in conf/local of Kedro's template, is one person's "
        "own. The new project has one place for all environments, which Git takes: what looks like "
        "a secret is never written there, other values are.",
        before="""
            # nodes.py
            def clean(table, limit):
                return table.head(limit)

            # pipeline.py
            node(clean, ["sales", "params:limit"], "cleaned", name="clean"),

            # parameters.yml
            limit: 10

            # conf/local/parameters.yml
            limit: 3
        """,
        after="""
            conf/local: K226 info: Git ignores conf/local: its values are written as the
            environment 'local'
        """,
    ),
    "K227": Rule(
        "warning",
        "this file holds what looks like a secret: Git ignores {name} in the new project",
        "Read it from the environment in the code that uses the file; then take the file's line "
        "out of .gitignore.",
        meaning="A file of the package comes along as it is, since code may read it. With a secret "
        "in it, it would come into the new project's history.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),

            # src/shop/mail.ini
            [smtp]
            password = kept-by-nobody1
        """,
        after="""
            src/shop/mail.ini:2: K227 warning: this file holds what looks like a secret:
            Git ignores shop/mail.ini in the new project
        """,
    ),
    "K228": Rule(
        "info",
        "a literal of this code looks like a secret",
        "Read it from the environment, and change it: it is in the history of the project.",
        meaning="Code comes along with its literals, so that the new project has it, too.",
        before="""
            # nodes.py
            PASSWORD = "kept-by-nobody1"


            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
        """,
        after="""
            src/shop/pipelines/sales/nodes.py:1: K228 info: a literal of this code
            looks like a secret
        """,
    ),
    "K229": Rule(
        "info",
        "a comment holds what looks like a secret, and comes along without it",
        "Change the secret if it was one: it is in the history of the project.",
        meaning="Comments of parameters stand in parameters.py as they were written, with *** in "
        "place of what looks like a secret.",
        before="""
            # nodes.py
            def clean(table, limit):
                return table.head(limit)

            # pipeline.py
            node(clean, ["sales", "params:limit"], "cleaned", name="clean"),

            # parameters.yml
            # mirror: https://me:kept-by-nobody@host/sales
            limit: 10
        """,
        after="""
            conf/base/parameters.yml:1: K229 info: a comment holds what looks like a
            secret, and comes along without it
        """,
    ),
    "K465": Rule(
        "warning",
        "a key holds what looks like a secret: *** stands in its place, so that values differ",
        "Give the value a key without it, in the Kedro project, or look it up where it is used.",
        meaning="A value that is a secret is read from the environment. Keys are written out, so "
        "that one with a secret in it can't be.",
        before="""
            # nodes.py
            def clean(table, mirrors):
                return table.dropna()

            # pipeline.py
            node(clean, ["sales", "params:mirrors"], "cleaned", name="clean"),

            # parameters.yml
            mirrors:
              "https://me:kept-by-nobody@host": 1
        """,
        after="""
            conf/base/parameters.yml:2: K465 warning: a key holds what looks like a
            secret: *** stands in its place, so that values differ
        """,
        differs=True,
    ),
    "K466": Rule(
        "warning",
        "the environment '{environment}' has other credentials '{name}' than the default one",
        "Set CREDENTIALS_<NAME>, or CREDENTIALS_FILE, when you run that environment.",
        meaning="The new project looks credentials up by their name, in an environment variable or "
        "in `.env`, which has those of the default environment. Where they run, others are set.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),

            # catalog.yml
            sales:
              type: pandas.SQLTableDataset
              table_name: sales
              credentials: db

            # conf/local/credentials.yml
            db: {con: "sqlite:///data/shop.db"}

            # conf/prod/credentials.yml
            db: {con: "sqlite:///data/prod.db"}
        """,
        after="""
            conf/base/catalog.yml:1: K466 warning: the environment 'prod' has other
            credentials 'db' than the default one
        """,
        differs=True,
    ),
}
