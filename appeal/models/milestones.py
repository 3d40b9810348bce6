"""What an activity reaches, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import reach
from .activities import Activity
from .changes import change_log
from .columns import to_one, unique
from .lineage import Continuing


class Milestone(Continuing):  # guards: guarded.py
    """Something an activity reaches on a day."""

    activity = to_one(Activity, _("activity"), "milestones")
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due on"))
    order = models.PositiveSmallIntegerField(_("order"))

    history = change_log()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [unique("milestone_order_is_unique_in_an_activity", "activity", "order")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.activity_id:
            reach.MILESTONE.check(self.activity.appeal, self, "due_on")
