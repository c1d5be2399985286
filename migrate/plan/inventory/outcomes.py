"""What becomes of each kind of thing beside nodes and datasets, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from migrate.model.migration import ConstructOutcome


class Outcome(NamedTuple):
    """An outcome and the advice that goes with it."""

    outcome: ConstructOutcome
    advice: str


class FileRule(NamedTuple):
    """What becomes of files whose path matches a pattern: those that speak of Kedro, and others."""

    pattern: str
    with_kedro: Outcome
    without: Outcome


_TEMPLATE = re.compile(
    r"(?:boilerplate|was) generated using `?Kedro|sphinx-quickstart[\s\S]*\bkedro\b"
)
_WRITE_HOOK = "write it as a Hamilton lifecycle adapter and hand it to driver.build(adapters=...)"
NEVER_RUN = Outcome("dropped", "HOOKS of settings.py does not lead to it, so it never ran")
UNKNOWN = Outcome("manual", "decide what becomes of it")
READ = Outcome("translated", "the configuration of the new project has what it gives")
OUTCOMES: Mapping[str, Outcome] = {
    "config": Outcome("replaced", "catalog.py and parameters.py hold the values that it gave"),
    "hook": Outcome("manual", _WRITE_HOOK),
    "runner": Outcome(
        "manual",
        "Hamilton's executors take the place of runners: see Builder.with_local_executor",
    ),
    "context": Outcome("manual", "what the context prepares belongs into driver.build"),
    "cli": Outcome("manual", "call driver.build from the command instead of a KedroSession"),
    "dataset-class": Outcome(
        "kept", "it comes along on a small base class, where a pipeline uses it"
    ),
    "resolver": Outcome("translated", "the new project calls it where a value needs it"),
    "plugin": Outcome("dropped", "it works on Kedro's session, which is gone"),
}

_GRAPH = "write a hamilton.lifecycle.GraphExecutionHook for driver.build(adapters=...): "
_NODE = "write a hamilton.lifecycle.NodeExecutionHook for driver.build(adapters=...): "
HOOKS: Mapping[str, Outcome] = {
    "after_context_created": Outcome("manual", "do it in driver.build, before the Builder"),
    "after_catalog_created": Outcome("manual", "change what catalog.datasets() returns"),
    "before_pipeline_run": Outcome("manual", f"{_GRAPH}run_before_graph_execution"),
    "after_pipeline_run": Outcome("manual", f"{_GRAPH}run_after_graph_execution"),
    "on_pipeline_error": Outcome(
        "manual", f"{_GRAPH}run_after_graph_execution gets success=False and the error"
    ),
    "before_node_run": Outcome("manual", f"{_NODE}run_before_node_execution"),
    "after_node_run": Outcome("manual", f"{_NODE}run_after_node_execution"),
    "on_node_error": Outcome(
        "manual", f"{_NODE}run_after_node_execution gets success=False and the error"
    ),
    "before_dataset_loaded": Outcome("manual", "do it in the dataset's load in catalog.py"),
    "after_dataset_loaded": Outcome("manual", "do it in the dataset's load in catalog.py"),
    "before_dataset_saved": Outcome("manual", "do it in the dataset's save in catalog.py"),
    "after_dataset_saved": Outcome("manual", "do it in the dataset's save in catalog.py"),
    "before_command_run": Outcome("dropped", "it belongs to the command kedro"),
    "after_command_run": Outcome("dropped", "it belongs to the command kedro"),
    "register_pipelines": Outcome("translated", "driver.PIPELINES has the pipelines"),
    "register_catalog": Outcome("replaced", "catalog.py has the datasets"),
    "register_config_loader": Outcome("replaced", "catalog.py and parameters.py hold the values"),
}

_READ = Outcome("translated", "the configuration was read as it says")
SETTINGS: Mapping[str, Outcome] = {
    "CONF_SOURCE": _READ,
    "CONF_ROOT": _READ,
    "CONFIG_LOADER_CLASS": _READ,
    "CONFIG_LOADER_ARGS": _READ,
    "HOOKS": Outcome("replaced", "each hook has an outcome of its own"),
    "DISABLE_HOOKS_FOR_PLUGINS": Outcome("dropped", "there are no plugins any more"),
    "CONTEXT_CLASS": Outcome("replaced", "driver.build takes the place of the context"),
    "SESSION_STORE_CLASS": Outcome("dropped", "there are no sessions any more"),
    "SESSION_STORE_ARGS": Outcome("dropped", "there are no sessions any more"),
    "DATA_CATALOG_CLASS": Outcome("replaced", "catalog.py takes the place of the catalog"),
}
TEMPLATE_COMMAND = Outcome("replaced", "it is a command of Kedro's template: see run.py")
OWN_SETTING = Outcome("replaced", "Kedro does not read it; it is kept where functions need it")

NO_PARAMETERS = Outcome("translated", "it holds no values")
# Configuration by the beginning of its file's name.
CONFIG: tuple[tuple[str, Outcome], ...] = (
    ("catalog", Outcome("translated", "catalog.py holds its datasets")),
    ("parameters", Outcome("translated", "parameters.py holds its values")),
    (
        "globals",
        Outcome("translated", "catalog.py holds the folders, parameters.py the values"),
    ),
    (
        "credentials",
        Outcome(
            "manual",
            ".env has what datasets ask for by name; where it is not, set CREDENTIALS_<NAME>",
        ),
    ),
    ("logging", Outcome("dropped", "another one is applied, or none: see logs.py")),
    ("", Outcome("dropped", "no reader of it is known: if a function reads it, copy it")),
)


def _either(pattern: str, outcome: ConstructOutcome, advice: str) -> FileRule:
    """A rule that asks nothing of a file's text."""
    both = Outcome(outcome, advice)
    return FileRule(pattern, both, both)


