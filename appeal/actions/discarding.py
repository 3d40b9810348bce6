"""A draft that nobody goes on with is discarded, with all that was prepared of it."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..base.actions import action
from ..models import Appeal, Priority, RequirementRevision
from .drafting import hold_draft, remove_priority, take_out
from .lineage import WAYS
from .removing import StillUsed, remove


@action
def discard_draft(*, appeal: Appeal, version: int | None, at: datetime) -> None:
    """Delete a draft with its offices, amounts and priorities.

    The change log keeps what it keeps of each of them, which is all but amounts. Raises NotDraft,
    StaleVersion, and StillUsed where something outside it rests on it.
    """
    stored = hold_draft(appeal, version)
    if refusal := why_it_goes_on(stored):
        raise StillUsed(refusal)
    for priority in Priority.objects.of(stored).select_related("section__appeal"):
        remove_priority(priority=priority, version=None, at=at)
    for section in stored.sections.select_related("appeal", "office"):
        take_out(section)
    stored.stated_totals.all().delete()
    remove(row=stored, version=None, at=at)


def why_it_goes_on(appeal: Appeal) -> str:
    """Why the draft cannot be discarded, as far as its plan is concerned; empty where it can."""
    later = {
        code
        for model, way in WAYS.items()
        for code in model._default_manager.filter(**{f"continues__{way}": appeal}).values_list(
            f"{way}__code", flat=True
        )
    }
    if later:
        return _(
            "What is in %(appeal)s goes on in %(later)s. Say there that nothing continues it, or"
            " discard that draft first."
        ) % {"appeal": appeal, "later": ", ".join(sorted(later))}
    if RequirementRevision.objects.filter(cell__appeal=appeal).exists():
        return _("An amount of %(appeal)s has a revision, and revisions stay.") % {"appeal": appeal}
    return ""
