"""The data catalog: where each dataset lies, and how it is loaded and saved.

Paths are relative to the folder that `driver.build` is given. The functions at the end
load what a pipeline does not make itself.
"""

import json
import pickle
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import plotly.express
import plotly.io
from hamilton.function_modifiers import dataloader, parameterize, value

from spaceflights.storage import Dataset, Storage


def _read_json(path: Path) -> Any:
    with path.open("rb") as file:
        return json.load(file)


def _write_json(data: Any, path: Path, **arguments: Any) -> None:
    with path.open("w") as file:
        json.dump(data, file, **arguments)


def _read_pickle(path: Path, **arguments: Any) -> Any:
    with path.open("rb") as file:
        return pickle.load(file, **arguments)


def _write_pickle(data: Any, path: Path, **arguments: Any) -> None:
    with path.open("wb") as file:
        pickle.dump(data, file, **arguments)


def _write_figure(data: Any, path: Path, overwrite: bool = False, **arguments: Any) -> None:
    """Save a figure; a list or a dict of figures becomes a folder. All figures are closed."""
    if isinstance(data, list):
        data = {f"{number}.png": figure for number, figure in enumerate(data)}
    if isinstance(data, dict) and overwrite and path.exists():
        shutil.rmtree(path)
    figures = data if isinstance(data, dict) else {"": data}
    for name, figure in figures.items():
        target = path / name if name else path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            figure.savefig(file, **arguments)
    plt.close("all")


def _write_chart(
    data: Any,
    path: Path,
    kind: str,
    theme: str,
    fig: Mapping[str, Any] = MappingProxyType({}),
    layout: Mapping[str, Any] = MappingProxyType({}),
    **arguments: Any,
) -> None:
    """Draw a table with plotly express, and save the figure."""
    figure = getattr(plotly.express, kind)(data, **fig)
    figure.update_layout(template=theme)
    figure.update_layout(dict(layout))
    with path.open("w") as file:
        figure.write_json(file, **arguments)


def _write_excel(
    data: Any,
    path: Path,
    writer: Mapping[str, Any] = MappingProxyType({"engine": "openpyxl"}),
    **arguments: Any,
) -> None:
    """Write a table, or a dict of tables as the sheets of one file."""
    with path.open("wb") as file, pd.ExcelWriter(file, **writer) as book:
        if isinstance(data, dict):
            for name, sheet in data.items():
                sheet.to_excel(book, sheet_name=name, **arguments)
        else:
            data.to_excel(book, **arguments)


