"""What nobody goes on with is discarded: a draft, or an office of one, with all that is theirs."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..base.actions import action
from ..base.refusals import TooLate
from ..figures.what_goes import WhatGoes, goes_with_draft, goes_with_office
from ..models import Appeal, Office, Priority, RequirementRevision, Section, hold_rows
from .draft_offices import take_out
from .draft_priorities import remove_priority
from .drafting import hold_draft, touched
from .lineage import WAYS
from .removing import StillUsed, remove


class GoesOtherwise(TooLate):
    """What would go is not what the person was shown."""


@action
def discard_draft(*, appeal: Appeal, version: int | None, seen: str | None, at: datetime) -> None:
    """Delete a draft with its offices, amounts and priorities.

    `seen` is the mark of what the person was shown to go with it; None where nothing was. The
    change log keeps what it keeps of each of them, which is all but amounts. Raises NotDraft,
    StaleVersion, GoesOtherwise, and StillUsed where something outside it rests on it.
    """
    stored = hold_draft(appeal, version)
    refuse_unseen(goes_with_draft(stored), seen)
    if refusal := why_it_goes_on(stored):
        raise StillUsed(refusal)
    for priority in Priority.objects.of(stored).select_related("section__appeal"):
        remove_priority(priority=priority, version=None, at=at)
    for section in stored.sections.select_related("appeal", "office"):
        take_out(section)
    for core in stored.core_indicators.all():
        remove(row=core, version=None, at=at)
    stored.stated_totals.all().delete()
    remove(row=stored, version=None, at=at)


@action
def discard_office(
    *, section: Section, version: int | None, seen: str | None, at: datetime
) -> None:
    """Take an office out of a draft with its amounts, its priorities and their activities.

    `seen` as for a draft. Raises NotDraft, StaleVersion, GoesOtherwise, and StillUsed.
    """
    stored = hold_draft(section.appeal)
    hold_rows(section, version=version)
    refuse_unseen(goes_with_office(stored, section.office), seen)
    if refusal := why_office_goes_on(stored, section.office):
        raise StillUsed(refusal)
    for priority in section.priorities.select_related("section__appeal"):
        remove_priority(priority=priority, version=None, at=at)
    take_out(section)
    touched(stored)


def refuse_unseen(goes: WhatGoes, seen: str | None) -> None:
    """Raises GoesOtherwise where the person was shown something else."""
    if seen is not None and seen != goes.mark:
        raise GoesOtherwise(
            _(
                "What goes with it has changed since you opened this page. What would go now is"
                " named below: check it, and confirm again."
            )
        )


def why_it_goes_on(appeal: Appeal) -> str:
    """Why the draft cannot be discarded, as far as its plan is concerned; empty where it can."""
    if later := _later(appeal):
        return _(
            "What is in %(appeal)s goes on in %(later)s. Say there that nothing continues it, or"
            " discard that draft first."
        ) % {"appeal": appeal, "later": later}
    if RequirementRevision.objects.filter(cell__appeal=appeal).exists():
        return _("An amount of %(appeal)s has a revision, and revisions stay.") % {"appeal": appeal}
    return ""


def why_office_goes_on(appeal: Appeal, office: Office) -> str:
    """Why the office stays in the draft, as far as its plan is concerned; empty where it can go."""
    if later := _later(appeal, section__office=office):
        return _(
            "What %(office)s has in %(appeal)s goes on in %(later)s. Say there that nothing"
            " continues it, or discard that draft first."
        ) % {"office": office, "appeal": appeal, "later": later}
    if RequirementRevision.objects.filter(cell__appeal=appeal, cell__office=office).exists():
        return _("An amount of %(office)s has a revision, and revisions stay.") % {"office": office}
    return ""


def _later(appeal: Appeal, **narrowed: object) -> str:
    """The appeals in which what is in this one goes on; `narrowed` as of a priority."""
    found: set[str] = set()
    for model, way in WAYS.items():
        to_priority = way.removesuffix("section__appeal")
        asked = {f"continues__{to_priority}{name}": value for name, value in narrowed.items()}
        rows = model._default_manager.filter(**{f"continues__{way}": appeal}, **asked)
        found.update(rows.values_list(f"{way}__code", flat=True))
    return ", ".join(sorted(found))
