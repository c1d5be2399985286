"""What is known of Polars."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "polars": "polars.DataFrame polars.dataframe.DataFrame polars.Series",
    },
    unchanging="polars.Expr polars.LazyFrame polars.lazyframe.",
    changing={
        "polars": """
            drop_in_place extend insert_at_idx insert_column replace_at_idx replace_column
            set_at_idx
        """,
    },
    quiet={
        "frozen": """
            with_columns with_column group_by lazy to_pandas to_arrow collect_schema write_csv
            write_parquet with_row_index unnest is_in is_null estimated_size rows row to_dicts
            sort unpivot write_database n_unique to_series to_dummies hstack vstack partition_by
            iter_rows glimpse
        """,
    },
    perhaps_views="get_column limit",
    calls_with_copies="map_elements map_rows map_batches",
    safe="polars.",
    shares="polars.from_pandas",
    harmless="polars.col polars.DataFrame polars.lit polars.Series",
    opening_methods="""
        write_csv write_parquet write_json write_excel write_ipc write_ndjson sink_parquet
        sink_csv
    """,
    readers="polars",
    handed_on="polars.DataFrame",
    plain_tables="polars",
    apart="polars.DataFrame polars.LazyFrame",
)
