"""The names of dataset classes: every spelling that Kedro ever had, to the one of today."""

from __future__ import annotations

from typing import Any

# Prefixes under which Kedro kept its own dataset classes over the years.
_LIBRARIES = (
    "kedro.extras.datasets.",
    "kedro_datasets.",
    "kedro.contrib.io.",
    "kedro.io.",
)
# The folders of kedro-datasets, which stand in a catalog without a prefix.
# fmt: off
_GROUPS = frozenset({
    "api", "biosequence", "dask", "databricks", "email", "geopandas", "holoviews", "huggingface",
    "ibis", "json", "langchain", "matlab", "matplotlib", "networkx", "openxml", "pandas",
    "partitions", "pickle", "pillow", "plotly", "polars", "redis", "snowflake", "spark",
    "svmlight", "tensorflow", "text", "tracking", "video", "yaml",
})
# fmt: on
# Classes of kedro.io itself.
_CORE = frozenset({"MemoryDataset", "CachedDataset", "SharedMemoryDataset", "LambdaDataset"})
_RENAMED = {
    "geopandas.GeoJSONDataset": "geopandas.GenericDataset",
    "matplotlib.MatplotlibWriter": "matplotlib.MatplotlibDataset",
    "polars.GenericDataset": "polars.EagerPolarsDataset",
    "tracking.JSONDataset": "json.JSONDataset",
    "tracking.MetricsDataset": "json.JSONDataset",
    "video.VideoDataset": "kedro_datasets_experimental.video.VideoDataset",
}
# Classes that stood in kedro.io or kedro.contrib.io without a group.
_OLD_CLASSES = {
    "BioSequenceLocalDataset": "biosequence.BioSequenceDataset",
    "CSVLocalDataset": "pandas.CSVDataset",
    "ExcelLocalDataset": "pandas.ExcelDataset",
    "FeatherLocalDataset": "pandas.FeatherDataset",
    "GeoJSONLocalDataset": "geopandas.GenericDataset",
    "HDFLocalDataset": "pandas.HDFDataset",
    "IncrementalDataset": "partitions.IncrementalDataset",
    "JSONDataset": "json.JSONDataset",
    "JSONLocalDataset": "json.JSONDataset",
    "MatplotlibLocalWriter": "matplotlib.MatplotlibDataset",
    "MatplotlibWriter": "matplotlib.MatplotlibDataset",
    "NetworkXLocalDataset": "networkx.JSONDataset",
    "ParquetLocalDataset": "pandas.ParquetDataset",
    "PartitionedDataset": "partitions.PartitionedDataset",
    "PickleLocalDataset": "pickle.PickleDataset",
    "SQLQueryDataset": "pandas.SQLQueryDataset",
    "SQLTableDataset": "pandas.SQLTableDataset",
    "SparkDataset": "spark.SparkDataset",
    "SparkHiveDataset": "spark.SparkHiveDataset",
    "SparkJDBCDataset": "spark.SparkJDBCDataset",
    "TextLocalDataset": "text.TextDataset",
    "YAMLLocalDataset": "yaml.YAMLDataset",
}
# Versioned by the class itself, whatever the entry says.
_ALWAYS_VERSIONED = frozenset({"tracking.JSONDataset", "tracking.MetricsDataset"})
# Where an entry holds the entry of another dataset; what is no mapping of these is its class, or
# a checkpoint itself.
_NESTED = ("dataset", "data_set", "response_dataset", "checkpoint")


def canonical_type(written: str) -> str:
    """The class of a catalog entry: "pandas.CSVDataset" for one of kedro-datasets, "MemoryDataset"
    and the like for Kedro's own, else the dotted import path as it stands.
    """
    spelled = _spelled(written)
    return _RENAMED.get(spelled, spelled)


def _spelled(written: str) -> str:
    library = next((prefix for prefix in _LIBRARIES if written.startswith(prefix)), "")
    parts = written[len(library) :].split(".")
    name = parts[-1]
    if name.endswith("DataSet"):
        name = name.removesuffix("DataSet") + "Dataset"
    misplaced = library == "kedro.io." and parts[0] in _GROUPS  # it never held any groups
    if (misplaced or library not in ("kedro.io.", "kedro.contrib.io.")) and len(parts) > 1:
        known = parts[0] in _GROUPS or library
        return f"{parts[0]}.{name}" if known else written
    if name in _CORE and (library or len(parts) == 1):
        return name
    if name in _OLD_CLASSES and (library or len(parts) == 1):
        return _OLD_CLASSES[name]
    return written


def canonical_config(written: str, config: dict[str, Any]) -> dict[str, Any]:
    """The arguments of an entry of the type `written`, the types of nested entries canonical."""
    nested = {
        key: _nested(config[key])
        for key in _NESTED
        if key in config and not (key == "checkpoint" and isinstance(config[key], str))
    }
    versioned = {"versioned": True} if _spelled(written) in _ALWAYS_VERSIONED else {}
    return {**config, **nested, **versioned}


def _nested(entry: Any) -> Any:
    if isinstance(entry, str):
        return canonical_type(entry)
    if isinstance(entry, dict) and isinstance(entry.get("type"), str):
        return {**entry, "type": canonical_type(entry["type"])}
    return entry
