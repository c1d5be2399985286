"""What library calls do to the objects that they are called on or with.

A path that ends in a dot stands for everything below it.
"""

from __future__ import annotations

from migrate.libraries.words import words

# --- types ----------------------------------------------------------------------------------

# The types of annotations, by their names.
TYPES: dict[str, str] = {
    name: kind
    for kind, names in {
        "immutable": """
            builtins.int builtins.str builtins.float builtins.bool builtins.bytes builtins.complex
            builtins.type builtins.range builtins.slice int str float bool bytes complex None
            typing.Type typing.Text typing.Hashable typing.LiteralString numbers.Number
            numbers.Real datetime.datetime datetime.date datetime.time datetime.timedelta
            datetime.timezone decimal.Decimal fractions.Fraction uuid.UUID pathlib.Path
            pathlib.PurePath pathlib.PosixPath os.PathLike re.Pattern enum.Enum pandas.Timestamp
            pandas.Timedelta pandas.Index pandas.DatetimeIndex pandas.MultiIndex pandas.Interval
            pandas.Period numpy.dtype numpy.float64 numpy.float32 numpy.int64 numpy.int32
            numpy.integer numpy.floating numpy.number numpy.bool_ numpy.datetime64
            numpy.random.SeedSequence torch.device torch.dtype
        """,
        "any": "typing.Any builtins.object object typing.Hashable typing.TypeVar typing.Self",
        "tuple": "builtins.tuple tuple typing.Tuple builtins.frozenset frozenset typing.FrozenSet"
        " typing.NamedTuple collections.abc.Set typing.AbstractSet",
        "dict": """
            builtins.dict dict typing.Dict typing.Mapping typing.MutableMapping
            collections.abc.Mapping collections.abc.MutableMapping collections.OrderedDict
            collections.defaultdict typing.DefaultDict typing.OrderedDict collections.Counter
            typing.Counter omegaconf.DictConfig kedro.config.ConfigLoader
        """,
        "list": """
            builtins.list list typing.List typing.Sequence typing.MutableSequence typing.Iterable
            typing.Collection collections.abc.Sequence collections.abc.MutableSequence
            collections.abc.Iterable collections.abc.Collection collections.deque typing.Deque
            omegaconf.ListConfig
        """,
        "set": "builtins.set set typing.Set typing.MutableSet collections.abc.MutableSet",
        "iterator": """
            typing.Iterator typing.Generator collections.abc.Iterator collections.abc.Generator
            typing.AsyncIterator pandas.io.parsers.TextFileReader
        """,
        "callable": "typing.Callable collections.abc.Callable builtins.callable",
        "frame": """
            pandas.DataFrame pandas.core.frame.DataFrame geopandas.GeoDataFrame
            dask.dataframe.DataFrame modin.pandas.DataFrame cudf.DataFrame pandas.core.api.DataFrame
        """,
        "series": "pandas.Series pandas.core.series.Series geopandas.GeoSeries"
        " dask.dataframe.Series modin.pandas.Series cudf.Series",
        "groupby": "pandas.core.groupby.DataFrameGroupBy pandas.core.groupby.SeriesGroupBy",
        "array": """
            numpy.ndarray numpy.array numpy.matrix numpy.typing.NDArray numpy.typing.ArrayLike
            scipy.sparse.csr_matrix scipy.sparse.csc_matrix scipy.sparse.coo_matrix
            scipy.sparse.spmatrix numpy.ma.MaskedArray cupy.ndarray
        """,
        "tensor": "torch.Tensor torch.FloatTensor torch.LongTensor",
        "polars": "polars.DataFrame polars.dataframe.DataFrame polars.Series",
        "rng": "numpy.random.Generator numpy.random.RandomState random.Random torch.Generator",
        "graph": "networkx.Graph networkx.DiGraph networkx.MultiGraph networkx.MultiDiGraph",
        "figure": """
            matplotlib.figure.Figure matplotlib.axes.Axes matplotlib.pyplot.Figure
            matplotlib.pyplot.Axes plotly.graph_objects.Figure plotly.graph_objs.Figure
            plotly.graph_objs._figure.Figure
        """,
    }.items()
    for name in names.split()
}

# Types with an element type.
SEQUENCES = frozenset({"dict", "list", "set", "iterator", "tuple", "array"})

