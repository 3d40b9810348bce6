"""One step taken with several rows at once: all of them, or none."""

from collections.abc import Callable, Sequence
from typing import Any

from appeal.base.refusals import Refusal, TooLate


class SeveralRefused(TooLate):
    """Some of the rows cannot take the step, so none does; `refusals` says why, by row."""

    def __init__(self, refusals: dict[object, str]) -> None:
        super().__init__(" ".join(refusals.values()))
        self.refusals = refusals


def each_or_none(rows: Sequence[object], act: Callable[[Any], object]) -> int:
    """Take the step with each row and say how many; raises SeveralRefused once all were tried."""
    refusals: dict[object, str] = {}
    for row in rows:
        try:
            act(row)
        except Refusal as refusal:
            refusals[row] = str(refusal)
    if refusals:
        raise SeveralRefused(refusals)
    return len(rows)
