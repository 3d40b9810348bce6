"""The frameworks that work is read under: governance headings, SDG targets, the Global Compact."""

from typing import TYPE_CHECKING, Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .columns import to_one, unique
from .translated import Translated

if TYPE_CHECKING:
    from .appeals import Appeal

CODE = RegexValidator(
    r"^[A-Z0-9]+(-[A-Z0-9]+)*$", _("Capital letters, digits and hyphens, such as O1.")
)


def by_heading(step: str = "") -> str:
    """What to order by so that cells come in the order of their headings; `step` leads to them."""
    return f"{step}heading__order"


class Framework(models.Model):  # guards: guarded.py
    """Headings that appeals require money under, such as the Migration Governance Framework.

    Appeals of several years and regions share one, so that they compare heading by heading.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[CODE])
    title_en = models.CharField(_("title in English"), max_length=200)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)

    title = Translated()

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")

    def __str__(self) -> str:
        return self.title


class HeadingQuerySet(models.QuerySet["Heading"]):
    def of(self, appeal: "Appeal") -> Self:
        """Those of its framework, whether or not it requires money under each."""
        return self.filter(framework=appeal.framework_id)

    def in_printed_order(self) -> Self:
        return self.order_by("order")


class Heading(models.Model):  # guards: guarded.py
    """A heading of a framework, such as the objective O1 of the Migration Governance Framework.

    `title` is the wording of the narrative, `table_title` that of the table of requirements; for
    P3 the publication prints two. `kind` is what the framework calls such a heading.
    """

    framework = to_one(Framework, _("framework"), "headings")
    code = models.CharField(_("code"), max_length=8, validators=[CODE])
    kind_en = models.CharField(_("kind in English"), max_length=50, blank=True)
    kind_es = models.CharField(_("kind in Spanish"), max_length=50, blank=True)
    kind_fr = models.CharField(_("kind in French"), max_length=50, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))
    title_en = models.CharField(_("title in English"), max_length=200)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    table_title_en = models.CharField(_("title in the table, English"), max_length=200)
    table_title_es = models.CharField(_("title in the table, Spanish"), max_length=200, blank=True)
    table_title_fr = models.CharField(_("title in the table, French"), max_length=200, blank=True)

    kind = Translated()
    title = Translated()
    table_title = Translated()
    objects = HeadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("heading")
        verbose_name_plural = _("headings")
        constraints = [
            unique("heading_code_is_unique_in_a_framework", "framework", "code"),
            unique("heading_order_is_unique_in_a_framework", "framework", "order"),
        ]

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