# Objects whose methods never change them.
FROZEN = words("""
    pyspark.sql. pyspark.rdd. polars.LazyFrame polars.lazyframe. polars.Expr ibis. logging.
    shapely. pyarrow. duckdb. tensorflow.Tensor snowflake.snowpark. google.cloud.bigquery.
    delta. jax. h3. langchain_core. langchain_openai. langchain_anthropic. langchain. openai.
    anthropic. langfuse. sqlalchemy. tensorflow.data. psycopg2. redis. boto3. mlflow. requests.
""")

# Estimators and networks.
MODELS = words("""
    sklearn. xgboost. lightgbm. catboost. statsmodels. keras. tensorflow. torch.nn.
    pytorch_lightning. lightning. prophet. fbprophet. imblearn. implicit. surprise. sktime.
    skorch. transformers. sentence_transformers. umap. hdbscan. pmdarima. gensim. autogluon.
    flaml. interpret. econml. causalml. lifelines. ngboost. pycaret. optuna. tslearn. pyod.
    feature_engine. category_encoders. torch.optim. tpot. bertopic. gluonts. darts. h2o.
    neuralprophet. mlxtend. shap. skopt. hyperopt. torchmetrics. torchvision.models.
""")

# --- methods --------------------------------------------------------------------------------

# Methods that change the object, by its type.
MUTATORS: dict[str, frozenset[str]] = {
    "list": words("append extend insert pop remove clear sort reverse appendleft popleft rotate"
                  " extendleft __setitem__ __delitem__ __iadd__ merge_with"),
    "dict": words("pop popitem clear update setdefault move_to_end subtract __setitem__"
                  " __delitem__ __ior__ merge_with"),
    "set": words("add discard remove pop clear update difference_update intersection_update"
                 " symmetric_difference_update"),
    "frame": words("insert pop update __setitem__ __delitem__ isetitem"),
    "series": words("pop update __setitem__ __delitem__"),
    "array": words("sort fill put partition resize itemset setfield setflags eliminate_zeros"
                   " sum_duplicates sort_indices __setitem__ setdiag"),
    "polars": words("insert_column replace_column drop_in_place extend insert_at_idx"
                    " replace_at_idx set_at_idx"),
    "model": words("""
        fit fit_transform fit_predict fit_resample fit_sample partial_fit set_params compile add
        train load_state_dict load_weights train_on_batch zero_grad build cuda cpu to half
        set_output step backward load_model set_weights reset_states eval requires_grad_ double
        register_buffer register_parameter register_module add_module fit_generator finetune
        resume_training add_regressor add_seasonality add_country_holidays update append fit_update
        set_config set_attr freeze unfreeze prune tune fine_tune add_metric refit fit_one_cycle
        add_tokens resize_token_embeddings
    """),
    "rng": words("shuffle seed"),
    "graph": words("clear update add_node add_nodes_from add_edge add_edges_from remove_node"
                   " remove_nodes_from remove_edge remove_edges_from add_weighted_edges_from"),
    "iterator": words("send close throw __next__ get_chunk read"),
}  # fmt: skip

# On an object of unknown type these change it. The ones that return something elsewhere
# (pandas' old `append`, `Series.add`) only do so where their result is not used.
ANY_MUTATORS = (
    MUTATORS["list"] | MUTATORS["dict"] | MUTATORS["set"] | MUTATORS["frame"] | MUTATORS["graph"]
    | MUTATORS["model"] | words("fill itemset write writelines __setattr__ add_trace add_traces"
    " update_layout update_traces update_xaxes update_yaxes add_subplot suptitle set_title"
    " set_xlabel set_ylabel set_index_names move_to_end set_property")
) - words("to eval double cpu cuda half step train tune build merge_with read")  # fmt: skip
# Methods that have no result where they change the object: one that is used is a new object.
NEW_IF_USED = words("append add insert remove reverse sort")
# Arguments that may be a random generator.
GENERATOR_ARGUMENTS = words("random_state rng generator")
# Methods of pandas with an argument `inplace`.
PERHAPS_IN_PLACE = words("""
    bfill clip drop drop_duplicates dropna eval ffill fillna interpolate mask query rename
    rename_axis replace reset_index set_index set_names sort_index sort_values where
""")

