"""The three raw tables of kedro_side, with the mess that real exports have."""

import csv
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from comparison_project import BadInput

# Columns by name, all of one length; None is a missing value.
Table = dict[str, list[Any]]

# An Excel sheet has no room for more, as one row holds the names of the columns.
MAX_ROWS = 2**20 - 1

PLACES = ["Belize", "Chile", "Fiji", "Gabon", "Iceland", "Kenya", "Malta", "Nauru", "Peru", "Samoa"]
SHUTTLE_TYPES = ["Type A1", "Type F5", "Type S3", "Type V2", "Type V5"]
ENGINES = ["Nuclear", "Plasma", "Quantum"]
VENDORS = ["Banks, Wood and Phillips", "Hale Drives", "Northstar", "ThetaBase Services"]
POLICIES = ["flexible", "moderate", "strict"]
SCORES = ["comfort", "amenities", "trip", "crew", "location", "price"]


def make_tables(rows: int, seed: int) -> dict[str, Table]:
    """Make the tables companies, reviews and shuttles.

    Args:
        rows: Rows of each table, repeated ones included; from 1 to `MAX_ROWS`.
        seed: The same seed makes the same tables; 0 or more.

    Returns:
        The tables by name. Prices, ratings and flags are texts such as ``$1,325.0``, ``90%``
        and ``t``.

    Raises:
        BadInput: If `rows` or `seed` is out of its range.
    """
    if not 1 <= rows <= MAX_ROWS:
        raise BadInput(f"The number of rows must be from 1 to {MAX_ROWS}, not {rows}.")
    if seed < 0:
        raise BadInput(f"The seed must be 0 or more, not {seed}.")
    makers = {"companies": _make_companies, "reviews": _make_reviews, "shuttles": _make_shuttles}
    # A stream of its own for each table: a change of one leaves the others as they are.
    streams = np.random.default_rng(seed).spawn(len(makers))
    return {
        name: make(rng, rows) for (name, make), rng in zip(makers.items(), streams, strict=True)
    }


def write_tables(out: Path, rows: int = 1000, seed: int = 0) -> list[Path]:
    """Write companies.csv, reviews.csv and shuttles.xlsx.

    Args:
        out: Folder to write to; it is made if need be, and files in the way are replaced.
        rows: As for `make_tables`.
        seed: As for `make_tables`.

    Returns:
        The paths of the three files.

    Raises:
        BadInput: If `rows` or `seed` is out of its range, or the folder can't be written to.
    """
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file, not a folder.")
    tables = make_tables(rows, seed)
    paths = {"companies": "companies.csv", "reviews": "reviews.csv", "shuttles": "shuttles.xlsx"}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, file in paths.items():
            write = _write_excel if file.endswith(".xlsx") else _write_csv
            write(out / file, tables[name])
    except OSError as error:
        raise BadInput(f"Cannot write to {error.filename or out}: {error.strerror}.") from error
    return [out / file for file in paths.values()]


