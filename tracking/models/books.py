"""Exports of the finance system: how each is read, its lines, and differences explained."""

from typing import Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, MoneyField, Office
from appeal.models.columns import person, rule, to_one, to_one_or_none

from .ledger import Transaction


class BooksLayoutQuerySet(models.QuerySet["BooksLayout"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(appeal=appeal)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class BooksLayout(models.Model):  # guards: guarded/books.py
    """Which column of an export is what, said once for all files with these headings.

    `headings` are texts in the order of the columns; `columns` gives the place of each of ours by
    its name. Where somebody says it again, the newest holds.
    """

    class DayOrder(models.TextChoices):
        DAY_FIRST = "dmy", _("day, month, year (31/12/2020)")
        MONTH_FIRST = "mdy", _("month, day, year (12/31/2020)")

    class Point(models.TextChoices):
        STOP = ".", _("a full stop (1,250.50)")
        COMMA = ",", _("a comma (1.250,50)")

    appeal = to_one(Appeal, _("appeal"), "books_layouts")
    headings = models.JSONField(_("headings"), default=list)
    columns = models.JSONField(_("columns"), default=dict)
    currency = models.CharField(_("currency of all lines"), max_length=3, blank=True)
    day_order = models.CharField(
        _("dates are written"), max_length=3, choices=DayOrder.choices, blank=True
    )
    point = models.CharField(
        _("decimals are written after"), max_length=1, choices=Point.choices, blank=True
    )
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"))

    objects = BooksLayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("layout of an export")
        verbose_name_plural = _("layouts of exports")

    def __str__(self) -> str:
        return ", ".join(self.headings)


class BooksExportQuerySet(models.QuerySet["BooksExport"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(appeal=appeal)

    def newest_first(self) -> Self:
        return self.order_by("-uploaded_at", "-pk")

    def going_on(self) -> Self:
        """Without those that were never read before the same person uploaded another one."""
        later = BooksExport.objects.filter(
            appeal=OuterRef("appeal"), uploaded_by=OuterRef("uploaded_by"), pk__gt=OuterRef("pk")
        )
        return self.filter(Q(read_at__isnull=False) | ~Exists(later))

    def with_count(self) -> Self:
        """Adds `line_count`."""
        return self.annotate(line_count=Count("lines"))


class BooksExport(models.Model):  # guards: guarded/books.py
    """What the finance system booked on some days: of an office, or of all offices of the appeal.

    It is read once it is known which column is what; its lines stay as they were read.
    """

    appeal = to_one(Appeal, _("appeal"), "books_exports")
    office = to_one_or_none(Office, _("office"), "books_exports")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    file = models.FileField(_("file"), max_length=100, editable=False)
    file_name = models.CharField(_("name of the file"), max_length=200, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    uploaded_by = person(_("uploaded by"), "books_exports", editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), editable=False)
    layout = to_one_or_none(BooksLayout, _("layout"), "exports", editable=False)
    left_out = models.PositiveIntegerField(_("lines left out"), default=0, editable=False)
    read_at = models.DateTimeField(_("read at"), null=True, editable=False)

    line_count: int

    objects = BooksExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export of the finance system")
        verbose_name_plural = _("exports of the finance system")
        constraints = [
            rule("export_ends_after_it_begins", Q(last_on__gte=F("first_on"))),
            rule(
                "export_is_read_by_a_layout",
                Q(read_at__isnull=True, layout__isnull=True)
                | Q(read_at__isnull=False, layout__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["appeal", "uploaded_at"], name="exports_by_day")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class BooksLine(models.Model):  # guards: guarded/books.py
    """A line of an export; its amount is below zero for a credit."""

    export = to_one(BooksExport, _("export"), "lines", db_index=False)
    number = models.PositiveIntegerField(_("line"))
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    booked_on = models.DateField(_("date"))
    amount = MoneyField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    text = models.CharField(_("text"), max_length=200, blank=True)
    code = models.CharField(_("code"), max_length=100, blank=True)
    heading = models.CharField(_("heading"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("line of an export")
        verbose_name_plural = _("lines of exports")
        constraints = [
            models.UniqueConstraint(fields=["export", "number"], name="line_is_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.export} {self.number}"


class ExplainedDifferenceQuerySet(models.QuerySet["ExplainedDifference"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(export__appeal=appeal)


class ExplainedDifference(models.Model):  # guards: guarded/books.py
    """Why a difference between the finance system and the ledger is right. Append-only.

    `key` names the difference by what the line says and by the entry, so that it is recognised in
    a later export of the same days.
    """

    export = to_one(BooksExport, _("export"), "explained")
    key = models.CharField(_("key"), max_length=64)
    line = to_one_or_none(BooksLine, _("line of an export"), "explained")
    entry = to_one_or_none(Transaction, _("ledger entry"), "explained_differences")
    reason = models.CharField(_("reason"), max_length=500)
    by = person(_("explained by"))
    at = models.DateTimeField(_("explained at"))

    objects = ExplainedDifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("explained difference")
        verbose_name_plural = _("explained differences")
        constraints = [
            rule(
                "explanation_is_of_a_line_or_an_entry",
                Q(line__isnull=False) | Q(entry__isnull=False),
            ),
            rule("explanation_has_a_reason", ~Q(reason="")),
            models.UniqueConstraint(fields=["export", "key"], name="difference_is_explained_once"),
        ]

    def __str__(self) -> str:
        return self.reason
