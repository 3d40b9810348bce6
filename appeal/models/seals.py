"""Seals, which the database writes, and the forms they are of: see `appeal/base/seals.py`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Half of that would do for a paper.
SHOWN = 16
IN_TURN = _("In the order in which they were made.")


class SealForm(models.Model):  # guards: guarded.py
    """Of which columns of a table seals are made, and in which engine's words."""

    id = models.IntegerField(_("form number"), primary_key=True, help_text=IN_TURN)
    name = models.CharField(
        _("sealed table"), max_length=63, help_text=_("As the database calls it.")
    )
    columns = models.TextField(
        _("sealed columns"), help_text=_("Of which the seals of a row are made.")
    )
    engine = models.CharField(
        _("database program"), max_length=20, help_text=_("Which program the records were in then.")
    )
    is_again = models.BooleanField(
        _("seals all rows"), help_text=_("Whether every row of the table was sealed when it began.")
    )

    class Meta:
        verbose_name = _("form of seals")
        verbose_name_plural = _("forms of seals")

    def __str__(self) -> str:
        return f"{self.id} {self.name}"


class SealQuerySet(models.QuerySet["Seal"]):
    def newest_first(self) -> "SealQuerySet":
        return self.order_by("-number")


class Seal(models.Model):  # guards: guarded.py
    """What a row held when it was written: numbered without a gap, each made of the one before.

    Triggers write it; `manage.py check_records` compares it with the rows.
    """

    number = models.IntegerField(_("seal number"), primary_key=True, help_text=IN_TURN)
    form = models.ForeignKey(
        SealForm,
        models.DO_NOTHING,
        related_name="seals",
        verbose_name=_("form of the seal"),
        help_text=_("Of which table the row is, and which of its columns were sealed."),
        # Triggers choose it; looking it up again, and an index, would cost each row.
        db_constraint=False,
        db_index=False,
    )
    key = models.BigIntegerField(_("row"), help_text=_("Its key in its table."))
    content = models.BinaryField(_("digest of the row"))
    digest = models.BinaryField(_("digest of the chain"))

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        """As on paper: its number, and the beginning of its digest."""
        return f"{self.number}-{bytes(self.digest).hex()[:SHOWN]}"


def has_seal(shown: str) -> bool:
    """Whether a seal as a paper shows it is in the chain."""
    number, _dash, digest = shown.partition("-")
    seal = Seal.objects.filter(number=int(number)).first() if number.isdecimal() else None
    return seal is not None and str(seal) == f"{seal.number}-{digest}"


def newest_seal() -> str:
    """The end of the chain as it is printed; empty where nothing is sealed."""
    return str(Seal.objects.newest_first().first() or "")
