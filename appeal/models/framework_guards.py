"""What keeps headings within their frameworks, and frameworks as published, as triggers."""

from django.utils.translation import gettext_noop as _

from ..base.guards import Guard, Trigger


def in_frozen(framework: str) -> str:
    """SQL: an appeal under the framework with this id has left the draft state."""
    return (
        "EXISTS (SELECT 1 FROM appeal_appeal a"
        f" WHERE a.framework_id = {framework} AND a.state <> 'draft')"
    )


NO_NEW_HEADING = _("A published appeal uses this framework: no heading can be added.")
NO_HEADING_REMOVED = _("A published appeal uses this framework: no heading can be removed.")
HEADING_STAYS = _(
    "A published appeal uses this framework: the code, kind and order of its headings"
    " cannot change."
)
THROUGH_PRIORITY = (
    "appeal_priority p JOIN appeal_section s ON s.id = p.section_id"
    " JOIN appeal_appeal a ON a.id = s.appeal_id WHERE p.id = NEW.priority_id"
)
OWN_APPEAL = "appeal_appeal a WHERE a.id = NEW.appeal_id"


def within_framework(table: str, way: str, column: str = "heading_id") -> list[Guard]:
    """The heading in a column is of the framework of the appeal `a`, which `way` leads to."""
    return [
        Guard(
            table,
            event,
            _("This heading is not one of the appeal's framework. Choose one that is."),
            when=f"NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM appeal_heading h,"
            f" {way} AND h.id = NEW.{column} AND h.framework_id = a.framework_id)",
            name=f"{column.removesuffix('heading_id') or 'within_'}framework_{event.lower()}",
            reads="appeal_appeal.framework_id",
        )
        for event in ("INSERT", "UPDATE")
    ]


FRAMEWORKS: list[Trigger] = [
    Guard(
        "appeal_appeal",
        "UPDATE",
        _("An appeal stays with its framework. Make another appeal for another one."),
        columns=("framework_id",),
        name="stays_with_framework",
    ),
    Guard(
        "appeal_framework",
        "UPDATE",
        _("A published appeal uses this framework: its code cannot change."),
        when=in_frozen("OLD.id"),
        columns=("code",),
        reads="appeal_appeal.framework_id",
    ),
    *(
        Guard(
            "appeal_heading",
            event,
            message,
            when=in_frozen(f"{row}.framework_id") if row else "",
            columns=("framework_id", "code", "kind_en", "order") if event == "UPDATE" else (),
            reads="appeal_appeal.framework_id",
        )
        for event, row, message in (
            ("INSERT", "NEW", NO_NEW_HEADING),
            ("UPDATE", "OLD", HEADING_STAYS),
            ("DELETE", "OLD", NO_HEADING_REMOVED),
            ("TRUNCATE", "", NO_HEADING_REMOVED),
        )
    ),
    Guard(
        "appeal_heading",
        "UPDATE",
        _("A heading stays in its framework."),
        columns=("framework_id",),
        name="within_framework",
        reads="appeal_appeal.framework_id",
    ),
    *within_framework("appeal_requirement", OWN_APPEAL),
    *within_framework("appeal_statedtotal", OWN_APPEAL),
    *within_framework("appeal_classification", THROUGH_PRIORITY),
]
