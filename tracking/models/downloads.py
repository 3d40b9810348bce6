"""Which workbooks were downloaded, so that a person finds the last ones again."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, User


class DownloadQuerySet(models.QuerySet["Download"]):
    def latest_of(self, user: User, appeal: Appeal) -> Self:
        """The person's last one of each workbook."""
        own = self.filter(by=user, appeal=appeal)
        last = own.order_by().values("workbook").annotate(last=models.Max("pk"))
        return own.filter(pk__in=last.values("last"))


class Download(models.Model):
    """One workbook that somebody downloaded; `query` is what its address asked for."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="downloads", verbose_name=_("appeal")
    )
    workbook = models.CharField(_("Excel report"), max_length=5)
    query = models.CharField(_("query"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="downloads",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        indexes = [models.Index(fields=["by", "appeal", "workbook"], name="downloads_by_person")]

    def __str__(self) -> str:
        return f"{self.workbook}?{self.query}"
