"""One step taken with several rows at once: all of them, or none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from appeal.base.actions import action
from appeal.base.refusals import Refusal, TooLate
from appeal.models import User

from ..models import OfficeReport, Transaction
from .posting import post_transaction
from .reviews import approve_report


class SeveralRefused(TooLate):
    """Some of the rows cannot take the step, so none does; `refusals` says why, by row."""

    def __init__(self, refusals: dict[Any, str]) -> None:
        super().__init__(" ".join(refusals.values()))
        self.refusals = refusals


@action
def post_transactions(
    *, entries: Iterable[Transaction], versions: Mapping[int, int], by: User, at: datetime
) -> int:
    """Post drafts; `versions` are those that were read, by id. Says how many.

    Raises SeveralRefused.
    """
    # In the order of their dates, so that two people who do this wait for each other in turn.
    in_order = sorted(entries, key=lambda entry: (entry.value_on, entry.pk))
    return _each(
        in_order,
        lambda entry: post_transaction(entry=entry, version=versions[entry.pk], by=by, at=at),
    )


@action
def approve_reports(
    *, reports: Iterable[OfficeReport], versions: Mapping[int, int], by: User, at: datetime
) -> int:
    """Approve reports; `versions` are those that were read, by id. Says how many.

    Raises SeveralRefused.
    """
    in_order = sorted(reports, key=lambda report: (report.period_id, report.pk))
    return _each(
        in_order,
        lambda report: approve_report(report=report, version=versions[report.pk], by=by, at=at),
    )


def _each(rows: Sequence[Any], act: Callable[[Any], Any]) -> int:
    refusals: dict[Any, str] = {}
    for row in rows:
        try:
            act(row)
        except Refusal as refusal:
            refusals[row] = str(refusal)
    if refusals:
        raise SeveralRefused(refusals)
    return len(rows)
