"""Resolvers from the project, from here and from OmegaConf."""

import math

from config_resolvers.hooks import Resolvers
from config_resolvers.resolvers import deep_merged, kinds, merged, picked, region_of, soft_merged
from omegaconf.resolvers import oc

SCALE = 10


def scaled(value, by=SCALE):
    return value * by


HOOKS = (Resolvers(),)
CONFIG_LOADER_ARGS = {
    "base_env": "base",
    "default_run_env": "local",
    "custom_resolvers": {
        "region": region_of,
        "merge": merged,
        "kinds": kinds,
        "deep_merge": deep_merged,
        "soft_merge": soft_merged,
        "picked": picked,
        "scaled": scaled,
        "root": lambda value: math.isqrt(value),
        "oc.env": oc.env,
    },
}
