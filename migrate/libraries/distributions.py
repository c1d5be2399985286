"""What has to be installed for an import: distributions that are called otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

_OPENCV = ("opencv-python", "opencv-python-headless", "opencv-contrib-python")
# Modules whose distribution has another name, or may be one of several: the usual one first.
_NAMES: dict[str, tuple[str, ...]] = {
    "Bio": ("biopython",),
    "Crypto": ("pycryptodome",),
    "Levenshtein": ("levenshtein", "python-levenshtein"),
    "MySQLdb": ("mysqlclient",),
    "OpenSSL": ("pyopenssl",),
    "PIL": ("pillow", "pillow-simd"),
    "PyEMD": ("emd-signal",),
    "attr": ("attrs",),
    "azureml": ("azureml-core",),
    "bs4": ("beautifulsoup4",),
    "bson": ("pymongo",),
    "cv2": (*_OPENCV, "opencv-contrib-python-headless"),
    "dateutil": ("python-dateutil",),
    "delta": ("delta-spark",),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "faiss": ("faiss-cpu", "faiss-gpu"),
    "fitz": ("pymupdf",),
    "git": ("gitpython",),
    "haystack": ("haystack-ai", "farm-haystack"),
    "hydra": ("hydra-core",),
    "ibis": ("ibis-framework",),
    "igraph": ("igraph", "python-igraph"),
    "imblearn": ("imbalanced-learn",),
    "jose": ("python-jose",),
    "jwt": ("pyjwt",),
    "kafka": ("kafka-python",),
    "kedro_datasets_experimental": ("kedro-datasets",),
    "ldap": ("python-ldap",),
    "magic": ("python-magic",),
    "mpl_toolkits": ("matplotlib",),
    "nacl": ("pynacl",),
    "onnxruntime": ("onnxruntime", "onnxruntime-gpu"),
    "pkg_resources": ("setuptools",),
    "pl_bolts": ("lightning-bolts",),
    "pptx": ("python-pptx",),
    "psycopg": ("psycopg", "psycopg-binary"),
    "psycopg2": ("psycopg2", "psycopg2-binary"),
    "pylab": ("matplotlib",),
    "rest_framework": ("djangorestframework",),
    "serial": ("pyserial",),
    "skbio": ("scikit-bio",),
    "skgstat": ("scikit-gstat",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn", "scikit-learn-intelex"),
    "sklearn_extra": ("scikit-learn-extra",),
    "sklego": ("scikit-lego",),
    "skmultilearn": ("scikit-multilearn",),
    "skopt": ("scikit-optimize",),
    "sksurv": ("scikit-survival",),
    "slugify": ("python-slugify",),
    "telegram": ("python-telegram-bot",),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos"),
    "umap": ("umap-learn",),
    "usb": ("pyusb",),
    "websocket": ("websocket-client",),
    "wx": ("wxpython",),
    "yaml": ("pyyaml",),
    "zmq": ("pyzmq",),
}
# Modules that many distributions share: no name of their own can be installed.
_SHARED = frozenset({"azure", "google", "ruamel"})
_FILES = re.compile(
    r"(?:.*/)?(?:.*requirements.*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)"
    r"|environment\.ya?ml|Pipfile)"
)
_NAME = re.compile(r"(?<![\w./-])[A-Za-z][\w.-]*\w")


def stated(texts: Mapping[str, str]) -> frozenset[str]:
    """The distributions that a project's files of requirements name (among other words)."""
    found = (text for path, text in texts.items() if _FILES.fullmatch(path))
    lines = (line.partition("#")[0] for text in found for line in text.splitlines())
    return frozenset(normal(name) for line in lines for name in _NAME.findall(line))


def distributions(roots: Iterable[str], known: Set[str]) -> set[str]:
    """What has to be installed for some imports (their first parts); `known` are the names that
    the project itself has for it: they come first."""
    return {name for root in roots for name in _distributions(root, known)}


def _distributions(root: str, known: Set[str]) -> Iterable[str]:
    if root in _SHARED and (found := {name for name in known if name.startswith(f"{root}-")}):
        return found
    names = _NAMES.get(root, (normal(root),))
    return [next((name for name in names if name in known), names[0])]


def normal(name: str) -> str:
    """The name of a distribution, as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
