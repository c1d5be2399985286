"""The README of a written project says only what works: its commands and its pieces of code are
run, one after the other, in a copy of the project.

`pip install` is left out: what it installs is there. A version to load is one that a run has saved.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from comparison_project.data import write_tables
from migrate.api import plan_migration, write_project

ROOT = Path(__file__).resolve().parents[3]
PROJECTS = ["kedro_side", "orders", "transcoding", "typed"]
FENCE = re.compile(r"```(sh|python)\n(.*?)```", re.DOTALL)
# Tests of notebooks have brought IPython along, which no written project needs: with it, plotly
# imports it in one thread while matplotlib looks into the half of it in another.
WITHOUT_IPYTHON = "import sys\n\nsys.modules['IPython'] = None\n"
FILE = re.compile(r"In `([^`]*\.py)`[^`]*(`datasets`)?[^`]*:\s*$")

pytestmark = pytest.mark.integration


@pytest.fixture(params=PROJECTS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name = request.param
    source = ROOT / name if name == "kedro_side" else ROOT / "tests/projects" / name / "kedro"
    shutil.copytree(source, tmp_path / "kedro")
    if name == "kedro_side":
        write_tables(tmp_path / "kedro/data/01_raw", rows=300)
    write_project(plan_migration(tmp_path / "kedro", tmp_path / "new"))
    return tmp_path / "new"


def steps(readme: str) -> Iterator[tuple[str, str, str]]:
    """What a README has people do: a language, the code, and the text before it."""
    prose, _, table = readme.partition("| Kedro | here |")
    end = 0
    for fence in FENCE.finditer(prose):
        yield fence[1], fence[2], prose[end : fence.start()]
        end = fence.end()
    for row in table.strip().splitlines()[1:]:
        kedro, here = re.findall(r"(?<=\| )(.*?)(?= \|)", row)
        assert kedro.startswith("`kedro ")
        for code in re.findall(r"`([^`]*)`", here):
            yield "python" if code.startswith("driver.") else "sh", code, ""


def act(root: Path, language: str, code: str, before: str) -> None:
    place = FILE.search(before)
    if place and place[2]:
        path = root / place[1]
        start, function, datasets = path.read_text().partition("def datasets(")
        path.write_text(start + function + datasets.replace("\n    }\n", f"\n{code}    }}\n", 1))
    elif place:
        with (root / place[1]).open("a") as file:
            file.write(f"\n\n{code}")
    elif language == "python":
        start = "" if "import" in code else f"from {package_of(root)} import driver\n"
        run(root, [sys.executable, "-c", start + code])
    else:
        for line in code.splitlines():
            command(root, line)


def command(root: Path, line: str) -> None:
    if re.fullmatch(r"\S+\.py", line):
        assert (root / line).is_file()
    elif not line.startswith("pip install "):
        if versioned := re.search(r"(\S+):VERSION", line):
            line = line.replace("VERSION", saved_version(root, versioned[1]))
        is_drawn = "--show" not in line or shutil.which("dot")
        run(root, ["sh", "-ec", line], 0 if is_drawn else 2)


def saved_version(root: Path, dataset: str) -> str:
    package = package_of(root)
    code = f"from {package} import catalog; print(catalog.datasets()['{dataset}'].path)"
    place = run(root, [sys.executable, "-c", code]).strip()
    return max(path.name for path in (root / place).iterdir())


def package_of(root: Path) -> str:
    (package,) = (path.parent.name for path in root.glob("*/driver.py"))
    return package


def run(root: Path, arguments: list[str], code: int = 0) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    begin = root.parent / "begin"
    begin.mkdir(exist_ok=True)
    (begin / "sitecustomize.py").write_text(WITHOUT_IPYTHON)
    imports = os.pathsep.join(map(str, (begin, root)))
    done = subprocess.run(
        arguments,
        cwd=root,
        env={**os.environ, "PATH": path, "MPLBACKEND": "Agg", "PYTHONPATH": imports},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, f"{arguments}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_all_that_it_says_works(written: Path) -> None:
    done = list(steps((written / "README.md").read_text()))
    assert len(done) > 15
    for language, code, before in done:
        act(written, language, code, before)
    made = {each.parent.name for each in written.glob("*/about.txt")}
    # Datasets have environments where these differ.
    (catalog,) = written.glob("*/catalog.py")
    differ = "environment: str" in catalog.read_text()
    assert made == ({"local", "small"} if differ else {"data"})