LOGGING = Outcome("translated", "logs.py has its settings, which run.py applies")
COPY = Outcome("dropped", "it has no part in the pipelines: copy it if you want it")
_COMES = Outcome("kept", "it is copied as it is")
_COMMANDS = Outcome("manual", "write python run.py for kedro run: README.md has each command")
_NEEDED = Outcome("replaced", "pyproject.toml names what the new project imports")
TEMPLATE_FILE = Outcome("dropped", "it is of Kedro's template")
# The first pattern that the path within the project matches counts.
PROJECT_FILES: tuple[FileRule, ...] = (
    _either(r"data/", "kept", "it stays where it is; README.md has what copies the inputs"),
    _either(r"(.*/)?\.(git)?keep", "dropped", "it keeps an empty folder"),
    _either(r"(.*/)?\.gitignore", "replaced", "there is a new one"),
    _either(r"(.*/)?\.env.*", "dropped", "it may hold secrets; copy it yourself"),
    _either(r"README.*", "replaced", "there is a new one: add what yours says"),
    FileRule(r"(LICEN[CS]E|NOTICE|COPYING)[^/]*", _COMES, _COMES),
    _either(r"setup\.(py|cfg)", "replaced", f"{_NEEDED.advice}; entry points are left to you"),
    FileRule(
        r"(.*/)?(.*requirements.*\.(txt|in)|setup\.(py|cfg)|environment\.ya?ml|Pipfile(\.lock)?"
        r"|(poetry|uv|pdm)\.lock|conda.*\.ya?ml)",
        _NEEDED,
        _NEEDED,
    ),
    FileRule(
        r"pyproject\.toml",
        *[Outcome("replaced", "the new one has the tables of its own tools")] * 2,
    ),
    _either(r"\.kedro\.yml", "replaced", "driver.py takes its place"),
    _either(r"(.*/)?kedro_cli\.py", "replaced", "run.py takes its place"),
    FileRule(
        r"(.*/)?(Dockerfile|docker-compose|Makefile|Jenkinsfile|Procfile|tox\.ini|noxfile\.py"
        r"|azure-pipelines|\.gitlab-ci|databricks\.yml)[^/]*|\.(github|circleci|gitlab|azure)/.*(?<!\.md)",
        _COMMANDS,
        COPY,
    ),
    # What tools make or read for themselves, and Kedro's own folder.
    FileRule(r"(\.|mlruns/|wandb/|lightning_logs/|logs/|conf/).*|(.*/)?\..*", COPY, COPY),
    FileRule(r"docs/.*", _COMES, _COMES),
    FileRule(
        r".*\.ipynb|notebooks/.*",
        Outcome("kept", "in it, driver.build().execute([...]) takes the place of catalog.load"),
        _COMES,
    ),
    FileRule(r".*\.(sh|bat|ps1)", _COMMANDS, _COMES),
    FileRule(
        r".*\.py",
        Outcome("manual", "it uses Kedro and is no part of the package: call driver.build in it"),
        _COMES,
    ),
    FileRule(r".*", _COMES, _COMES),
)
# Files within the package: code may read them.
PACKAGE_FILES: tuple[FileRule, ...] = (
    _either(r".*/", "manual", "it is a folder that is hidden or a link: copy what the code needs"),
    _either(r"(.*/)?(__main__|run|kedro_cli)\.py", "replaced", "run.py takes its place"),
    _either(r"(.*/)?\.(git)?keep", "dropped", "it keeps an empty folder"),
    FileRule(r"(.*/)?README.*|.*\.md", _COMES, _COMES),
    FileRule(r"(.*/)?requirements.*\.(txt|in)", _NEEDED, _NEEDED),
    FileRule(r".*", _COMES, _COMES),
)


def is_of_template(text: str) -> bool:
    """Whether a document is one that Kedro's templates write."""
    return bool(_TEMPLATE.search(text))
