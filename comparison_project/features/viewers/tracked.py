"""One run of a dataflow, told to a Hamilton UI: ``python -m ...viewers.tracked URL PROJECT ...``.

It runs in a process of its own, since the tracker sends what is left when its process ends.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

USER = "reader@example.com"


def new_project(url: str, name: str) -> int:
    """Make a project; the local server asks for no password and knows whoever gives a name."""
    import requests

    everyone: dict[str, list[int]] = {
        f"{kind}_ids_{right}": [] for kind in ("user", "team") for right in ("visible", "writable")
    }
    about = {"name": name, "description": name, "tags": {}, "attributes": []}
    visibility = {**everyone, "user_ids_writable": [USER]}
    answer = requests.post(
        f"{url}/api/v1/projects",
        json={**about, "visibility": visibility},
        headers={"x-api-user": USER},
        timeout=60,
    )
    answer.raise_for_status()
    return int(answer.json()["id"])


def tracker(url: str, project: int, dataflow: str) -> Any:
    """Hamilton's adapter that tells of runs."""
    from hamilton_sdk.adapters import HamiltonTracker

    return HamiltonTracker(
        project_id=project,
        username=USER,
        dag_name=dataflow,
        tags={"team": "pricing"},
        hamilton_api_url=url,
        hamilton_ui_url=url,
    )


def run_spaceflights(url: str, project: int, parameters: dict[str, Any]) -> None:
    """Run the written project in the current folder."""
    sys.path.insert(0, str(Path.cwd()))
    from spaceflights import driver

    flow = driver.build(parameters=parameters, adapters=[tracker(url, project, "spaceflights")])
    flow.execute(list(driver.PIPELINES["__default__"].outputs))


def run_columns(url: str, project: int) -> None:
    """Run a dataflow whose nodes are columns."""
    import pandas as pd
    from hamilton.driver import Builder
    from hamilton.io.materialization import to

    from comparison_project.features.viewers import columns

    saver = to.json(id="saved", dependencies=["largest"], path="largest.json")
    flow = Builder().with_modules(columns).with_materializers(saver)
    flow = flow.with_adapters(tracker(url, project, "columns")).build()
    orders = pd.DataFrame({"price": [1.0, 2.5], "pieces": [3, 4]})
    flow.execute(["share", "saved"], inputs={"orders": orders})


if __name__ == "__main__":
    url, project, dataflow, parameters = sys.argv[1:]
    if dataflow == "columns":
        run_columns(url, int(project))
    else:
        run_spaceflights(url, int(project), json.loads(parameters))
