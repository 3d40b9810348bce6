"""What people say to each other about an activity or a report."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import DASH
from appeal.base.given import given
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity, Appeal, to_office
from appeal.models.columns import person, rule, to_one_or_none

from .reports import OfficeReport


class CommentQuerySet(models.QuerySet["Comment"]):
    def threads(self) -> Self:
        """The first comment of each thread, oldest first."""
        return self.filter(parent__isnull=True).order_by("pk")

    def of(self, appeal: Appeal) -> Self:
        on_activity = Q(activity__priority__section__appeal=appeal)
        return self.filter(on_activity | Q(report__period__appeal=appeal))

    def known(self, viewpoint: Viewpoint) -> Self:
        """Those said by then."""
        return self.filter(viewpoint.by_then("at"))

    def with_names(self) -> Self:
        """With who said it, and where."""
        return self.select_related(
            "by", "resolved_by", "withdrawn_by", to_office("activity__"),
            "report__office", "report__period__appeal",
        )  # fmt: skip

    def unresolved(self) -> Self:
        return self.threads().filter(resolved_at__isnull=True)

    def waiting(self) -> Self:
        """Threads that nobody has answered, resolved or removed."""
        return self.unresolved().filter(answers__isnull=True, withdrawn_at__isnull=True)


class Comment(models.Model):  # guards: guarded/conversation.py
    """A comment, or an answer to one. On an activity, on a report, or on a report's line (both).

    A comment stays as written, or is removed once: the text goes, the row stays. Its
    first comment says whether a thread is resolved.
    """

    activity = to_one_or_none(Activity, _("activity"), "comments")
    report = to_one_or_none(OfficeReport, _("report"), "comments")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("in reply to"),
    )
    body = models.TextField(
        _("comment"), max_length=2000, help_text=_("Never write the names of beneficiaries.")
    )
    by = person(_("by"), "comments")
    at = models.DateTimeField(_("at"))
    resolved_by = person(_("resolved by"), null=True, editable=False)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, editable=False)
    withdrawn_by = person(_("removed by"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("removed at"), null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            rule(
                "comment_is_about_an_activity_or_a_report",
                Q(activity__isnull=False) | Q(report__isnull=False),
            ),
            rule(
                "a_thread_is_resolved_by_somebody",
                Q(resolved_at__isnull=True) | Q(parent__isnull=True, resolved_by__isnull=False),
            ),
            rule(
                "a_comment_is_taken_back_by_somebody_with_its_words",
                Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, body=""),
            ),
        ]

    def __str__(self) -> str:
        return self.body[:50] or DASH

    def was_resolved(self, viewpoint: Viewpoint) -> bool:
        """Whether it was resolved by then."""
        return viewpoint.had_come(self.resolved_at)

    @property
    def appeal(self) -> Appeal:
        """Of the report it is about, else of its activity."""
        return self.report.period.appeal if self.report else given(self.activity).appeal
