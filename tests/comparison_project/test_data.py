import csv
import re
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from comparison_project import BadInput
from comparison_project.__main__ import main
from comparison_project.data import MAX_ROWS, make_tables, write_tables

TEXTS = ("companies.csv", "reviews.csv")


@pytest.fixture(scope="module")
def tables():
    return make_tables(rows=2000, seed=7)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_excel(path: Path) -> list[tuple]:
    with closing(load_workbook(path, read_only=True)) as book:
        return list(book.active.values)


def test_the_same_seed_makes_the_same_files(tmp_path):
    first, second = tmp_path / "first", tmp_path / "deep" / "second"
    for folder in (first, second):
        write_tables(folder, rows=120, seed=3)

    for name in TEXTS:
        assert (first / name).read_bytes() == (second / name).read_bytes()
    assert read_excel(first / "shuttles.xlsx") == read_excel(second / "shuttles.xlsx")


def test_another_seed_makes_other_tables():
    first, second = make_tables(rows=50, seed=1), make_tables(rows=50, seed=2)

    assert all(first[name] != second[name] for name in first)


def test_every_table_has_the_rows_asked_for(tmp_path):
    companies, reviews, shuttles = write_tables(tmp_path, rows=75, seed=0)

    assert len(read_csv(companies)) == len(read_csv(reviews)) == 75
    header, *rows = read_excel(shuttles)
    assert header[0] == "id"
    assert len(rows) == 75


def test_one_row_is_enough():
    tables = make_tables(rows=1, seed=0)

    assert {len(column) for table in tables.values() for column in table.values()} == {1}


@pytest.mark.parametrize(
    ("table", "column", "pattern"),
    [
        ("companies", "company_rating", r"\d{2,3}%"),
        ("companies", "iata_approved", r"[tf]"),
        ("shuttles", "d_check_complete", r"[tf]"),
        ("shuttles", "moon_clearance_complete", r"[tf]"),
        ("shuttles", "price", r"\$(\d,)?\d{3}\.0"),
    ],
)
def test_values_are_texts_as_in_the_exports(tables, table, column, pattern):
    values = [value for value in tables[table][column] if value is not None]

    assert all(re.fullmatch(pattern, value) for value in values)


def test_large_prices_have_a_comma(tables):
    assert any("," in price for price in tables["shuttles"]["price"])


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("companies", "company_rating"),
        ("companies", "total_fleet_count"),
        ("companies", "iata_approved"),
        ("reviews", "review_scores_rating"),
        ("reviews", "reviews_per_month"),
        ("shuttles", "engine_vendor"),
        ("shuttles", "d_check_complete"),
    ],
)
def test_some_values_are_missing(tables, table, column):
    share = tables[table][column].count(None) / 2000

    assert 0.01 < share < 0.2


@pytest.mark.parametrize("table", ["companies", "shuttles"])
def test_some_rows_are_repeated(tables, table):
    rows = list(zip(*tables[table].values(), strict=True))

    assert 0.9 < len(set(rows)) / len(rows) < 1


def test_repeated_reviews_differ_in_their_gaps(tables):
    rows = list(zip(*tables["reviews"].values(), strict=True))

    assert len(set(tables["reviews"]["shuttle_id"])) < len(set(rows)) < len(rows)


def test_a_company_can_have_several_records(tables):
    companies = tables["companies"]

    assert len(set(companies["id"])) < 0.7 * len(companies["id"])


def test_shuttles_belong_to_companies_and_reviews_to_shuttles(tables):
    assert set(tables["shuttles"]["company_id"]) <= set(tables["companies"]["id"])
    assert set(tables["reviews"]["shuttle_id"]) & set(tables["shuttles"]["id"])


def test_a_missing_value_is_an_empty_cell(tmp_path):
    companies, _, shuttles = write_tables(tmp_path, rows=300, seed=0)

    assert "" in {row["company_rating"] for row in read_csv(companies)}
    header, *rows = read_excel(shuttles)
    assert None in {row[header.index("engine_vendor")] for row in rows}


@pytest.mark.parametrize(
    ("rows", "seed", "message"),
    [(0, 0, "rows"), (-5, 0, "rows"), (MAX_ROWS + 1, 0, "rows"), (10, -1, "seed")],
)
def test_numbers_out_of_range_are_refused(rows, seed, message):
    with pytest.raises(BadInput, match=message):
        make_tables(rows, seed)


def test_command_line_prints_the_files_it_wrote(tmp_path, capsys):
    code = main(["data", "--rows", "20", "--seed", "5", "--out", str(tmp_path)])

    printed = capsys.readouterr()
    assert code == 0
    assert printed.out.splitlines() == [str(tmp_path / name) for name in (*TEXTS, "shuttles.xlsx")]
    assert printed.err == ""


def test_command_line_refuses_in_one_sentence(tmp_path, capsys):
    file = tmp_path / "file"
    file.touch()
    below = file / "below"

    for options in (
        ["--rows", "0", "--out", str(tmp_path / "new")],
        ["--seed", "-1", "--out", str(tmp_path / "new")],
        ["--out", str(file)],
        ["--out", str(below)],
    ):
        assert main(["data", *options]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert re.fullmatch(r"python -m comparison_project data: .+\.\n", printed.err)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("arguments", [[], ["no-such-verb"], ["data"], ["data", "--rows", "many"]])
def test_a_wrong_command_line_is_refused_in_one_line(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)

    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
