"""Who gives."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.models import change_log


class Donor(models.Model):
    """Who gives: a government, a UN fund, a foundation, a company."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("government")
        MULTILATERAL = "multilateral", _("multilateral body or fund")
        PRIVATE = "private", _("private sector or foundation")
        OTHER = "other", _("other")

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)

    history = change_log()

    class Meta:
        verbose_name = _("donor")
        verbose_name_plural = _("donors")

    def __str__(self) -> str:
        return self.name
