"""Conditions of guards: of each, what it refuses and the nearest that it lets through."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .sql import add, change

# Values for the row of the case, or another row with its values.
Attempt = dict[str, Any] | tuple[Any, dict[str, Any]]
Verb = Callable[..., None]


class Case(NamedTuple):
    row: Any
    refused: Sequence[Attempt]
    allowed: Sequence[Attempt]


CASES: dict[str, tuple[Verb, Callable[[], Case]]] = {}


def case(table: str, **verbs: Verb) -> Callable[[Callable[[], Case]], Callable[[], Case]]:
    """Says of which guards of a table a case is, and how each is tried."""

    def register(make: Callable[[], Case]) -> Callable[[], Case]:
        for name, verb in verbs.items():
            trigger = f"guard_{table}_{name}"
            assert trigger not in CASES
            CASES[trigger] = (verb, make)
        return make

    return register


def both(name: str) -> dict[str, Verb]:
    """The guards of a condition on every new and every changed row."""
    return {f"{name}_insert": add, f"{name}_update": change}
