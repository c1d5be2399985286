"""Hooks that do nothing but register resolvers."""

from config_resolvers.resolvers import region_of
from kedro.framework.hooks import hook_impl
from omegaconf import OmegaConf


class Resolvers:
    @hook_impl
    def after_context_created(self, context):
        """Of the project and of one line."""
        if not OmegaConf.has_resolver("thrice"):
            OmegaConf.register_new_resolver("thrice", lambda value: 3 * value)
        OmegaConf.register_new_resolver(name="zone", resolver=region_of, replace=True)
