"""A graph to click through: does each server start, and show the graph?"""

import subprocess
import sys
import time
import urllib.request

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import kedro_project

REGISTRY = """
from kedro.pipeline import node, pipeline

def register_pipelines():
    return {"__default__": pipeline([node(lambda: 3, None, "total")])}
"""
PORT = "23456"


def answer(command: list, url: str) -> str:
    """What a server says at an address, as soon as it says anything."""
    server = subprocess.Popen([sys.executable, *command])
    for _ in range(200):
        try:
            return urllib.request.urlopen(url).read().decode()
        except OSError:
            assert server.poll() is None, "the server has ended"
            time.sleep(0.5)
    raise TimeoutError(url)


def kedro() -> dict:
    import json

    import kedro_viz  # noqa: F401

    kedro_project(REGISTRY)
    command = ["-m", "kedro", "viz", "run", "--host", "127.0.0.1", "--port", PORT, "--no-browser"]
    graph = json.loads(answer(command, f"http://127.0.0.1:{PORT}/api/main"))
    return {"datasets": [each["name"] for each in graph["nodes"] if each["type"] == "data"]}


def hamilton() -> dict:
    import os
    from importlib.resources import files
    from pathlib import Path

    import hamilton_ui

    os.environ["HAMILTON_BASE_DIR"] = str(Path.cwd())
    Path("blobs").mkdir()
    manage = [str(files(hamilton_ui) / "manage.py")]
    settings = "--settings=server.settings_mini"
    subprocess.run([sys.executable, *manage, "migrate", settings], check=True)
    where = ["--insecure", "--noreload", f"127.0.0.1:{int(PORT) + 1}"]
    page = answer([*manage, "runserver", settings, *where], f"http://{where[-1]}/")
    return {"page": "<title>Hamilton" in page}


ROW = Row(
    title="Interactive DAG viewer",
    claim="Kedro: Kedro-Viz. Hamilton: the Hamilton UI.",
    kedro=Side(
        "Kedro-Viz reads a project and shows it, without a run.",
        Probe(
            kedro,
            sees={"datasets": ["total"]},
            says="`kedro viz run` on loopback showed the graph of the project: {datasets}.",
            uses=("REGISTRY", answer),
            needs=("kedro_viz",),
            server=True,
        ),
    ),
    hamilton=Side(
        "The Hamilton UI shows what a tracker has sent to it: a run comes first. It keeps a "
        "database.",
        Probe(
            hamilton,
            sees={"page": True},
            says="Its Django server on loopback answered with its page: {page}.",
            uses=(answer,),
            needs=("hamilton_ui",),
            server=True,
        ),
    ),
    verdict="true",
    better="a matter of taste",
    why="Both start on one's own machine. Kedro-Viz asks for nothing but a project; the UI for a "
    "database and a tracker, and then keeps all runs. The next table compares them.",
)
