"""The frameworks that work is read under: governance headings, SDG targets, the Global Compact."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from .translated import Translated


def by_heading(step: str = "") -> str:
    """What to order by so that cells come in the order of their headings; `step` leads to them."""
    return f"{step}heading__order"


class HeadingQuerySet(models.QuerySet["Heading"]):
    def of(self, appeal: models.Model) -> Self:
        """Those that it requires money under, or prints a dash."""
        return self.filter(requirements__appeal=appeal).distinct()

    def in_printed_order(self) -> Self:
        return self.order_by("order")


class Heading(models.Model):  # guards: guarded.py
    """A principle or objective of the Migration Governance Framework, such as O1.

    `title` is the wording of the narrative, `table_title` that of the table of requirements; for
    P3 the publication prints two.
    """

    class Kind(models.TextChoices):
        PRINCIPLE = "principle", _("principle")
        OBJECTIVE = "objective", _("objective")

    code = models.CharField(_("code"), max_length=4, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    table_title_en = models.CharField(_("title in the table, English"), max_length=200)
    table_title_es = models.CharField(_("title in the table, Spanish"), max_length=200, blank=True)
    table_title_fr = models.CharField(_("title in the table, French"), max_length=200, blank=True)

    title = Translated()
    table_title = Translated()
    objects = HeadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("heading")
        verbose_name_plural = _("headings")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class SdgTarget(models.Model):
    """A target of the Sustainable Development Goals, such as 10.7."""

    code = models.CharField(_("code"), max_length=5, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)

    title = Translated()

    class Meta:
        verbose_name = _("SDG target")
        verbose_name_plural = _("SDG targets")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CompactObjective(models.Model):
    """One of the 23 objectives of the Global Compact for Safe, Orderly and Regular Migration."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title_en = models.CharField(_("title in English"), max_length=250)
    title_es = models.CharField(_("title in Spanish"), max_length=250, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=250, blank=True)

    title = Translated()

    class Meta:
        verbose_name = _("Global Compact objective")
        verbose_name_plural = _("Global Compact objectives")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
