"""Functions: a plan's function as source text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

import libcst as cst

from migrate.code.renaming import Renamer
from migrate.model.literals import literal
from migrate.model.migration import Argument, FlowFunction, Row
from migrate.write.printing.text import call, call_with_rows, docstring

_SHORT = 84  # of a statement with its comment, so that they stay in one line


def function_text(function: FlowFunction) -> str:
    """The source of one function, decorators first."""
    head = "".join(f"{line}\n" for line in decorators(function))
    if function.source is not None:
        return moved_text(function, head)
    return head + _signature(function) + _wrapped_body(function)


# --- decorators -----------------------------------------------------------------------------


def decorators(function: FlowFunction) -> list[str]:
    """The decorators of a function, outermost first."""
    lines = tag_outputs(function.output_tags)
    if function.tags:
        values = {key: _tag_value(value) for key, value in function.tags.items()}
        lines.append(call("@tag", values))
    if function.rows:
        rows = {row.output: _row_value(row) for row in function.rows}
        lines.append(call_with_rows("@parameterize", rows))
    if function.injected:
        nodes = {name: f"source({literal(node)})" for name, node in function.injected.items()}
        lines.append(call("@inject", nodes))
    if function.keys:
        hints = dict(function.fields)
        fields = ", ".join(f"{literal(name)}: {hints[name]}" for name in function.keys.values())
        lines.append(f"@extract_fields({{{fields}}})")
    elif function.fields:
        lines.append(call("@unpack_fields", {}, [literal(name) for name, _ in function.fields]))
    return lines


def tag_outputs(tags: Mapping[str, Mapping[str, str | tuple[str, ...]]]) -> list[str]:
    """The decorator that gives outputs of one function tags of their own, if any have some."""
    pairs = {
        name: ", ".join(f"{literal(key)}: {_tag_value(value)}" for key, value in each.items())
        for name, each in tags.items()
    }
    return [call("@tag_outputs", {n: f"{{{text}}}" for n, text in pairs.items()})] if tags else []


def _tag_value(value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return literal(value)
    return "[" + ", ".join(literal(item) for item in value) + "]"


def _row_value(row: Row) -> str:
    parts = [f"{literal(p)}: source({literal(node)})" for p, node in row.sources.items()]
    parts += [f"{literal(p)}: value({text})" for p, text in row.values.items()]
    return "{" + ", ".join(parts) + "}"


# --- wrapped and manual ---------------------------------------------------------------------


def _signature(function: FlowFunction) -> str:
    arguments = ", ".join(f"{a.name}: {a.hint}" for a in function.arguments)
    return f"def {function.name}({arguments}) -> {function.returns}:\n"


def _wrapped_body(function: FlowFunction) -> str:
    lines = []
    if function.docstring:
        text = function.docstring
        lines.append(docstring(re.sub("[{}]", r"\g<0>\g<0>", text) if _formats(function) else text))
    if function.call is not None:
        lines += "\n".join(_copies(function)).splitlines()
    if function.call is None:
        reason = f"{function.why} ({function.place})" if function.why else str(function.place)
        lines.append(f"raise NotImplementedError({literal(f'Not migrated: {reason}')})")
    elif function.returns == "None":
        lines.append(function.call)
    elif function.keys:
        lines.append(f"return {_with_new_keys(function.call, function.keys)}")
    else:
        lines.append(f"return {function.call}")
    return "".join(f"    {line}\n" for line in lines)


def _with_new_keys(outputs: str, keys: Mapping[str, str]) -> str:
    """An expression for a dict of outputs under the names of their nodes."""
    if all(key == name for key, name in keys.items()):
        return outputs
    pairs = ", ".join(f"{literal(key)}: {literal(name)}" for key, name in keys.items())
    is_primary = isinstance(
        ast.parse(f"({outputs})", mode="eval").body, ast.Name | ast.Call | ast.Attribute
    )
    outputs = outputs if is_primary else f"({outputs})"
    return f"{{{{{pairs}}}[key]: value for key, value in {outputs}.items()}}"


# --- moved ----------------------------------------------------------------------------------


def moved_text(function: FlowFunction, head: str) -> str:
    """The function's own source, with its new name, signature and first lines."""
    assert function.source is not None
    module = cst.parse_module(function.source)
    parameters = {a.was: a.name for a in function.arguments if a.was and a.was != a.name}
    if function.renames or parameters:
        module = module.visit(Renamer(function.renames, parameters))
    module = module.visit(_Rewrite(function, head))
    text = module.code
    return text if text.endswith("\n") else text + "\n"


