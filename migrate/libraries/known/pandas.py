"""What is known of pandas."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "immutable": """
            pandas.Timestamp pandas.Timedelta pandas.Index pandas.DatetimeIndex
            pandas.MultiIndex pandas.Interval pandas.Period
        """,
        "iterator": "pandas.io.parsers.TextFileReader",
        "frame": """
            pandas.DataFrame pandas.core.frame.DataFrame pandas.core.api.DataFrame
        """,
        "series": "pandas.Series pandas.core.series.Series",
        "groupby": """
            pandas.core.groupby.DataFrameGroupBy pandas.core.groupby.SeriesGroupBy
        """,
    },
    makes={
        "frame": "pandas",
    },
    changing={
        "frame": "__delitem__ __setitem__ insert isetitem pop update",
        "series": "__delitem__ __setitem__ pop update",
        "iterator": "get_chunk",
    },
    changing_any="set_index_names",
    in_place="""
        bfill clip drop drop_duplicates dropna eval ffill fillna interpolate mask query rename
        rename_axis replace reset_index set_index set_names sort_index sort_values where
    """,
    quiet={
        "frame": """
            abs add add_prefix add_suffix agg aggregate align all any apply applymap asfreq asof
            assign astype at_time backfill between between_time bfill bool boxplot ceil clip
            combine combine_first compare convert_dtypes corr corrwith count cov crosstab
            cumcount cummax cummin cumprod cumsum cut day_name describe diff div divide divmod
            dot drop drop_duplicates droplevel dropna duplicated eq equals eval ewm expanding
            explode factorize ffill fillna filter first first_valid_index floor floordiv ge get
            get_dummies get_group get_level_values get_loc groupby gt head hist idxmax idxmin
            iget indices infer_objects info interpolate isin isna isnull isocalendar items
            iteritems iterrows itertuples join keys kurt kurtosis last last_valid_index le lt
            map mask max mean median melt memory_usage merge min mod mode month_name mul
            multiply ne ngroup nlargest normalize notna notnull nsmallest nth nunique ohlc pad
            pct_change pipe pivot pivot_table plot pow prod product quantile query radd rank
            rdiv reindex reindex_like rename rename_axis reorder_levels repeat replace resample
            reset_index rfloordiv rmod rmul rolling round rpow rsub rtruediv sample searchsorted
            select_dtypes sem set_axis set_index shift size skew sort_index sort_values stack
            std strftime sub subtract sum swapaxes swaplevel tail take to_clipboard to_csv
            to_datetime to_dict to_excel to_feather to_flat_index to_frame to_gbq to_hdf to_html
            to_json to_latex to_list to_markdown to_numpy to_orc to_parquet to_period to_pickle
            to_pydatetime to_records to_sql to_stata to_string to_timestamp to_xarray to_xml
            total_seconds transform transpose truediv truncate tz_convert tz_localize unique
            unstack value_counts values var where xs
        """,
    },
    gives_itself="set_flags squeeze",
    perhaps_views="""
        head tail xs take to_numpy swaplevel to_frame asfreq loc first last __getitem__
        get_level_values get_group droplevel
    """,
    calls_with_copies="""
        apply applymap map agg aggregate transform filter assign where mask groupby rolling
        expanding resample combine rename sort_values
    """,
    scalars="""
        dtypes empty is_unique is_monotonic_increasing hasnans dayofweek dayofyear quarter week
        freq tz
    """,
    accessors="str dt cat plot sparse style",
    indexers="loc iloc at iat",
    labels="columns index",
    safe="pandas.",
    changes={
        (0,): """
            pandas.DataFrame.insert pandas.DataFrame.pop pandas.DataFrame.update
        """,
    },
    shares="pandas.DataFrame pandas.Series pandas.array",
    harmless="""
        pandas.api.types. pandas.CategoricalDtype pandas.DataFrame pandas.date_range
        pandas.DateOffset pandas.Index pandas.Int64Dtype pandas.read_csv pandas.Series
        pandas.StringDtype pandas.Timedelta pandas.Timestamp pandas.to_datetime
    """,
    opens={
        (0,): "pandas.ExcelFile pandas.ExcelWriter pandas.HDFStore",
    },
    opening_methods="""
        to_csv to_parquet to_excel to_json to_pickle to_feather to_hdf to_html to_markdown
        to_latex to_stata to_xml to_orc
    """,
    readers="pandas",
    plain_tables="pandas",
    apart="pandas.DataFrame pandas.Series",
)
