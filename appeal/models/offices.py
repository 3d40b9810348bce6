"""Where the organization works: regions, offices, and the countries they cover."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .changes import change_log
from .columns import to_one
from .translated import Language, Translated


class Country(models.Model):
    """A country or territory as ISO 3166-1 codes it."""

    code = models.CharField(_("ISO code"), max_length=2, unique=True)
    iso3 = models.CharField(_("ISO code, three letters"), max_length=3, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_es = models.CharField(_("name in Spanish"), max_length=100, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=100, blank=True)

    name = Translated()

    class Meta:
        verbose_name = _("country or territory")
        verbose_name_plural = _("countries and territories")

    def __str__(self) -> str:
        return self.name


class Region(models.Model):
    """What appeals and offices belong to."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_es = models.CharField(_("name in Spanish"), max_length=100, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=100, blank=True)

    name = Translated()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


class OfficeQuerySet(models.QuerySet["Office"]):
    def of(self, appeal: models.Model) -> Self:
        return self.filter(sections__appeal=appeal)

    def in_printed_order(self) -> Self:
        """Those of one appeal, as its publication has them."""
        return self.order_by("sections__order")


class Office(models.Model):  # guards: guarded.py
    """A team that plans and reports: a regional office, a country office, and so on."""

    class Kind(models.TextChoices):
        REGIONAL = "regional", _("regional office")
        COUNTRY = "country", _("country office")
        COORDINATION = "coordination", _("coordination office")
        LIAISON = "liaison", _("liaison office")

    region = to_one(Region, _("region"), "offices")
    code = models.CharField(
        _("code"),
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,4}$", _("Two to four capital letters, such as GT."))],
    )
    name_en = models.CharField(_("name in English"), max_length=100)
    name_es = models.CharField(_("name in Spanish"), max_length=100, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    language = models.CharField(_("working language"), max_length=2, choices=Language.choices)
    countries = models.ManyToManyField(
        Country, related_name="offices", verbose_name=_("countries and territories covered")
    )

    name = Translated()
    history = change_log(countries)
    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        return self.name
