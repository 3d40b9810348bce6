"""The core indicators of an appeal: added, changed, and taken along to another appeal."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ..base.actions import action
from ..base.refusals import Refusal
from ..models import Appeal, CoreIndicator, create_logged, hold_rows, in_languages

WORDS = in_languages("title", "unit", "definition")
WRITTEN = ("code", "order", *WORDS, "measure", "accumulation", "is_people")


class CoreCodeTaken(Refusal):
    """Another core indicator of the appeal has the code."""

    field = "code"


@action
def keep_core(*, core: CoreIndicator, version: int | None, at: datetime) -> CoreIndicator:
    """Save a new core indicator, or a changed one.

    Raises StaleVersion if somebody else saved it, CoreCodeTaken where another one has its code.
    That what feeds it is measured alike the database sees to.
    """
    hold_rows(core.appeal)
    others = CoreIndicator.objects.of(core.appeal).exclude(pk=core.pk)
    if others.filter(code=core.code).exists():
        raise CoreCodeTaken(_("Another core indicator of this appeal already has this code."))
    core.full_clean()
    return core.keep(version, WRITTEN)


def copy_core(of: Appeal, to: Appeal) -> dict[int, CoreIndicator]:
    """Those of an appeal again in another one, by the ids of the first."""
    copies = {
        old.pk: CoreIndicator(appeal=to, **{name: getattr(old, name) for name in WRITTEN})
        for old in CoreIndicator.objects.of(of).in_order()
    }
    create_logged(list(copies.values()))
    return copies
