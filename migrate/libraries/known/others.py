"""What is known of libraries that need no file of their own."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "array": "cupy.ndarray",
    },
    unchanging="""
        anthropic. boto3. google.cloud.bigquery. h3. jax. langfuse. mlflow. openai. psycopg2.
        redis. requests. shapely. snowflake.snowpark. sqlalchemy.
    """,
    models="""
        autogluon. bertopic. category_encoders. causalml. darts. econml. feature_engine. flaml.
        gensim. gluonts. h2o. hdbscan. hyperopt. imblearn. implicit. interpret. lifelines.
        lightning. mlxtend. neuralprophet. ngboost. optuna. pmdarima. pycaret. pyod.
        pytorch_lightning. shap. skopt. skorch. sktime. surprise. tpot. tslearn. umap.
    """,
    trainers="ignite. lightning. pytorch_lightning.",
    changing={
        "model": """
            fit_resample fit_sample fit_update set_attr prune tune add_metric finetune fine_tune
            fit_one_cycle
        """,
    },
    quiet={
        "model": "shap_values explain perplexity similarity most_similar",
        "frozen": """
            start_as_current_span run_experiment model_dump model_dump_json begin connect
            execute
        """,
    },
    leaves_arguments="""
        add_paragraph add_heading set_attribute set_attributes tag learn_one predict_one
        suggest_int suggest_float suggest_categorical post request head delete patch
        load_table_from_dataframe insert_rows_json run_query model_dump model_validate
        log_metric log_metrics log_param log_params log_artifact log_model log_figure log_dict
        set_tag set_tags
    """,
    takes_second_in="put_item",
    calls_with_copies="optimize",
    safe="""
        adlfs. aiohttp. albumentations. alpha_vantage. altair. anndata. annoy. anthropic. arch.
        arrow. arviz. attr. attrs. autogen. azure. backoff. bigquery. binance. Bio. bokeh.
        boto3. botocore. bs4. cachetools. category_encoders. causalml. ccxt. cerberus. click.
        cloudpickle. comet_ml. community. country_converter. crewai. cupy. cv2. cvxpy. cytoolz.
        darts. dash. datashader. dateutil. deap. deprecated. dill. docx. dowhy. dtale. econml.
        eli5. emcee. emoji. evidently. faiss. faker. fastapi. fasttext. feature_engine.
        featuretools. feedparser. filterpy. fiona. fitz. folium. fsspec. funcy. fuzzywuzzy.
        gcsfs. gensim. geopy. google. gradio. graphviz. great_expectations. gym. gymnasium. h3.
        h5py. haversine. hdbscan. hmmlearn. hnswlib. holidays. holoviews. httpx. humanize.
        hydra. hyperopt. igraph. imageio. imblearn. implicit. janitor. jax. jellyfish. jinja2.
        joblib. jsonschema. langdetect. Levenshtein. librosa. lifelines. lime. linearmodels.
        loguru. lxml. lz4. maad. markdown. marshmallow. missingno. mlflow. mlxtend.
        more_itertools. msgpack. music21. neptune. netCDF4. neuralprophet. newspaper. nltk.
        numba. onnx. onnxruntime. openai. openpyxl. optuna. orjson. ortools. osmnx. owlready2.
        pandas_profiling. pandas_ta. pandera. patsy. pdfplumber. pendulum. pennylane.
        phonenumbers. PIL. pingouin. playwright. pmdarima. pptx. praw. psutil. psycopg2. pulp.
        pycountry. pydantic. pydot. pydub. pymc. pymongo. pymysql. pyod. pypdf. PyPDF2. pyproj.
        pysam. pytz. pyvis. pywt. qiskit. questionary. rapidfuzz. rasterio. ray. rdflib. rdkit.
        recommenders. redis. regex. reportlab. requests. retry. rich. river. rouge_score.
        ruamel. s3fs. sacrebleu. scanpy. schema. scikitplot. scrapy. seaborn. selenium.
        sentencepiece. shap. shapely. simplejson. simpy. skimage. skl2onnx. sklearn2pmml.
        skmultilearn. skopt. sktime. snappy. snowflake. soundfile. spacy. sqlalchemy.
        stable_baselines3. streamlit. structlog. surprise. sweetviz. sympy. ta. tables. tabpfn.
        tabulate. talib. tenacity. textblob. thefuzz. tiktoken. tldextract. toml. toolz. tqdm.
        treelite. tsfresh. tslearn. tweepy. ujson. umap. umap_learn. unidecode. validators.
        wandb. whois. whylogs. wikipedia. wordcloud. workalendar. xlrd. xlsxwriter. yaml.
        ydata_profiling. yellowbrick. yfinance. zarr. zstandard.
    """,
    changes={
        (1,): "yaml.dump",
    },
    same="""
        alive_progress.alive_it more_itertools.peekable rich.progress.track toolz.identity
        tqdm.auto.tqdm tqdm.autonotebook.tqdm tqdm.notebook.tqdm tqdm.tqdm tqdm.trange
        joblib.delayed
    """,
    shares="anndata.AnnData",
    holds_elements="funcy. more_itertools. cytoolz. toolz.",
    harmless="""
        attr. attrs. click. hypothesis. loguru. pandera. pluggy. pydantic. pytest.
        sqlalchemy.types. structlog.get_logger typer.
    """,
    tells="typer.echo click.echo click.secho loguru. rich. structlog. tqdm.",
    current="seaborn mlflow",
    opens={
        (0,): """
            PIL.Image.open cv2.imread cv2.imwrite fsspec.open h5py.File joblib.load
            netCDF4.Dataset openpyxl.load_workbook toml.load
        """,
        (1,): "joblib.dump",
    },
    opening_methods="save",
    uncopied={
        "to_pandas": "snowflake bigframes",
    },
    handed_on="snowflake.DataFrame",
    own_tables="fireducks",
    plain_tables="""
        hypothesis joblib openpyxl pydantic pytest requests seaborn shap tqdm yaml
    """,
    distributions={
        "Bio": "biopython",
        "Crypto": "pycryptodome",
        "Levenshtein": "levenshtein python-levenshtein",
        "MySQLdb": "mysqlclient",
        "OpenSSL": "pyopenssl",
        "PIL": "pillow pillow-simd",
        "PyEMD": "emd-signal",
        "attr": "attrs",
        "azureml": "azureml-core",
        "bs4": "beautifulsoup4",
        "bson": "pymongo",
        "cv2": "opencv-python opencv-python-headless opencv-contrib-python"
        " opencv-contrib-python-headless",
        "dateutil": "python-dateutil",
        "docx": "python-docx",
        "dotenv": "python-dotenv",
        "faiss": "faiss-cpu faiss-gpu",
        "fitz": "pymupdf",
        "git": "gitpython",
        "haystack": "haystack-ai farm-haystack",
        "hydra": "hydra-core",
        "igraph": "igraph python-igraph",
        "imblearn": "imbalanced-learn",
        "jose": "python-jose",
        "jwt": "pyjwt",
        "kafka": "kafka-python",
        "ldap": "python-ldap",
        "magic": "python-magic",
        "nacl": "pynacl",
        "onnxruntime": "onnxruntime onnxruntime-gpu",
        "pkg_resources": "setuptools",
        "pl_bolts": "lightning-bolts",
        "pptx": "python-pptx",
        "psycopg": "psycopg psycopg-binary",
        "psycopg2": "psycopg2 psycopg2-binary",
        "rest_framework": "djangorestframework",
        "serial": "pyserial",
        "skbio": "scikit-bio",
        "skgstat": "scikit-gstat",
        "skimage": "scikit-image",
        "sklearn_extra": "scikit-learn-extra",
        "sklego": "scikit-lego",
        "skmultilearn": "scikit-multilearn",
        "skopt": "scikit-optimize",
        "sksurv": "scikit-survival",
        "slugify": "python-slugify",
        "telegram": "python-telegram-bot",
        "umap": "umap-learn",
        "usb": "pyusb",
        "websocket": "websocket-client",
        "wx": "wxpython",
        "yaml": "pyyaml",
        "zmq": "pyzmq",
    },
    families="azure ruamel google",
    submodules="""
        Bio.SeqIO requests.auth snowflake.snowpark google.cloud PIL.Image sqlalchemy.exc
    """,
)
