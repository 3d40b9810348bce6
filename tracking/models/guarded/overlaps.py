"""What was stated on overlap stays as it was stated, of people that are counted, in its appeal."""

from django.utils.translation import gettext_noop as _

from appeal.base.guards import Guard, Trigger, append_only
from appeal.models.guarded import CLOSED

TABLE = "tracking_overlapstatement"
OF_CLOSED = """EXISTS (SELECT 1 FROM appeal_coreindicator c JOIN appeal_appeal a
 ON a.id = c.appeal_id WHERE c.id = NEW.core_id AND a.state = 'closed')"""
OF_NOBODY = """NOT EXISTS (SELECT 1 FROM appeal_coreindicator c
 WHERE c.id = NEW.core_id AND c.is_people)"""
FOREIGN_OFFICE = """NEW.office_id IS NOT NULL AND NOT EXISTS (SELECT 1
 FROM appeal_coreindicator c JOIN appeal_section s ON s.appeal_id = c.appeal_id
 WHERE c.id = NEW.core_id AND s.office_id = NEW.office_id)"""
STATED = """EXISTS (SELECT 1 FROM tracking_overlapstatement o WHERE o.core_id = OLD.id)"""

OVERLAPS: list[Trigger] = [
    Guard(TABLE, "INSERT", CLOSED, when=OF_CLOSED, name="closed"),
    Guard(
        TABLE,
        "INSERT",
        _("Overlap is stated of people reached only: everything else adds up."),
        when=OF_NOBODY,
        name="people",
    ),
    Guard(
        TABLE,
        "INSERT",
        _("This office is not one of the appeal. Choose one that is."),
        when=FOREIGN_OFFICE,
        name="office",
    ),
    *append_only(
        TABLE, _("A statement on overlap cannot be changed or deleted. Make another one.")
    ),
    Guard(
        "appeal_coreindicator",
        "UPDATE",
        _("Somebody stated how far these people overlap, so it goes on counting people."),
        when=STATED,
        columns=("is_people",),
        name="stated",
        reads=TABLE,
    ),
]
