"""What library calls do to the objects that they are called on or with: the tables of all
libraries (migrate/libraries/known/) in one, and what names alone tell, whatever the library.
"""

from __future__ import annotations

from migrate.libraries.known import by_key, by_word, listed
from migrate.libraries.words import words

# --- classes --------------------------------------------------------------------------------

# The kind of a class, by its name in an annotation.
TYPES: dict[str, str] = by_word(lambda library: library.types)
# Types with an element type.
SEQUENCES = frozenset({"dict", "list", "set", "iterator", "tuple", "array"})
FROZEN = listed(lambda library: library.unchanging)
MODELS = listed(lambda library: library.models)
# `fit(model, ...)` trains the argument.
TRAINERS = listed(lambda library: library.trainers)
# The kind of what the functions of a library mostly make.
MADE: dict[str, str] = by_word(lambda library: library.makes)

# --- methods --------------------------------------------------------------------------------

MUTATORS: dict[str, frozenset[str]] = by_key(lambda library: library.changing)
# On an object of unknown type these change it. The ones that return something elsewhere
# (pandas' old `append`, `Series.add`) only do so where their result is not used.
ANY_MUTATORS = (
    frozenset().union(*(MUTATORS[kind] for kind in ("list", "dict", "set", "frame", "graph")))
    | MUTATORS["model"]
    | listed(lambda library: library.changing_any)
) - words("to eval double cpu cuda half step train tune build merge_with read")
# Methods that have no result where they change the object: one that is used is a new object.
NEW_IF_USED = words("append add insert remove reverse sort")
# Arguments that may be a random generator.
GENERATOR_ARGUMENTS = words("random_state rng generator")
PERHAPS_IN_PLACE = listed(lambda library: library.in_place)
PARTS = listed(lambda library: library.parts)

# Methods of unknown objects that only tell something, by their beginnings.
GETTERS = ("get_", "is_", "has_", "to_", "as_", "predict", "find_", "with_", "iter_", "list_",
           "count_", "num_", "describe", "export_", "write_to", "plot_", "explain_")  # fmt: skip
# Methods of unknown objects that may change them, by their beginnings.
SUSPICIOUS = ("set_", "add_", "update_", "remove_", "delete_", "register_", "append_", "insert_",
              "load_", "fit_", "clear_", "reset_", "_set", "push", "put_")  # fmt: skip

RETURNS_SELF = listed(lambda library: library.gives_itself)
VIEWS = listed(lambda library: library.views)
PERHAPS_VIEWS = listed(lambda library: library.perhaps_views)
ELEMENTS = listed(lambda library: library.elements)

_QUIET = by_key(lambda library: library.quiet)
QUIET_FIGURE = _QUIET["figure"]
# Methods that change neither the object nor what they are given.
QUIET = frozenset().union(*_QUIET.values()) - words("sort cpu clear")
# What only estimators are known for: the same word may do anything in a class that is not known.
OF_MODELS = _QUIET["model"].difference(
    *(names for kind, names in _QUIET.items() if kind != "model")
)

HOLDING = listed(lambda library: library.takes_in)
HOLDING_ELEMENTS = listed(lambda library: library.takes_elements_in)
HOLDING_SECOND = listed(lambda library: library.takes_second_in)
# Methods that leave their arguments as they are, though they change their object.
QUIET_FOR_ARGUMENTS = (
    QUIET | MUTATORS["model"] | MUTATORS["frame"] | listed(lambda library: library.leaves_arguments)
)
# Methods that change their first argument, whatever they are called on.
CHANGES_ARGUMENT = words("shuffle")
CHANGED_PARTS = listed(lambda library: library.changed_parts)
CALLS_WITH_COPIES = listed(lambda library: library.calls_with_copies)

# --- attributes -----------------------------------------------------------------------------

SCALAR_ATTRIBUTES = listed(lambda library: library.scalars)
FRAME_ACCESSORS = listed(lambda library: library.accessors)
INDEXERS = listed(lambda library: library.indexers)
LABELS = listed(lambda library: library.labels)

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
CHANGES: dict[str, tuple[int, ...]] = by_word(lambda library: library.changes)
SAME = listed(lambda library: library.same)
SHARING = listed(lambda library: library.shares)
HOLDS_ELEMENTS = listed(lambda library: library.holds_elements)
RETURNS_ELEMENT = listed(lambda library: library.gives_element)
SAFE = listed(lambda library: library.safe)
