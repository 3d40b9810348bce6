"""A draft: begun, and its facts and its table changed until it is published."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base.actions import action
from ..base.refusals import TooLate
from ..models import Appeal, StaleVersion, StatedTotal, User, in_languages
from .appeal_facts import forget_other_file

APPEAL = (
    "code", *in_languages("title", "table_title"), "year", "starts_on", "ends_on", "closes_on",
    "currency", "time_zone", "rhythm", "source_name",
)  # fmt: skip
CODE_TAKEN = gettext_lazy("Somebody else has just used this code. Choose another one.")
# An office and a heading; None is the total over all of them.
Place = tuple[int | None, int | None]
Amounts = Mapping[Place, Decimal | None]


class NotDraft(TooLate):
    """The appeal is published, so that what is printed stays; or it was discarded."""


class CodeTaken(TooLate):
    """Somebody else has just begun an appeal with this code."""


def refuse_published(appeal: Appeal) -> None:
    """Raises NotDraft with a sentence."""
    if appeal.state != Appeal.State.DRAFT:
        raise NotDraft(
            _(
                "%(appeal)s is published, so what was printed can no longer change. Record a new"
                " amount as a revision."
            )
            % {"appeal": appeal}
        )


def hold_draft(appeal: Appeal, version: int | None = None) -> Appeal:
    """The draft as stored, which nobody else changes until the transaction ends.

    Raises NotDraft, also where it was discarded since, and StaleVersion where it is not of the
    `version` that the person saw.
    """
    stored = Appeal.objects.select_for_update(no_key=True).filter(pk=appeal.pk).first()
    if stored is None:
        raise NotDraft(
            _("Somebody has just discarded %(appeal)s. Nothing can be saved in it any more.")
            % {"appeal": appeal}
        )
    refuse_published(stored)
    if version is not None and stored.version != version:
        raise StaleVersion(stored)
    return stored


@action
def keep_appeal(*, appeal: Appeal, version: int | None, by: User, at: datetime) -> Appeal:
    """Begin a draft, or save what was changed of one.

    Raises NotDraft, StaleVersion, CodeTaken, ValidationError for what its days or its code refuse.
    """
    if appeal.pk:
        forget_other_file(appeal, hold_draft(appeal, version).source_name)
    appeal.full_clean(exclude=["source_name", "source_sha256"])
    try:
        with transaction.atomic():
            return appeal.keep(version, (*APPEAL, "source_sha256"))
    except IntegrityError as error:
        raise CodeTaken(CODE_TAKEN, "code") from error


def touched(appeal: Appeal) -> Appeal:
    """Another version, and a line of the change log: cells and totals have neither."""
    return appeal.save_over(appeal.version, ["state"])


@action
def keep_table(
    *, appeal: Appeal, version: int | None, amounts: Amounts, totals: Amounts, at: datetime
) -> Appeal:
    """The amounts of a draft's requirement lines, None for a dash, and its stated totals.

    A total that is None is not stated. Raises NotDraft, StaleVersion.
    """
    stored = hold_draft(appeal, version)
    for cell in stored.requirements.all():
        amount = amounts.get((cell.office_id, cell.heading_id), cell.amount)
        if amount != cell.amount:
            cell.amount = amount
            cell.save(update_fields=["amount"])
    had = {(total.office_id, total.heading_id): total for total in stored.stated_totals.all()}
    for (office, heading), amount in totals.items():
        total = had.get((office, heading))
        if amount is None:
            if total:
                total.delete()
        elif total is None:
            StatedTotal.objects.create(
                appeal=stored, office_id=office, heading_id=heading, amount=amount
            )
        elif total.amount != amount:
            total.amount = amount
            total.save(update_fields=["amount"])
    return touched(stored)
