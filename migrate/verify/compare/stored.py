"""Read captured values back, where the project's own classes can't be imported."""

from __future__ import annotations

import importlib
import pickle
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO


class _StubClass(type):
    """Some pickles take members and methods from a class, by their names: stubs again."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return cls(**{"(member)": name})


class Stub(metaclass=_StubClass):
    """Stands for an object of a class of the user's project: its state, no behaviour.

    Both projects often have a package of one name, so neither is imported here. `_absent` says
    that its class is a library's, which is not installed here.
    """

    _absent = False

    def __new__(cls, *arguments: Any, **named: Any) -> Stub:
        made = super().__new__(cls)
        made.__dict__.update(named)
        if arguments:
            made.__dict__["(arguments)"] = arguments
        return made

    def __init__(self, *_: Any, **__: Any) -> None:
        """Made already, and by most pickles not called."""

    def __setstate__(self, state: Any) -> None:
        # copyreg gives (dict, slots) for classes with slots.
        parts = state if _is_pair_of_dicts(state) else (state,)
        for part in parts:
            if isinstance(part, dict):
                # pydantic gives the fields as one part of several.
                self.__dict__.update(part.get("__dict__", part))
                for more in PYDANTIC:
                    self.__dict__.update(part.get(more) or {})
                if "__pydantic_fields_set__" in part:
                    self.__dict__["model_fields_set"] = part["__pydantic_fields_set__"]
            elif part is not None:
                self.__dict__["(state)"] = part

    def __setitem__(self, key: Any, value: Any) -> None:
        self.__dict__.setdefault("(items)", {})[key] = value

    def __or__(self, other: Any) -> Stub:
        """Some pickles put members of a flag together."""
        return type(self)(**{"(members)": (self, other)})

    def append(self, value: Any) -> None:
        """Pickle appends the items of a list's subclass."""
        self.__dict__.setdefault("(list)", []).append(value)

    def extend(self, values: Any) -> None:
        """As `append`, for many."""
        self.__dict__.setdefault("(list)", []).extend(values)

    def __repr__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__qualname__}({facts})"


# What a model of pydantic holds besides its fields.
PYDANTIC = ("__pydantic_extra__", "__pydantic_private__")


def _is_pair_of_dicts(state: Any) -> bool:
    if not isinstance(state, tuple) or len(state) != 2:
        return False
    return all(part is None or isinstance(part, dict) for part in state)


# Classes of older pandas, and what has taken their place.
RENAMED = {
    ("pandas.core.indexes.numeric", name): ("pandas", "Index")
    for name in ("Int64Index", "UInt64Index", "Float64Index", "NumericIndex")
}


class _Finds:
    """What an unpickler takes classes from: stubs for those of the projects, and for what is not
    there.
    """

    own: frozenset[str]
    stubs: dict[tuple[str, str], type]

    def find_class(self, module: str, name: str) -> Any:
        module, name = RENAMED.get((module, name), (module, name))
        if (module, name) == ("cloudpickle.cloudpickle", "subimport"):
            return self._module
        if module.split(".")[0] not in self.own:
            try:
                importlib.import_module(module)
                return super().find_class(module, name)  # type: ignore[misc]
            except (ImportError, AttributeError):
                pass
        key = (module, name)
        if key not in self.stubs:
            absent = module.split(".")[0] not in self.own
            names = {"__module__": module, "__qualname__": name, "_absent": absent}
            self.stubs[key] = _StubClass(name.split(".")[-1], (Stub,), names)
        return self.stubs[key]

    def _module(self, name: str) -> ModuleType:
        """A module that a function uses."""
        if name.split(".")[0] in self.own:
            return ModuleType(name)
        return importlib.import_module(name)


class _Unpickler(_Finds, pickle.Unpickler):
    def __init__(self, file: Any, own: frozenset[str]) -> None:
        super().__init__(file)
        self.own, self.stubs = own, {}


def joblib_unpickler(own: frozenset[str]) -> type[Any]:
    """The class of unpicklers for what joblib wrote. Raises ImportError."""
    from joblib.numpy_pickle import NumpyUnpickler  # type: ignore[import, unused-ignore]

    return type("JoblibUnpickler", (_Finds, NumpyUnpickler), {"own": own, "stubs": {}})


def is_absent(kind: type) -> bool:
    """Whether a class only stands for one of a library that is not installed here."""
    return issubclass(kind, Stub) and kind._absent


def read(path: Path, own: frozenset[str] = frozenset()) -> Any:
    """The value that was pickled into `path`, a file of any name.

    `own` are top-level packages of the projects: their classes become stubs with the same
    attributes. Raises whatever the pickle's libraries raise; OSError if there is no such file.
    """
    with path.open("rb") as file:
        return load(file, own)


def load(file: BinaryIO, own: frozenset[str] = frozenset()) -> Any:
    """The next value that was pickled into an open file. As `read`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _Unpickler(file, own).load()