# Methods of estimators that hand out a part of them.
PARTS = words("""
    state_dict parameters named_parameters children modules named_modules named_children get_booster
    get_layer get_estimator __getattr__ named_steps
""")

# Methods of unknown objects that only tell something, by their beginnings.
GETTERS = ("get_", "is_", "has_", "to_", "as_", "predict", "find_", "with_", "iter_", "list_",
           "count_", "num_", "describe", "export_", "write_to", "plot_", "explain_")  # fmt: skip

# Methods of unknown objects that may change them, by their beginnings.
SUSPICIOUS = ("set_", "add_", "update_", "remove_", "delete_", "register_", "append_", "insert_",
              "load_", "fit_", "clear_", "reset_", "_set", "push", "put_")  # fmt: skip

# Methods that hand out the object itself.
RETURNS_SELF = words("""
    fit partial_fit set_params set_output to cuda cpu half double train eval update_layout
    update_traces update_xaxes update_yaxes add_trace add_traces __enter__ __iter__ requires_grad_
    persist cache checkpoint set_flags squeeze
""")
# ... a part or a view of it: for certain (arrays), or depending on types.
VIEWS = words("reshape view transpose swapaxes ravel diagonal squeeze numpy detach expand permute"
              " unsqueeze narrow")  # fmt: skip
PERHAPS_VIEWS = words("""
    float long contiguous type_as head tail xs take to_numpy swaplevel to_frame asfreq loc first
    last __getitem__ to_dense get_level_values get_column get_group droplevel limit
""")
ELEMENTS = words("get pop popitem setdefault popleft __getitem__ getitem pop_item")

_PANDAS_QUIET = words("""
    abs add add_prefix add_suffix agg aggregate align all any apply applymap asfreq asof assign
    astype at_time backfill between between_time bfill bool clip combine combine_first compare
    convert_dtypes corr corrwith count cov crosstab cummax cummin cumprod cumsum cut describe diff
    div divide divmod dot drop drop_duplicates droplevel dropna duplicated eq equals eval ewm
    expanding explode factorize ffill fillna filter first first_valid_index floordiv ge get
    get_dummies get_group groupby gt head hist idxmax idxmin iget infer_objects info interpolate
    isin isna isnull items iteritems iterrows itertuples join keys kurt kurtosis last
    last_valid_index le lt map mask max mean median melt memory_usage merge min mod mode mul
    multiply ne nlargest notna notnull nsmallest nunique pad pct_change pipe pivot pivot_table plot
    pow prod product quantile query radd rank rdiv reindex reindex_like rename rename_axis
    reorder_levels repeat replace resample reset_index rfloordiv rmod rmul rolling round rpow rsub
    rtruediv sample searchsorted select_dtypes sem set_axis set_index shift size skew sort_index
    sort_values stack std sub subtract sum swapaxes swaplevel tail take to_clipboard to_csv to_dict
    to_excel to_feather to_frame to_gbq to_hdf to_html to_json to_latex to_list to_markdown
    to_numpy to_orc to_parquet to_period to_pickle to_records to_sql to_stata to_string
    to_timestamp to_xarray to_xml transform transpose truediv truncate tz_convert tz_localize
    unique unstack value_counts values var where xs ngroup cumcount nth ohlc indices get_loc
    get_level_values to_flat_index to_datetime strftime normalize floor ceil day_name month_name
    total_seconds to_pydatetime isocalendar boxplot to_crs sjoin dissolve buffer to_file
    overlay within intersects contains explore set_geometry simplify
""")
_ARRAY_QUIET = words("""
    all any argmax argmin argpartition argsort astype choose clip compress conj copy cumprod cumsum
    diagonal dot dumps flatten item max mean min nonzero prod ptp ravel repeat reshape round
    searchsorted squeeze std sum swapaxes take tobytes tofile tolist trace transpose var view
    toarray todense tocsr tocsc tocoo getnnz multiply getrow getcol numpy detach cpu argwhere
    isnan unsqueeze permute contiguous clone dim norm softmax sigmoid matmul mm bmm topk gather
    unbind chunk flip
""")
_BUILTIN_QUIET = words("""
    capitalize casefold center count decode encode endswith expandtabs find format format_map index
    isalnum isalpha isdecimal isdigit isidentifier islower isnumeric isspace istitle isupper join
    ljust lower lstrip partition removeprefix removesuffix replace rfind rindex rjust rpartition
    rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill get keys
    values items copy most_common elements difference intersection isdisjoint issubset issuperset
    symmetric_difference union hex bit_length is_integer as_integer_ratio conjugate date time
    isoformat timestamp strftime weekday isoweekday total_seconds timetuple exists is_file is_dir
    joinpath with_suffix with_name resolve absolute glob rglob iterdir read_text read_bytes open
    as_posix relative_to match fullmatch search findall finditer group groups groupdict span mkdir
    unlink __len__ __contains__ __str__ __repr__ getOption fromkeys __class__
""")
MODEL_QUIET = words("""
    predict predict_proba predict_log_proba decision_function transform inverse_transform score
    score_samples get_params evaluate summary state_dict parameters named_parameters children
    modules named_modules get_feature_names get_feature_names_out get_booster get_support apply
    staged_predict kneighbors perplexity forecast make_future_dataframe plot_components conf_int
    get_forecast get_prediction predict_generator predict_on_batch get_weights get_layer
    count_params feature_importance get_score save save_model save_weights dump_model to_json
    get_config best_params_ cv_results_ coef intercept get_feature_importance encode decode tokenize
    similarity most_similar shap_values explain generate forward
""")
_FROZEN_QUIET = words("""
    invoke ainvoke start_as_current_span run_experiment from_messages mutate relabel cases
    model_dump model_dump_json begin connect with_structured_output bind_tools cache prefetch
    select withColumn withColumnRenamed orderBy groupBy where filter join union unionByName
    distinct collect show toPandas cache persist unpersist repartition coalesce dropDuplicates
    alias over asc desc cast when otherwise isNull isNotNull createOrReplaceTempView printSchema
    limit with_columns with_column group_by lazy to_pandas to_arrow collect_schema write_csv
    write_parquet with_row_index unnest is_in is_null estimated_size rows row to_dicts sort unpivot
    to_pylist schema crossJoin exceptAll subtract rdd write_database n_unique to_series to_dummies
    hstack vstack partition_by iter_rows glimpse fetchall fetchone fetchdf execute
""")
QUIET_FIGURE = words("""
    savefig get_figure get_axes gca show to_html to_image write_html write_image to_plotly_json
    figure get_legend_handles_labels get_xticklabels get_yticklabels
""")
_LOG_QUIET = words("info debug warning error critical exception log warn isEnabledFor")

