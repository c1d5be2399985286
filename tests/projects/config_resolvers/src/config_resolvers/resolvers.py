"""What the configuration computes."""

from omegaconf import OmegaConf

REGIONS = {"nl": "eu-west", "us": "us-east"}


def region_of(country):
    return REGIONS[country]


def kinds(*values):
    """Kedro gives OmegaConf's containers for what is referred to, plain ones for what is not."""
    return [type(value).__name__ for value in values]


def deep_merged(under, over):
    """No dict of Python is in OmegaConf's containers, so nothing is merged below the top."""
    found = dict(under)
    for key, value in over.items():
        found[key] = deep_merged(found[key], value) if isinstance(value, dict) else value
    return found


def soft_merged(under, over):
    """One of OmegaConf's containers."""
    return OmegaConf.merge(under, over)


def picked(settings):
    return settings.inner.b


def merged(under, over):
    return {**under, **over}
