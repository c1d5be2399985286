"""The module of the project's own resolvers."""

from __future__ import annotations

from migrate.model.migration import Import, ResolversPlan
from migrate.write.dataflow.modules import import_line


def resolvers_text(plan: ResolversPlan) -> str:
    """The source of the module of the project's own resolvers."""
    imports = {import_line(imported) for imported in plan.imports}
    body = [f"{name} = {function}" for name, function in plan.functions.items()]
    if any("_refuse" in line for line in body):
        imports |= {import_line(Import("functools", "partial")), "from typing import Any, NoReturn"}
        refuse = (
            "def _refuse(text: str, *_: Any) -> NoReturn:\n    raise NotImplementedError(text)\n"
        )
        body.insert(0, refuse)
    about = '"""What the configuration computes: the resolvers of the Kedro project."""'
    return "\n\n".join([about, "\n".join(sorted(imports)), "\n".join(body)]) + "\n"