# Methods that change neither the object nor what they are given.
QUIET = (
    _PANDAS_QUIET | _ARRAY_QUIET | _BUILTIN_QUIET | MODEL_QUIET | _FROZEN_QUIET | QUIET_FIGURE
    | _LOG_QUIET
) - words("sort cpu clear")  # fmt: skip
# What only estimators are known for: the same word may do anything in a class that is not known.
OF_MODELS = MODEL_QUIET - (
    _PANDAS_QUIET | _ARRAY_QUIET | _BUILTIN_QUIET | _FROZEN_QUIET | QUIET_FIGURE | _LOG_QUIET
)

# Methods that take their arguments in: they are held by the object from then on.
HOLDING = words("append add insert appendleft setdefault put put_nowait __setitem__ push"
                " set register update extend extendleft difference_update __setattr__")  # fmt: skip
HOLDING_ELEMENTS = words("extend update extendleft")
HOLDING_SECOND = words("setdefault insert __setitem__ __setattr__ put_item")

# Methods that leave their arguments as they are, though they change their object.
QUIET_FOR_ARGUMENTS = (
    QUIET
    | MUTATORS["model"]
    | MUTATORS["frame"]
    | words("""
    plot scatter bar barh pie imshow text annotate axhline axvline fill_between hist2d contour
    contourf legend set_xlabel set_ylabel set_title set_xticks set_yticks set_xticklabels
    set_yticklabels set_xlim set_ylim suptitle tick_params pcolormesh errorbar boxplot violinplot
    writerow writerows write writelines writestr add_paragraph add_heading add_hline add_vline
    add_shape add_annotation choice integers normal uniform permutation seed random log_metric
    log_metrics log_param log_params log_artifact log_model log_figure log_dict set_tag set_tags
    post request head delete patch send execute executemany fetch read seek createDataFrame
    parallelize broadcast sql table load_table_from_dataframe insert_rows_json fromkeys
    compute_metrics evaluate train_test_split split get_n_splits suggest_int suggest_float
    suggest_categorical set_attribute set_attributes format_messages invoke ainvoke batch stream
    discard remove learn_one predict_one model_dump model_validate run_query tag
""")
)