def _make_companies(rng: Generator, rows: int) -> Table:
    # A third of the records are of companies that have one already.
    known = max(1, rows * 2 // 3)
    ids = np.concatenate([rng.permutation(known), rng.integers(known, size=rows - known)]) + 1
    table = {
        "id": ids.tolist(),
        "company_rating": [f"{rating}%" for rating in rng.integers(60, 101, rows)],
        "company_location": rng.choice(PLACES, rows).tolist(),
        "total_fleet_count": rng.geometric(0.3, rows).tolist(),
        "iata_approved": rng.choice(["t", "f"], rows).tolist(),
    }
    for column, share in {
        "company_rating": 0.1,
        "company_location": 0.05,
        "total_fleet_count": 0.1,
        "iata_approved": 0.05,
    }.items():
        _lose(rng, table, column, share)
    return _repeat_rows(rng, table)


def _make_reviews(rng: Generator, rows: int) -> Table:
    ratings = 100 - rng.poisson(6, rows).clip(max=80)
    table = {
        "shuttle_id": (rng.permutation(rows) + 1).tolist(),
        "review_scores_rating": ratings.tolist(),
    }
    for score in SCORES:
        # Every score follows the overall rating, from 1 to 10.
        noisy = ratings / 10 + rng.normal(0, 0.6, rows)
        table[f"review_scores_{score}"] = noisy.round().clip(1, 10).astype(int).tolist()
    counts = rng.geometric(1 / 25, rows) - 1
    table["number_of_reviews"] = counts.tolist()
    table["reviews_per_month"] = (counts / rng.uniform(6, 36, rows)).round(2).tolist()
    # Gaps come last, so that a repeated row may still know what the first one has lost.
    table = _repeat_rows(rng, table)
    for column in table:
        if column not in ("shuttle_id", "number_of_reviews"):
            _lose(rng, table, column, 0.08)
    return table


def _make_shuttles(rng: Generator, rows: int) -> Table:
    capacity = 1 + rng.poisson(3, rows)
    crew = 1 + rng.binomial(4, 0.4, rows)
    engines = 1 + rng.poisson(0.8, rows)
    cleared = rng.random(rows) < 0.4
    price = 700 + 120 * capacity + 350 * crew + 40 * engines**2 + 500 * cleared * crew
    price = (price + rng.normal(0, 300, rows)).clip(100).round()
    table = {
        "id": (rng.permutation(rows) + 1).tolist(),
        "shuttle_location": rng.choice(PLACES, rows).tolist(),
        "shuttle_type": rng.choice(SHUTTLE_TYPES, rows).tolist(),
        "engine_type": rng.choice(ENGINES, rows).tolist(),
        "engine_vendor": rng.choice(VENDORS, rows).tolist(),
        "engines": engines.tolist(),
        "passenger_capacity": capacity.tolist(),
        "cancellation_policy": rng.choice(POLICIES, rows, p=[0.3, 0.3, 0.4]).tolist(),
        "crew": crew.tolist(),
        "d_check_complete": rng.choice(["t", "f"], rows).tolist(),
        "moon_clearance_complete": np.where(cleared, "t", "f").tolist(),
        "price": [f"${dollars:,.1f}" for dollars in price],
        "company_id": (rng.integers(max(1, rows * 2 // 3), size=rows) + 1).tolist(),
    }
    for column in ("engine_vendor", "d_check_complete"):
        _lose(rng, table, column, 0.03)
    return _repeat_rows(rng, table)


def _lose(rng: Generator, table: Table, column: str, share: float) -> None:
    """Replace that share of a column's values by None."""
    lost = rng.random(len(table[column])) < share
    table[column] = [
        None if gone else value for value, gone in zip(table[column], lost, strict=True)
    ]


def _repeat_rows(rng: Generator, table: Table) -> Table:
    """Replace one row in fifty by a copy of another one, and shuffle all rows."""
    rows = len(next(iter(table.values())))
    repeats = rows // 50
    order = np.arange(rows)
    order[rows - repeats :] = rng.integers(rows - repeats, size=repeats)
    rng.shuffle(order)
    return {column: [values[row] for row in order] for column, values in table.items()}


def _rows(table: Table, label: str) -> Iterator[tuple[Any, ...]]:
    yield tuple(table)
    yield from _watch(zip(*table.values(), strict=True), len(next(iter(table.values()))), label)


def _write_csv(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(_rows(table, path.name))


def _write_excel(path: Path, table: Table) -> None:
    from openpyxl import Workbook

    # In this mode each row goes to the disk at once instead of into a tree of cells.
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _rows(table, path.name):
        sheet.append(row)
    book.save(path)


def _watch(rows: Iterable[Any], total: int, label: str) -> Iterator[Any]:
    """Pass the rows on; whoever waits at a terminal for over a second sees a progress bar."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_interactive:
        yield from rows
        return
    begun = time.monotonic()
    progress = Progress(console=console, transient=True)
    task = progress.add_task(label, total=total)
    try:
        for done, row in enumerate(rows):
            if done % 1000 == 0 and time.monotonic() - begun > 1:
                progress.start()
                progress.update(task, completed=done)
            yield row
    finally:
        progress.stop()
