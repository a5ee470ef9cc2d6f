"""What of the pages' code reaches a place that reads Markdown or HTML, followed through our functions without running them.

It errs on the side of asking: what it cannot follow counts as unescaped, but for what `OURS` answer, our own words and figures.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.names import Function, argument, last_name, read

Kind = str
"""``markdown`` or ``html``: who reads the text."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ESCAPES: dict[Kind, frozenset[str]] = {"markdown": _words("literal"), "html": _words("escape dumps")}
OURS = _words("""
    _ ngettext N_ number percent whole_percent day_text brief_day weekday_text month_text brief_month weekday_name moment_text
    clock_text len int float round sum abs bool range uri isoformat failed brief in_full in_words choice randbelow language
""")
PASSING = _words("str list tuple sorted set frozenset dict reversed filter zip enumerate min max next iter")
TEXT_METHODS = _words("""
    format join replace strip lstrip rstrip lower upper title capitalize split rsplit partition rpartition splitlines
    items values keys get pop copy union setdefault removeprefix removesuffix
""")
_FIRST = _words("""
    markdown caption write title header subheader error warning info success toast expander popover badge checkbox toggle
    radio segmented_control pills selectbox multiselect text_input text_area number_input date_input time_input slider
    select_slider file_uploader camera_input tabs spinner status button form_submit_button download_button link_button
    menu_button dialog
""")
READS = {**dict.fromkeys(_FIRST, (0,)), "progress": (1,), "metric": (0, 1, 2), "page_link": (1,)}
"""Streamlit's functions that read Markdown, and in which of their arguments."""
READS_NAMED = _words("label body help text caption captions title")
CHOICES = _words("radio segmented_control pills")
"""Where Streamlit reads Markdown in the options too; those of select boxes are plain text."""


@dataclass(frozen=True, order=True)
class Unescaped:
    """Text that nobody has escaped: where it comes from."""

    where: str
    text: str


@dataclass(frozen=True, order=True)
class Given:
    """A function's own parameter: its callers answer for it."""

    function: str
    name: str


Origins = frozenset[Unescaped | Given]
CLEAN: Origins = frozenset()