# Methods that change their first argument, whatever they are called on.
CHANGES_ARGUMENT = words("shuffle")
# Trainers: `fit(model, ...)` trains the argument.
TRAINERS = words("pytorch_lightning. lightning. accelerate. ignite. transformers.Trainer")

# Arguments by name, beside the first, that scikit-learn's estimators change: parts that they
# train, and generators. All others are settings.
CHANGED_PARTS = words("base_estimator classifier estimator estimators final_estimator random_state"
                      " regressor steps transformer transformer_list transformers")  # fmt: skip

# pandas methods that call a function with copies of their rows, columns or groups.
CALLS_WITH_COPIES = words("apply applymap map agg aggregate transform filter assign where mask"
                          " groupby rolling expanding resample combine map_partitions rename"
                          " map_elements map_rows map_batches foreach foreachPartition mapValues"
                          " flatMap reduceByKey sort_values optimize minimize")  # fmt: skip

# --- attributes -----------------------------------------------------------------------------

SCALAR_ATTRIBUTES = words("""
    shape size dtype dtypes ndim empty nbytes itemsize __name__ __class__ __doc__ __module__ device
    is_unique is_monotonic_increasing hasnans stem suffix parent parents parts
    year month day hour minute second days seconds microseconds dayofweek dayofyear quarter week
    freq tz start stop step crs total_bounds bounds
""")
FRAME_ACCESSORS = words("str dt cat plot sparse style ")
INDEXERS = words("loc iloc at iat")
LABELS = words("columns index")

# --- operations -----------------------------------------------------------------------------

# The methods that operations call, and those that builtins call of what they are given.
OPERATIONS = words("""
    __len__ __iter__ __next__ __eq__ __str__ __repr__ __enter__ __exit__ __getitem__ __call__
    __contains__
""")
CALLED_BY: dict[str, tuple[str, ...]] = {
    "builtins.len": ("__len__",),
    **dict.fromkeys(("builtins.str", "builtins.print"), ("__str__", "__repr__")),
    "builtins.repr": ("__repr__",),
    **dict.fromkeys(
        words(
            "builtins.list builtins.tuple builtins.set builtins.sorted builtins.sum builtins.any"
        ),
        ("__iter__", "__next__", "__len__"),
    ),
}

# --- functions ------------------------------------------------------------------------------

# Functions that change arguments, by the position of those.
CHANGES: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(
        words("""
            random.shuffle numpy.random.shuffle numpy.put numpy.place numpy.putmask numpy.copyto
            numpy.fill_diagonal numpy.put_along_axis heapq.heapify heapq.heappush heapq.heappop
            heapq.heappushpop heapq.heapreplace bisect.insort bisect.insort_left
            bisect.insort_right builtins.setattr builtins.delattr builtins.next operator.setitem
            operator.delitem operator.iadd operator.ior operator.iconcat
            torch.nn.utils.clip_grad_norm_ torch.nn.utils.clip_grad_value_
            networkx.set_node_attributes networkx.set_edge_attributes networkx.add_path
            networkx.add_cycle networkx.add_star omegaconf.OmegaConf.update
            omegaconf.OmegaConf.set_struct omegaconf.OmegaConf.set_readonly builtins.list.append
            builtins.list.extend builtins.list.sort builtins.dict.update builtins.dict.pop
            builtins.dict.setdefault builtins.set.add numpy.ndarray.sort numpy.ndarray.fill
            pandas.DataFrame.insert pandas.DataFrame.update pandas.DataFrame.pop numpy.add.at
            numpy.subtract.at numpy.multiply.at numpy.maximum.at
        """),
        (0,),
    ),
    # The array that a calculation is written to may be its last argument.
    **dict.fromkeys(
        words("""
            numpy.add numpy.subtract numpy.multiply numpy.divide numpy.true_divide
            numpy.floor_divide numpy.power numpy.float_power numpy.mod numpy.fmod numpy.remainder
            numpy.maximum numpy.minimum numpy.fmax numpy.fmin numpy.hypot numpy.arctan2
            numpy.logaddexp numpy.logical_and numpy.logical_or numpy.logical_xor
            numpy.bitwise_and numpy.bitwise_or numpy.bitwise_xor numpy.greater numpy.less
            numpy.equal numpy.not_equal numpy.greater_equal numpy.less_equal numpy.dot
            numpy.matmul numpy.round numpy.around
        """),
        (2,),
    ),
    **dict.fromkeys(
        words("""
            numpy.negative numpy.positive numpy.absolute numpy.abs numpy.fabs numpy.sign numpy.sqrt
            numpy.cbrt numpy.square numpy.reciprocal numpy.exp numpy.exp2 numpy.expm1 numpy.log
            numpy.log2 numpy.log10 numpy.log1p numpy.sin numpy.cos numpy.tan numpy.tanh numpy.rint
            numpy.floor numpy.ceil numpy.trunc numpy.conjugate numpy.invert numpy.logical_not
            numpy.isnan numpy.isfinite numpy.deg2rad numpy.rad2deg
        """),
        (1,),
    ),
    "numpy.clip": (3,),
    "json.dump": (1,),
    "pickle.dump": (1,),
    "yaml.dump": (1,),
}  # fmt: skip