class _Rewrite(cst.CSTTransformer):
    """Gives the outermost function its name, parameters, hints, decorators and first lines."""

    def __init__(self, function: FlowFunction, head: str) -> None:
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
            if _formats(self.function):
                statements[0] = cst.ensure_type(
                    statements[0].visit(_DoubledBraces()), cst.SimpleStatementLine
                )
            at = 1
        statements[at:at] = first
        return body.with_changes(body=statements)


def _first_lines(function: FlowFunction) -> list[cst.BaseStatement]:
    lines = [*_copies(function), *(f"{name} = {text}" for name, text in function.fixed)]
    return [cst.parse_statement(line) for line in lines]


def _copies(function: FlowFunction) -> list[str]:
    """The defensive copies, each with its reason beside it."""
    lines = []
    for argument in function.arguments:
        if argument.copy:
            what = "changed" if argument.reason.startswith("changed") else "may be changed"
            line = f"{argument.name} = {argument.copy}"
            note = f"# {what} below, and others may see it"
            both = f"{line}  {note}"
            lines.append(both if len(both) <= _SHORT else f"{note}\n{line}")
    return lines


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
    return cst.parse_expression(_with_new_keys(cst.Module([]).code_for_node(value), keys))


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


_PARAMETER_SECTIONS = frozenset(
    {"Args", "Arguments", "Parameters", "Params", "Inputs", "Keyword Args", "Keyword Arguments"}
    | {"Other Parameters"}
)
_OTHER_SECTIONS = frozenset(
    {"Returns", "Return", "Yields", "Receives", "Raises", "Warns", "Warnings", "See Also", "Note"}
    | {"Notes", "References", "Example", "Examples", "Attributes", "Methods", "Todo", "Output"}
)


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


def _formats(function: FlowFunction) -> bool:
    """Whether its decorators format its docstring, as `@parameterize` and `@inject` do."""
    return bool(function.rows or function.injected)


class _DoubledBraces(cst.CSTTransformer):
    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        return updated_node.with_changes(value=_doubled_braces(updated_node.value))


def _doubled_braces(text: str) -> str:
    """The source of a docstring that is formatted to what it was: all braces are doubled but those
    of a named character."""
    return re.sub(r"\\N\{[^{}]*\}|[{}]", lambda m: m[0] if len(m[0]) > 1 else m[0] * 2, text)


def rename_in_docstring(text: str, renames: Mapping[str, str]) -> str:
    """A docstring with parameters renamed where they are surely meant: in Google, NumPy and
    Sphinx lists of parameters, and between backticks."""
    either = "|".join(re.escape(old) for old in sorted(renames, key=len, reverse=True))

    def new(match: re.Match[str]) -> str:
        return match[1] + renames[match[2]] + match[3]

    text = re.sub(rf"(`)({either})(`)", new, text)
    sphinx = (
        rf"(:(?:param|type|arg|argument|parameter|key|keyword)\s+(?:[^:\n]+\s)?)({either})(\s*:)"
    )
    text = re.sub(sphinx, new, text)
    listed = re.compile(rf"(\s*\*{{0,2}})({either})(\s*(?:\([^)\n]*\))?:(?:\s|$)|\s+:\s+\S|$)")
    return "".join(
        listed.sub(new, line, count=1) if is_item and listed.match(line) else line
        for line, is_item in _lines_of(text)
    )


def _lines_of(docstring: str) -> Iterable[tuple[str, bool]]:
    """The lines of a docstring, with whether one begins an item of a list of parameters."""
    inside, item = False, -1
    for line in docstring.splitlines(keepends=True):
        words = line.strip()
        indent = len(line) - len(line.lstrip())
        if words.rstrip(":") in _PARAMETER_SECTIONS:
            inside, item = True, -1
        elif words and not set(words) <= {"-", "="} and inside:
            item = indent if item < 0 else item
            inside = indent >= item and words.rstrip(":") not in _OTHER_SECTIONS
        yield line, inside and indent == item and bool(words)
