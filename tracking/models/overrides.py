"""A person's own judgement of an activity, beside the computed one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeal.base.labels import labelled
from appeal.base.viewpoint import Viewpoint
from appeal.models import Activity
from appeal.models.columns import person, rule, to_one


class Colour(models.TextChoices):
    """The status of something; nothing reported is grey, never green."""

    GREEN = "green", _("on track")
    AMBER = "amber", _("needs attention")
    RED = "red", _("off track")
    GREY = "grey", _("nothing reported")


class StatusOverride(models.Model):  # guards: guarded/conversation.py
    """The overall status that a person gives an activity from a day on, and why. Append-only.

    An empty colour takes the one before back.
    """

    LIFTED = ""

    activity = to_one(Activity, _("activity"), "overrides")
    colour = models.CharField(_("status"), max_length=5, choices=Colour.choices, blank=True)
    effective_on = models.DateField(_("effective on"))
    reason = models.CharField(_("reason"), max_length=500)
    by = person(_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("assessment of a status")
        verbose_name_plural = _("assessments of statuses")
        constraints = [
            rule(
                "override_has_a_reason", ~Q(reason=""), _("Explain why you change the assessment.")
            ),
            rule("override_is_a_judgement", ~Q(colour=Colour.GREY)),
        ]

    def __str__(self) -> str:
        return labelled(self.activity.code, self.get_colour_display())


def overrides_in_force(viewpoint: Viewpoint) -> models.QuerySet:
    """What people judged by the two dates, the latest first; an empty colour takes back."""
    given = StatusOverride.objects.filter(effective_on__lte=viewpoint.as_at)
    return given.filter(viewpoint.by_then("at")).order_by("-effective_on", "-pk")