# Functions that hand their first argument through, or wrap it: the same objects come out.
SAME = words("""
    typing.cast typing.assert_type tqdm.tqdm tqdm.auto.tqdm
    tqdm.notebook.tqdm tqdm.trange tqdm.autonotebook.tqdm rich.progress.track
    alive_progress.alive_it joblib.delayed numpy.asanyarray kedro.utils.identity
    more_itertools.peekable dask.delayed dask.delayed.delayed contextlib.closing functools.wraps
    builtins.staticmethod toolz.identity
""")
# Functions whose result may share memory with an argument.
SHARING = words("""
    numpy.asarray numpy.ravel numpy.reshape numpy.squeeze numpy.transpose numpy.atleast_1d
    numpy.atleast_2d numpy.atleast_3d numpy.expand_dims numpy.swapaxes numpy.moveaxis numpy.rollaxis
    numpy.broadcast_to numpy.flip numpy.rot90 numpy.diag numpy.diagonal numpy.split
    numpy.array_split numpy.real numpy.imag numpy.ascontiguousarray numpy.asfortranarray
    numpy.fliplr numpy.flipud numpy.hsplit numpy.vsplit numpy.lib.stride_tricks. numpy.frombuffer
    numpy.ma.masked_array numpy.ma.masked_invalid numpy.nditer builtins.memoryview
    torch.from_numpy torch.as_tensor
    torch.squeeze torch.unsqueeze torch.reshape torch.transpose pandas.DataFrame pandas.Series
    pandas.array geopandas.GeoDataFrame geopandas.GeoSeries sklearn.utils.check_array
    sklearn.utils.check_X_y sklearn.utils.validation.check_array sklearn.utils.indexable
    polars.from_pandas pyarrow.Table.from_pandas scipy.sparse.csr_matrix
    scipy.sparse.csc_matrix sklearn.utils.column_or_1d xarray.DataArray xarray.Dataset
    torch.utils.data.TensorDataset torch.utils.data.DataLoader torch.utils.data.Subset
    torch.utils.data.random_split
    networkx.freeze anndata.AnnData
""")
# Functions whose result holds the elements of their arguments.
HOLDS_ELEMENTS = words("""
    builtins.list builtins.tuple builtins.set builtins.frozenset builtins.dict builtins.sorted
    builtins.vars collections.OrderedDict collections.defaultdict collections.deque
    collections.ChainMap collections.Counter copy.copy itertools. more_itertools. toolz. cytoolz.
    funcy. types.MappingProxyType types.SimpleNamespace
    random.sample random.choices
""")
# Functions that return one of the elements of their arguments (or one of the arguments).
RETURNS_ELEMENT = words("""
    builtins.next builtins.min builtins.max random.choice builtins.getattr operator.getitem
    heapq.heappop collections.deque.popleft
""")

