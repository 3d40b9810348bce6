"""Where a row has a value: a path such as `activity.office.name` or `get_state_display()`."""

from collections.abc import Callable
from operator import attrgetter, methodcaller
from typing import Any

from django.utils.functional import Promise

Read = Callable[[Any], Any]


def reader_of(path: str) -> Read:
    """What reads the value at the end of a path; None where a step before it is None."""
    steps = [_step(name) for name in path.split(".")]
    if len(steps) == 1:
        return steps[0]

    def read(row: object) -> Any:
        for step in steps:
            if row is None:
                return None
            row = step(row)
        return row

    return read


def text_reader_of(path: str) -> Read:
    """Reads a text along the path; an empty one is None."""
    read = reader_of(path)

    def read_text(row: object) -> object:
        value = read(row)
        # Compared and then written, a text would be translated twice.
        text = str(value) if isinstance(value, Promise) else value
        return None if text == "" else text

    return read_text


def _step(name: str) -> Read:
    return methodcaller(name.removesuffix("()")) if name.endswith("()") else attrgetter(name)
