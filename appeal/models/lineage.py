"""Rows that go on from an appeal to a later one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .versions import Versioned


class Continuing(Versioned):
    """A row that may go on with one of an earlier appeal; several may go on with one."""

    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("continues"),
        help_text=_("What it goes on with from an appeal of an earlier year."),
    )

    continues_id: int | None

    class Meta:
        abstract = True
