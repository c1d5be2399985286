"""Running from a program, again and again, with values in memory: a web service."""

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import kedro_project

REGISTRY = """
from kedro.pipeline import node, pipeline

def register_pipelines():
    total = node(lambda net: net + 1, "params:net", "total")
    return {"__default__": pipeline([total])}
"""


def kedro() -> dict:
    from kedro.framework.session import KedroServiceSession, KedroSession
    from kedro.framework.startup import bootstrap_project

    project = kedro_project(REGISTRY, parameters="net: 1")
    bootstrap_project(project)
    with KedroServiceSession.create(project) as service:
        totals = [service.run(runtime_params={"net": n})["total"].load() for n in (1, 2)]
    with KedroSession.create(project) as session:
        session.run()
        try:
            session.run()
        except Exception as problem:
            return {"service session": totals, "session, second run": type(problem).__name__}
    return {"service session": totals, "session, second run": "ran"}


def kedro_http() -> dict:
    from fastapi.testclient import TestClient
    from kedro.server.http_server import create_http_server

    project = kedro_project(REGISTRY, parameters="net: 1")
    with TestClient(create_http_server(project)) as client:
        answer = client.post("/run", json={"params": {"net": 2}}).json()
    return {"status": answer["status"], "fields": sorted(answer)}


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver

    def total(net: int) -> int:
        return net + 1

    dataflow = ad_hoc_utils.create_temporary_module(total)
    built = driver.Builder().with_modules(dataflow).build()
    return {"totals": [built.execute(["total"], inputs={"net": n})["total"] for n in (1, 2)]}


def hamilton_http() -> dict:
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    from hamilton import ad_hoc_utils, driver

    def total(net: int) -> int:
        return net + 1

    dataflow = ad_hoc_utils.create_temporary_module(total)
    built = driver.Builder().with_modules(dataflow).build()
    app = FastAPI()
    app.get("/total")(lambda net: built.execute(["total"], inputs={"net": int(net)}))
    return {"answer": TestClient(app).get("/total?net=2").json()}


ROW = Row(
    title="Values in memory, in a service",
    claim="Kedro is run from the command line, and values in memory take a hack; Hamilton is run "
    "by a program and returns values, so it fits into a FastAPI service.",
    kedro=Side(
        "A service session runs as often as asked, with parameters of each run, and returns "
        "values; the older session runs once. There is an HTTP server, which tells that a run "
        "succeeded but not what it made.",
        Probe(
            kedro,
            sees={"service session": [2, 3], "session, second run": "KedroSessionError"},
            says="A service session gave {service session} in two runs; a second run of a plain "
            "session raised {session, second run}.",
            uses=("REGISTRY",),
        ),
        Probe(
            kedro_http,
            sees={"status": "success", "fields": ["duration_ms", "run_id", "status"]},
            says="`POST /run` of Kedro's server: {status}; its answer has {fields}, and no values.",
            uses=("REGISTRY",),
            needs=("fastapi", "httpx"),
        ),
    ),
    hamilton=Side(
        "A driver is built once and asked as often as one likes; a route of a service is one line.",
        Probe(
            hamilton,
            sees={"totals": [2, 3]},
            says="One driver gave {totals} in two executions.",
        ),
        Probe(
            hamilton_http,
            sees={"answer": {"total": 3}},
            says="A route of a FastAPI service answered {answer}.",
            needs=("fastapi", "httpx"),
        ),
    ),
    verdict="out of date",
    better="hamilton",
    why="Kedro runs from programs, many times in one process, and has a server of its own. Its "
    "server returns no values, and a caller's data goes in through parameters or a catalog: for a "
    "service that answers with values Hamilton is shorter.",
)
