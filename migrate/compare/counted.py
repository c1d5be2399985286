"""What a person meets in a project: files, names of the framework, concepts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Framework = Literal["kedro", "hamilton"]

_TEXTS = (".py", ".yml", ".yaml", ".toml")
# Data, tests, and what belongs to tools.
_BESIDE = re.compile(r"(^|/)(\.|__pycache__/|node_modules/)|^(src/)?(data|tests?|build)/")
_PACKAGES = {"kedro": ("kedro", "kedro_datasets"), "hamilton": ("hamilton",)}


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that one has to know to read a project: where it shows, and what it is."""

    name: str
    about: str
    suffixes: str  # of the files that it shows in
    shows: str  # a regular expression; "" if a file's name says it
    path: str = ""  # a regular expression for the file's path


PY, YAML, ANY = ".py", ".yml .yaml", ".py .yml .yaml .toml"
CONCEPTS: dict[Framework, tuple[Concept, ...]] = {
    "kedro": (
        Concept("node", "a function with the names of its inputs and outputs", PY, r"\b[Nn]ode\("),
        Concept("pipeline", "a list of nodes", PY, r"\b[Pp]ipeline\("),
        Concept("create_pipeline", "what Kedro looks for", PY, r"def create_pipeline\b"),
        Concept("registry", "which pipelines there are", PY, "", r"pipeline_registry\.py$"),
        Concept("find_pipelines", "pipelines found by their folders", PY, r"\bfind_pipelines\("),
        Concept("settings", "names that Kedro reads", PY, r"(?m)^[A-Z]", r"settings\.py$"),
        Concept("hooks", "functions that Kedro calls around nodes", PY, r"@hook_impl"),
        Concept("catalog entry", "a dataset by name", YAML, r"(?m)^\s+type:", r"catalog"),
        Concept("dataset type", "a class that loads and saves", YAML, r"\w+\.\w+Data[sS]et"),
        Concept("load_args, save_args", "arguments of the library", YAML, r"\b(load|save)_args:"),
        Concept("dataset factory", "a pattern of names", YAML, r"(?m)^[\"'].*\{\w+\}.*:"),
        Concept("versioned dataset", "a file for each run", YAML, r"\bversioned: *true"),
        Concept("credentials", "secrets by name", YAML, r"\bcredentials:"),
        Concept("layer and metadata", "notes for Kedro-Viz", YAML, r"\bkedro-viz:"),
        Concept("transcoding", "one dataset, two types", ANY, r"\w@(pandas|spark|polars|\w+)\""),
        Concept("params: prefix", "how a node asks for a parameter", PY, r"[\"']param(s:|eters\b)"),
        Concept("parameters file", "their values", YAML, "", r"parameters[^/]*\.ya?ml$"),
        Concept("globals", "values that all files share", YAML, "", r"globals[^/]*\.ya?ml$"),
        Concept("interpolation", "OmegaConf's ${...}", YAML, r"\$\{"),
        Concept("environment", "a folder over conf/base", YAML, "", r"conf/(?!base/|local/)\w+/"),
        Concept("namespace", "a pipeline used under a name", PY, r"\bnamespace="),
        Concept("tags", "groups of nodes", PY, r"\btags="),
        Concept("confirms", "what a node confirms", PY, r"\bconfirms="),
    ),
    "hamilton": (
        Concept("function", "is a node, named for what it makes", PY, r"(?m)^def [a-z]"),
        Concept("parameter", "names what a function needs", PY, r"(?m)^def [a-z]\w*\(\s*\w"),
        Concept("_helper", "a leading _ is no node", PY, r"(?m)^def _[a-z]"),
        Concept("Builder", "makes a driver of modules", PY, r"\bBuilder\("),
        Concept("Driver", "executes what is asked for", PY, r"\bDriver\b|\bdriver\.build"),
        Concept("config", "values known when the graph is built", PY, r"\bwith_config\("),
        Concept("inputs", "values of one call", PY, r"\binputs\b"),
        Concept("adapter", "acts on graphs, nodes or runs", PY, r"\bwith_adapters\(|lifecycle"),
        Concept("@parameterize", "one function, several nodes", PY, r"@parameterize\b"),
        Concept("source, value", "what a row of it takes", PY, r"\b(source|value)\("),
        Concept("@extract_fields", "a dict is several nodes", PY, r"@extract_fields\b"),
        Concept("@unpack_fields", "a tuple is several nodes", PY, r"@unpack_fields\b"),
        Concept("@extract_columns", "columns are nodes", PY, r"@extract_columns\b"),
        Concept("subdag", "a module used under a name", PY, r"@(parameterized_)?subdag\b"),
        Concept("@inject", "inputs with other names", PY, r"@inject\b"),
        Concept("@tag", "facts about a node", PY, r"@tag(_outputs)?\b"),
        Concept("@config.when", "a function for one config", PY, r"@config\.when"),
        Concept("@check_output", "what a value must be", PY, r"@check_output"),
        Concept("load_from, save_to", "Hamilton's own I/O", PY, r"@(load_from|save_to|dataloader)"),
        Concept("Parallelizable", "a node for each item", PY, r"\bParallelizable\b"),
    ),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """`files` that hold code or configuration, the framework's names that they import, and the
    names of the concepts in `CONCEPTS` that show in them.
    """

    files: int
    imports: tuple[str, ...]
    concepts: tuple[str, ...]


def counted(root: Path, framework: Framework) -> Counted:
    """Count a project. Files that can't be read or parsed count as files only."""
    texts = dict(_texts(root))
    trees = (text for path, text in texts.items() if path.endswith(PY))
    imports = {name for text in trees for name in _imported(text, _PACKAGES[framework])}
    concepts = [each.name for each in CONCEPTS[framework] if _is_met(each, texts.items())]
    return Counted(len(texts), tuple(sorted(imports)), tuple(concepts))


def _texts(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(root.rglob("*")):
        near = path.relative_to(root).as_posix()
        if path.suffix in _TEXTS and not _BESIDE.search(near) and path.is_file():
            yield near, path.read_text(encoding="utf-8", errors="replace")


def _is_met(concept: Concept, texts: Iterable[tuple[str, str]]) -> bool:
    return any(
        path.endswith(tuple(concept.suffixes.split()))
        and re.search(concept.path, path)
        and re.search(concept.shows, text)
        for path, text in texts
    )


def _imported(text: str, packages: tuple[str, ...]) -> Iterator[str]:
    """The dotted names that a module imports from some packages."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            found = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        else:
            continue
        yield from (name for name in found if name.split(".")[0] in packages)
