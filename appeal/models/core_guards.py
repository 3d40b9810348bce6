"""What keeps core indicators and what feeds them measured alike, as triggers."""

from django.utils.translation import gettext_noop as _

from ..base.guards import Guard, Trigger

TABLE = "appeal_coreindicator"
OF_CLOSED = (
    "EXISTS (SELECT 1 FROM appeal_appeal a WHERE a.id = {row}.appeal_id AND a.state = 'closed')"
)
FED = "EXISTS (SELECT 1 FROM appeal_indicator i WHERE i.core_id = OLD.id)"
# An indicator feeds one of its own appeal that is measured as it is, and rises.
ILL_FED = """NEW.core_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM appeal_coreindicator c
 JOIN appeal_section s ON s.appeal_id = c.appeal_id
 JOIN appeal_priority p ON p.section_id = s.id
 JOIN appeal_activity y ON y.priority_id = p.id
 WHERE c.id = NEW.core_id AND y.id = NEW.activity_id AND c.measure = NEW.measure
 AND c.accumulation = NEW.accumulation AND NEW.direction = 'up')"""
UNLIKE = _(
    "An indicator feeds a core indicator of its own appeal, with the same measure and the same"
    " accumulation, and both should rise."
)
READS = "appeal_indicator.core_id"
THE_CORE = (TABLE, "NEW.core_id")

CORE: list[Trigger] = [
    Guard(
        TABLE,
        "UPDATE",
        _("A core indicator stays in its appeal. Add another one to the other appeal."),
        columns=("appeal_id",),
        name="appeal",
    ),
    Guard(
        TABLE,
        "UPDATE",
        _(
            "Indicators feed this core indicator, so its measure and its accumulation cannot"
            " change. Add another one for something measured differently."
        ),
        when=FED,
        columns=("measure", "accumulation"),
        name="fed",
        reads=READS,
    ),
    Guard(
        "appeal_indicator", "INSERT", UNLIKE, ILL_FED, name="core_insert", reads=READS,
        lock=THE_CORE,
    ),
    Guard(
        "appeal_indicator",
        "UPDATE",
        UNLIKE,
        ILL_FED,
        columns=("core_id", "measure", "accumulation", "direction", "activity_id"),
        name="core_update",
        reads=READS,
        lock=THE_CORE,
    ),
]  # fmt: skip
