"""Hooks of the project."""

import logging

from kedro.framework.hooks import hook_impl


class Announce:
    """Says when a run begins."""

    @hook_impl
    def before_pipeline_run(self, run_params):
        logging.getLogger(__name__).info("Here we go, in %s.", run_params["env"])
