"""Forms that have taken effect, so that none does twice."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Receipt(models.Model):
    """A form that has taken effect: its key, who sent it and where it led.

    A double click, the back button or a retry sends the same key again and gets the first answer.
    """

    key = models.UUIDField(_("key"), primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="receipts", verbose_name=_("user")
    )
    location = models.CharField(_("answer"), max_length=500)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return str(self.key)
