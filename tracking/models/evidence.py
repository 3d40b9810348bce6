"""Files and links that prove what was reported or spent."""

from typing import Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Appeal, Milestone, Office, change_log
from appeal.models.columns import person, rule, to_one, to_one_or_none

from .ledger import Transaction
from .progress import ProgressUpdate


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def of(self, appeal: Appeal) -> Self:
        return self._leading_to("appeal", appeal)

    def in_appeals(self, appeals: models.QuerySet[Appeal]) -> Self:
        return self._leading_to("appeal__in", appeals)

    def _leading_to(self, appeal: str, value: Appeal | models.QuerySet[Appeal]) -> Self:
        return self.filter(
            Q(**{f"update__report__period__{appeal}": value})
            | Q(**{f"milestone__activity__priority__section__{appeal}": value})
            | Q(**{f"transaction__{appeal}": value})
        )

    def on(self, activity: Activity) -> Self:
        """What proves anything of the activity, its earlier revisions of lines included."""
        # Each by its index; over joined tables every piece of evidence would be read.
        return self.filter(
            Q(update__in=ProgressUpdate.objects.filter(activity=activity))
            | Q(milestone__in=Milestone.objects.filter(activity=activity))
            | Q(transaction__in=Transaction.objects.filter(activity=activity))
        )

    def known(self, viewpoint: Viewpoint) -> Self:
        """Those added by then."""
        return self.filter(viewpoint.by_then("added_at"))

    def with_withdrawal(self, viewpoint: Viewpoint) -> Self:
        """Adds `was_withdrawn`: whether it was withdrawn by then."""
        taken_back = Case(When(viewpoint.by_then("withdrawn_at"), then=True), default=False)
        return self.annotate(was_withdrawn=taken_back)

    def standing(self, viewpoint: Viewpoint) -> Self:
        """Those of them that were not withdrawn by then."""
        return self.known(viewpoint).filter(viewpoint.not_by_then("withdrawn_at"))

    def with_code(self) -> Self:
        """Adds `code`, that of the activity of what it is attached to."""
        ways = (
            "update__activity__code",
            "milestone__activity__code",
            "transaction__activity__code",
        )
        return self.annotate(code=Coalesce(*ways))

    def with_names(self) -> Self:
        return self.select_related(
            "office", "added_by", "withdrawn_by", "update__report__period", "update__activity",
            "milestone__activity", "transaction__activity",
        )  # fmt: skip


class Evidence(models.Model):  # guards: guarded/conversation.py
    """A file or a link attached to a line of a report, a milestone or a transaction.

    A manager can withdraw it: then the file goes, the row and its SHA-256 stay.
    """

    office = to_one(Office, _("office"), "evidence", editable=False)
    update = to_one_or_none(ProgressUpdate, _("progress update"), "evidence", editable=False)
    milestone = to_one_or_none(Milestone, _("milestone"), "evidence", editable=False)
    transaction = to_one_or_none(Transaction, _("transaction"), "evidence", editable=False)
    title = models.CharField(_("title"), max_length=200)
    dated_on = models.DateField(_("date of the document"), help_text=_("The date shown on it."))
    link = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), max_length=100, blank=True, editable=False)
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), null=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    added_by = person(_("added by"), editable=False)
    added_at = models.DateTimeField(_("added at"), editable=False)
    withdrawn_by = person(_("withdrawn by"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_reason = models.CharField(
        _("why it was withdrawn"), max_length=300, blank=True, editable=False
    )

    # What `with_withdrawal` adds.
    was_withdrawn: bool

    history = change_log()
    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = pgettext_lazy("several", "evidence")
        constraints = [
            rule(
                "evidence_is_attached_to_one_thing",
                Q(update__isnull=False, milestone__isnull=True, transaction__isnull=True)
                | Q(update__isnull=True, milestone__isnull=False, transaction__isnull=True)
                | Q(update__isnull=True, milestone__isnull=True, transaction__isnull=False),
            ),
            rule(
                "evidence_is_a_file_or_a_link",
                ~Q(link="", sha256=""),
                _("Choose a file, or give a link."),
            ),
            rule(
                "withdrawal_has_a_person_and_a_reason",
                Q(withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
                _("Explain why it is withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def host(self) -> str:
        """Where the link leads."""
        return urlsplit(self.link).hostname or ""

    @property
    def activity(self) -> Activity:
        """The activity of what it is attached to."""
        things = (self.update, self.milestone, self.transaction)
        return next(thing.activity for thing in things if thing)
