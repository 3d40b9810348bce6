"""The terms of a grant, with what its donor asks: saved together."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import IntegrityError, models, transaction
from django.db.models import Max, Min, ProtectedError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.base.refusals import raise_first
from appeal.base.viewpoint import EVERYTHING
from appeal.models import User

from ..models import Contribution, CostCategory, Donor, DonorReport, Transaction, paid_by
from .contributions import (
    WRITTEN,
    NotRecordable,
    contribution_refusals,
    kept_donor,
    unearmarked_refusals,
)

TERMS = (
    "project_code", "starts_on", "ends_on", "extended_to", "reporting_currency", "overhead_rate",
    "earmarking",
)  # fmt: skip


class AskedCategory(NamedTuple):
    """A cost category as it is to be; without a title it is taken away."""

    pk: int | None
    title: str
    budget: Decimal | None


class AskedReport(NamedTuple):
    """A report to the donor as it is to be; without a day it is taken away."""

    pk: int | None
    kind: str
    due_on: date | None


@action
def keep_terms(
    *,
    contribution: Contribution,
    version: int | None,
    categories: Sequence[AskedCategory],
    reports: Sequence[AskedReport],
    by: User,
    at: datetime,
) -> Contribution:
    """Save the terms of a grant, its cost categories and the reports due.

    Raises StaleVersion if somebody else saved it, NotRecordable for what `terms_refusals` say, and
    for a category that is in use and was taken away.
    """
    raise_first(terms_refusals(contribution))
    _save(contribution, version)
    _keep_rows(
        contribution,
        CostCategory,
        [
            (each.pk, bool(each.title), {"title": each.title, "budget": each.budget, "order": n})
            for n, each in enumerate(categories)
        ],
    )
    _keep_rows(
        contribution,
        DonorReport,
        [
            (each.pk, each.due_on is not None, {"kind": each.kind, "due_on": each.due_on})
            for each in reports
        ],
    )
    return contribution


@action
def save_grant(
    *, contribution: Contribution, version: int | None, donor: Donor, by: User, at: datetime
) -> Contribution:
    """Save a contribution together with its terms; `donor` is saved too where it is new.

    What its donor asks stays. Raises as `save_contribution` and `keep_terms` do.
    """
    raise_first(_grant_refusals(contribution, donor))
    contribution.donor = kept_donor(donor)
    try:
        with transaction.atomic():
            return contribution.keep(version, (*WRITTEN, *TERMS))
    except IntegrityError:
        # Somebody was faster: what they saved says with what.
        raise_first(_grant_refusals(contribution, contribution.donor))
        raise


def _grant_refusals(contribution: Contribution, donor: Donor) -> Iterator[NotRecordable]:
    yield from contribution_refusals(contribution, donor)
    yield from terms_refusals(contribution)


def terms_refusals(contribution: Contribution) -> Iterator[NotRecordable]:
    """All that is wrong with the terms of a grant beside what is stored; blanks are not judged."""
    others = Contribution.objects.filter(appeal=contribution.appeal).exclude(pk=contribution.pk)
    if contribution.project_code and others.filter(project_code=contribution.project_code).exists():
        yield _code_taken()
    if contribution.pk:
        yield from _left_out(contribution)
    yield from unearmarked_refusals(contribution, "earmarking")


def _save(contribution: Contribution, version: int | None) -> None:
    try:
        with transaction.atomic():
            contribution.save_over(version, TERMS)
    except IntegrityError:
        raise _code_taken() from None


def _left_out(contribution: Contribution) -> Iterator[NotRecordable]:
    """The first and the last entry that the grant pays, where it would not pay for their days."""
    paid = Transaction.objects.posted().filter(paid_by(contribution, EVERYTHING)).order_by()
    for day in paid.aggregate(first=Min("value_on"), last=Max("value_on")).values():
        if day and not contribution.covers(day):
            sentence = _(
                "It pays an entry of %(day)s. Let another grant pay that first, or choose days that"
                " include it."
            )
            is_early = contribution.starts_on is not None and day < contribution.starts_on
            name = "extended_to" if contribution.extended_to else "ends_on"
            place = "starts_on" if is_early else name
            yield NotRecordable(sentence % {"day": date_format(day)}, place)


def _code_taken() -> NotRecordable:
    return NotRecordable(
        _("Another contribution to this appeal has this project code."), "project_code"
    )


Asked = Sequence[tuple[int | None, bool, dict[str, object]]]


def _keep_rows(
    contribution: Contribution, model: type[CostCategory] | type[DonorReport], asked: Asked
) -> None:
    """Take away what is to go, then change and add the others."""
    rows = model._default_manager.filter(contribution=contribution)
    stored: dict[int, models.Model] = {row.pk: row for row in rows}
    for pk, stays, _values in asked:
        if pk in stored and not stays:
            _take_away(stored.pop(pk))
    for pk, stays, values in asked:
        if not stays:
            continue
        row = stored.get(pk or 0) or model(contribution=contribution)
        if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.full_clean()
            row.save()


def _take_away(row: models.Model) -> None:
    try:
        row.delete()
    except ProtectedError:
        raise NotRecordable(
            _("“%(row)s” stays: entries are paid under it.") % {"row": row}
        ) from None
