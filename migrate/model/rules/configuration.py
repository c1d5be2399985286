"""Codes K2..: reading configuration."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K201": Rule(
        "error",
        "This configuration file can't be read: {reason}",
        "Mend the file and run again. Nothing that stands in it was read.",
        meaning="The file is no valid YAML or JSON, or no UTF-8 text. Kedro stops at such a "
        "file. Here the rest is migrated; the datasets and parameters of the file are "
        "missing.",
        before="""
            # conf/base/catalog_extra.yml
            sales: [1
              type: pandas.CSVDataset
        """,
        after="""
            conf/base/catalog_extra.yml:2: K201 error: This configuration file can't
            be read: did not find expected ',' or ']' while parsing a flow sequence
        """,
        differs=True,
        stops=True,
    ),
    "K202": Rule(
        "error",
        "The top level of this configuration file is no mapping",
        "Give every value a key. Kedro refuses the file too.",
        meaning="A catalog and a parameters file map names to values. This one holds a list or "
        "a single value, so nothing of it was taken.",
        before="""
            # conf/base/parameters_extra.yml
            - low
            - high
        """,
        after="""
            conf/base/parameters_extra.yml: K202 error: The top level of this
            configuration file is no mapping
        """,
        stops=True,
    ),
    "K203": Rule(
        "error",
        "{keys} stands in {other} as well, and Kedro refuses to load both files: {why}",
        "Remove one of the two, or name the missing environments. The two were merged here.",
        meaning="All files of one kind in one environment are loaded together, and may not "
        "share a key. Kedro stops; here both files were read, and what the later one "
        "says counts. Where CONFIG_LOADER_ARGS is given without an environment, Kedro takes the "
        "whole folder of the configuration for it, with all others within.",
        before="""
            # catalog.yml
            sales:
              type: pandas.CSVDataset
              filepath: data/01_raw/sales.csv

            # conf/base/catalog_extra.yml
            sales:
              type: pandas.ParquetDataset
              filepath: data/01_raw/sales.parquet
        """,
        after="""
            conf/base/catalog_extra.yml:1: K203 error: 'sales' stands in
            conf/base/catalog.yml as well, and Kedro refuses to load both files:
            they are of one environment
        """,
        stops=True,
    ),
    "K204": Rule(
        "error",
        "This configuration file is a Jinja template that can't be rendered: {reason}",
        "Write out what the template makes (one entry per dataset), and run again.",
        meaning="Kedro's old TemplatedConfigLoader renders Jinja templates while it loads, and "
        "the tool renders them as it does. This one uses a name that is nowhere set, another file, "
        "or too much time; or the project's loader renders none. What it holds was not read.",
        before="""
            # catalog.yml
            {% for region in ["north", "south"] %}
            {{ region }}_sales:
              type: pandas.CSVDataset
              filepath: data/01_raw/{{ region }}.csv
            {% endfor %}
        """,
        after="""
            conf/base/catalog.yml:1: K204 error: This configuration file is a Jinja
            template that can't be rendered: its loader does not render any
        """,
        differs=True,
        stops=True,
    ),
    "K205": Rule(
        "error",
        "The catalog entry '{name}' is no mapping",
        "Give it a type, or start its name with an underscore if it is only a template.",
        meaning="A catalog entry maps the dataset's arguments to their values. Kedro refuses "
        "this one, so it was not taken.",
        before="""
            # catalog.yml
            sales: data/01_raw/sales.csv
        """,
        after="""
            conf/base/catalog.yml:1: K205 error: The catalog entry 'sales' is no
            mapping
        """,
    ),
    "K206": Rule(
        "error",
        "The catalog entry '{name}' has no type",
        "Give it a type, or start its name with an underscore if it is only a template.",
        meaning="A catalog entry needs a type. Kedro refuses this one, so it was not taken.",
        before="""
            # catalog.yml
            sales:
              filepath: data/01_raw/sales.csv
        """,
        after="conf/base/catalog.yml:1: K206 error: The catalog entry 'sales' has no type",
    ),
    "K207": Rule(
        "warning",
        "{text} in {names} is kept as written: {reason}",
        "Replace it by its value in the generated project, or by an input of the driver.",
        meaning="The value of this interpolation is not to be had: there is no such key, or a "
        "resolver makes it that neither Kedro nor settings.py has. A dataset that needs it is not "
        "migrated, and a parameter has no value.",
        before="""
            # catalog.yml
            sales:
              type: pandas.CSVDataset
              filepath: ${globals:folder}/sales.csv
        """,
        after="""
            conf/base/catalog.yml:3: K207 warning: ${globals:folder} in 'sales' is
            kept as written: globals have no key 'folder'
        """,
        differs=True,
    ),
    "K208": Rule(
        "info",
        "There is no folder {folder}; without it Kedro refuses to run in the environment '{env}'",
        "Nothing, if the folder is only left out of version control. It was read as empty.",
        meaning="The folder of an environment that `kedro run` reads is missing, as it often is "
        "for `conf/local` in a fresh clone.",
        before="""
            # settings.py
            CONFIG_LOADER_ARGS = {"base_env": "base", "default_run_env": "dev"}
        """,
        after="""
            conf/dev: K208 info: There is no folder conf/dev; without it Kedro refuses
            to run in the environment 'dev'
        """,
    ),
    "K209": Rule(
        "error",
        "The dataset factory '{name}' can't be used: {reason}",
        "Mend its pattern or its placeholders and run again.",
        meaning="A pattern of the catalog is not usable: an argument has a placeholder that the "
        "name lacks, or the pattern is no valid one. Kedro refuses it, too.",
        before="""
            # catalog.yml
            "{region}_sales":
              type: pandas.CSVDataset
              filepath: data/01_raw/{country}.csv
        """,
        after="""
            conf/base/catalog.yml:1: K209 error: The dataset factory '{region}_sales'
            can't be used: its name has no {country}
        """,
    ),
    "K210": Rule(
        "error",
        "There are several catch-all factories ({names}), and Kedro allows one",
        "Remove all but one. The first in the alphabet was used.",
        meaning="A factory whose name is a single placeholder fits every dataset, so two of "
        "them contradict each other.",
        before="""
            # catalog.yml
            "{name}":
              type: pandas.CSVDataset
              filepath: data/{name}.csv
            "{other}":
              type: pickle.PickleDataset
              filepath: data/{other}.pkl

            # nodes.py
            def clean(sales):
                return sales.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
        """,
        after="""
            conf/base/catalog.yml:4: K210 error: There are several catch-all factories
            ({name}, {other}), and Kedro allows one
        """,
    ),
    "K211": Rule(
        "warning",
        "The configuration is loaded by {name}; it was read as {loader} would",
        "Compare the generated catalog and parameters with what that class returns.",
        meaning="`CONFIG_LOADER_CLASS` names a class that is not one of Kedro's. What it adds "
        "to them is not known, so the files were read as the class it stands on reads "
        "them.",
        before="""
            # settings.py
            from kedro.config import OmegaConfigLoader


            class Vault(OmegaConfigLoader):
                pass


            CONFIG_LOADER_CLASS = Vault
        """,
        after="""
            src/shop/settings.py:8: K211 warning: The configuration is loaded by
            Vault; it was read as OmegaConfigLoader would
        """,
        differs=True,
    ),
    "K212": Rule(
        "warning",
        "'{name}' in CONFIG_LOADER_ARGS is no literal, so its default was used",
        "Write the value as a literal, or check that the right files were read.",
        meaning="The arguments of the configuration loader decide which files are read. This "
        "one is computed while the project runs.",
        before="""
            # settings.py
            import os

            CONFIG_LOADER_ARGS = {"default_run_env": os.environ["STAGE"]}
        """,
        after="""
            src/shop/settings.py:3: K212 warning: 'default_run_env' in
            CONFIG_LOADER_ARGS is no literal, so its default was used
        """,
        differs=True,
    ),
    "K213": Rule(
        "info",
        "There are no catalog files in {folder}",
        "Check CONF_SOURCE and the environments' names. Every dataset is taken to be in memory.",
        meaning="No file of the base environment or of the default one is called `catalog*`. A "
        "dataset without a catalog entry stays in memory; what no node makes has to be "
        "given from outside.",
        before="""
            # settings.py
            CONF_SOURCE = "settings"
        """,
        after="settings: K213 info: There are no catalog files in settings",
    ),
    "K214": Rule(
        "error",
        "The merge strategy '{name}' does not exist",
        "Use 'soft' or 'destructive'. The latter was used.",
        meaning="`merge_strategy` says how an environment's values are laid over those of the "
        "base. Kedro refuses names that it does not know.",
        before="""
            # settings.py
            CONFIG_LOADER_ARGS = {"merge_strategy": {"parameters": "deep"}}
        """,
        after="""
            src/shop/settings.py:1: K214 error: The merge strategy 'deep' does not
            exist
        """,
    ),
    "K215": Rule(
        "info",
        "The catalog entry '{name}' holds its credentials itself",
        "Move them out of the catalog and change them if they are secret.",
        meaning="Credentials belong into a file that is not under version control, and the "
        "entry names them. Those that stand in the catalog itself are not copied (see "
        "K455).",
        before="""
            # catalog.yml
            sales:
              type: pandas.SQLTableDataset
              table_name: sales
              credentials:
                con: postgresql://shop:secret@db/shop

            # nodes.py
            def clean(sales):
                return sales.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
        """,
        after="""
            conf/base/catalog.yml:1: K215 info: The catalog entry 'sales' holds its
            credentials itself
        """,
    ),
    "K216": Rule(
        "info",
        "The dataset '{name}' wants the credentials '{credentials}', which no file defines",
        "Nothing, if they are only left out of version control.",
        meaning="The entry names credentials that stand in no `credentials` file here, as it "
        "should be in a clone. The new project asks for them at run time.",
        before="""
            # catalog.yml
            sales:
              type: pandas.SQLTableDataset
              table_name: sales
              credentials: shop_db

            # nodes.py
            def clean(sales):
                return sales.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
        """,
        after="""
            conf/base/catalog.yml:1: K216 info: The dataset 'sales' wants the
            credentials 'shop_db', which no file defines
        """,
    ),
    "K217": Rule(
        "info",
        "The dataset factory '{name}' makes no dataset that a pipeline uses",
        "Nothing. It has no counterpart in the generated catalog.",
        meaning="A factory makes an entry for each dataset whose name fits. No registered "
        "pipeline has such a dataset.",
        before="""
            # catalog.yml
            "{region}_sales":
              type: pandas.CSVDataset
              filepath: data/01_raw/{region}.csv
        """,
        after="""
            conf/base/catalog.yml:1: K217 info: The dataset factory '{region}_sales'
            makes no dataset that a pipeline uses
        """,
    ),
    "K218": Rule(
        "error",
        "Kedro refuses this configuration file: {reason}",
        "Mend the file. The rest of it was read; of a key that stands twice, the last one counts.",
        meaning="The file is YAML, but Kedro's loader does not take it: a key stands twice in "
        "one mapping, or the like.",
        before="""
            # parameters.yml
            limit: 10
            limit: 20
        """,
        after="""
            conf/base/parameters.yml:2: K218 error: Kedro refuses this configuration
            file: the key 'limit' stands twice in one mapping
        """,
        stops=True,
    ),
    "K219": Rule(
        "info",
        "Kedro can't load {folder} as one environment ({keys} stands in several of its files), "
        "so its subfolders were taken for environments",
        "Nothing, if those are the names that `kedro run --env` is given.",
        meaning="A folder in `conf` is one environment. This one holds several folders whose "
        "files share keys, which Kedro refuses to load as one, so each of the folders "
        "is taken to be an environment.",
        before="""
            # conf/models/one/parameters.yml
            depth: 1

            # conf/models/two/parameters.yml
            depth: 2
        """,
        after="""
            conf/models/two/parameters.yml:1: K219 info: Kedro can't load conf/models
            as one environment ('depth' stands in several of its files), so its
            subfolders were taken for environments
        """,
    ),
    "K220": Rule(
        "warning",
        "Kedro's old loader made dates of values from here on ({count} in this file); they are "
        "text now",
        "Where a node needs a date, convert the value: `datetime.date.fromisoformat(...)`.",
        meaning="Before OmegaConf, Kedro's loader made dates of values that look like one. The "
        "new project has text in their place, as Kedro itself has since.",
        before="""
            # pyproject.toml
            [tool.kedro]
            package_name = "shop"
            project_name = "Shop"
            project_version = "0.17.7"

            # parameters.yml
            start: 2020-01-01
        """,
        after="""
            conf/base/parameters.yml:1: K220 warning: Kedro's old loader made dates of
            values from here on (1 in this file); they are text now
        """,
        differs=True,
    ),
    "K222": Rule(
        "warning",
        "The resolver '{name}' of the configuration can't come along: {reason}",
        "Write it into own_resolvers.py of the generated project.",
        meaning="Values of the configuration call a function of the project. The generated project "
        "calls it, too, unless it needs Kedro or the configuration itself: then what calls it "
        "raises NotImplementedError.",
        before="""
            # settings.py
            from kedro.config import OmegaConfigLoader


            def folder(name):
                return OmegaConfigLoader("conf")["globals"][name]


            CONFIG_LOADER_ARGS = {
                "base_env": "base",
                "default_run_env": "local",
                "custom_resolvers": {"folder": folder},
            }

            # catalog.yml
            sales:
              type: pandas.CSVDataset
              filepath: ${folder:raw}/sales.csv
        """,
        after="""
            src/shop/settings.py:11: K222 warning: The resolver 'folder' of the
            configuration can't come along: it uses Kedro
        """,
        differs=True,
    ),
    "K223": Rule(
        "warning",
        "A hook adds {text} to the catalog in a way that can't be read",
        "Add it to `datasets` in the generated catalog.py.",
        meaning="A hook may add datasets when the catalog has been made. They are read where the "
        "hook names a class and literal arguments, as a catalog's file would.",
        before="""
            # hooks.py
            from kedro.framework.hooks import hook_impl
            from kedro_datasets.pandas import CSVDataset


            class Datasets:
                @hook_impl
                def after_catalog_created(self, catalog):
                    for name in ("sales", "costs"):
                        catalog[name] = CSVDataset(filepath=f"data/{name}.csv")

            # settings.py
            from shop.hooks import Datasets

            HOOKS = (Datasets(),)
        """,
        after="""
            src/shop/hooks.py:9: K223 warning: A hook adds name to the catalog in a
            way that can't be read
        """,
        differs=True,
    ),
    "K230": Rule(
        "warning",
        "CONFIG_LOADER_ARGS names no base_env, so Kedro reads all of {folder} as one environment",
        "Name base_env and default_run_env in settings.py if {folders} are meant to be "
        "environments; else nothing.",
        meaning="What a project gives as CONFIG_LOADER_ARGS replaces all of Kedro's own arguments, "
        "the names of the two environments among them. Without these Kedro reads every file below "
        "the folder at once and `--env` changes nothing. The new project has just that: one "
        "environment with all of it, and `--env` with another name is refused.",
        before="""
            # settings.py
            CONFIG_LOADER_ARGS = {"merge_strategy": {"parameters": "soft"}}

            # conf/base/parameters.yml
            rate: 1

            # conf/prod/parameters.yml
            limit: 9
        """,
        after="""
            src/shop/settings.py:1: K230 warning: CONFIG_LOADER_ARGS names no base_env,
            so Kedro reads all of conf as one environment
        """,
    ),
}
