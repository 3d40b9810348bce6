"""What a sheet to fill in is expected to hold: its rows, and what each column asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .expected import Tabulated, Value

# Stands for a key: another for each row.
A_KEY = "a key"


def nothing(_row: Any) -> None:
    return None


@dataclass(frozen=True)
class Box:
    """A column: what it shows, by what `name` it comes back, and what is asked for under it.

    `asks` is a kind of entry, empty where nothing is filled in; `choices` are labels by code.
    """

    name: str = ""
    shows: Value = nothing
    asks: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    is_hidden: bool = False
    is_locked: Callable[[Any], bool] = nothing


@dataclass(frozen=True)
class Form(Tabulated):
    """A sheet of a template by its `name`: rows of records first, then `spare` empty ones.

    `locked` are the cells, by row and heading, that are not filled in where others are.
    """

    name: str = ""
    boxes: Mapping[str, Box] = field(default_factory=dict)
    spare: int = 0
    locked: frozenset[tuple[int, str]] = frozenset()


KEY = {"key": Box("key", lambda _row: A_KEY, is_hidden=True)}


def stamped(stamp: Value) -> dict[str, Box]:
    """Key and version, as they stand on the right of sheets of records."""
    return KEY | {"version": Box("stamp", stamp, is_hidden=True)}


def numbered(number: Value, stamp: Value) -> dict[str, Box]:
    return {"id": Box("id", number, is_hidden=True)} | stamped(stamp)


def form(
    name: str,
    boxes: Mapping[str, Box],
    rows: Sequence[Any],
    *,
    spare: int = 0,
    empty: Mapping[str, Callable[[int], Any]] | None = None,
) -> Form:
    """A sheet of `rows`, then of empty ones, which hold a key and what `empty` says of them."""
    given = {"key": lambda _number: A_KEY, "version": lambda _number: "new"} | (dict(empty or {}))
    held = [[box.shows(row) for box in boxes.values()] for row in rows]
    left = [
        [given[heading](number) if heading in given else None for heading in boxes]
        for number in range(1, spare + 1)
    ]
    locked = {
        (number, heading)
        for number, row in enumerate(rows)
        for heading, box in boxes.items()
        if box.is_locked(row)
    }
    return Form(
        list(boxes), held + left, controls=[("Rows", len(rows) + spare)], name=name, boxes=boxes,
        spare=spare, locked=frozenset(locked),
    )  # fmt: skip
