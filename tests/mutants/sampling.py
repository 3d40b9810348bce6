"""Which mutants there are, and a sample of them spread evenly over the areas."""

import ast
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code

from .operators import Span, every_operator

AREAS = {
    "figures": ("appeal/figures/*.py", "tracking/figures/*.py"),
    "access": (
        "appeal/base/viewpoint.py", "appeal/access.py", "appeal/duties.py", "appeal/reach.py",
        "tracking/access/*.py",
    ),
    "actions": ("appeal/actions/*.py", "tracking/actions/*.py"),
    "guards": (
        "appeal/base/guards.py", "appeal/models/guarded.py", "tracking/models/guarded/*.py",
    ),
    "readers": (
        "appeal/base/amounts.py", "appeal/base/days.py", "appeal/base/number_fields.py",
        "appeal/base/folding.py", "appeal/base/where_used.py", "tracking/uploads/*.py",
    ),
    "workbooks": ("appeal/base/excel/*.py", "appeal/workbooks/*.py", "tracking/workbooks/*.py"),
}  # fmt: skip
TOLD = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "npgettext",
    "npgettext_lazy", "pgettext", "pgettext_lazy", "format_lazy",
}  # fmt: skip

SENTENCE = re.compile(r"[A-Z][^{}]* [^{}]*\.")


@dataclass(frozen=True)
class Mutant:
    """One fault: what is done to which line; `occurrence` counts where the operator fits."""

    area: str
    path: str
    line: int
    operator: str
    occurrence: int

    def source(self, root: Path) -> str:
        """The whole module with the fault in it."""
        code = (root / self.path).read_text()
        return str(mutate_code(code, every_operator()[self.operator], self.occurrence))


def sample(root: Path, size: int, seed: int) -> list[Mutant]:
    """Of every area equally many lines by lot, and of each line one fault by lot."""
    lot = random.Random(seed)  # noqa: S311
    chosen: list[Mutant] = []
    for number, (area, patterns) in enumerate(AREAS.items(), start=1):
        paths = sorted({path for pattern in patterns for path in root.glob(pattern)})
        lines = by_line([each for path in paths for each in mutants_of(area, path, root)])
        wanted = size * number // len(AREAS) - len(chosen)
        by_lot = (lot.choice(lines[line]) for line in lot.sample(sorted(lines), len(lines)))
        chosen += islice((each for each in by_lot if is_python(each.source(root))), wanted)
    return chosen


def is_python(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


def by_line(mutants: list[Mutant]) -> dict[tuple[str, int], list[Mutant]]:
    lines: dict[tuple[str, int], list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        lines[mutant.path, mutant.line].append(mutant)
    return lines


def mutants_of(area: str, path: Path, root: Path) -> Iterator[Mutant]:
    """Every mutant of a module, but for what the program does not run or people only read."""
    code = path.read_text()
    exempt = list(exempt_spans(ast.parse(code)))
    parsed = get_ast(code)
    for name, operator in every_operator().items():
        places = Places(operator)
        places.walk(parsed)
        for occurrence, (start, end) in enumerate(places.found):
            mutant = Mutant(area, str(path.relative_to(root)), start[0], name, occurrence)
            is_exempt = any(first <= start and end <= last for first, last in exempt)
            if not is_exempt and occurrence not in places.marks:
                yield mutant


class Places(Visitor):
    """Where an operator fits, in the order in which Cosmic Ray counts."""

    def __init__(self, operator: Any) -> None:
        self.operator = operator
        self.found: list[Span] = []
        # The lone star of a signature is no product.
        self.marks: set[int] = set()

    def visit(self, node: Any) -> Any:
        for span in self.operator.mutation_positions(node):
            if node.type == "operator" and node.parent.type in ("parameters", "param"):
                self.marks.add(len(self.found))
            self.found.append(span)
        return node


def exempt_spans(module: ast.Module) -> Iterator[Span]:
    """Annotations, docstrings, imports, `__all__`, the words of messages, how wide columns are."""
    for node in ast.walk(module):
        for each in exempt_parts(node):
            yield (each.lineno, each.col_offset), (each.end_lineno, each.end_col_offset)


def exempt_parts(node: ast.AST) -> Iterator[Any]:
    match node:
        case ast.Import() | ast.ImportFrom():
            yield node
        case ast.Expr(value=ast.Constant(value=str())):
            yield node
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            yield node
        case ast.Call(func=ast.Name(id=name)) if name in TOLD:
            yield node
        case ast.keyword(arg="width"):
            yield node
        case ast.Constant(value=str(text)) if SENTENCE.fullmatch(text):
            yield node
        case ast.FunctionDef(returns=ast.expr() as returns):
            yield returns
        case ast.arg(annotation=ast.expr() as annotation):
            yield annotation
        case ast.AnnAssign(annotation=annotation):
            yield annotation
