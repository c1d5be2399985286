"""Moved functions, rewritten by libcst: for what `moved` does not take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import libcst as cst

from migrate.code.renaming_by_libcst import Renamer, parse_module
from migrate.model.literals import literal
from migrate.model.migration import Argument, DataflowFunction
from migrate.write.dataflow.bodies import copies, with_new_keys
from migrate.write.dataflow.docstrings import doubled_braces, formats, rename_in_docstring


def moved_text(function: DataflowFunction, head: str) -> str:
    """The function's own source, with its new name, signature and first lines."""
    assert function.source is not None
    module = parse_module(function.source)
    parameters = {a.was: a.name for a in function.arguments if a.was and a.was != a.name}
    if function.renames or parameters:
        module = module.visit(Renamer(function.renames, parameters))
    module = module.visit(_Rewrite(function, head))
    text = module.code
    return text if text.endswith("\n") else text + "\n"


class _Rewrite(cst.CSTTransformer):
    """Gives the outermost function its name, parameters, hints, decorators and first lines."""

    def __init__(self, function: DataflowFunction, head: str) -> None:
        super().__init__()
        self.function = function
        self.head = head
        self.depth = 0

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        self.depth += 1
        return bool(self.function.keys) and self.depth == 1  # only its own returns matter

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        self.depth -= 1
        if self.depth:
            return updated_node
        function = self.function
        returns = cst.Annotation(cst.parse_expression(function.returns))
        if updated_node.returns and _same(updated_node.returns, function.returns):
            returns = updated_node.returns
        return updated_node.with_changes(
            name=cst.Name(function.name),
            params=_parameters(updated_node.params, function.arguments),
            returns=returns,
            decorators=_decorators(self.head),
            body=self._body(updated_node.body),
        )

    def leave_Return(self, original_node: cst.Return, updated_node: cst.Return) -> cst.Return:
        """The keys of a returned dict become the names of the outputs."""
        value, keys = updated_node.value, self.function.keys
        if self.depth != 1 or not keys or value is None:
            return updated_node
        return updated_node.with_changes(value=_renamed_outputs(value, keys))

    def _body(self, body: cst.BaseSuite) -> cst.BaseSuite:
        first = _first_lines(self.function)
        if isinstance(body, cst.SimpleStatementSuite):  # def f(): return 1
            statement = cst.SimpleStatementLine(body.body)
            body = cst.IndentedBlock([statement])
        assert isinstance(body, cst.IndentedBlock)
        statements = list(body.body)
        renamed = {a.was: a.name for a in self.function.arguments if a.was and a.was != a.name}
        at = 0
        if statements and _is_docstring(statements[0]):
            statements[0] = _renamed_docstring(statements[0], renamed)
            if formats(self.function):
                statements[0] = cst.ensure_type(
                    statements[0].visit(_DoubledBraces()), cst.SimpleStatementLine
                )
            at = 1
        statements[at:at] = first
        return body.with_changes(body=statements)


def _first_lines(function: DataflowFunction) -> list[cst.BaseStatement]:
    lines = [*copies(function), *(f"{name} = {text}" for name, text in function.fixed)]
    return [cst.parse_statement(line) for line in lines]


def _same(annotation: cst.Annotation, text: str) -> bool:
    return cst.Module([]).code_for_node(annotation.annotation).strip() == text


def _decorators(head: str) -> list[cst.Decorator]:
    if not head:
        return []
    statement = cst.parse_statement(f"{head}def f(): ...\n")
    assert isinstance(statement, cst.FunctionDef)
    return list(statement.decorators)


def _parameters(old: cst.Parameters, arguments: Iterable[Argument]) -> cst.Parameters:
    """The parameters that are left, without defaults, each with its hint."""
    known = {p.name.value: p for p in (*old.params, *old.kwonly_params)}
    new = []
    for argument in arguments:
        param = known.get(argument.name) or cst.Param(cst.Name(argument.name))
        annotation = cst.Annotation(cst.parse_expression(argument.hint))
        if param.annotation and _same(param.annotation, argument.hint):
            annotation = param.annotation
        new.append(
            param.with_changes(
                name=cst.Name(argument.name),
                annotation=annotation,
                default=None,
                equal=cst.MaybeSentinel.DEFAULT,
            )
        )
    if len(new) == len(known) == len(old.params):
        return old.with_changes(params=new)
    plain = [p.with_changes(comma=cst.MaybeSentinel.DEFAULT) for p in new]
    return cst.Parameters(params=plain)


def _renamed_outputs(value: cst.BaseExpression, keys: Mapping[str, str]) -> cst.BaseExpression:
    """A returned dict under the names of its nodes: in its place, if it is written out."""
    elements = list(value.elements) if isinstance(value, cst.Dict) else []
    new = [_renamed_key(element, keys) for element in elements]
    if isinstance(value, cst.Dict) and {key for key, _ in new} == set(keys):
        return value.with_changes(elements=[element for _, element in new])
    if isinstance(value, cst.Tuple) and not value.lpar:
        value = value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.parse_expression(with_new_keys(cst.Module([]).code_for_node(value), keys))


def _renamed_key(
    element: cst.BaseDictElement, keys: Mapping[str, str]
) -> tuple[str | None, cst.BaseDictElement]:
    """The key of an element, if it is one of `keys`, and the element with its new name."""
    if isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString):
        key = element.key.evaluated_value
        if isinstance(key, str) and key in keys:
            name = element.key if keys[key] == key else cst.SimpleString(literal(keys[key]))
            return key, element.with_changes(key=name)
    return None, element


def _is_docstring(statement: cst.BaseStatement) -> bool:
    return (
        isinstance(statement, cst.SimpleStatementLine)
        and isinstance(statement.body[0], cst.Expr)
        and isinstance(statement.body[0].value, cst.SimpleString | cst.ConcatenatedString)
    )


def _renamed_docstring(
    statement: cst.BaseStatement, renames: Mapping[str, str]
) -> cst.BaseStatement:
    assert isinstance(statement, cst.SimpleStatementLine)
    expression = statement.body[0]
    assert isinstance(expression, cst.Expr)
    if not renames or not isinstance(expression.value, cst.SimpleString):
        return statement
    text = rename_in_docstring(expression.value.value, renames)
    new = expression.with_changes(value=cst.SimpleString(text))
    return statement.with_changes(body=[new, *statement.body[1:]])


class _DoubledBraces(cst.CSTTransformer):
    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        return updated_node.with_changes(value=doubled_braces(updated_node.value))
