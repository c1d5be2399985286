"""Where the configuration comes from; all else is Kedro's default."""

CONFIG_LOADER_ARGS = {
    "base_env": "base",
    "default_run_env": "local",
}
