"""Of Python code: its functions, what their names are bound to, what they answer and what they call."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GROW = frozenset({"append", "add", "insert", "extend"})


@dataclass
class Function:
    """A function, or a module's own level (no ``outer``).

    Attributes:
        params: All of them; of these the first ``positional`` may be given without their names.
        rest: The one that takes whatever else is given.
    """

    module: str
    name: str
    outer: "Function | None" = None
    params: list[str] = field(default_factory=list)
    positional: int = 0
    rest: str | None = None
    bound: dict[str, list[ast.expr]] = field(default_factory=dict)
    inner: dict[str, "Function"] = field(default_factory=dict)
    returns: list[ast.expr] = field(default_factory=list)
    calls: list[ast.Call] = field(default_factory=list)

    @property
    def key(self) -> str:
        """As ``ui.shell:sidebar.inner``."""
        names = [one.name for one in self.outwards() if one.outer is not None]
        return f"{self.module}:{'.'.join(reversed(names))}"

    def outwards(self) -> Iterator["Function"]:
        """This one, what it stands in, and so on to the module."""
        scope: Function | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def within(self) -> Iterator["Function"]:
        """This one and all that stand in it."""
        yield self
        for one in self.inner.values():
            yield from one.within()


def read(root: Path, files: Sequence[Path]) -> tuple[dict[str, Function], dict[str, dict[str, str]]]:
    """The modules by name, and what each imports: the name used in it and the full one."""
    modules, imports = {}, {}
    for path in files:
        name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules[name] = Function(name, "")
        _Reader(modules[name]).visit(tree)
        imports[name] = dict(_imports(tree))
    return modules, imports


def argument(function: Function, call: ast.Call, name: str) -> ast.expr | None:
    """What a call gives to a parameter; None where it is left out."""
    if name == function.rest:
        return ast.copy_location(ast.Tuple(list(call.args[function.positional :]), ast.Load()), call)
    for one in call.keywords:
        if one.arg == name:
            return one.value
    place = function.params.index(name)
    return call.args[place] if place < min(len(call.args), function.positional) else None


def last_name(called: ast.expr) -> str:
    """Of what is called, the name alone."""
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            before = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for one in node.names:
                yield one.asname or one.name, before + one.name


class _Reader(ast.NodeVisitor):
    def __init__(self, function: Function) -> None:
        self._function = function

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        arguments = node.args
        positional = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
        made = Function(self._function.module, node.name, self._function, positional=len(positional))
        made.rest = arguments.vararg.arg if arguments.vararg else None
        made.params = [*positional, *(one.arg for one in arguments.kwonlyargs), *([made.rest] if made.rest else [])]
        self._function.inner[node.name] = made
        for decorator in node.decorator_list:
            self.visit(decorator)
        for statement in node.body:
            _Reader(made).visit(statement)

    def visit_Return(self, node: ast.Return | ast.Yield) -> None:
        if node.value is not None:
            self._function.returns.append(node.value)
        self.generic_visit(node)

    def visit_Yield(self, node: ast.Yield) -> None:
        self.visit_Return(node)

    def visit_Call(self, node: ast.Call) -> None:
        self._function.calls.append(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in GROW and node.args:
            self._bind(node.func.value, node.args[-1])
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._bind(target, node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._bind(node.target, node.value)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign | ast.NamedExpr) -> None:
        self._bind(node.target, node.value)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit_AugAssign(node)

    def visit_For(self, node: ast.For) -> None:
        self._bind(node.target, node.iter)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        self._bind(node.target, node.iter)
        self.generic_visit(node)

    def visit_With(self, node: ast.With) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                self._bind(item.optional_vars, item.context_expr)
        self.generic_visit(node)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        match target:
            case ast.Name():
                self._function.bound.setdefault(target.id, []).append(value)
            case ast.Tuple() | ast.List():
                for place, one in enumerate(target.elts):
                    self._bind(one, _part(value, place, len(target.elts)))
            case ast.Starred() | ast.Subscript():
                self._bind(target.value, value)


def _part(value: ast.expr, place: int, count: int) -> ast.expr:
    """Of what is unpacked into several names, that which goes to one of them, where it can be seen."""
    match value:
        case ast.Tuple() if len(value.elts) == count:
            return value.elts[place]
        case ast.IfExp():
            part = ast.IfExp(value.test, _part(value.body, place, count), _part(value.orelse, place, count))
            return ast.copy_location(part, value)
        case ast.Call(func=ast.Name(id="enumerate")):
            return value.args[0] if place else ast.copy_location(ast.Constant(0), value)
        case ast.Call(func=ast.Name(id="zip")) if len(value.args) == count:
            return value.args[place]
        case ast.Call(func=ast.Attribute(attr="items")) if place == 0:
            return ast.copy_location(ast.Subscript(value, ast.Constant("the key"), ast.Load()), value)
    return ast.copy_location(ast.Subscript(value, ast.Constant(place), ast.Load()), value)
