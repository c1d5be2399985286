"""The section "Hamilton UI" of docs/hamilton.md: its server, and what it is told of runs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comparison_project.features.viewers.servers import free_port
from comparison_project.features.viewers.tracked import USER, new_project
from kept.sides import Sides
from kept.test_at_home import ALL, SUMS, UI, project, saved, sections, sides  # noqa: F401

SECTION = dict(sections())[UI]
(START,) = re.findall(r"```sh\n(.*?)```", SECTION, re.S)
RUN, RUN_WITH_INPUTS = re.findall(r"```python\n(.*?)```", SECTION, re.S)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The server of the section, on a free port of the loopback."""
    pytest.importorskip("hamilton_ui")
    pytest.importorskip("hamilton_sdk")
    port = free_port()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    server = subprocess.Popen(
        ["bash", "-euc", START.replace("8241", str(port))],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until = time.monotonic() + 120
        while server.poll() is None and time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def ask(url: str, path: str) -> Any:
    import requests

    answer = requests.get(f"{url}/api/v1/{path}", headers={"x-api-user": USER}, timeout=60)
    answer.raise_for_status()
    return answer.json()


@pytest.mark.integration
def test_runs_of_the_same_code_share_a_version(
    url: str,
    sides: Sides,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HAMILTON_API_URL", url)
    assert new_project(url, "shop") == 1

    def run(code: str, report: str) -> None:
        script = tmp_path / "snippet.py"
        script.write_text(f"{code}\nassert found == {{'report': {report!r}}}, found\n")
        subprocess.run([sys.executable, str(script)], cwd=tmp_path, check=True)

    run(RUN, SUMS)
    run(RUN, SUMS)
    assert saved(sides) == ALL
    run(RUN_WITH_INPUTS, SUMS.replace("sums:", "totals:"))
    module = sides.written / "shop" / "p.py"
    kept = module.read_text()
    try:
        module.write_text(kept.replace("{title}: ", "{title} = "))
        run(RUN, SUMS.replace(":", " =", 1))
    finally:
        module.write_text(kept)

    runs = sorted(ask(url, "dag_runs/latest/?project_id=1"), key=lambda each: each["id"])
    assert [each["run_status"] for each in runs] == ["SUCCESS"] * 4
    assert [each["dag_template"] for each in runs] == [1, 1, 1, 2]
    assert "totals" in str(runs[2]["inputs"])
    (version,) = ask(url, "dag_templates/1")
    nodes = {each["name"]: each for each in version["nodes"]}
    assert nodes["report"]["documentation"] == "The sums, told."
    assert nodes["report"]["output"] == {"type_name": "<class 'str'>"}
    assert nodes["numbers"]["documentation"].startswith("Loaded from ")
    assert "shop.p.report" in {each["name"] for each in version["code_artifacts"]}
