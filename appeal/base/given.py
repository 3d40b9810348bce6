"""What a type allows to be missing, where it is known to be there."""

from typing import TypeVar

Value = TypeVar("Value")


def given(value: Value | None) -> Value:
    """The value itself; raises LookupError where it is missing after all."""
    if value is None:
        raise LookupError("What has to be given here is missing.")
    return value
