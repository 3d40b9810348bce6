"""An office's part of a draft: its printed name and its summary."""

from datetime import datetime

from ..base.actions import action
from ..models import Section, in_languages
from .drafting import hold_draft

SECTION = (*in_languages("summary"), "printed_name")


@action
def keep_section(*, section: Section, version: int | None, at: datetime) -> Section:
    """Save the summary and the printed name of an office of a draft; it may have no summary.

    Raises NotDraft, StaleVersion, ValidationError.
    """
    hold_draft(section.appeal)
    section.full_clean(exclude=["summary_en"], validate_constraints=False)
    return section.save_over(version, SECTION)
