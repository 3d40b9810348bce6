"""Letters about a person's account: asked for here, written and sent by the worker of mail."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..base.labels import labelled
from .membership import User


class LetterKind(models.TextChoices):
    """What a letter is for; its link is made when it is sent, and stored nowhere."""

    INVITATION = "invitation", _("invitation")
    RESET = "reset", _("a new password")
    ADDRESS = "address", _("a new address, to be confirmed there")
    MOVED = "moved", _("word to the address before")
    FACTORS = "factors", _("word that signing in needs a password only")
    LINK = "link", _("a link from a manager")
    REPLACED = "replaced", _("word that a manager entered another address")


class AccountLetterQuerySet(models.QuerySet["AccountLetter"]):
    def lately_to(self, person: User, at: datetime) -> Self:
        """Those asked for within a day."""
        return self.filter(to=person, at__gt=at - timedelta(days=1))


class AccountLetter(models.Model):
    """A letter that somebody asked for, to one person."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("to")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=LetterKind.choices)
    # Where it goes, if not to the address that the person has.
    address = models.EmailField(_("address"), blank=True)
    at = models.DateTimeField(_("at"))
    # What the worker of mail says of it: when it went, or why it did not.
    went_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("why it failed"), max_length=300, blank=True)

    objects = AccountLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter about an account")
        verbose_name_plural = _("letters about accounts")
        indexes = [models.Index(fields=["to", "at"], name="letters_to_a_person")]

    def __str__(self) -> str:
        return labelled(self.to, self.get_kind_display())

    @property
    def recipient(self) -> str:
        return self.address or self.to.email


class ResetAttempt(models.Model):
    """That somebody asked for a link to a new password: from where and when, never for whom."""

    client = models.CharField(_("network address"), max_length=45)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("request for a new password")
        verbose_name_plural = _("requests for a new password")
        indexes = [models.Index(fields=["client", "at"], name="resets_from_an_address")]

    def __str__(self) -> str:
        return self.client
