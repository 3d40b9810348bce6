"""What an entry of the ledger says about the grant that is to pay it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.models.columns import to_one_or_none

from .contributions import Contribution


class Granted(models.Model):
    """A row that names the grant that pays it once it is posted; without one it is unfunded.

    Who pays a posted entry is told by its attributions, which begin with this.
    """

    grant = to_one_or_none(Contribution, _("paid by the grant"), "entries")
    grant_reason = models.CharField(
        _("reason for the grant"),
        max_length=300,
        blank=True,
        help_text=_("Needed if the entry is more than the grant has."),
    )

    grant_id: int | None

    class Meta:
        abstract = True
