"""What a row goes on with from an appeal of an earlier year."""

from datetime import datetime

from ..base.actions import action
from ..models import Activity, Continuing, Indicator, Milestone, Priority

# From each kind of row that may go on to its appeal.
WAYS: dict[type[Continuing], str] = {
    Priority: "section__appeal",
    Activity: "priority__section__appeal",
    Indicator: "activity__priority__section__appeal",
    Milestone: "activity__priority__section__appeal",
}


@action
def continue_row(
    *, row: Continuing, of: Continuing | None, version: int | None, at: datetime
) -> Continuing:
    """Say which row of an earlier appeal this one continues; None where it continues none.

    Raises StaleVersion. That the other is of an earlier year the database sees to.
    """
    row.continues = of
    return row.save_over(version, ["continues"])
