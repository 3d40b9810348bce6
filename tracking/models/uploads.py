"""Filled workbooks that came back: the file, what each of its rows says, and what became of it."""

from collections.abc import Iterable
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, Language, Office
from appeal.models.columns import person, rule, to_one, to_one_or_none

from .ledger import Transaction
from .periods import ReportingPeriod
from .questions import LONGEST_REASON

# Used as the title of the sheet for a file that has lines and no sheets.
LINE = gettext_noop("Line")


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(appeal=appeal)

    def newest_first(self) -> Self:
        return self.order_by("-uploaded_at", "-pk")

    def with_counts(self) -> Self:
        """Adds how many rows there are of each outcome: `new_rows`, `changed_rows`, ..."""
        return self.annotate(
            **{
                f"{outcome}_rows": Count("upload_rows", filter=Q(upload_rows__outcome=outcome))
                for outcome in UploadRow.Outcome.values
            },
            all_rows=Count("upload_rows"),
            rows_without_reason=Count("upload_rows", filter=Q(upload_rows__needs_reason=True)),
        )


class Upload(models.Model):  # guards: guarded/uploads.py
    """A filled workbook: read, previewed, then applied whole or discarded. It stays stored."""

    class State(models.TextChoices):
        READ = "read", _("being checked")
        CHECKED = "checked", _("waiting for your decision")
        APPLIED = "applied", _("applied")
        DISCARDED = "discarded", _("discarded")

    appeal = to_one(Appeal, _("appeal"), "uploads")
    kind = models.CharField(_("template"), max_length=10)
    office = to_one_or_none(Office, _("office"), "uploads")
    period = to_one_or_none(ReportingPeriod, _("period"), "uploads")
    language = models.CharField(
        _("language of the template"), max_length=2, choices=Language.choices
    )
    file = models.FileField(_("file"), max_length=100, editable=False)
    file_name = models.CharField(_("name of the file"), max_length=200, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    # The letters of the columns, by the sheet's title and the column's name.
    places = models.JSONField(_("positions of the columns"), default=dict, editable=False)
    uploaded_by = person(_("uploaded by"), "uploads", editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    unusual_reason = models.CharField(
        _("reason (if unusual)"), max_length=LONGEST_REASON, blank=True, editable=False
    )
    decided_at = models.DateTimeField(_("applied or discarded at"), null=True, editable=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            rule(
                "upload_is_decided_at_an_instant",
                Q(state__in=["read", "checked"], decided_at__isnull=True)
                | Q(state__in=["applied", "discarded"], decided_at__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["appeal", "uploaded_at"], name="uploads_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None


class UploadRowQuerySet(models.QuerySet["UploadRow"]):
    def in_order(self) -> Self:
        return self.order_by("pk")

    def unjudged(self) -> Self:
        return self.filter(outcome="")

    def to_judge(self) -> Self:
        """In order, without their problems, which are found again."""
        return self.in_order().defer("changes", "problems")

    def wrong(self) -> Self:
        """Those because of which the upload cannot be applied."""
        return self.filter(outcome__in=UploadRow.WRONG)

    def applied_before(self, keys: Iterable[UUID]) -> "dict[UUID, UploadRow]":
        """The rows of earlier uploads that used one of `keys`, by key."""
        rows = self.filter(applied_key__in=list(keys)).select_related("upload__uploaded_by")
        return {row.key: row for row in rows if row.key}


class UploadRow(models.Model):  # guards: guarded/uploads.py
    """One row of an uploaded workbook.

    `about` is the name of what it is about, by language. `cells` holds what was typed, by the name
    of the column: its address, its value as stored in JSON, its kind. `changes` are what applying
    it changes, a list of column, old and new value; `problems` are sentences by language, with the
    column and the address of the cell that each is about; one that does not hinder says so. `asked`
    are questions as an entry keeps them, and the row `needs_reason` where it gives none to them.
    """

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        SKIPPED = "skipped", _("skipped")
        ERROR = "error", _("error")
        CONFLICT = "conflict", _("conflict")

    WRONG = (Outcome.ERROR, Outcome.CONFLICT)
    CHANGING = (Outcome.NEW, Outcome.CHANGED)

    upload = models.ForeignKey(
        Upload, models.CASCADE, related_name="upload_rows", verbose_name=_("upload")
    )
    sheet = models.CharField(_("sheet"), max_length=31)
    sheet_title = models.CharField(_("sheet's title"), max_length=31)
    number = models.PositiveIntegerField(_("row"))
    key = models.UUIDField(_("key"), null=True)
    stamp = models.CharField(_("version when downloaded"), max_length=40, blank=True)
    about = models.JSONField(_("about"), default=str, blank=True)
    cells = models.JSONField(_("cells"), default=dict)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    changes = models.JSONField(_("changes"), default=list)
    problems = models.JSONField(_("problems"), default=list)
    asked = models.JSONField(_("unusual"), default=list)
    needs_reason = models.BooleanField(_("needs a reason"), default=False)
    applied_key = models.UUIDField(_("key used"), null=True, unique=True, editable=False)
    transaction = models.OneToOneField(
        Transaction,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="upload_row",
        verbose_name=_("transaction"),
    )

    objects = UploadRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an upload")
        verbose_name_plural = _("rows of an upload")
        constraints = [
            rule(
                "row_uses_its_own_key", Q(applied_key__isnull=True) | Q(applied_key=models.F("key"))
            )
        ]
        indexes = [models.Index(fields=["upload", "outcome"], name="rows_by_outcome")]

    def __str__(self) -> str:
        return f"{self.sheet_called} {self.number}"

    @property
    def sheet_called(self) -> str:
        """The sheet by its title in the file; of a list, that its lines are counted."""
        return gettext(LINE) if self.sheet_title == LINE else self.sheet_title

    @property
    def spot(self) -> tuple[str, int]:
        """Where it is in the file; no other row is there."""
        return self.sheet_title, self.number

    def typed(self, column: str) -> Any:
        """What was typed under a column, as stored in JSON; None for nothing."""
        return self.cells.get(column, {}).get("value")

    def place(self, column: str) -> str:
        """The address of a cell of the row (F6), a blank one too; empty where it has none."""
        letter = self.upload.places.get(self.sheet_title, {}).get(column)
        return f"{letter}{self.number}" if letter else self.cells.get(column, {}).get("at", "")
