"""Names: what Kedro's datasets, parameters and verbs are called in Hamilton.

A name depends on nothing but itself and what it collides with, so that it stays the same when
other parts of the project change.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping

from migrate.model.dataset_names import is_parameter

# Names that the generated project needs for itself, or that Hamilton refuses.
RESERVED = frozenset(
    {"self", "save_version", "tag", "inject", "parameterize", "parameterized_subdag", "source"}
    | {"value", "extract_fields", "unpack_fields", "Any", "deepcopy"}
)

# What a verb at the start of a function's name makes: `split_data` makes a `data_split`.
NOUNS: Mapping[str, str] = {
    "add": "addition",
    "agg": "aggregate",
    "aggregate": "aggregate",
    "analyse": "analysis",
    "analyze": "analysis",
    "apply": "application",
    "archive": "archive",
    "assess": "assessment",
    "assign": "assignment",
    "backup": "backup",
    "build": "",
    "calc": "",
    "calculate": "",
    "check": "check",
    "clean": "cleaning",
    "cluster": "clusters",
    "collect": "collection",
    "combine": "combination",
    "commit": "commit",
    "compare": "comparison",
    "compute": "",
    "convert": "conversion",
    "copy": "copy",
    "count": "count",
    "create": "",
    "deduplicate": "deduplication",
    "deploy": "deployment",
    "describe": "description",
    "detect": "detection",
    "download": "download",
    "draw": "drawing",
    "drop": "removal",
    "encode": "encoding",
    "engineer": "engineering",
    "enrich": "enrichment",
    "ensure": "assurance",
    "estimate": "estimate",
    "eval": "evaluation",
    "evaluate": "evaluation",
    "explain": "explanation",
    "explore": "exploration",
    "export": "export",
    "extract": "extract",
    "fabricate": "",
    "fetch": "fetch",
    "fill": "filling",
    "filter": "filter",
    "fit": "fit",
    "fix": "correction",
    "format": "format",
    "gen": "",
    "generate": "",
    "get": "",
    "impute": "imputation",
    "init": "",
    "initialise": "",
    "initialize": "",
    "inspect": "inspection",
    "join": "join",
    "load": "load",
    "log": "log",
    "make": "",
    "map": "mapping",
    "measure": "measurement",
    "merge": "merge",
    "migrate": "migration",
    "normalise": "normalisation",
    "normalize": "normalization",
    "notify": "notification",
    "optimise": "optimisation",
    "optimize": "optimization",
    "parse": "parse",
    "partition": "partition",
    "plot": "plot",
    "post": "post",
    "predict": "prediction",
    "prepare": "preparation",
    "preprocess": "preprocessing",
    "print": "printout",
    "process": "processing",
    "publish": "publication",
    "push": "push",
    "rank": "ranking",
    "read": "reading",
    "record": "record",
    "register": "registration",
    "remove": "removal",
    "render": "rendering",
    "report": "report",
    "resolve": "resolution",
    "resample": "resample",
    "run": "run",
    "sample": "sample",
    "save": "storage",
    "scale": "scaling",
    "score": "score",
    "select": "selection",
    "send": "dispatch",
    "separate": "separation",
    "set": "setting",
    "show": "display",
    "shuffle": "shuffle",
    "simulate": "simulation",
    "split": "split",
    "store": "storage",
    "summarise": "summary",
    "summarize": "summary",
    "test": "test",
    "train": "training",
    "transform": "transformation",
    "tune": "tuning",
    "unpack": "unpacking",
    "update": "update",
    "upload": "upload",
    "validate": "validation",
    "verify": "verification",
    "visualise": "visualisation",
    "visualize": "visualization",
    "write": "record",
}


def identifier(name: str) -> str:
    """An identifier for a name that may hold anything; its own self where it is one already.

    The result does not begin with an underscore (Hamilton takes such functions for helpers).
    """
    # As Python reads it: other spellings of a letter are the same name to it.
    normal = unicodedata.normalize("NFKC", name)
    words = "".join(c if f"_{c}".isidentifier() else " " for c in normal).split()
    word = "_".join(words).strip("_") or "dataset"
    if not word.isidentifier():  # it begins with a digit, say
        word = f"n_{word}"
    if normal.isidentifier() and not normal.startswith("_"):
        word = normal
    if keyword.iskeyword(word) or word in RESERVED:
        word += "_"
    return word


_NOUN_ENDINGS = ("ing", "ion", "ment", "sis")


def noun(function: str) -> str:
    """The noun of what a function named by a verb does.

    A name that ends in a noun already is one; with no known verb, it is the function's `_result`.
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", function.strip("_")).lower().split("_")
    if words[0] in NOUNS:
        return "_".join(word for word in (*words[1:], NOUNS[words[0]]) if word) or words[0]
    if words[-1].endswith(_NOUN_ENDINGS) or words[-1] in NOUNS.values():
        return "_".join(words)
    return "_".join([*words, "result"])


def short_hash(text: str) -> str:
    """Four hex digits that tell one name from another one of the same spelling."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:4]


def name_map(datasets: Iterable[str], settled: Mapping[str, str] | None = None) -> dict[str, str]:
    """What each dataset and parameter is called in Hamilton, one to one.

    `settled` are names that stand already. A name that is an identifier keeps it; others give way
    to it, and parameters give way to datasets.
    """
    names = dict(settled or {})
    wanted = sorted(
        set(datasets) - set(names), key=lambda n: (is_parameter(n), identifier(n) != n, n)
    )
    taken = set(names.values())
    for name in wanted:
        word = identifier(name.removeprefix("params:"))
        if word in taken and is_parameter(name):
            word = f"params_{word}"
        if word in taken:
            word = f"{word}_{short_hash(name)}"
        names[name] = word
        taken.add(word)
    return names


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or the first of `wanted_2`, `wanted_3`, ... that is not taken."""
    used = set(taken)
    if wanted not in used:
        return wanted
    number = 2
    while f"{wanted}_{number}" in used:
        number += 1
    return f"{wanted}_{number}"
