"""The catalog: its plan as source text."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.literals import literal
from migrate.migration import CatalogPlan, Import, Loader, StoredDataset
from migrate.write.dataflow import import_line
from migrate.write.text import call

# Functions that the calls of formats use, each written only where one does.
_HELPERS = {
    "_read_json": """def _read_json(path: Path) -> Any:
    with path.open() as file:
        return json.load(file)
""",
    "_write_json": """def _write_json(data: Any, path: Path, **arguments: Any) -> None:
    with path.open("w") as file:
        json.dump(data, file, **arguments)
""",
    "_read_yaml": """def _read_yaml(path: Path) -> Any:
    with path.open() as file:
        return yaml.safe_load(file)
""",
    "_write_yaml": """def _write_yaml(data: Any, path: Path, **arguments: Any) -> None:
    with path.open("w") as file:
        yaml.dump(data, file, **arguments)
""",
    "_read_pickle": """def _read_pickle(path: Path, backend: str = "pickle", **arguments: Any) -> Any:
    with path.open("rb") as file:
        return import_module(backend).load(file, **arguments)
""",
    "_write_pickle": """def _write_pickle(
    data: Any, path: Path, backend: str = "pickle", **arguments: Any
) -> None:
    with path.open("wb") as file:
        import_module(backend).dump(data, file, **arguments)
""",
    "_write_figure": '''def _write_figure(data: Any, path: Path, **arguments: Any) -> None:
    """Save a figure, or a list or dict of figures to a folder."""
    if isinstance(data, list):
        data = {f"{number}.png": figure for number, figure in enumerate(data)}
    figures = {path / key: figure for key, figure in data.items()} if isinstance(data, dict) else {path: data}
    for target, figure in figures.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(target, **arguments)
''',
    "_write_chart": '''def _write_chart(
    data: Any,
    path: Path,
    kind: str,
    theme: str,
    fig: Mapping[str, Any] = MappingProxyType({}),
    layout: Mapping[str, Any] = MappingProxyType({}),
    **arguments: Any,
) -> None:
    """Draw a table with plotly express, and save the figure."""
    figure = getattr(plotly.express, kind)(data, **fig)
    figure.update_layout(template=theme)
    figure.update_layout(dict(layout))
    plotly.io.write_json(figure, path, **arguments)
''',
    "_load_with": '''def _load_with(path: Any, dataset: Any, **arguments: Any) -> Any:
    """Load with a class of kedro-datasets."""
    return dataset(filepath=str(path), **arguments).load()
''',
    "_save_with": '''def _save_with(data: Any, path: Any, dataset: Any, **arguments: Any) -> None:
    """Save with a class of kedro-datasets."""
    dataset(filepath=str(path), **arguments).save(data)
''',
    "_not_migrated": """def _not_migrated(name: str) -> Any:
    def refuse(*_: Any) -> Any:
        raise NotImplementedError(f"{name} is not migrated: see migration.json.")

    return refuse
""",
}
_HELPER_IMPORTS = {
    "_read_json": [Import("json")],
    "_write_json": [Import("json")],
    "_read_yaml": [Import("yaml")],
    "_write_yaml": [Import("yaml")],
    "_read_pickle": [Import("importlib", "import_module")],
    "_write_pickle": [Import("importlib", "import_module")],
    "_write_chart": [
        Import("collections.abc", "Mapping"),
        Import("types", "MappingProxyType"),
        Import("plotly.express"),
        Import("plotly.io"),
    ],
}


def catalog_text(plan: CatalogPlan, package: str) -> str:
    """The source of the catalog's module."""
    entries = [*plan.base, *(e for entries in plan.environments.values() for e in entries)]
    helpers = sorted({helper for entry in entries for helper in entry.helpers})
    parts = [_folders(plan)] if plan.folders else []
    parts += [_HELPERS[helper] for helper in helpers]
    parts.append(_datasets(plan))
    parts += [_loader(loader) for loader in plan.loaders]
    code = "\n\n".join(part.strip("\n") for part in parts) + "\n"
    imports = {*plan.imports, *(i for helper in helpers for i in _HELPER_IMPORTS.get(helper, ()))}
    lines = [import_line(imported) for imported in imports]
    lines.append(f"from {package}.storage import Dataset" + (", Storage" if plan.loaders else ""))
    used = [
        name
        for name in ("dataloader", "parameterize", "value")
        if f"@{name}(" in code or f" {name}(" in code
    ]
    if used:
        lines.append(f"from hamilton.function_modifiers import {', '.join(used)}")
    words = {
        "Path": "from pathlib import Path",
        "Any": "from typing import Any",
        "SimpleNamespace": "from types import SimpleNamespace",
    }
    lines += [line for word, line in words.items() if word in code]
    head = (
        '"""The data catalog: where each dataset lies, and how it is loaded and saved.\n\n'
        "Paths are relative to the folder that `driver.build` is given. The functions at the end\n"
        'load what a pipeline does not make itself.\n"""'
    )
    return "\n\n".join([head, "\n".join(sorted(set(lines))), code])


def _folders(plan: CatalogPlan) -> str:
    rows = []
    for environment, values in plan.folders.items():
        given = {name: literal(value) for name, value in values.items()}
        rows.append(f"    {literal(environment)}: {call('SimpleNamespace', given)},\n")
    return "# The folders of each environment.\nFOLDERS = {\n" + "".join(rows) + "}\n"


def _datasets(plan: CatalogPlan) -> str:
    base = next(iter(plan.folders), "base")
    lines = [
        f"def datasets(environment: str = {literal(base)}) -> dict[str, Dataset]:",
        '    """The stored datasets of an environment, by name."""',
    ]
    if plan.folders:
        lines.append(f"    at = FOLDERS.get(environment, FOLDERS[{literal(base)}])")
    lines.append("    found = {")
    lines += [f"        {_entry(entry)}," for entry in plan.base]
    lines.append("    }")
    for environment, entries in plan.environments.items():
        lines.append(f"    if environment == {literal(environment)}:")
        lines.append("        found |= {")
        lines += [f"            {_entry(entry)}," for entry in entries]
        lines.append("        }")
    lines.append("    return found")
    return "\n".join(lines) + "\n"


def _entry(entry: StoredDataset) -> str:
    named = {"load": entry.load, "save": entry.save}
    named = {key: value for key, value in named.items() if value}
    if entry.versioned:
        named["versioned"] = "True"
    if entry.reload and entry.save:
        named["reload"] = "True"
    return f"{literal(entry.name)}: {call('Dataset', named, [entry.path])}"


def _loader(loader: Loader) -> str:
    if loader.function == loader.node:
        return (
            "@dataloader()\n"
            f"def {loader.function}(storage: Storage) -> tuple[{loader.hint}, dict]:\n"
            f"    return storage.load({literal(loader.dataset)})\n"
        )
    rows = {loader.node: f"{{'name': value({literal(loader.dataset)})}}"}
    return (
        f"{call('@parameterize', rows)}\n"
        f"def {loader.function}(name: str, storage: Storage) -> {loader.hint}:\n"
        "    return storage.load(name)[0]\n"
    )


def loader_functions(loaders: Iterable[Loader]) -> dict[str, str]:
    """The catalog's function that loads each node."""
    return {loader.node: loader.function for loader in loaders}
