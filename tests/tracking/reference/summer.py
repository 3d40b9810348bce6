"""A third quarter that is still being written: what the templates show of drafts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import time_machine

from tests.factories import make_achievement, make_actual, make_contribution, make_donor

from .teller import Kind, Teller


def write_the_third_quarter(year: Teller) -> None:
    year.at = datetime(2020, 9, 14, 18, tzinfo=UTC)
    with time_machine.travel(year.at, tick=False):
        line = year.line("GT-1.1", "Q3", 60, narrative="Third quarter.", issues="Rain.",
                         next_steps="Go on.", reason="Rain.", status="delayed")  # fmt: skip
        make_achievement(milestone=year.made.missed, update=line, achieved_on=date(2020, 7, 3))
        make_actual(indicator=year.made.law_passed, update=line, value=1)
        make_actual(indicator=year.made.share_trained, update=line, value=75, numerator=3,
                    denominator=4, comment="Few.")  # fmt: skip
        parts = {("sex", "female"): 3, ("sex", "other"): 0, ("age_group", "60+"): 2,
                 ("disability", "without"): 5, ("disability", "with"): 1,
                 ("nationality", "HN"): Decimal("2.5"), ("nationality", "GT"): 4}  # fmt: skip
        make_actual(indicator=year.made.people_reached, update=line, value=7, parts=parts)
        year.line("GT-2.1", "Q3", None, status="completed", narrative="Only told.")
        year.line("HN-1.1", "Q3", 95, by=year.people.neighbour)
        euro = {"currency": "EUR", "at_rate": Decimal("0.93"), "kind": Kind.COMMITMENT}
        year.posted("GT-2.1", 400, "2020-05-09", reference="C-400", **euro)
        year.posted("GT-2.1", 410, "2020-05-09", **euro)
        donor = make_donor(name="Écu", kind="other")
        make_contribution(
            appeal=year.appeal, donor=donor, note="For one cell", reference="É-1",
            office=year.offices["GT"], heading=year.headings["O1"],
        )  # fmt: skip
