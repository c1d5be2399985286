"""Other names for the configuration's files."""

CONFIG_LOADER_ARGS = {
    "base_env": "common",
    "default_run_env": "laptop",
    "config_patterns": {
        "catalog": ["data*", "data*/**", "**/data*"],
        "parameters": ["options*", "**/options*"],
        "globals": ["shared*"],
    },
}
