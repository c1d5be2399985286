"""What is known of Python's standard library."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "immutable": """
            numbers.Number numbers.Real datetime.datetime datetime.date datetime.time
            datetime.timedelta datetime.timezone decimal.Decimal fractions.Fraction uuid.UUID
            pathlib.Path pathlib.PurePath pathlib.PosixPath os.PathLike re.Pattern enum.Enum
        """,
        "tuple": "collections.abc.Set",
        "dict": """
            collections.abc.Mapping collections.abc.MutableMapping collections.OrderedDict
            collections.defaultdict collections.Counter
        """,
        "list": """
            collections.abc.Sequence collections.abc.MutableSequence collections.abc.Iterable
            collections.abc.Collection collections.deque
        """,
        "set": "collections.abc.MutableSet",
        "iterator": "collections.abc.Iterator collections.abc.Generator",
        "callable": "collections.abc.Callable",
        "rng": "random.Random",
    },
    unchanging="logging.",
    changing={
        "list": "appendleft extendleft popleft rotate",
        "dict": "move_to_end subtract",
    },
    quiet={
        "builtin": """
            most_common elements date time isoformat timestamp strftime weekday isoweekday
            total_seconds timetuple exists is_file is_dir joinpath with_suffix with_name resolve
            absolute glob rglob iterdir read_text read_bytes as_posix relative_to match
            fullmatch search findall finditer group groups groupdict span mkdir unlink
        """,
        "logger": """
            critical debug error exception info isEnabledFor log warn warning
        """,
    },
    leaves_arguments="""
        writerow writerows write writelines writestr random seed executemany fetch execute read
        seek send
    """,
    takes_in="appendleft extendleft put put_nowait push",
    takes_elements_in="extendleft",
    elements="popleft",
    scalars="""
        stem suffix parent parents parts year month day hour minute second days seconds
        microseconds
    """,
    safe="""
        abc. argparse. array. ast. asyncio. base64. bisect. calendar. codecs. collections.
        concurrent. configparser. contextlib. copy. csv. dataclasses. datetime. decimal.
        difflib. email. enum. fnmatch. fractions. functools. gc. getpass. glob. gzip. hashlib.
        heapq. hmac. html. http. importlib. inspect. io. itertools. json. locale. logging. math.
        multiprocessing. numbers. operator. os. pathlib. pickle. pkgutil. platform. pprint.
        queue. random. re. secrets. shutil. signal. socket. sqlite3. statistics. string. struct.
        subprocess. sys. tarfile. tempfile. textwrap. threading. time. tomllib. traceback.
        types. unicodedata. urllib. uuid. warnings. weakref. xml. zipfile. zlib. zoneinfo.
    """,
    changes={
        (0,): """
            bisect.insort bisect.insort_left bisect.insort_right heapq.heapify heapq.heappop
            heapq.heappush heapq.heappushpop heapq.heapreplace operator.delitem operator.iadd
            operator.iconcat operator.ior operator.setitem random.shuffle
        """,
        (1,): "json.dump pickle.dump",
    },
    same="contextlib.closing functools.wraps",
    holds_elements="""
        collections.ChainMap collections.Counter collections.OrderedDict collections.defaultdict
        collections.deque copy.copy itertools. random.choices random.sample
        types.MappingProxyType types.SimpleNamespace
    """,
    gives_element="""
        collections.deque.popleft heapq.heappop operator.getitem random.choice
    """,
    harmless="""
        abc. base64. calendar. collections. contextlib.asynccontextmanager
        contextlib.contextmanager contextvars.ContextVar copy. dataclasses. datetime. decimal.
        enum. fractions. functools. hashlib. importlib.metadata. importlib.resources.
        importlib.util.find_spec inspect. itertools. json.dumps json.loads logging.getLogger
        logging.NullHandler math. multiprocessing.cpu_count numbers. operator. os.cpu_count
        os.environ.get os.fspath os.getcwd os.getenv os.listdir os.path. pathlib. platform.
        random.Random re. statistics. string. struct. sys.getrecursionlimit textwrap.
        threading.local threading.Lock threading.RLock time. types. uuid. weakref. zoneinfo.
    """,
    harmless_methods="""
        absolute as_posix expanduser exists getLogger is_absolute is_dir is_file isoformat
        joinpath match read_text relative_to resolve search strftime with_name with_suffix today
        now utcnow
    """,
    tells="logging. pprint. sys.stderr. sys.stdout. traceback. warnings.",
    draws="random",
    current="os warnings",
    opens={
        (0,): """
            bz2.open codecs.open glob.glob glob.iglob gzip.open io.open logging.FileHandler
            logging.handlers.RotatingFileHandler lzma.open os.chmod os.listdir os.makedirs
            os.mkdir os.open os.path.exists os.path.getmtime os.path.getsize os.path.isdir
            os.path.isfile os.remove os.rmdir os.scandir os.stat os.unlink os.walk shelve.open
            shutil.make_archive shutil.rmtree sqlite3.connect tarfile.open zipfile.ZipFile
        """,
        (0, 1): """
            os.rename os.replace shutil.copy shutil.copy2 shutil.copyfile shutil.copytree
            shutil.move
        """,
    },
    opening_methods="extractall",
    submodules="""
        concurrent.futures email.message email.policy importlib.metadata importlib.resources
        importlib.util logging.config logging.handlers multiprocessing.managers urllib.parse
        urllib.request
    """,
)
