"""Settings: all as Kedro has them."""
