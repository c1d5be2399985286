"""Configuration: catalog and parameters of every environment, as Kedro merges them."""