class Flow:
    """Our code, read once.

    Args:
        files: What may be followed.
        pages: Beginnings of the names of modules whose calls are looked at.
        readers: Parameters of ours that are read as Markdown or HTML although the code does not show it.
    """

    def __init__(self, root: Path, files: Sequence[Path], pages: tuple[str, ...], readers: set[tuple[str, str, Kind]]) -> None:
        self._modules, self._imports = read(root, files)
        self._pages = pages
        self._sinks = set(readers)
        self._busy: set[tuple[Kind, ast.expr]] = set()
        self._returned_by: dict[tuple[str, Kind], Origins] = {}

    def findings(self) -> set[tuple[str, Kind, str]]:
        """The function whose call shows a text, who reads it, and the text that comes there unescaped."""
        found: set[tuple[str, Kind, str]] = set()
        known = -1
        while known < len(self._sinks):
            known = len(self._sinks)
            for function in self._functions():
                for call in function.calls:
                    for node, kind in list(self._read_by(call, function)):
                        for one in self._origins(node, function, kind):
                            if isinstance(one, Given):
                                self._sinks.add((one.function, one.name, kind))
                            else:
                                found.add((function.key, kind, one.text))
        return found

    def _functions(self) -> Iterator[Function]:
        for name, module in self._modules.items():
            if name.startswith(self._pages):
                yield from module.within()

    def _read_by(self, call: ast.Call, here: Function) -> Iterator[tuple[ast.expr | None, Kind]]:
        target = self._resolve(call.func, here)
        if target is not None:
            for key, name, kind in sorted(self._sinks):
                if key == target.key:
                    yield argument(target, call, name), kind
            return
        name = last_name(call.func)
        if not isinstance(call.func, ast.Attribute):
            return
        if name == "html":
            yield call.args[0], "html"
        if name not in READS:
            return
        yield from ((call.args[place], "markdown") for place in READS[name] if place < len(call.args))
        yield from ((one.value, "markdown") for one in call.keywords if one.arg in READS_NAMED)
        if name in CHOICES:
            told = [one.value for one in call.keywords if one.arg == "format_func"]
            yield from ((one, "markdown") for one in told or call.args[1:2])

    def _resolve(self, called: ast.expr, here: Function) -> Function | None:
        """The function of ours that is called, or None."""
        if isinstance(called, ast.Name):
            for scope in here.outwards():
                if called.id in scope.inner:
                    return scope.inner[called.id]
            return self._imported(called.id, here)
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            module = self._modules.get(self._imports[here.module].get(called.value.id, ""))
            return module.inner.get(called.attr) if module else None
        return None

    def _imported(self, name: str, here: Function) -> Function | None:
        module, _dot, original = self._imports[here.module].get(name, "").rpartition(".")
        return self._modules[module].inner.get(original) if module in self._modules else None

    def _origins(self, node: ast.expr | None, here: Function, kind: Kind) -> Origins:
        if node is None or (kind, node) in self._busy:
            return CLEAN
        self._busy.add((kind, node))
        try:
            reader: Callable[[ast.expr, Function, Kind], Origins] | None = getattr(
                self, f"_{type(node).__name__.lower()}", None
            )
            return reader(node, here, kind) if reader else self._parts(node, here, kind)
        finally:
            self._busy.discard((kind, node))

    def _all(self, nodes: Sequence[ast.expr | None], here: Function, kind: Kind) -> Origins:
        return frozenset[Unescaped | Given]().union(*(self._origins(one, here, kind) for one in nodes))

    def _unescaped(self, node: ast.expr, here: Function) -> Origins:
        return frozenset({Unescaped(f"{here.module}:{node.lineno}", ast.unparse(node))})

    def _parts(self, node: ast.expr, here: Function, kind: Kind) -> Origins:
        """What several expressions are made of, with nothing of their own."""
        match node:
            case ast.Constant() | ast.Compare() | ast.UnaryOp():
                return CLEAN
            case ast.JoinedStr():
                values = [one for one in node.values if isinstance(one, ast.FormattedValue) and not _is_figure(one)]
                return self._all([one.value for one in values], here, kind)
            case ast.BinOp():
                return self._all([node.left, node.right], here, kind) if isinstance(node.op, ast.Add | ast.BitOr) else CLEAN
            case ast.BoolOp() | ast.Dict():
                return self._all(node.values, here, kind)
            case ast.IfExp():
                return self._all([node.body, node.orelse], here, kind)
            case ast.Tuple() | ast.List() | ast.Set():
                return self._all(node.elts, here, kind)
            case ast.Starred() | ast.NamedExpr() | ast.DictComp():
                return self._origins(node.value, here, kind)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return self._origins(node.elt, here, kind)
        return self._unescaped(node, here)

    def _lambda(self, node: ast.Lambda, here: Function, kind: Kind) -> Origins:
        """Its own parameters are keys, of days, states or rows, not texts."""
        inside = Function(here.module, "lambda", here, bound={one.arg: [] for one in node.args.args})
        return self._origins(node.body, inside, kind)

    def _subscript(self, node: ast.Subscript, here: Function, kind: Kind) -> Origins:
        place = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if place == "the key" and isinstance(node.value, ast.Call):
            base = node.value.func.value if isinstance(node.value.func, ast.Attribute) else node.value
            return self._all(base.keys, here, kind) if isinstance(base, ast.Dict) else self._origins(base, here, kind)
        if isinstance(place, int) and isinstance(node.value, ast.Call):
            found = self._resolve(node.value.func, here)
            answers = (
                [one.elts[place] for one in found.returns if isinstance(one, ast.Tuple) and len(one.elts) > place]
                if found
                else []
            )
            if found and answers and len(answers) == len(found.returns):
                return self._through(self._all(answers, found, kind), found, node.value, here, kind)
        return self._origins(node.value, here, kind)

    def _attribute(self, node: ast.Attribute, here: Function, kind: Kind) -> Origins:
        if node.attr == "__getitem__":
            return self._origins(node.value, here, kind)
        if isinstance(node.value, ast.Name):
            module = self._modules.get(self._imports[here.module].get(node.value.id, ""))
            if module and node.attr in module.bound:
                return self._all(module.bound[node.attr], module, kind)
            if module and node.attr in module.inner:
                return CLEAN
        return self._unescaped(node, here)

    def _name(self, node: ast.Name, here: Function, kind: Kind) -> Origins:
        for scope in here.outwards():
            own = frozenset({Given(scope.key, node.id)}) if node.id in scope.params else CLEAN
            if node.id in scope.bound:
                return self._all(scope.bound[node.id], scope, kind) | own
            if own:
                return own
            if node.id in scope.inner:
                return self._returned(scope.inner[node.id], kind)
        module, _dot, name = self._imports[here.module].get(node.id, "").rpartition(".")
        if module in self._modules and name in self._modules[module].bound:
            return self._all(self._modules[module].bound[name], self._modules[module], kind)
        return CLEAN if (name or node.id) in OURS else self._unescaped(node, here)

    def _call(self, node: ast.Call, here: Function, kind: Kind) -> Origins:
        name = last_name(node.func)
        if name in ESCAPES[kind] or name in OURS:
            return CLEAN
        found = self._resolve(node.func, here)
        if found is not None:
            return self._through(self._returned(found, kind), found, node, here, kind)
        given = [*node.args, *(one.value for one in node.keywords)]
        if isinstance(node.func, ast.Name) and name in PASSING:
            return self._all(given, here, kind)
        if isinstance(node.func, ast.Attribute) and name in TEXT_METHODS:
            return self._all([node.func.value, *given[name == "get" :]], here, kind)
        return self._unescaped(node, here)

    def _returned(self, found: Function, kind: Kind) -> Origins:
        if (found.key, kind) not in self._returned_by:
            self._returned_by[found.key, kind] = CLEAN
            self._returned_by[found.key, kind] = self._all(found.returns, found, kind)
        return self._returned_by[found.key, kind]

    def _through(self, origins: Origins, found: Function, call: ast.Call, here: Function, kind: Kind) -> Origins:
        """What a call's answer is made of, its arguments put in the place of the parameters."""
        out: set[Unescaped | Given] = set()
        for one in origins:
            if isinstance(one, Given) and one.function == found.key:
                out |= self._origins(argument(found, call, one.name), here, kind)
            else:
                out.add(one)
        return frozenset(out)


def _is_figure(one: ast.FormattedValue) -> bool:
    """Whether its format takes numbers or moments alone."""
    return one.format_spec is not None and ast.unparse(one.format_spec).rstrip("'\"").endswith(("d", "f", "%", "g", "M"))