# The folders of each environment.
FOLDERS = {
    "base": SimpleNamespace(
        raw="data/01_raw",
        intermediate="data/02_intermediate",
        primary="data/03_primary",
        model_input="data/05_model_input",
        models="data/06_models",
        output="data/07_model_output",
        reporting="data/08_reporting",
    ),
    "test": SimpleNamespace(
        raw="data/01_raw",
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
        "companies": Dataset(f"{at.raw}/companies.csv", load=pd.read_csv),
        "reviews": Dataset(f"{at.raw}/reviews.csv", load=pd.read_csv),
        "shuttles": Dataset(
            f"{at.raw}/shuttles.xlsx", load=partial(pd.read_excel, engine="openpyxl")
        ),
        "preprocessed_companies": Dataset(
            f"{at.intermediate}/preprocessed_companies.csv",
            load=pd.read_csv,
            save=lambda data, path: data.to_csv(path, index=False),
            reload=True,
        ),
        "outdated_companies": Dataset(
            f"{at.intermediate}/outdated_companies.csv",
            load=pd.read_csv,
            save=lambda data, path: data.to_csv(path, index=False),
        ),
        "preprocessed_shuttles": Dataset(
            f"{at.intermediate}/preprocessed_shuttles.parquet",
            load=pd.read_parquet,
            save=lambda data, path: data.to_parquet(path),
            reload=True,
        ),
        "model_input_table": Dataset(
            f"{at.primary}/model_input_table.parquet",
            load=pd.read_parquet,
            save=lambda data, path: data.to_parquet(path),
            reload=True,
        ),
        "company_summary": Dataset(
            f"{at.reporting}/company_summary.json",
            load=_read_json,
            save=partial(_write_json, indent=2),
            reload=True,
        ),
        "missing_scores": Dataset(
            f"{at.reporting}/missing_scores.json",
            load=_read_json,
            save=partial(_write_json, indent=2),
            reload=True,
        ),
        "review_statistics": Dataset(
            f"{at.reporting}/review_statistics.csv",
            load=partial(pd.read_csv, index_col=0),
            save=lambda data, path: data.to_csv(path, index=True),
        ),
        "active_modelling_pipeline.X_test": Dataset(
            f"{at.model_input}/active_modelling_pipeline/X_test.pkl",
            load=_read_pickle,
            save=_write_pickle,
        ),
        "active_modelling_pipeline.y_test": Dataset(
            f"{at.model_input}/active_modelling_pipeline/y_test.pkl",
            load=_read_pickle,
            save=_write_pickle,
        ),
        "candidate_modelling_pipeline.X_test": Dataset(
            f"{at.model_input}/candidate_modelling_pipeline/X_test.pkl",
            load=_read_pickle,
            save=_write_pickle,
        ),
        "candidate_modelling_pipeline.y_test": Dataset(
            f"{at.model_input}/candidate_modelling_pipeline/y_test.pkl",
            load=_read_pickle,
            save=_write_pickle,
        ),
        "active_modelling_pipeline.regressor": Dataset(
            f"{at.models}/active_modelling_pipeline/regressor.pkl",
            load=_read_pickle,
            save=_write_pickle,
            versioned=True,
        ),
        "candidate_modelling_pipeline.regressor": Dataset(
            f"{at.models}/candidate_modelling_pipeline/regressor.pkl",
            load=_read_pickle,
            save=_write_pickle,
            versioned=True,
        ),
        "active_modelling_pipeline.predictions": Dataset(
            f"{at.output}/active_predictions.parquet",
            load=pd.read_parquet,
            save=lambda data, path: data.to_parquet(path),
            reload=True,
        ),
        "candidate_modelling_pipeline.predictions": Dataset(
            f"{at.output}/candidate_predictions.parquet",
            load=pd.read_parquet,
            save=lambda data, path: data.to_parquet(path),
            reload=True,
        ),
        "active_modelling_pipeline.metrics": Dataset(
            f"{at.output}/active_metrics.json",
            load=_read_json,
            save=partial(_write_json, indent=2),
            reload=True,
        ),
        "candidate_modelling_pipeline.metrics": Dataset(
            f"{at.output}/candidate_metrics.json",
            load=_read_json,
            save=partial(_write_json, indent=2),
            reload=True,
        ),
        "price_by_policy": Dataset(
            f"{at.reporting}/price_by_policy.json",
            load=plotly.io.read_json,
            save=partial(
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
            f"{at.reporting}/engine_use.json", load=plotly.io.read_json, save=plotly.io.write_json
        ),
        "active_predictions_plot": Dataset(
            f"{at.reporting}/active_predictions.png", save=partial(_write_figure, dpi=120)
        ),
        "candidate_predictions_plot": Dataset(
            f"{at.reporting}/candidate_predictions.png", save=partial(_write_figure, dpi=120)
        ),
        "location_ranking": Dataset(
            f"{at.reporting}/location_ranking.xlsx",
            load=partial(pd.read_excel, engine="openpyxl", sheet_name="ranking"),
            save=partial(_write_excel, index=False, sheet_name="ranking"),
        ),
        "model_comparison": Dataset(
            f"{at.reporting}/model_comparison.csv",
            load=pd.read_csv,
            save=lambda data, path: data.to_csv(path, index=False),
            reload=True,
        ),
        "model_card": Dataset(
            f"{at.reporting}/model_card.json",
            load=_read_json,
            save=partial(_write_json, indent=2, sort_keys=True),
        ),
    }
    if environment == "test":
        found |= {
            "preprocessed_shuttles": Dataset(
                f"{at.intermediate}/preprocessed_shuttles.csv",
                load=pd.read_csv,
                save=lambda data, path: data.to_csv(path, index=False),
                reload=True,
            ),
            "model_input_table": Dataset(
                f"{at.primary}/model_input_table.parquet",
                load=pd.read_parquet,
                save=lambda data, path: data.to_parquet(path, compression="gzip"),
                reload=True,
            ),
        }
    return found


@dataloader()
def active_metrics(storage: Storage) -> tuple[Any, dict]:
    return storage.load("active_modelling_pipeline.metrics")


@parameterize(
    **{"active_modelling_pipeline.X_test": {"name": value("active_modelling_pipeline.X_test")}}
)
def active_modelling_pipeline_X_test(name: str, storage: Storage) -> Any:
    return storage.load(name)[0]


@parameterize(
    **{
        "active_modelling_pipeline.regressor": {
            "name": value("active_modelling_pipeline.regressor")
        }
    }
)
def active_modelling_pipeline_regressor(name: str, storage: Storage) -> Any:
    return storage.load(name)[0]


@parameterize(
    **{"active_modelling_pipeline.y_test": {"name": value("active_modelling_pipeline.y_test")}}
)
def active_modelling_pipeline_y_test(name: str, storage: Storage) -> Any:
    return storage.load(name)[0]


@dataloader()
def active_predictions(storage: Storage) -> tuple[pd.DataFrame, dict]:
    return storage.load("active_modelling_pipeline.predictions")


@dataloader()
def candidate_metrics(storage: Storage) -> tuple[Any, dict]:
    return storage.load("candidate_modelling_pipeline.metrics")


@parameterize(
    **{
        "candidate_modelling_pipeline.X_test": {
            "name": value("candidate_modelling_pipeline.X_test")
        }
    }
)
def candidate_modelling_pipeline_X_test(name: str, storage: Storage) -> Any:
    return storage.load(name)[0]


@parameterize(
    **{
        "candidate_modelling_pipeline.regressor": {
            "name": value("candidate_modelling_pipeline.regressor")
        }
    }
)
def candidate_modelling_pipeline_regressor(name: str, storage: Storage) -> Any:
    return storage.load(name)[0]


@parameterize(
    **{
        "candidate_modelling_pipeline.y_test": {
            "name": value("candidate_modelling_pipeline.y_test")
        }
    }
)
def candidate_modelling_pipeline_y_test(name: str, storage: Storage) -> Any:
    return storage.load(name)[0]


@dataloader()
def candidate_predictions(storage: Storage) -> tuple[pd.DataFrame, dict]:
    return storage.load("candidate_modelling_pipeline.predictions")


@dataloader()
def companies(storage: Storage) -> tuple[pd.DataFrame, dict]:
    return storage.load("companies")


@dataloader()
def company_summary(storage: Storage) -> tuple[Any, dict]:
    return storage.load("company_summary")


@dataloader()
def missing_scores(storage: Storage) -> tuple[Any, dict]:
    return storage.load("missing_scores")


@dataloader()
def model_input_table(storage: Storage) -> tuple[pd.DataFrame, dict]:
    return storage.load("model_input_table")


@dataloader()
def reviews(storage: Storage) -> tuple[pd.DataFrame, dict]:
    return storage.load("reviews")


@dataloader()
def shuttles(storage: Storage) -> tuple[pd.DataFrame, dict]:
    return storage.load("shuttles")
