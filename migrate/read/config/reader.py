"""Reads the configuration files of a project: each file once, each part once for its globals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from migrate.model.asked import asked_for
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import (
    DatasetEntry,
    Layout,
    ParameterSource,
)
from migrate.read.config.factories import made_by_factories
from migrate.read.config.files import (
    File,
    Part,
    find_files,
    key_names,
    listed,
    merge,
    merge_files,
    read_file,
)
from migrate.read.config.interpolation.resolving import (
    LATER,
    Interpolator,
    Resolved,
)
from migrate.read.config.interpolation.templated import resolve_templated, written_template
from migrate.read.config.interpolation.written import Written
from migrate.read.config.items import (
    Item,
    Items,
    credentials_in,
    entry_of,
    is_parameter,
    merged_item,
)
from migrate.read.config.settings import KINDS, LoaderSettings
from migrate.read.config.vault import Vault, marks_in
from migrate.read.kedro.dataset_factories import is_pattern

_FOLDERS_LEFT_OUT = frozenset({"__pycache__"})


class ConfigurationReader:
    """Reads each file once; resolves each part once for each set of globals."""

    def __init__(self, layout: Layout, settings: LoaderSettings) -> None:
        self.settings = settings
        self.root = Path(layout.root)
        self.conf = self.root / layout.conf_source
        # A dictionary, so that what several environments share is said once, in order.
        self.diagnostics: dict[Diagnostic, None] = dict.fromkeys(settings.diagnostics)
        self.files: set[str] = set()
        self._read: dict[Path, File] = {}
        self._learned = False
        self._parts: dict[tuple[str, str], Part] = {}
        self._resolved: dict[tuple[str, str, str], Items] = {}
        self._globals: dict[str, dict[Any, Any]] = {}
        self._credentials: frozenset[str] | None = None
        self.vault = Vault(layout.package)
        self._given_globals = self.hidden(settings.globals_values, settings.place)
        # What stays as written, by text and reason: names and the first place.
        self._unknown: dict[tuple[str, str], tuple[Place, dict[str, None]]] = {}
        self._refused: set[str] = set()
        self.base = self.default = ""
        self.base, self.default = self._base_and_default()
        self.environments = self._environments()
        self._check_folders()

    def report(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics.update(dict.fromkeys(diagnostics))

    # --- environments -------------------------------------------------------------------------

    def _base_and_default(self) -> tuple[str, str]:
        base, default = self.settings.base, self.settings.default
        # CONFIG_LOADER_ARGS without environments makes Kedro read the whole folder at once. Where
        # that gives what the usual subfolders give, or fails, these are what is meant.
        if base or not (self.conf / "base").is_dir():
            return base, default
        if not self._is_one(default or "local"):
            return "base", default or "local"
        folders = ", ".join(f"{self._shown(self.conf)}/{name}" for name in _folders(self.conf))
        place = self.settings.place or Place(self._shown(self.conf))
        self.report(diagnostic("K230", place, folder=self._shown(self.conf), folders=folders))
        return "", ""

    def _is_one(self, default: str) -> bool:
        """Whether all of the folder is one environment, with other files than the usual two."""
        usual = [
            {path for env in ("base", default) for path in self._find(kind, env)} for kind in KINDS
        ]
        whole = [set(self._find(kind, "")) for kind in KINDS]
        if whole == usual:
            return False
        parts = (self.part(kind, "", report=False) for kind in KINDS)
        return not any(found.code == "K203" for part in parts for found in part.diagnostics)

    def _environments(self) -> tuple[str, ...]:
        found = {self.base: None, self.default: None}
        if self.base:
            for name in _folders(self.conf):
                if name not in found:
                    found.update(dict.fromkeys(self._environments_in(name)))
        return tuple(found)

    def _environments_in(self, name: str) -> list[str]:
        """A folder that Kedro can't load as one environment only holds some (`--env a/b`)."""
        folders = _folders(self._folder(name))
        if name.count("/") > 3 or not folders:
            return [name]
        conflicts = [
            found
            for kind in ("catalog", "parameters")
            for found in self.part(kind, name, report=False).diagnostics
            if found.code == "K203"
        ]
        if not conflicts:
            layers = [below for below in folders if self._is_layer(name, below)]
            return [
                name,
                *(e for below in layers for e in self._environments_in(f"{name}/{below}")),
            ]
        folder = self._shown(self._folder(name))
        keys = conflicts[0].message.split(" stands")[0]
        self.report(diagnostic("K219", conflicts[0].place, folder=folder, keys=keys))
        return [env for below in folders for env in self._environments_in(f"{name}/{below}")]

    def _is_layer(self, name: str, below: str) -> bool:
        """Whether a folder has a file that lies in the one above it, too, as environments do."""
        above, own = (
            {file.name for file in self._folder(env).glob("*.y*ml") if file.is_file()}
            for env in (name, f"{name}/{below}")
        )
        return bool(above & own)

    def _folder(self, env: str) -> Path:
        return self.conf / env if env else self.conf

    def _check_folders(self) -> None:
        for env in dict.fromkeys((self.base, self.default)):
            if not self._folder(env).is_dir():
                folder = self._shown(self._folder(env))
                self.report(diagnostic("K208", Place(folder), folder=folder, env=env))
        files = [*self.part("catalog", self.base).texts, *self.part("catalog", self.default).texts]
        if not files:
            folder = self._shown(self.conf)
            self.report(diagnostic("K213", Place(folder), folder=folder))
        for kind, strategy in self.settings.merge.items():
            if strategy.lower() not in ("soft", "destructive") and kind in KINDS:
                self.report(diagnostic("K214", self.settings.place, name=strategy))

    def _shown(self, path: Path) -> str:
        return (
            path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
        )

    # --- files --------------------------------------------------------------------------------

    def part(self, kind: str, env: str, *, report: bool = True) -> Part:
        """The files of one kind in one environment's folder."""
        if (kind, env) not in self._parts:
            legacy = self.settings.legacy
            nested = kind == "parameters" and not legacy
            files = [self._file(path, kind) for path in self._find(kind, env)]
            self._parts[kind, env] = merge_files(
                files, nested_keys=nested, legacy=legacy, together=self._together(env)
            )
        part = self._parts[kind, env]
        if report:
            self.files.update(part.texts)
            self.report(*part.diagnostics)
        return part

    def _together(self, env: str) -> str:
        """Why files of one environment are loaded together."""
        if env:
            return "they are of one environment"
        given = {"base_env": self.settings.base, "default_run_env": self.settings.default}
        missing = " and no ".join(name for name, value in given.items() if not value)
        folder = self._shown(self.conf)
        return f"CONFIG_LOADER_ARGS names no {missing}, so all of {folder} is one environment"

    def _file(self, path: Path, kind: str) -> File:
        """A file without its secrets."""
        if not self._learned:
            self._learned = True  # what is secret in one file may stand in any other one
            for each in KINDS:
                for found in self._find(each, ""):
                    self._without_secrets(self._raw(found), each)
        return self._without_secrets(self._raw(path), kind)

    def _raw(self, path: Path) -> File:
        if path not in self._read:
            renders = self.settings.loader == "TemplatedConfigLoader"
            legacy = self.settings.legacy
            self._read[path] = read_file(path, self.root, legacy=legacy, renders=renders)
        return self._read[path]

    def _without_secrets(self, file: File, kind: str) -> File:
        place = Part(places=file.places, texts={file.path: ""}).place
        names = 1 if kind == "catalog" else 0  # a dataset may have any name
        return replace(file, content=self.vault.hidden(file.content, place, names))

    def hidden(self, values: Any, place: Place | None) -> Any:
        """Values of the project's Python without their secrets."""
        return self.vault.hidden(values, lambda _: place or Place(""))

    def _find(self, kind: str, env: str) -> list[Path]:
        hidden = self.settings.ignore_hidden
        patterns = self.settings.patterns[kind]
        if not env and self.base:  # in all of them
            patterns = tuple(f"**/{pattern}" for pattern in patterns)
        return find_files(self._folder(env), patterns, ignore_hidden=hidden)

    def raw(self, kind: str, env: str) -> Iterator[Mapping[Any, Any]]:
        """What the files of one kind hold in an environment, secrets and all."""
        for path in self._find(kind, env) if self._folder(env).is_dir() else ():
            yield self._raw(path).content or {}

    def _credential_names(self) -> frozenset[str]:
        """The names that credentials files define in any environment; no values."""
        if self._credentials is None:
            self._credentials = frozenset()
            for env in self.environments:
                names, diagnostics = key_names(self._find("credentials", env), self.root)
                self._credentials |= names
                self.report(*diagnostics)
        return self._credentials

    def parameters(self, env: str) -> dict[str, Any]:
        """The parameters of one environment, merged over the base."""
        return {key: item.value for key, item in self.merged("parameters", env).items()}

    # --- merging ------------------------------------------------------------------------------

    def merged(self, kind: str, env: str) -> Items:
        """The base environment overridden by another."""
        under = self._items(kind, self.base, env)
        if env == self.base:
            return under
        over = self._items(kind, env, env)
        if self.settings.merge.get(kind, "").lower() != "soft":
            return {**under, **over}
        both = {key: merged_item(under[key], over[key]) for key in under.keys() & over.keys()}
        return {**under, **over, **both}

    def _items(self, kind: str, env: str, run_env: str) -> Items:
        """One environment's own keys, resolved with the globals of the environment that runs."""
        globals_env = run_env if self.part("globals", run_env).texts else self.base
        cached = (kind, env, globals_env)
        if cached not in self._resolved:
            part = self.part(kind, env)
            found = self._resolve(part, env, self.globals_of(globals_env))
            # Kedro drops them from all but the parameters.
            if kind != "parameters":
                found = {key: item for key, item in found.items() if not key.startswith("_")}
            self._resolved[cached] = found
            self._note_problems(kind, found)
        return self._resolved[cached]

    def _resolve(self, part: Part, env: str, values: Mapping[Any, Any]) -> Items:
        resolvers = self.settings.resolvers
        shared = Interpolator(values, resolvers=resolvers)
        interpolator = Interpolator(part.data, shared, resolvers=resolvers)
        found: Items = {}
        for key, raw in part.data.items():
            name = str(key)
            if self.settings.loader == "OmegaConfigLoader":
                resolved = interpolator.resolve(key)
            elif self.settings.loader == "TemplatedConfigLoader" and values:
                resolved = resolve_templated(raw, values, (key,))
                # What a default gives was no value before.
                value = self.hidden({key: resolved.value}, part.place((key,)))[key]
                problems = (*resolved.problems, *marks_in(value, (key,)))
                resolved = Resolved(value, problems)
                name = str(resolve_templated(name, values).value)
            else:
                resolved = Resolved(raw, tuple(marks_in(raw, (key,))))
            found[name] = Item(
                resolved.value, raw, env, part, key, resolved.problems, resolved.computed
            )
        return found

    def written_parameters(self, env: str) -> dict[str, Any] | None:
        """An environment's own parameters as they are to be written; None without any file."""
        part = self.part("parameters", env)
        if not part.texts:
            return None
        if self.settings.loader == "OmegaConfigLoader":
            resolvers = self.settings.resolvers
            shared = Interpolator(self.globals_of(env), resolvers=resolvers)
            tree = Interpolator(part.data, shared, resolvers=resolvers)
            written = Written(tree, live=True)
            return {key: written.at((key,)) for key in part.data}
        values = self.globals_of(env)
        if self.settings.loader == "TemplatedConfigLoader" and values:
            written = written_template(dict(part.data), values)
            return dict(asked_for(self.hidden(written, part.place(()))))
        return dict(asked_for(part.data))

    def globals_of(self, env: str) -> dict[Any, Any]:
        """The globals of an environment."""
        if env not in self._globals:
            self._globals[env] = {**self._read_globals(env), **self._given_globals}
        return self._globals[env]

    def _read_globals(self, env: str) -> dict[Any, Any]:
        under, over = self._own_globals(self.base), self._own_globals(env)
        if self.settings.merge.get("globals", "").lower() == "soft":
            return merge(under, over)
        return {**under, **over}

    def written_globals(self, env: str) -> dict[str, Any]:
        """The globals of an environment as they are to be written."""
        values = self.globals_of(env)
        if self.settings.legacy:
            return dict(asked_for(values))
        tree = Interpolator(values, runtime_params=False, resolvers=self.settings.resolvers)
        written = Written(tree, live=False)  # one for all: what it follows is bounded
        return {key: written.at((key,)) for key in values}

    def _own_globals(self, env: str) -> dict[Any, Any]:
        part = self.part("globals", env)
        if self.settings.legacy:
            return dict(part.data)
        resolvers = self.settings.resolvers
        interpolator = Interpolator(part.data, runtime_params=False, resolvers=resolvers)
        keys = [key for key in part.data if not str(key).startswith("_")]
        found = {key: interpolator.resolve(key) for key in keys}
        for problem in (problem for each in found.values() for problem in each.problems):
            if problem.kind == "refused":
                place, reason = part.place(problem.path), f"{problem.text}: {problem.reason}"
                self.report(diagnostic("K218", place, reason=reason))
        return {key: each.value for key, each in found.items()}

    def _note_problems(self, kind: str, items: Items) -> None:
        prefix = "params:" if kind == "parameters" else ""
        for item in items.values():
            for problem in item.problems:
                if problem.kind in LATER:
                    continue
                keys = takewhile(lambda key: isinstance(key, str), problem.path)
                name = ".".join(keys if kind == "parameters" else problem.path[:1])
                place = item.part.place(problem.path)
                found = self._unknown.setdefault((problem.text, problem.reason), (place, {}))
                found[1][prefix + name] = None

    def report_problems(self) -> None:
        """Reports the interpolations that stay as written, each once."""
        for (text, reason), (place, names) in self._unknown.items():
            shown = listed(list(names), most=2)
            self.report(diagnostic("K207", place, text=text, names=shown, reason=reason))

    # --- the catalog --------------------------------------------------------------------------

    def catalog(self, env: str, names: Iterable[str]) -> dict[str, DatasetEntry]:
        """An environment's entries, with those that factories make for `names`."""
        found: dict[str, DatasetEntry] = {}
        patterns: Items = {}
        parameters = self.merged("parameters", env)
        # Kedro puts parameters into the catalog last, over what is written there.
        for name, item in self.merged("catalog", env).items():
            if is_parameter(name, parameters) or not self._valid(name, item):
                continue
            if is_pattern(name):
                patterns[name] = item
            else:
                found[name] = entry_of(name, item)
        missing = (name for name in names if name not in found)
        made = [name for name in missing if not is_parameter(name, parameters)]
        factories = made_by_factories(made, patterns)
        found.update(factories.entries)
        self._refused |= factories.refused
        self.report(*factories.diagnostics)
        for entry in found.values():
            self._check_credentials(entry)
        return found

    def _valid(self, name: str, item: Item) -> bool:
        place = item.part.place((item.key,))
        if isinstance(item.value, dict) and isinstance(item.value.get("type"), str):
            return True
        self._refused.add(name)
        code = "K206" if isinstance(item.value, dict) else "K205"
        self.report(diagnostic(code, place, name=name))
        return False

    def check_factories(self, catalogs: Mapping[str, Mapping[str, DatasetEntry]]) -> None:
        """Reports the factories that make nothing in any environment."""
        used = {entry.pattern for catalog in catalogs.values() for entry in catalog.values()}
        for env in self.environments:
            for name, item in self.merged("catalog", env).items():
                if is_pattern(name) and name not in used | self._refused:
                    self.report(diagnostic("K217", item.part.place((item.key,)), name=name))

    def _check_credentials(self, entry: DatasetEntry) -> None:
        for value in credentials_in(entry.config):
            if not isinstance(value, str):
                self.report(diagnostic("K215", entry.place, name=entry.name))
            elif "${" not in value and value not in self._credential_names():
                name = entry.pattern or entry.name
                self.report(diagnostic("K216", entry.place, name=name, credentials=value))

    # --- parameters ---------------------------------------------------------------------------

    def parameter_sources(self) -> dict[str, ParameterSource]:
        """Where each parameter stands first, and which environments set it."""
        places: dict[str, Place] = {}
        environments: dict[str, list[str]] = {}
        for env in self.environments:
            for key, item in self._items("parameters", env, env).items():
                below = {f"{key}.{name}": path for name, path in item.below.items()}
                for name, path in {key: (), **below}.items():
                    places.setdefault(name, item.part.place((item.key, *path)))
                    environments.setdefault(name, []).append(env)
        return {
            name: ParameterSource(place, tuple(environments[name]))
            for name, place in places.items()
        }


def _folders(folder: Path) -> list[str]:
    """The names of the folders in a folder that may be environments."""
    try:
        names = [child.name for child in folder.iterdir() if child.is_dir()]
    except OSError:
        return []
    return sorted(n for n in names if n[0] != "." and n not in _FOLDERS_LEFT_OUT)
