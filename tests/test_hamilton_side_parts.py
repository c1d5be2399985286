"""Parts of the example: what run.py leaves of them is what Kedro leaves, or both refuse them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from running import python
from test_hamilton_side import HAMILTON_SIDE, ROOT

from comparison_project.data import write_tables

pytestmark = pytest.mark.integration

MODEL = "active_modelling_pipeline"
BRANCHES = ["model_input_check", "engine_use", "location_ranking", "price_by_policy"]
BRANCHES += [f"{MODEL}.data_split", "candidate_modelling_pipeline.data_split"]


class Part(NamedTuple):
    """A part as Kedro's session is told, and as run.py is; both refuse it, or neither."""

    kedro: dict[str, Any]
    arguments: str
    refused: bool = False


PARTS = [
    Part({"from_nodes": [f"{MODEL}.predict_prices_node"]}, f"--from {MODEL}.predictions"),
    Part({"from_nodes": ["compare_models_node"]}, "--from model_comparison"),
    Part(
        {"from_nodes": ["drop_repeated_companies_node"], "to_nodes": ["summarise_companies_node"]},
        "--from unique_companies --to company_summary",
    ),
    Part({"from_inputs": ["model_input_table"]}, f"--from {','.join(BRANCHES)}"),
    Part({"from_nodes": [f"{MODEL}.predict_prices_node"]}, "--from active_predictions"),
    Part(
        {"from_inputs": ["active_predictions"]},
        f"--from {MODEL}.metrics,active_predictions_plot",
    ),
    Part(
        {"from_inputs": ["reviews"], "to_outputs": ["missing_scores"]},
        "--from reviews missing_scores",
    ),
    Part({"to_nodes": ["check_scores_node"]}, "--to checked_reviews"),
    Part({"to_outputs": ["outdated_companies"]}, "--to outdated_companies"),
    Part(
        {"node_names": [f"{MODEL}.predict_prices_node", "plot_active_predictions_node"]},
        f"--nodes {MODEL}.predictions,active_predictions_plot",
    ),
    Part(
        {"node_names": ["plot_active_predictions_node", "compare_models_node"]},
        "--nodes active_predictions_plot,model_comparison",
    ),
    Part({"tags": ["evaluation"]}, "--tags evaluation"),
    Part(
        {"tags": ["evaluation", "figure"], "from_inputs": ["active_predictions"]},
        f"--tags evaluation,figure --from {MODEL}.metrics,active_predictions_plot",
    ),
    Part({"tags": ["figure"]}, "--tags figure", refused=True),
    Part(
        {"from_nodes": ["create_model_input_table_node"]}, "--from model_input_table", refused=True
    ),
    Part({"node_names": [f"{MODEL}.train_model_node"]}, f"--nodes {MODEL}.regressor", refused=True),
]
KEDRO = """
import json, shutil, sys
from pathlib import Path
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project

root, start, out, parts = Path.cwd(), *map(Path, sys.argv[1:3]), json.loads(sys.argv[3])
bootstrap_project(root)
for number, part in enumerate(parts):
    shutil.rmtree(root / "data")
    shutil.copytree(start, root / "data")
    try:
        with KedroSession.create(root) as session:
            session.run(**part)
    except ValueError:
        continue
    shutil.copytree(root / "data", out / str(number))
"""
HAMILTON = """
import json, shutil, sys
from pathlib import Path
import run

start, out, parts = *map(Path, sys.argv[1:3]), json.loads(sys.argv[3])
for number, arguments in enumerate(parts):
    root = out / str(number)
    shutil.copytree(start, root / "data")
    try:
        run.main([*arguments.split(), "--data-root", str(root)])
    except SystemExit as end:
        assert end.code == 2
        shutil.rmtree(root)
"""


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The data that every part starts from, and what each leaves, in a folder of its number.

    What lies there comes from two runs, and the tables from none, so that what is loaded is not
    what would be computed.
    """
    work = tmp_path_factory.mktemp("parts")
    kedro, start = work / "kedro", work / "start"
    start.mkdir()
    shutil.copytree(ROOT / "kedro_side", kedro)
    for rows, folders in ((300, "0[237]*"), (200, "0[568]*")):
        write_tables(kedro / "data/01_raw", rows=rows)
        python("-m", "kedro", "run", cwd=kedro)
        for folder in (kedro / "data").glob(folders):
            shutil.move(folder, start / folder.name)
    write_tables(start / "01_raw", rows=250, seed=1)
    parts = json.dumps([part.kedro for part in PARTS])
    python("-c", KEDRO, str(start), str(work / "of_kedro"), parts, cwd=kedro)
    parts = json.dumps([part.arguments for part in PARTS])
    arguments = ("-c", HAMILTON, str(start), str(work / "of_hamilton"), parts)
    python(*arguments, cwd=HAMILTON_SIDE)
    return start, work / "of_kedro", work / "of_hamilton"


def contents(folder: Path, start: Path) -> dict[str, object]:
    """The files below a folder; versions that `start` has not are new ones."""
    found: dict[str, object] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = path.relative_to(folder).as_posix()
        if not (start / name).exists():
            name = re.sub(r"/[\d-]+T[^/]*Z/", "/new/", name)
        is_sheet = path.suffix == ".xlsx"  # which tells when it was written
        found[name] = pd.read_excel(path).to_csv() if is_sheet else path.read_bytes()
    return found


@pytest.mark.parametrize(
    ("number", "part"), [*enumerate(PARTS)], ids=[part.arguments for part in PARTS]
)
def test_a_part_leaves_kedros_files(
    sides: tuple[Path, Path, Path], number: int, part: Part
) -> None:
    start, kedro, hamilton = sides
    found = [root.exists() for root in (kedro / str(number), hamilton / str(number))]
    assert found == [not part.refused] * 2
    if not part.refused:
        left = contents(kedro / str(number), start)
        assert contents(hamilton / str(number) / "data", start) == left
        assert (left != contents(start, start)) == (part.arguments != "--to checked_reviews")