# Modules whose functions leave their arguments alone.
SAFE = words("""
    builtins. pandas. numpy. sklearn. scipy. matplotlib. seaborn. plotly. polars. pyarrow.
    statsmodels. xgboost. lightgbm. catboost. json. pickle. logging. math. random. datetime. time.
    os. sys. re. io. csv. string. textwrap. statistics. itertools. functools. operator.
    collections. copy. dataclasses. decimal. enum. fractions. pathlib. shutil. tempfile. typing.
    types. uuid. hashlib. base64. zlib. gzip. zipfile. tarfile. struct. urllib. http. socket.
    subprocess. warnings. traceback. inspect. contextlib. concurrent. multiprocessing. threading.
    queue. asyncio. calendar. zoneinfo. locale. pprint. ast. abc. numbers. secrets. hmac. html.
    xml. email. sqlite3. configparser. argparse. glob. fnmatch. platform. getpass. signal. gc.
    weakref. bisect. heapq. array. pkgutil. importlib. tomllib. difflib. unicodedata. codecs.
    joblib. dill. cloudpickle. yaml. ruamel. toml. orjson. ujson. simplejson. requests. httpx.
    aiohttp. bs4. lxml. tqdm. rich. click. loguru. structlog. tabulate. dateutil. pytz. pendulum.
    arrow. holidays. workalendar. geopandas. shapely. pyproj. fiona. rasterio. folium. geopy. h3.
    osmnx. networkx. community. igraph. altair. bokeh. holoviews. datashader. wordcloud. PIL.
    cv2. skimage. imageio. torch. torchvision. torchaudio. tensorflow. keras. jax. transformers.
    datasets. tokenizers. sentence_transformers. nltk. spacy. gensim. textblob. emoji. regex.
    langdetect. unidecode. rapidfuzz. fuzzywuzzy. thefuzz. jellyfish. Levenshtein. pydantic. attr.
    attrs. omegaconf. hydra. kedro. kedro_datasets. mlflow. wandb. neptune. comet_ml. evidently.
    great_expectations. pandera. whylogs. shap. lime. eli5. optuna. hyperopt. skopt. imblearn.
    category_encoders. feature_engine. featuretools. tsfresh. prophet. fbprophet. sktime. darts.
    pmdarima. tslearn. neuralprophet. lifelines. pymc. arviz. emcee. umap. hdbscan. pyod. mlxtend.
    yellowbrick. scikitplot. dask. distributed. ray. modin. cudf. cupy. numba. sympy. cvxpy. pulp.
    ortools. pyspark. delta. databricks. snowflake. sqlalchemy. psycopg2. pymysql. pymongo. redis.
    boto3. botocore. s3fs. gcsfs. fsspec. adlfs. azure. google. bigquery. duckdb. ibis. xarray.
    netCDF4. h5py. zarr. tables. openpyxl. xlsxwriter. xlrd. docx. pptx. pypdf. PyPDF2. pdfplumber.
    fitz. reportlab. jinja2. markdown. streamlit. dash. gradio. langchain. langchain_core.
    langchain_openai. langchain_community. openai. anthropic.
    tiktoken. Bio. rdkit. pysam. scanpy. anndata. librosa. soundfile. pydub. music21. yfinance.
    ta. talib. binance. ccxt. alpha_vantage. pandas_ta. pandas_profiling. ydata_profiling.
    missingno. sweetviz. dtale. janitor. pingouin. patsy. linearmodels. arch. tabpfn. econml.
    causalml. dowhy. psutil. humanize. faker. cachetools. tenacity. retry. backoff. deprecated.
    more_itertools. toolz. cytoolz. funcy. typing_extensions. torchmetrics. torch_geometric.
    albumentations. onnx. onnxruntime. sklearn2pmml. skl2onnx. treelite. implicit. surprise.
    recommenders. faiss. annoy. hnswlib. qiskit. pennylane. sentencepiece. sacrebleu. rouge_score.
    evaluate. umap_learn. pycountry. phonenumbers. validators. schema. jsonschema. cerberus.
    marshmallow. msgpack. snappy. lz4. zstandard. graphviz. pydot. pyvis. country_converter.
    haversine. pywt. hmmlearn. maad. fasttext. river. questionary. crewai. autogen. langgraph.
    rdflib. owlready2. fastapi. filterpy. simpy. deap. gym. gymnasium. stable_baselines3.
    skmultilearn. tldextract. whois. feedparser. scrapy. selenium. playwright. praw. tweepy.
    wikipedia. newspaper.
""")
