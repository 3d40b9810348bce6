"""What keeps a row from continuing anything but one of an earlier year, as triggers."""

from django.utils.translation import gettext_noop as _

from ..base.guards import Guard

NOT_EARLIER = _("A row continues one of an appeal of an earlier year. Choose one of those.")
YEAR_STAYS = _(
    "Something in this appeal continues what is in another one, or the other way round: its year"
    " has to stay after the earlier and before the later one."
)

YEAR = "(SELECT a.year FROM appeal_appeal a WHERE a.id = {appeal})"
# Of a row `NEW`: what it continues is not of an earlier year; what continues it of no later one.
NOT_AFTER = (
    "NEW.continues_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} e"
    " WHERE e.id = NEW.continues_id AND {earlier} < {own})"
)
NOT_BEFORE = "EXISTS (SELECT 1 FROM {table} l WHERE l.continues_id = NEW.id AND {later} <= {own})"
# Of an appeal `NEW`: so of one of its rows.
OUT_OF_ORDER = (
    "EXISTS (SELECT 1 FROM {table} l JOIN {table} e ON e.id = l.continues_id"
    " WHERE ({of_later} = NEW.id AND {earlier} >= NEW.year)"
    " OR ({of_earlier} = NEW.id AND {later} <= NEW.year))"
)


def lineage_guards(table: str, link: str, to_appeal: str) -> list[Guard]:
    """What a row continues is of an earlier year, whichever of the two moves, or their appeals.

    `link` is the column by which a row belongs to its appeal, and `to_appeal` the SQL that leads
    there from a {row}.
    """
    of_own, of_earlier, of_later = (to_appeal.format(row=row) for row in ("NEW", "e", "l"))
    said = {"table": table, "of_earlier": of_earlier, "of_later": of_later}
    years = {"own": of_own, "earlier": of_earlier, "later": of_later}
    said |= {name: YEAR.format(appeal=appeal) for name, appeal in years.items()}
    before, after, order = (each.format(**said) for each in (NOT_AFTER, NOT_BEFORE, OUT_OF_ORDER))
    reads = f"{table}.continues_id"
    return [
        Guard(table, "INSERT", NOT_EARLIER, when=before, name="lineage_insert", reads=reads),
        Guard(
            table,
            "UPDATE",
            NOT_EARLIER,
            when=f"{before} OR {after}",
            columns=("continues_id", link),
            name="lineage_update",
            reads=reads,
        ),
        Guard(
            "appeal_appeal",
            "UPDATE",
            YEAR_STAYS,
            when=order,
            columns=("year",),
            name=f"lineage_of_{table}",
            reads=reads,
        ),
    ]


OF_SECTION = "(SELECT s.appeal_id FROM appeal_section s"
OF_PRIORITY = f"{OF_SECTION} JOIN appeal_priority p ON p.section_id = s.id"
OF_ACTIVITY = f"{OF_PRIORITY} JOIN appeal_activity y ON y.priority_id = p.id"
LINEAGE = [
    guard
    for table, link, way in (
        ("appeal_priority", "section_id", f"{OF_SECTION} WHERE s.id = {{row}}.section_id)"),
        ("appeal_activity", "priority_id", f"{OF_PRIORITY} WHERE p.id = {{row}}.priority_id)"),
        ("appeal_milestone", "activity_id", f"{OF_ACTIVITY} WHERE y.id = {{row}}.activity_id)"),
        ("appeal_indicator", "activity_id", f"{OF_ACTIVITY} WHERE y.id = {{row}}.activity_id)"),
    )
    for guard in lineage_guards(table, link, way)
]
