"""README.md of the written project. Every command and every piece of code in it can be run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from migrate.model.literals import literal
from migrate.model.migration import DataflowFunction, Plan
from migrate.runtime.modules import free
from migrate.write.catalog.module import runtime_names, takes_environment
from migrate.write.parameters.module import has_inputs, is_regular, takes_changes, varies
from migrate.write.printing.text import one_line
from migrate.write.project.commands import commands
from migrate.write.project.files import has_tests
from migrate.write.project.pieces import pieces_of
from migrate.write.project.run import default_pipeline, has_environments

_SECRETS = """
Passwords, tokens and the like are environment variables, or lines of `.env`, which Git ignores:
hand that file on in another way.
"""


def readme_text(plan: Plan, asks_for_secrets: bool = False) -> str:
    """README.md; `asks_for_secrets` says that the code does."""
    rows = "\n".join(f"| {kedro} | {here} |" for kedro, here in commands(plan, central(plan)[0]))
    return f"""# {one_line(plan.project_name)}

A [Hamilton](https://hamilton.apache.org) project, made from a Kedro project: `migration.json` tells
what became of each node, dataset and setting. Each function is named after what it makes; its
parameters name what it needs.

## Run it

{_run(plan)}
{_paths(plan)}
{_SECRETS if asks_for_secrets else ""}
## Change it

{"".join(_changes(plan))}## What each Kedro command is here

| Kedro | here |
|---|---|
{rows}
"""


def _run(plan: Plan) -> str:
    example = central(plan)[0]
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
`run.py` goes there before it runs anything; a driver never changes the current folder.\
{unstored}{_threads(plan)}"""


def _threads(plan: Plan) -> str:
    """What is known to fail in threads."""
    used = {re.split(r"\W", each)[0] for each in plan.requirements}
    if not used >= {"matplotlib", "plotly"} or len(default_pipeline(plan).ordered) > 1:
        return ""
    return """
`--executor threads` fails where IPython is installed: plotly imports it in one thread while
matplotlib looks into the half of it in another."""


def _changes(plan: Plan) -> Iterator[str]:
    """What is added how, in an example whose steps build on each other."""
    example, module = central(plan)
    if not module:
        return
    taken = {*plan.names.values(), *plan.parameters.inputs, example}
    about, short = free(f"about_{example}", taken), free(f"short_{example}", taken)
    longest, flow = free("longest", taken), plan.ours.file(module)
    catalog, driver = plan.ours.path("catalog"), plan.ours.path("driver")
    changes = takes_changes(plan.parameters, runtime_names(plan.catalog))
    values = plan.ours.path("parameters") if changes and _has_base(plan) else ""
    tried = [f"python run.py {about}"]
    default = "" if values else " = 60"
    yield f"""\
Each piece of code may stand at the end of its file, if nothing else is said, or among its like.
A function is a new name; an argument that no function makes is a parameter.
In `{flow}`:

```python
def {about}({example}: object) -> str:
    return repr({example})


def {short}({about}: str, {longest}: int{default}) -> str:
    return {about}[:{longest}]
```

"""
    if pieces_of(plan)["storage"]:
        folder = "{environment}" if takes_environment(plan.catalog) else "data"
        yield f"""\
A dataset is where the value of a name is kept. In `{catalog}`, among the `datasets`:

```python
        {literal(about)}: Dataset(
            {"f" * folder.startswith("{")}"{folder}/about.txt",
            load=lambda path: path.read_text(),
            save=lambda text, path: path.write_text(text),
        ),
```

"""
    if values:
        added = f"+= ({literal(longest)},)" if is_regular(plan.parameters) else ""
        added = added or f"|= {{{literal(longest)}: {literal(longest)}}}"
        more = (
            f"INPUTS {added}\n" if has_inputs(plan.parameters, runtime_names(plan.catalog)) else ""
        )
        yield f"In `{values}`, the value of the parameter:\n\n"
        yield f"```python\nBASE[{literal(longest)}] = 60\n{more}```\n\n"
        tried.append(f"python run.py --set {longest}=20 {short}")
    if has_environments(plan):
        yield f"An environment has things of its own, else what the base has. In `{driver}`:\n\n"
        yield '```python\nENVIRONMENTS += ("small",)\n```\n\n'
        if values and plan.parameters.environments:
            own = f'ENVIRONMENTS["small"] = {{{literal(longest)}: 10}}'
            yield f"In `{values}`:\n\n```python\n{own}\n```\n\n"
        tried.append(f"python run.py --env small {short}")
    tried += ["python -m pytest"] * has_tests(plan)
    yield "\n".join(["Then:\n\n```sh", *tried, "```\n\n"])
    if default:
        given = f"{{{literal(longest)}: 20}}"
        yield f"""\
With another value than the default:

```python
{plan.ours.line("driver")}

driver.build().execute([{literal(short)}], inputs={given})
```

"""


def _has_base(plan: Plan) -> bool:
    """Whether there is a dict of parameters, and no function that makes one."""
    return bool(plan.parameters.base) and not varies(plan.parameters)


def central(plan: Plan) -> tuple[str, str]:
    """The function that most others build on, and its module."""
    first = default_pipeline(plan)
    made = {
        part.name: module.name
        for module in plan.modules
        if not module.steps and module.name in first.modules
        for part in module.parts
        if isinstance(part, DataflowFunction) and part.name in first.makes
    }
    consumers = Counter(start for start, _ in plan.edges)
    name = max(made, key=lambda name: (consumers[name], name), default="name")
    return name, made.get(name, "")
