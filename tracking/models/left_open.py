"""What each posted commitment leaves open, updated by the database with every posting."""

from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, MoneyField, Requirement
from appeal.models.columns import to_one

from .ledger import Transaction


def _left_open() -> str:
    """SQL of both engines, in whole cents: as `Rest.outstanding`, rounded half-even to the cent.

    10^6 x own_left / millionths, in two steps: no product may pass 2^63.
    """
    own, rate = "own_left", "millionths"
    rest = f"({own} - {own} / {rate} * {rate}) * 1000000"
    cents = f"{own} / {rate} * 1000000 + {rest} / {rate}"
    beyond = f"2 * ({rest} - {rest} / {rate} * {rate}) + {rest} / {rate} - {rest} / {rate} / 2 * 2"
    usd = f"({cents} + CASE WHEN {beyond} > {rate} THEN 1 ELSE 0 END - drawn_usd)"
    return f"CASE WHEN {own} > 0 AND {usd} > 0 THEN {usd} ELSE 0 END"


LEFT_OPEN = _left_open()


class LeftOpen(Func):
    """What the columns of a commitment leave open, in USD."""

    template = LEFT_OPEN

    def __init__(self, **extra: object) -> None:
        super().__init__(output_field=MoneyField(), **extra)


def changed_since(viewpoint: Viewpoint) -> Q:
    """Of an open commitment: whether an entry is dated, or was posted, later than what counts."""
    return Q(last_on__gt=viewpoint.as_at) | viewpoint.since_then("last_posted_at")


class OpenCommitment(models.Model):
    """What is left of a posted commitment, and when that last changed.

    `own_left` is its amount less what was drawn in its own currency, `drawn_usd` what was drawn in
    others; of a commitment that was reversed nothing is left. Triggers write it (see
    `guarded/ledger.py`), on every posting; `manage.py check_ledger` compares it with the entries.
    """

    IS_KEPT_BY_TRIGGERS = True

    commitment = models.OneToOneField(
        Transaction, models.PROTECT, primary_key=True, related_name="+",
        verbose_name=_("outgoing commitment"),
    )  # fmt: skip
    activity = to_one(Activity, _("activity"))
    cell = to_one(Requirement, _("requirement line"))
    millionths = models.BigIntegerField(_("millionths of a unit per USD"), null=True)
    own_left = MoneyField(_("left in its own currency"))
    drawn_usd = MoneyField(_("drawn in other currencies, in USD"))
    last_on = models.DateField(_("value date of the last entry"), db_index=True)
    last_posted_at = models.DateTimeField(_("last entry posted at"), db_index=True)
    usd = models.GeneratedField(
        verbose_name=_("left in USD"), expression=LeftOpen(), output_field=MoneyField(),
        db_persist=True,
    )  # fmt: skip

    class Meta:
        verbose_name = _("open commitment")
        verbose_name_plural = _("open commitments")
        indexes = [
            # Most are used up: what is left is read from an index of the others.
            models.Index(
                fields=["cell", "activity", "last_on", "last_posted_at", "usd"],
                name="open_commitments_by_cell",
                condition=Q(usd__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity.code} {self.usd}"
