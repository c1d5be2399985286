"""What is known of what needs no import, and of `typing`."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "immutable": """
            builtins.int builtins.str builtins.float builtins.bool builtins.bytes
            builtins.complex builtins.type builtins.range builtins.slice int str float bool
            bytes complex None typing.Type typing.Text typing.LiteralString
        """,
        "any": """
            typing.Hashable typing.Any builtins.object object typing.TypeVar typing.Self
        """,
        "tuple": """
            builtins.tuple tuple typing.Tuple builtins.frozenset frozenset typing.FrozenSet
            typing.NamedTuple typing.AbstractSet
        """,
        "dict": """
            builtins.dict dict typing.Dict typing.Mapping typing.MutableMapping
            typing.DefaultDict typing.OrderedDict typing.Counter
        """,
        "list": """
            builtins.list list typing.List typing.Sequence typing.MutableSequence
            typing.Iterable typing.Collection typing.Deque
        """,
        "set": "builtins.set set typing.Set typing.MutableSet",
        "iterator": "typing.Iterator typing.Generator typing.AsyncIterator",
        "callable": "typing.Callable builtins.callable",
    },
    changing={
        "list": """
            __delitem__ __iadd__ __setitem__ append clear extend insert pop remove reverse sort
        """,
        "dict": """
            __delitem__ __ior__ __setitem__ clear pop popitem setdefault update
        """,
        "set": """
            add clear difference_update discard intersection_update pop remove
            symmetric_difference_update update
        """,
        "iterator": "send close throw __next__ read",
    },
    changing_any="write writelines __setattr__",
    quiet={
        "builtin": """
            __class__ __contains__ __len__ __repr__ __str__ as_integer_ratio bit_length
            capitalize casefold center conjugate copy count decode difference encode endswith
            expandtabs find format format_map fromkeys get getOption hex index intersection
            is_integer isalnum isalpha isdecimal isdigit isdisjoint isidentifier islower
            isnumeric isspace issubset issuperset istitle isupper items join keys ljust lower
            lstrip open partition removeprefix removesuffix replace rfind rindex rjust
            rpartition rsplit rstrip split splitlines startswith strip swapcase
            symmetric_difference title translate union upper values zfill
        """,
    },
    leaves_arguments="fromkeys discard remove",
    takes_in="""
        append add insert setdefault __setitem__ set update extend difference_update __setattr__
    """,
    takes_elements_in="extend update",
    takes_second_in="setdefault insert __setitem__ __setattr__",
    gives_itself="__enter__ __iter__",
    elements="get pop popitem setdefault __getitem__",
    parts="__getattr__",
    scalars="__name__ __class__ __doc__ __module__ start stop step",
    safe="builtins. typing. typing_extensions.",
    changes={
        (0,): """
            builtins.delattr builtins.dict.pop builtins.dict.setdefault builtins.dict.update
            builtins.list.append builtins.list.extend builtins.list.sort builtins.next
            builtins.set.add builtins.setattr
        """,
    },
    same="builtins.staticmethod typing.assert_type typing.cast",
    shares="builtins.memoryview",
    holds_elements="""
        builtins.dict builtins.frozenset builtins.list builtins.set builtins.sorted
        builtins.tuple builtins.vars
    """,
    gives_element="builtins.getattr builtins.max builtins.min builtins.next",
    harmless="typing. typing_extensions.",
    harmless_methods="""
        capitalize casefold copy count decode difference encode endswith format format_map get
        index intersection isdigit items join keys ljust lower lstrip maketrans partition
        replace rfind rjust rpartition rsplit rstrip split splitlines startswith strip
        symmetric_difference title translate union upper values zfill
    """,
    tells="builtins.print",
    opens={
        (0,): "open",
    },
)
