"""Tests that run pipelines: a session or a runner of Kedro becomes a driver of Hamilton."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from migrate.code.scopes import name_parts
from migrate.model.literals import literal
from migrate.model.project import Node
from migrate.plan.pipelines.reached import Reached
from migrate.plan.testing.names import Alias, Meaning, imports_in
from migrate.plan.testing.text import CannotTranslate, Edits

_STARTS = {"bootstrap_project", "configure_project"}
_CATALOGS = {"DataCatalog", "KedroDataCatalog"}
_IN_MEMORY = {"MemoryDataset", "MemoryDataSet"}
_HERE = {"Path.cwd()", "str(Path.cwd())", "os.getcwd()"}
# What Kedro logs in the end; a run of Hamilton raises where it would not.
_DONE = "Pipeline execution completed"


@dataclass(frozen=True, slots=True)
class Pipelines:
    """The registered pipelines: their nodes, what everything is called, and the sinks' functions
    by node id; `makers` are the functions that give one of them.

    `outputs` are what is requested of each, `reached` is what its run computes and takes, `aliases`
    has what other names stand for.
    """

    nodes: Mapping[str, tuple[Node, ...]]
    names: Mapping[str, str]
    sinks: Mapping[str, str]
    default: str
    makers: Mapping[str, str]
    outputs: Mapping[str, tuple[str, ...]]
    reached: Mapping[str, Reached]
    aliases: Mapping[str, str]

    def registered(
        self, node: ast.expr, aliases: Mapping[str, Alias | None], meaning: Meaning
    ) -> str | None:
        """The registered pipeline that an expression gives: a call of what makes it, or the
        registry's entry."""
        if isinstance(node, ast.Subscript):
            key = node.slice.value if isinstance(node.slice, ast.Constant) else None
            known = isinstance(key, str) and key in self.nodes
            return str(key) if known and _is_registry(node.value, aliases) else None
        names = name_parts(node.func) if isinstance(node, ast.Call) else None
        alias = aliases.get(names[0]) if names else None
        if not isinstance(node, ast.Call) or not names or node.args or node.keywords:
            return None
        if alias is None or alias.foreign:
            return None
        module = ".".join([alias.module, *names[1:-1]])
        found = meaning.moves.homes.source.resolve(module, alias.name or names[-1])
        made = self.makers.get(f"{found.module}:{alias.name or names[-1]}") if found else None
        return made if made in self.nodes else None


