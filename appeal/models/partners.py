"""Who works with the offices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .changes import change_log
from .translated import Translated


class Partner(models.Model):
    """A body that works with an office: a ministry, a UN agency, an association, a company."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("government counterpart")
        UN_AGENCY = "un_agency", _("UN agency")
        INTERGOVERNMENTAL = "intergovernmental", _("intergovernmental body")
        CIVIL_SOCIETY = "civil_society", _("civil society")
        PRIVATE_SECTOR = "private_sector", _("private sector")
        ACADEMIA = "academia", _("academia")

    name_en = models.CharField(_("name in English"), max_length=200, unique=True)
    name_es = models.CharField(_("name in Spanish"), max_length=200, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)

    name = Translated()

    history = change_log()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return self.name
