"""Datasets that a hook adds to the catalog."""

from config_in_python.hooks import Datasets

HOOKS = (Datasets(),)
