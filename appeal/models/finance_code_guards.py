"""What keeps a finance code to one activity, where the appeal says so, as triggers."""

from django.utils.translation import gettext_noop as _

from ..base.guards import Guard, Trigger

SHARED = _("In this appeal a finance code belongs to one activity.")
OF_APPEAL = """FROM appeal_activity o JOIN appeal_priority p ON p.id = o.priority_id
 JOIN appeal_section s ON s.id = p.section_id JOIN appeal_appeal a ON a.id = s.appeal_id
 WHERE NOT (o.finance_code = '')"""
THE_APPEAL = """(SELECT x.appeal_id FROM appeal_section x
 JOIN appeal_priority q ON q.section_id = x.id
 WHERE q.id = NEW.priority_id AND NEW.finance_code <> '')"""
TAKEN = f"""EXISTS (SELECT 1 {OF_APPEAL} AND o.finance_code = NEW.finance_code
 AND o.id <> NEW.id AND a.finance_codes_are_unique AND a.id = {THE_APPEAL})"""
TWICE = f"""NEW.finance_codes_are_unique AND EXISTS (SELECT o.finance_code {OF_APPEAL}
 AND a.id = NEW.id GROUP BY o.finance_code HAVING COUNT(*) > 1)"""
READS = "appeal_appeal.finance_codes_are_unique"

FINANCE_CODES: list[Trigger] = [
    *(
        Guard(
            "appeal_activity",
            event,
            SHARED,
            TAKEN,
            name=f"finance_code_{event.lower()}",
            reads=READS,
            lock=("appeal_appeal", THE_APPEAL),
        )
        for event in ("INSERT", "UPDATE")
    ),
    Guard(
        "appeal_appeal",
        "UPDATE",
        SHARED,
        TWICE,
        columns=("finance_codes_are_unique",),
        name="finance_codes",
        reads=READS,
    ),
]
