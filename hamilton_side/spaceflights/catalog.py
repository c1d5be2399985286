"""The data catalog: where each dataset lies, and how it is loaded and saved."""

import json
import pickle
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from spaceflights.storage import Dataset


def _by_method(name: str, data: Any, path: Any, /, **arguments: Any) -> None:
    getattr(data, name)(path, **arguments)


def _read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _write_json(data: Any, path: Path, **arguments: Any) -> None:
    path.write_text(json.dumps(data, **arguments))


def _read_pickle(path: Path, **arguments: Any) -> Any:
    with path.open("rb") as file:
        return pickle.load(file, **arguments)


def _write_pickle(data: Any, path: Path, **arguments: Any) -> None:
    with path.open("wb") as file:
        pickle.dump(data, file, **arguments)


def _read_plotly_json(path: Path, **arguments: Any) -> Any:
    import plotly.io

    return plotly.io.read_json(path, **arguments)


def _write_figure(figure: Any, path: Path, **arguments: Any) -> None:
    import matplotlib.pyplot as plt

    with path.open("wb") as file:
        figure.savefig(file, **arguments)
    plt.close("all")


def _write_chart(
    data: Any, path: Path, kind: str, theme: str, fig: Any, layout: Any, **arguments: Any
) -> None:
    import plotly.express

    figure = getattr(plotly.express, kind)(data, **fig)
    figure.update_layout(template=theme).update_layout(layout)
    path.write_text(figure.to_json(**arguments))


def csv(path: str, index: bool = False, **load: Any) -> Dataset:
    return Dataset(path, partial(pd.read_csv, **load), partial(pd.DataFrame.to_csv, index=index))


def parquet(path: str, **save: Any) -> Dataset:
    return Dataset(path, pd.read_parquet, partial(pd.DataFrame.to_parquet, **save))


def json_file(path: str, **save: Any) -> Dataset:
    return Dataset(path, _read_json, partial(_write_json, indent=2, **save))


def pickled(path: str, versioned: bool = False) -> Dataset:
    return Dataset(path, _read_pickle, _write_pickle, exact=True, versioned=versioned)


RAW = "data/01_raw"

# The folders of each environment.
FOLDERS = {
    "base": SimpleNamespace(
        intermediate="data/02_intermediate",
        primary="data/03_primary",
        model_input="data/05_model_input",
        models="data/06_models",
        output="data/07_model_output",
        reporting="data/08_reporting",
    ),
    "test": SimpleNamespace(
        intermediate="data/test/intermediate",
        primary="data/test/primary",
        model_input="data/test/model_input",
        models="data/test/models",
        output="data/test/output",
        reporting="data/test/reporting",
    ),
}


def datasets(environment: str = "base") -> dict[str, Dataset]:
    """The stored datasets of an environment, by name."""
    at = FOLDERS.get(environment, FOLDERS["base"])
    found = {
        "companies": csv(f"{RAW}/companies.csv"),
        "reviews": csv(f"{RAW}/reviews.csv"),
        "shuttles": Dataset(f"{RAW}/shuttles.xlsx", partial(pd.read_excel, engine="openpyxl")),
        "preprocessed_companies": csv(f"{at.intermediate}/preprocessed_companies.csv"),
        "outdated_companies": csv(f"{at.intermediate}/outdated_companies.csv"),
        "preprocessed_shuttles": parquet(f"{at.intermediate}/preprocessed_shuttles.parquet"),
        "model_input_table": parquet(f"{at.primary}/model_input_table.parquet"),
        "company_summary": json_file(f"{at.reporting}/company_summary.json"),
        "missing_scores": json_file(f"{at.reporting}/missing_scores.json"),
        "review_statistics": csv(f"{at.reporting}/review_statistics.csv", index=True, index_col=0),
        "price_by_policy": Dataset(
            f"{at.reporting}/price_by_policy.json",
            _read_plotly_json,
            partial(
                _write_chart,
                kind="bar",
                theme="plotly",
                fig={"x": "cancellation_policy", "y": "price"},
                layout={
                    "title": "Average price by cancellation policy",
                    "xaxis_title": "policy",
                    "yaxis_title": "thousands of dollars",
                },
            ),
        ),
        "engine_use_plot": Dataset(
            f"{at.reporting}/engine_use.json", _read_plotly_json, partial(_by_method, "write_json")
        ),
        "location_ranking": Dataset(
            f"{at.reporting}/location_ranking.xlsx",
            partial(pd.read_excel, engine="openpyxl", sheet_name="ranking"),
            partial(pd.DataFrame.to_excel, engine="openpyxl", index=False, sheet_name="ranking"),
        ),
        "model_comparison": csv(f"{at.reporting}/model_comparison.csv"),
        "model_card": json_file(f"{at.reporting}/model_card.json", sort_keys=True),
    }
    for namespace in ("active_modelling_pipeline", "candidate_modelling_pipeline"):
        found |= {
            f"{namespace}.X_test": pickled(f"{at.model_input}/{namespace}/X_test.pkl"),
            f"{namespace}.y_test": pickled(f"{at.model_input}/{namespace}/y_test.pkl"),
            f"{namespace}.regressor": pickled(
                f"{at.models}/{namespace}/regressor.pkl", versioned=True
            ),
        }
    for model in ("active", "candidate"):
        found |= {
            f"{model}_modelling_pipeline.predictions": parquet(
                f"{at.output}/{model}_predictions.parquet"
            ),
            f"{model}_modelling_pipeline.metrics": json_file(f"{at.output}/{model}_metrics.json"),
            f"{model}_predictions_plot": Dataset(
                f"{at.reporting}/{model}_predictions.png", save=partial(_write_figure, dpi=120)
            ),
        }
        found[f"{model}_metrics"] = replace(found[f"{model}_modelling_pipeline.metrics"], save=None)
        found[f"{model}_predictions"] = replace(
            found[f"{model}_modelling_pipeline.predictions"], save=None
        )
    if environment == "test":
        found |= {
            "preprocessed_shuttles": csv(f"{at.intermediate}/preprocessed_shuttles.csv"),
            "model_input_table": parquet(
                f"{at.primary}/model_input_table.parquet", compression="gzip"
            ),
        }
    return found