@dataclass(slots=True)
class RunTest:
    """A test function whose runs are translated; `handled` are the nodes that need no more look."""

    function: ast.FunctionDef | ast.AsyncFunctionDef
    meaning: Meaning
    edits: Edits
    aliases: Mapping[str, Alias | None]
    pipelines: Pipelines
    driver: str
    handled: set[ast.AST] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def translate(self) -> bool:
        """Translate what is known to run a pipeline; whether there was anything."""
        for statement in imports_in(self.function):
            self.aliases = {**self.aliases, **self.meaning.of_statement(statement)}
        if not any(map(self._kedros, self.aliases)):
            return False
        before = list(self.edits.changes)
        ran = [*self._sessions(), *self._runners()]
        if not ran:
            self.edits.changes = before
            return False
        self._forget_logs()
        for node in ast.walk(self.function):
            if isinstance(node, ast.Name) and node.id in self.gone and node not in self.handled:
                raise CannotTranslate(f"it uses {node.id}, which is Kedro's, after the run")
        return True

    # --- sessions -------------------------------------------------------------------------------

    def _sessions(self) -> Iterable[str]:
        """`with KedroSession.create(...) as session: ... session.run(...)`"""
        for statement in self.function.body:
            if not isinstance(statement, ast.With) or len(statement.items) != 1:
                continue
            item = statement.items[0]
            call = item.context_expr
            made = name_parts(call.func) if isinstance(call, ast.Call) else None
            if not made or made[1:] != ["create"] or self._kedros(made[0]) != "KedroSession":
                continue
            assert isinstance(call, ast.Call)
            session = item.optional_vars
            if not isinstance(session, ast.Name):
                continue
            build = self._session(call)
            runs = [
                node
                for node in ast.walk(statement)
                if isinstance(node, ast.Call) and name_parts(node.func) == [session.id, "run"]
            ]
            for run in runs:
                self._replace(run, self._executed(self._pipeline_of(run), build))
                yield "session"
            self.gone.add(session.id)
            self.handled |= {*ast.walk(item)}
            self._unwrap(statement)
        for statement in self.function.body:
            called = statement.value if isinstance(statement, ast.Expr) else None
            names = name_parts(called.func) if isinstance(called, ast.Call) else None
            if names and self._kedros(names[0]) in _STARTS:
                self._remove(statement)

    def _session(self, call: ast.Call) -> list[str]:
        """The arguments of `driver.build` for those of a session."""
        found = []
        for keyword in call.keywords:
            text = self.edits.source(keyword.value)
            if keyword.arg in {"env", "runtime_params", "extra_params"}:
                name = "env" if keyword.arg == "env" else "parameters"
                found.append(f"{name}={text}")
            elif keyword.arg not in {"project_path", "save_on_close"} or (
                keyword.arg == "project_path" and text not in _HERE
            ):
                raise CannotTranslate(f"its session has a {keyword.arg} of its own")
        if len(call.args) > 1:
            raise CannotTranslate("its session has a package of its own")
        return found

    def _pipeline_of(self, run: ast.Call) -> str:
        given = {keyword.arg: keyword.value for keyword in run.keywords}
        if run.args or set(given) - {"pipeline_name"}:
            raise CannotTranslate("it runs a part of a pipeline")
        name = given.get("pipeline_name")
        if name is None:
            return self.pipelines.default
        if not isinstance(name, ast.Constant) or name.value not in self.pipelines.nodes:
            raise CannotTranslate("it runs a pipeline that is not migrated")
        return str(name.value)

    def _executed(self, name: str, build: list[str], overrides: str = "") -> str:
        arguments = [] if name == self.pipelines.default else [literal(name)]
        made = f"{self.driver}.build({', '.join([*arguments, *build])})"
        return f"{made}.execute({self.driver}.PIPELINES[{literal(name)}].outputs{overrides})"

    def _unwrap(self, statement: ast.With) -> None:
        """The body of a `with`, without it."""
        first = statement.body[0]
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and node.lineno != node.end_lineno:
                raise CannotTranslate("a text of several lines stands in its session")
        self.edits.replace_lines(statement.lineno, first.lineno - 1, "")
        last = statement.end_lineno or first.lineno
        self.edits.dedent(first.lineno, last, first.col_offset - statement.col_offset)

    # --- runners --------------------------------------------------------------------------------

    def _runners(self) -> Iterable[str]:
        """`SequentialRunner().run(create_pipeline(), catalog)`"""
        runs = [
            statement
            for statement in self.function.body
            if isinstance(statement, ast.Expr) and self._is_run(statement.value)
        ]
        if len(runs) != 1:
            return
        call = runs[0].value
        assert isinstance(call, ast.Call)
        if len(call.args) < 2 or not isinstance(call.args[1], ast.Name):
            raise CannotTranslate("it runs a pipeline of its own")
        given = self._catalog(call.args[1])
        name, nodes = self._slice(call.args[0])
        made = {out for node in nodes for out in node.output_names}
        free = {n for node in nodes for n in node.input_names} - made
        if not free <= given.keys():
            missing = ", ".join(sorted(free - given.keys()))
            raise CannotTranslate(f"its catalog does not hold {missing}")
        pairs = [
            f"{literal(self.pipelines.names[key])}: {text}"
            for key, text in given.items()
            if key in free
        ]
        overrides = f", overrides={{{', '.join(pairs)}}}" if pairs else ""
        text = self._executed(name, ["store=False"], overrides)
        if len(nodes) < len(self.pipelines.nodes[name]):
            outputs = f"{self.driver}.PIPELINES[{literal(name)}].outputs"
            text = text.replace(outputs, literal(self._outputs(nodes)))
        self._replace(call, text)
        yield "runner"

    def _is_run(self, call: ast.expr) -> bool:
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            return False
        if call.func.attr != "run":
            return False
        made, statement = self._made(call.func.value)
        names = name_parts(made.func) if isinstance(made, ast.Call) else None
        if not names or self._kedros(names[0]) != "SequentialRunner":
            return False
        self._forget(statement)
        return True

    def _made(self, node: ast.expr) -> tuple[ast.expr, ast.Assign | None]:
        """What an expression stands for: itself, or the only value of a local, with its place."""
        found = [
            statement
            for statement in self.function.body
            if isinstance(statement, ast.Assign)
            and isinstance(node, ast.Name)
            and [t.id for t in statement.targets if isinstance(t, ast.Name)] == [node.id]
        ]
        return (found[0].value, found[0]) if len(found) == 1 else (node, None)

    def _forget(self, statement: ast.Assign | None) -> None:
        """Take the assignment of a local of Kedro's out."""
        if statement is not None:
            self.gone |= {t.id for t in statement.targets if isinstance(t, ast.Name)}
            self._remove(statement)

    def _catalog(self, catalog: ast.Name) -> dict[str, str]:
        """What a catalog holds in memory, as expressions."""
        name = catalog.id
        made, assigned = self._made(catalog)
        names = name_parts(made.func) if isinstance(made, ast.Call) else None
        if not isinstance(made, ast.Call) or not names or self._kedros(names[0]) not in _CATALOGS:
            raise CannotTranslate("its catalog is made elsewhere")
        self._forget(assigned)
        found: dict[str, str] = {}
        for argument in [*made.args, *(keyword.value for keyword in made.keywords)]:
            found |= self._values(argument)
        for statement in self.function.body:
            if isinstance(statement, ast.Assign):
                target = statement.targets[0]
                if isinstance(target, ast.Subscript) and name_parts(target.value) == [name]:
                    found |= self._entry(target.slice, statement.value)
                    self._remove(statement)
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                call = statement.value
                if name_parts(call.func) == [name, "add_feed_dict"]:
                    found |= self._values(call.args[0] if call.args else None)
                    self._remove(statement)
                elif name_parts(call.func) == [name, "add"] and len(call.args) == 2:
                    found |= self._entry(*call.args)
                    self._remove(statement)
        return found

    def _values(self, node: ast.expr | None) -> dict[str, str]:
        if not isinstance(node, ast.Dict):
            raise CannotTranslate("its catalog is made elsewhere")
        found: dict[str, str] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            found |= self._entry(key, value)
        return found

    def _entry(self, key: ast.expr | None, value: ast.expr) -> dict[str, str]:
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            raise CannotTranslate("what its catalog holds is known at run time")
        names = name_parts(value.func) if isinstance(value, ast.Call) else None
        if isinstance(value, ast.Call) and names and self._kedros(names[0]):
            if self._kedros(names[0]) not in _IN_MEMORY or len(value.args) != 1 or value.keywords:
                raise CannotTranslate("its catalog stores something")
            value = value.args[0]
        used = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
        if any(self.aliases.get(name) for name in used):
            raise CannotTranslate("its catalog holds what the package makes")
        return {key.value: self.edits.source(value)}

    def _slice(self, node: ast.expr) -> tuple[str, list[Node]]:
        """The registered pipeline that an expression makes, and the nodes of it that are left."""
        node, assigned = self._made(node)
        self._forget(assigned)
        steps: list[tuple[str, list[str]]] = []
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in {"from_nodes", "to_nodes"}:
                break
            names = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if len(names) != len(node.args):
                raise CannotTranslate("the nodes that it runs are known at run time")
            steps.insert(0, (node.func.attr, [str(name) for name in names]))
            node = node.func.value
        name = self.pipelines.registered(node, self.aliases, self.meaning)
        if name is None:
            raise CannotTranslate("it runs a pipeline that is not registered")
        nodes = list(self.pipelines.nodes[name])
        for way, wanted in steps:
            nodes = _reached(nodes, wanted, way == "from_nodes")
        return name, nodes

    def _outputs(self, nodes: Iterable[Node]) -> list[str]:
        """What has to be asked for, so that all of the nodes run."""
        nodes = list(nodes)
        read = {name for node in nodes for name in node.input_names}
        found = []
        for node in nodes:
            names = [self.pipelines.names[n] for n in node.output_names if n not in read]
            found += names if node.output_names else [self.pipelines.sinks[node.id]]
        return found

    # --- the rest -------------------------------------------------------------------------------

    def _forget_logs(self) -> None:
        """Take out what waits for a line that Kedro logs."""
        texts = {}
        for statement in self.function.body:
            if (
                isinstance(statement, ast.Assign)
                and isinstance(statement.targets[0], ast.Name)
                and _is_done(statement.value)
            ):
                texts[statement.targets[0].id] = statement
        for statement in self.function.body:
            if isinstance(statement, ast.Assert) and isinstance(statement.test, ast.Compare):
                left, right = statement.test.left, statement.test.comparators[0]
                waits = _is_done(left) or (isinstance(left, ast.Name) and left.id in texts)
                if waits and name_parts(right) == ["caplog", "text"]:
                    self._remove(statement)
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                keywords = {k.arg: k.value for k in statement.value.keywords}
                logger = keywords.get("logger")
                if name_parts(statement.value.func) == ["caplog", "set_level"] and (
                    isinstance(logger, ast.Constant) and logger.value == "kedro"
                ):
                    self._remove(statement)
        for name, statement in texts.items():
            self.gone.add(name)
            self._remove(statement)

    def _kedros(self, name: str) -> str | None:
        """What a name is called in Kedro, if it comes from there."""
        alias = self.aliases.get(name)
        return alias.name if alias and alias.foreign else None

    def _replace(self, node: ast.expr, text: str) -> None:
        self.edits.replace_at(node, self.edits.source(node), text)
        self.handled |= {*ast.walk(node)}

    def _remove(self, statement: ast.stmt) -> None:
        self.edits.replace_lines(statement.lineno, statement.end_lineno or statement.lineno, "")
        self.handled |= {*ast.walk(statement)}


def _is_registry(node: ast.expr, aliases: Mapping[str, Alias | None]) -> bool:
    """Whether an expression is the project's registry: Kedro's `pipelines`, or what made them."""
    called = node.func if isinstance(node, ast.Call) and not node.args else node
    alias = aliases.get(called.id) if isinstance(called, ast.Name) else None
    if alias is None:
        return False
    kedros = alias.module == "kedro.framework.project"
    if called is node:
        return kedros and alias.name == "pipelines"
    return alias.name == "register_pipelines" and not kedros


def _is_done(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(_DONE)
    )


def _reached(nodes: list[Node], names: Iterable[str], onward: bool) -> list[Node]:
    """The named nodes, and those that need what they make (or, backward, make what they need)."""
    reached = {node.id for node in nodes if node.id in set(names)}
    changed = True
    while changed:
        ends = {
            end
            for node in nodes
            if node.id in reached
            for end in (node.output_names if onward else node.input_names)
        }
        more = {
            node.id
            for node in nodes
            if ends & set(node.input_names if onward else node.output_names)
        }
        changed = not more <= reached
        reached |= more
    return [node for node in nodes if node.id in reached]
