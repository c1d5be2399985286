"""Clean the raw tables."""

import pandas as pd


def clean(rides: pd.DataFrame, shortest: int) -> pd.DataFrame:
    """Rides from a known station that took a while, the latest first."""
    kept = rides.drop_duplicates().dropna(subset=["station"])
    kept = kept[kept["minutes"] >= shortest]
    kept["started"] = pd.to_datetime(kept["started"])
    kept["area"] = kept["station"].str[0]
    kept["station"] = kept["station"].str[1:]
    return kept.sort_values(["started", "ride"], ascending=False)


def by_code(stations: pd.DataFrame) -> pd.DataFrame:
    """Stations under their number."""
    stations["number"] = stations["code"].str[1:].astype(int)
    return stations.set_index("number").sort_index()
