"""The published priorities, and the headings they are read under."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .appeals import Appeal, Section
from .changes import change_log
from .columns import rule, to_one, unique
from .framework import Heading, by_heading
from .lineage import Continuing
from .translated import Basis, Translated


class PriorityQuerySet(models.QuerySet["Priority"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(section__appeal=appeal)

    def in_printed_order(self) -> Self:
        return self.order_by("section__order", "order")

    def with_headings(self) -> Self:
        return self.select_related("section__office").prefetch_related(headings_of())


def headings_of(step: str = "", name: str | None = None) -> models.Prefetch:
    """The headings of priorities, in their order; `step` leads to the priorities.

    As a list of that `name`, if it has one: that is quicker where there are many priorities.
    """
    rows = Classification.objects.select_related("heading").order_by(by_heading())
    return models.Prefetch(f"{step}classifications", rows, name)


class Priority(Continuing):  # guards: guarded.py
    """One commitment that an office made in the publication, in our own words."""

    class PrintedAs(models.TextChoices):
        BULLET = "bullet", _("bullet")
        PROSE = "prose", _("prose")

    section = to_one(Section, _("section"), "priorities")
    code = models.CharField(
        _("code"),
        max_length=20,
        validators=[
            RegexValidator(
                r"^[A-Z]+(-[A-Z0-9]+)*-[0-9]+$",
                _("The office's code, a hyphen and a number, such as GT-3."),
            )
        ],
    )
    order = models.PositiveSmallIntegerField(_("printed order in the section"))
    printed_as = models.CharField(_("printed as"), max_length=10, choices=PrintedAs.choices)
    title_en = models.CharField(_("title in English"), max_length=150)
    title_es = models.CharField(_("title in Spanish"), max_length=150, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=150, blank=True)
    summary_en = models.TextField(_("summary in English"), max_length=4000)
    summary_es = models.TextField(_("summary in Spanish"), max_length=4000, blank=True)
    summary_fr = models.TextField(_("summary in French"), max_length=4000, blank=True)
    headings = models.ManyToManyField(
        Heading, through="Classification", related_name="priorities", verbose_name=_("headings")
    )

    title = Translated()
    summary = Translated()
    history = change_log()
    objects = PriorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        constraints = [
            unique("priority_code_is_unique_in_a_section", "section", "code"),
            unique("priority_order_is_unique_in_a_section", "section", "order"),
            rule("priority_code_fits_into_an_address", ~models.Q(code__contains="/")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def clean(self) -> None:
        if self.section_id and not self.code.startswith(f"{self.section.office.code}-"):
            raise ValidationError(
                {
                    "code": _("The code must begin with the office's code: %(code)s-…")
                    % {"code": self.section.office.code}
                }
            )


class Classification(models.Model):  # guards: guarded.py
    """A heading that a priority is read under: printed above it, or assigned by us."""

    priority = to_one(Priority, _("priority"), "classifications")
    heading = to_one(Heading, _("heading"), "classifications")
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices)

    history = change_log()

    class Meta:
        verbose_name = _("heading of a priority")
        verbose_name_plural = _("headings of a priority")
        constraints = [
            unique(
                "priority_stands_once_under_a_heading",
                "priority",
                "heading",
                said=_("The priority is already under this heading."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.priority.code} {self.heading.code}"
