"""The core indicators of an appeal: added, changed, and taken along to another appeal."""

from datetime import datetime

from ..base.actions import action
from ..models import Appeal, CoreIndicator, create_logged, in_languages

WORDS = in_languages("title", "unit", "definition")
WRITTEN = ("code", "order", *WORDS, "measure", "accumulation", "is_people")


@action
def keep_core(*, core: CoreIndicator, version: int | None, at: datetime) -> CoreIndicator:
    """Save a new core indicator, or a changed one; raises StaleVersion if somebody else saved it.

    That what feeds it is measured alike the database sees to.
    """
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
