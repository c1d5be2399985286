"""The catalog gets a dataset and a parameter that no file names."""

from kedro.framework.hooks import hook_impl
from kedro.io import MemoryDataset
from kedro_datasets.json import JSONDataset


class Datasets:
    @hook_impl
    def after_catalog_created(self, catalog):
        catalog["made"] = JSONDataset(filepath="data/made.json", save_args={"indent": 1})
        catalog["params:threshold"] = MemoryDataset(0.5)
