"""The faults that are tried: Cosmic Ray's, and ours for what a page of Django code is made of."""

from collections.abc import Iterator
from typing import Any

from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.plugins import get_operator
from parso.python import tree

Span = tuple[tuple[int, int], tuple[int, int]]

# Of every pair of operators only those that somebody could have meant: an exponent for a sum fails
# at once and says nothing about the tests.
PAIRS = {
    "ComparisonOperator": (
        "Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE",
        "GtE_Gt", "GtE_Lt", "Is_IsNot", "IsNot_Is",
    ),
    "BinaryOperator": (
        "Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Add", "BitOr_BitAnd",
        "BitAnd_BitOr",
    ),
    "UnaryOperator": ("Delete_Not", "Delete_USub", "Delete_Invert"),
}  # fmt: skip
NAMED = (
    "AddNot", "ExceptionReplacer", "NumberReplacer", "RemoveDecorator", "ReplaceAndWithOr",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ReplaceFalseWithTrue",
    "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ZeroIterationForLoop",
)  # fmt: skip


class Ours(Operator):
    """An operator that makes at most one mutant of a node, in place."""

    def mutation_positions(self, node: Any) -> Iterator[Span]:
        if self.fits(node):
            yield node.start_pos, node.end_pos

    def fits(self, node: Any) -> bool:
        raise NotImplementedError

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return ()


class DropArgument(Ours):
    """`f(a, known_on=day)` → `f(a)`."""

    def fits(self, node: Any) -> bool:
        return node.type == "argument" and node.children[1] == "=" and self.is_called(node)

    @staticmethod
    def is_called(node: Any) -> bool:
        parent = node.parent
        return parent.type == "trailer" or (
            parent.type == "arglist" and parent.parent.type == "trailer"
        )

    def mutate(self, node: Any, index: int) -> Any:
        # The walker puts what is returned where the node was: an empty mapping is no argument.
        return tree.Name(f"{node.get_first_leaf().prefix}**{{}}", node.start_pos)


class DropStep(Ours):
    """`rows.filter(office=office).count()` → `rows.count()`: one step of a chain is left out."""

    def fits(self, node: Any) -> bool:
        return node.type in {"atom_expr", "power"} and self.step(node) is not None

    @staticmethod
    def step(node: Any) -> int | None:
        """Where the last call of a method stands that others follow or that follows others."""
        parts = node.children
        for at in range(len(parts) - 2, 1, -1):
            is_step = parts[at].type == "trailer" and parts[at].children[0] == "."
            called = parts[at + 1].type == "trailer" and parts[at + 1].children[0] == "("
            if is_step and called and parts[at - 1].type == "trailer":
                return at
        return None

    def mutate(self, node: Any, index: int) -> Any:
        at = self.step(node)
        if at is not None:
            del node.children[at : at + 2]
        return node


class DropStatement(Ours):
    """A call that stands alone, a `raise` → `pass`."""

    def fits(self, node: Any) -> bool:
        if node.parent is None or node.parent.type != "simple_stmt":
            return False
        alone = node.type in {"atom_expr", "power"} and node.children[-1].children[0] == "("
        return alone or node.type == "raise_stmt"

    def mutate(self, node: Any, index: int) -> Any:
        return tree.Keyword("pass", node.start_pos, node.get_first_leaf().prefix)


class ReturnNothing(Ours):
    """`return total` → `return None`."""

    def fits(self, node: Any) -> bool:
        return node.type == "return_stmt" and node.children[1:] and node.children[1] != "None"

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1:] = [tree.Keyword("None", node.children[1].start_pos, " ")]
        return node


class ChangeText(Ours):
    """`"amount"` → `"xx"`: a name of a field, a format, an address."""

    def fits(self, node: Any) -> bool:
        return node.type == "string" and len(node.value) > 2

    def mutate(self, node: Any, index: int) -> Any:
        node.value = '"xx"'
        return node


OURS = {each.__name__: each for each in Ours.__subclasses__()}


def every_operator() -> dict[str, Operator]:
    """Each operator that mutants are made with, by its name."""
    names = [f"Replace{kind}_{pair}" for kind, pairs in PAIRS.items() for pair in pairs]
    theirs = {name: get_operator(f"core/{name}")() for name in (*names, *NAMED)}
    return theirs | {name: make() for name, make in OURS.items()}
