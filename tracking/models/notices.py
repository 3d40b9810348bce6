"""What people are told: notices, and the mails that carry them."""

from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from appeal.base.labels import labelled
from appeal.models import AccountLetter, Appeal, Office, User
from appeal.models.columns import rule, unique


class NoticeKind(models.TextChoices):
    """What people are told of; `tracking/notices/kinds.py` says whom, when and in which words."""

    DUE_SOON = "due_soon", _("a report is due within a week")
    DUE_TODAY = "due_today", _("a report is due today")
    OVERDUE = "overdue", _("a report is overdue, every week")
    MONTH_LATE = "month_late", _("a report is overdue by a month")
    SUBMITTED = "submitted", _("a report waits for your review")
    TAKEN_BACK = "taken_back", _("a report was taken back by its office")
    RETURNED = "returned", _("a report was returned")
    APPROVED = "approved", _("a report was approved")
    REOPENED = "reopened", _("an approved report was re-opened")
    MENTION = "mention", _("somebody named you in a comment")
    COMMENT = "comment", _("somebody commented")
    UPLOADED = "uploaded", _("somebody applied an upload to your office")
    TO_POST = "to_post", _("drafts wait for finance")
    REMINDER = "reminder", _("somebody reminds you of a report")
    ROLE_GIVEN = "role_given", _("you were given a role")
    ROLE_ENDS = "role_ends", _("a role of yours ends within a week")
    WEEK = "week", _("the week: what is late, due, and changed where you work")


class When(models.TextChoices):
    """When a person gets a mail about a notice; in the product it shows at once."""

    AT_ONCE = "at_once", _("at once")
    DIGEST = "digest", _("once a week, with others")
    NEVER = "never", _("never")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def count_new(self, person: OuterRef) -> Combinable:
        """How many of the person's are new, as a column of theirs."""
        new = self.filter(to=person, read_at=None).order_by().values("to")
        return Coalesce(Subquery(new.annotate(new=models.Count("pk")).values("new")), 0)

    def news(self) -> Self:
        """All but the week, which is a mail about what the product shows anyway."""
        return self.exclude(kind=NoticeKind.WEEK)

    def reminders(self, appeal: Appeal, day: date) -> Self:
        """Those of a report that somebody sent on that day."""
        return self.filter(appeal=appeal, kind=NoticeKind.REMINDER, about__endswith=f"-{day}")

    def waiting(self) -> Self:
        """Those that no mail carries yet, oldest first."""
        return self.filter(post=Notice.Post.WAITING).order_by("at", "pk")


class Notice(models.Model):
    """Something that happened or is due, told to one person; written with the event itself.

    `row` is the id of what it is about, in the table of its kind. `about` names the event among
    those of its kind, so that nobody is told twice.
    """

    class Post(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAILED = "mailed", _("in a mail")
        NONE = "none", _("not mailed")

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("to")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices)
    about = models.CharField(_("event"), max_length=60)
    row = models.BigIntegerField(_("row"))
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="+", verbose_name=_("appeal"))
    office = models.ForeignKey(
        Office, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("office")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    post = models.CharField(_("mail"), max_length=10, choices=Post.choices, default=Post.WAITING)
    mail = models.ForeignKey(
        "Mail",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("mail"),
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            unique("a_person_is_told_once_of_an_event", "to", "kind", "about"),
            rule(
                "nobody_is_told_of_their_own_acts",
                Q(by__isnull=True) | ~Q(by=models.F("to")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["to", "at"], name="notices_without_mail", condition=Q(post="waiting")
            ),
            models.Index(fields=["to"], name="new_notices", condition=Q(read_at=None)),
            models.Index(fields=["to", "-at"], name="notices_of_a_person"),
            models.Index(fields=["row"], name="mentions", condition=Q(kind="mention")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.about})"


class NoticeChoice(models.Model):
    """When a person gets a mail about a kind of notice, where they chose it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices)
    when = models.CharField(_("when"), max_length=10, choices=When.choices)

    class Meta:
        verbose_name = _("choice of a notice")
        verbose_name_plural = _("choices of notices")
        constraints = [unique("a_person_chooses_once_for_a_kind", "user", "kind")]

    def __str__(self) -> str:
        return labelled(self.get_kind_display(), self.get_when_display())


# How long a worker has for one mail before another one may take it.
LEASE = timedelta(seconds=settings.MAIL_LEASE_SECONDS)


class MailQuerySet(models.QuerySet["Mail"]):
    def lately_to(self, person: User, at: datetime) -> Self:
        """Those made for the person within a day."""
        return self.filter(to=person, made_at__gt=at - timedelta(days=1))

    def lease(self, at: datetime) -> "Mail | None":
        """The next mail that is due, for one worker alone until its lease ends; None for none."""
        is_free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
        due = self.filter(is_free, state=Mail.State.WAITING, next_at__lte=at)
        while pk := due.order_by("next_at", "pk").values_list("pk", flat=True).first():
            # Of two workers the second finds that it is no longer free, and asks for another one.
            taken = due.filter(pk=pk).update(
                leased_until=at + LEASE, attempts=models.F("attempts") + 1
            )
            if taken:
                return self.select_related("to", "appeal", "letter__to").get(pk=pk)
        return None


class Mail(models.Model):
    """A mail to one person, about an appeal or their account; sent by whoever leases it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        SHOWN = "shown", _("only shown here")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("not needed any more")

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("to")
    )
    appeal = models.ForeignKey(
        Appeal,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("appeal"),
    )
    # Where it is about their account; its text is not kept, for it holds a link.
    letter = models.OneToOneField(
        AccountLetter,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="mail",
        verbose_name=_("letter about an account"),
    )
    message_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    made_at = models.DateTimeField(_("made at"))
    next_at = models.DateTimeField(_("next attempt at"))
    leased_until = models.DateTimeField(_("in work until"), null=True, blank=True)
    attempts = models.IntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    error = models.CharField(_("why it failed"), max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(fields=["next_at"], name="mails_to_send", condition=Q(state="waiting")),
            models.Index(fields=["to", "made_at"], name="mails_of_a_person"),
            models.Index(fields=["appeal", "made_at"], name="mails_of_an_appeal"),
        ]

    def __str__(self) -> str:
        return self.subject or self.message_id

    @property
    def recipient(self) -> str:
        """The address that it goes to: a letter may go to another than its person has."""
        return self.letter.recipient if self.letter else self.to.email

    @property
    def dated(self) -> datetime:
        """When it was made, as the clock of its appeal showed it: demonstration data has one day.

        Whether it is new, and how many there are a day, the machine's clock decides.
        """
        return self.appeal.clock_at(self.made_at) if self.appeal else self.made_at
