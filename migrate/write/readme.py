"""README.md of the written project. Every command and every piece of code in it can be run."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping

from migrate.literals import literal
from migrate.migration import FlowFunction, Plan
from migrate.ours import free
from migrate.write.catalog import runtime_names
from migrate.write.parameters import has_inputs, is_regular, takes_changes, varies
from migrate.write.pieces import pieces_of
from migrate.write.run import has_environments
from migrate.write.text import cell, one_line

_SECRETS = """
Passwords, tokens and the like are environment variables, or lines of `.env`, which Git ignores:
hand that file on in another way.
"""


def readme_text(plan: Plan, asks_for_secrets: bool = False) -> str:
    """README.md; `asks_for_secrets` says that the code does."""
    rows = "\n".join(f"| {kedro} | {here} |" for kedro, here in _commands(plan))
    return f"""# {one_line(plan.project_name)}

A [Hamilton](https://hamilton.apache.org) project, made from a Kedro project: `migration.json` tells
what became of each node, dataset and setting. Each function is named after what it makes; its
parameters name what it needs.

## Run it

{_run(plan)}
{_paths(plan)}
{_SECRETS if asks_for_secrets else ""}
## Change it

{"".join(_changes(plan))}
## What each Kedro command is here

| Kedro | here |
|---|---|
{rows}
"""


def _run(plan: Plan) -> str:
    example = _central(plan)[0]
    bring = f"{plan.bring}  # brings the inputs\n" if plan.bring else ""
    return f"""\
```sh
pip install -e .
{bring}python run.py  # makes everything
python run.py {example}  # makes one value and prints it
python run.py --list  # shows all names
```

In Python:

```python
{plan.ours.line("driver")}

driver.build().execute([{literal(example)}])
```
"""


def _paths(plan: Plan) -> str:
    root = f"`{one_line(plan.data_root)}`, seen from here" if plan.data_root else "this folder"
    unstored = (
        "\nWith `--no-store` nothing is written or read back, so that results may differ."
        if any(each.save for each in plan.catalog.entries)
        else ""
    )
    paths = (
        "A pipeline loads what it does not make. "
        "Relative paths, those of the catalog and those in functions,\n"
        if pieces_of(plan)["storage"]
        else "Nothing is loaded or stored. Relative paths in functions\n"
    )
    return f"""\
{paths}start from {root}: `DATA_ROOT` in `{plan.ours.path("driver")}`, or what `--data-root` says.
`run.py` goes there before it runs anything; a driver never changes the current folder.{unstored}"""


def _changes(plan: Plan) -> Iterator[str]:
    """What is added how, in an example whose steps build on each other."""
    example, module = _central(plan)
    if not module:
        return
    taken = {*plan.names.values(), *plan.parameters.inputs, example}
    about, short = free(f"about_{example}", taken), free(f"short_{example}", taken)
    longest, flow = free("longest", taken), plan.ours.file(module)
    catalog, driver = plan.ours.path("catalog"), plan.ours.path("driver")
    values = plan.ours.path("parameters") if _has_base(plan) else ""
    yield f"""\
Each piece of code may stand at the end of its file, if nothing else is said, or among its like.
A function is a new name. In `{flow}`:

```python
def {about}({example}: object) -> str:
    return repr({example})
```

```sh
python run.py {about}
```

"""
    if pieces_of(plan)["storage"]:
        yield f"""\
A dataset is where the value of a name is kept. In `{catalog}`, among the `datasets`:

```python
        {literal(about)}: Dataset(
            f"{{environment}}/about.txt",
            load=lambda path: path.read_text(),
            save=lambda text, path: path.write_text(text),
        ),
```

"""
    yield f"""\
A parameter is an argument that no function makes. In `{values or flow}`:

"""
    if values:
        added = f"+= ({literal(longest)},)" if is_regular(plan.parameters) else ""
        added = added or f"|= {{{literal(longest)}: {literal(longest)}}}"
        more = (
            f"INPUTS {added}\n" if has_inputs(plan.parameters, runtime_names(plan.catalog)) else ""
        )
        yield f"```python\nBASE[{literal(longest)}] = 60\n{more}```\n\nIn `{flow}`:\n\n"
    default = "" if values else " = 60"
    yield f"""\
```python
def {short}({about}: str, {longest}: int{default}) -> str:
    return {about}[:{longest}]
```

"""
    change = f"python run.py --set {longest}=20 {short}"
    if takes_changes(plan.parameters, runtime_names(plan.catalog)) and values:
        yield f"```sh\n{change}\n```\n\n"
    else:
        given = f"inputs={{{literal(longest)}: 20}}"
        yield f"{_python(plan, f'driver.build().execute([{literal(short)}], {given})')}\n"
    if has_environments(plan):
        yield f"An environment has things of its own, else what the base has. In `{driver}`:\n\n"
        yield '```python\nENVIRONMENTS += ("small",)\n```\n\n'
        if values and plan.parameters.environments:
            own = f'ENVIRONMENTS["small"] = {{{literal(longest)}: 10}}'
            yield f"In `{values}`:\n\n```python\n{own}\n```\n\n"
        yield f"```sh\npython run.py --env small {short}\n```\n\n"
    yield "The tests:\n\n```sh\npython -m pytest\n```\n"


def _python(plan: Plan, line: str) -> str:
    return f"```python\n{plan.ours.line('driver')}\n\n{line}\n```\n"


def _has_base(plan: Plan) -> bool:
    """Whether there is a dict of parameters, and no function that makes one."""
    return bool(plan.parameters.base) and not varies(plan.parameters)


def _central(plan: Plan) -> tuple[str, str]:
    """The function that most others build on, and its module."""
    first = next((p for p in plan.pipelines if p.name == "__default__"), plan.pipelines[0])
    made = {
        part.name: module.name
        for module in plan.modules
        if not module.steps and module.name in first.modules
        for part in module.parts
        if isinstance(part, FlowFunction) and part.name in first.makes
    }
    consumers = Counter(start for start, _ in plan.edges)
    name = max(made, key=lambda name: (consumers[name], name), default="name")
    return name, made.get(name, "")


def _commands(plan: Plan) -> Iterator[tuple[str, str]]:
    """Kedro's commands, as the version of the project spells them, and ours."""
    example, _ = _central(plan)
    version = _version(plan.kedro_version)
    named = next((p.name for p in plan.pipelines if p.name != "__default__"), "__default__")
    pipeline = shlex.quote(named)
    yield cell("kedro run"), cell("python run.py")
    yield cell(f"kedro run --pipeline {pipeline}"), cell(f"python run.py --pipeline {pipeline}")
    if has_environments(plan):
        default = plan.default_environment
        env = shlex.quote(next((e for e in plan.environments[1:] if e != default), default))
        yield cell(f"kedro run --env {env}"), cell(f"python run.py --env {env}")
    changed = _changed(plan)
    if changed:
        name, value = changed
        text = shlex.quote(f"{name}={value}")
        kedro = shlex.quote(f"{name}{'=' if version >= (0, 19) else ':'}{value}")
        yield cell(f"kedro run --params {kedro}"), cell(f"python run.py --set {text}")
    node = literal(example)
    yield cell(f"kedro run --to-outputs {example}"), cell(f"python run.py {example}")
    yield (
        cell(f"kedro run --from-inputs {example}"),
        cell(f"driver.build().execute([{node}], overrides={{{node}: 1}})")
        + ": what is overridden is not computed",
    )
    dataset = next((each.name for each in plan.catalog.entries if each.versioned), "")
    if dataset:
        option = "--load-versions" if version >= (0, 18, 5) else "--load-version"
        text = shlex.quote(f"{dataset}:VERSION")
        yield cell(f"kedro run {option} {text}"), cell(f"python run.py --load-version {text}")
    tag = next(iter(sorted(_tags(plan))), "")
    if tag:
        option = "--tags" if version >= (0, 19) else "--tag"
        found = (
            f'driver.build().list_available_variables(tag_filter={{"kedro_tags": {literal(tag)}}})'
        )
        yield (
            cell(f"kedro run {option} {shlex.quote(tag)}"),
            f"{cell(found)} has the names to execute",
        )
    yield cell("kedro registry list"), cell("python run.py --help")
    yield (
        cell(f"kedro registry describe {pipeline}"),
        cell(f"python run.py --pipeline {pipeline} --list"),
    )
    listed = "describe-datasets" if version >= (1,) else "list"
    if pieces_of(plan)["storage"]:
        yield cell(f"kedro catalog {listed}"), cell(plan.ours.path("catalog"))
    needs = cell("pip install -e .[show]")
    yield cell("kedro viz"), f"{cell('python run.py --show graph.svg')}, with Graphviz and {needs}"


def _version(text: str | None) -> tuple[int, ...]:
    """A version of Kedro; the newest one where none is known."""
    return tuple(map(int, re.findall(r"\d+", text or "")[:3])) or (1,)


def _changed(plan: Plan) -> tuple[str, object] | None:
    """A parameter that is a number or a word, and its value."""
    for name in plan.parameters.inputs.values():
        value: object = plan.parameters.base
        for key in name.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, int | float) or (isinstance(value, str) and value.isalpha()):
            return name, value
    return None


def _tags(plan: Plan) -> set[str]:
    parts = [part for m in plan.modules for part in m.parts if isinstance(part, FlowFunction)]
    rows = [row for part in parts for row in (part.tags, *part.output_tags.values())]
    return {tag for row in rows for tag in _words(row.get("kedro_tags", ()))}


def _words(tags: str | tuple[str, ...]) -> tuple[str, ...]:
    return (tags,) if isinstance(tags, str) else tags
