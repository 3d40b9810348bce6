"""What lines report of results: fixed with their line, of their activity, never above the total."""

from functools import partial

from django.utils.translation import gettext_noop as _

from appeal.base.guards import Guard, Trigger
from appeal.models.guarded import by_event, on_entry

from .conditions import locked_with
from .reports import SUBMITTED

PERIOD_OF_LINE = """(SELECT o.period_id FROM tracking_officereport o
 JOIN tracking_progressupdate u ON u.report_id = o.id WHERE u.id = {row}.update_id)"""
PERIOD_OF_PART = """(SELECT o.period_id FROM tracking_officereport o
 JOIN tracking_progressupdate u ON u.report_id = o.id
 JOIN tracking_indicatoractual a ON a.update_id = u.id WHERE a.id = {row}.actual_id)"""
LINE_HANDED_IN = """EXISTS (SELECT 1 FROM tracking_progressupdate u
 WHERE u.id = {row}.update_id AND u.submitted_at IS NOT NULL)"""
PART_HANDED_IN = """EXISTS (SELECT 1 FROM tracking_progressupdate u
 JOIN tracking_indicatoractual a ON a.update_id = u.id
 WHERE a.id = {row}.actual_id AND u.submitted_at IS NOT NULL)"""
PARTS_ABOVE = """(SELECT COALESCE(SUM(b.value), 0) FROM tracking_actualbreakdown b
 WHERE b.actual_id = NEW.actual_id AND b.dimension = NEW.dimension AND b.id <> NEW.id)
 + NEW.value > (SELECT COALESCE(a.numerator, a.value, 0) FROM tracking_indicatoractual a
 WHERE a.id = NEW.actual_id) + 0.00005"""
BELOW_PARTS = """EXISTS (SELECT 1 FROM tracking_actualbreakdown b WHERE b.actual_id = NEW.id
 GROUP BY b.dimension HAVING SUM(b.value) > COALESCE(NEW.numerator, NEW.value, 0) + 0.00005)"""
PARTS = _("The parts of a breakdown cannot add up to more than the total.")
FOREIGN_RESULT = """NOT EXISTS (SELECT 1 FROM tracking_progressupdate u
 JOIN {table} x ON x.activity_id = u.activity_id
 WHERE u.id = NEW.update_id AND x.id = NEW.{column}_id)"""

WRONG_SHARE = """NEW.value IS NOT NULL AND EXISTS (SELECT 1 FROM appeal_indicator i
 WHERE i.id = NEW.indicator_id AND i.measure = 'percentage')
 AND (NEW.numerator IS NULL OR NEW.denominator IS NULL
 OR ABS(NEW.value * NEW.denominator - 100 * NEW.numerator) > 0.0001 * NEW.denominator)"""

REPORTED = """EXISTS (SELECT 1 FROM tracking_indicatoractual a
 WHERE a.indicator_id = OLD.id AND a.value IS NOT NULL)"""
BROKEN_DOWN = """EXISTS (SELECT 1 FROM tracking_indicatoractual a
 JOIN tracking_actualbreakdown b ON b.actual_id = a.id
 WHERE a.indicator_id = OLD.id AND b.dimension = '{dimension}') AND NOT NEW.by_{dimension}"""
PROVED = """EXISTS (SELECT 1 FROM tracking_milestoneachievement a WHERE a.milestone_id = OLD.id)
 OR EXISTS (SELECT 1 FROM tracking_evidence e WHERE e.milestone_id = OLD.id)"""

# What each table refuses.
indicator = partial(Guard, "appeal_indicator")

MEASURED: list[Trigger] = [
    indicator(
        "UPDATE",
        _(
            "Values of this indicator are already reported, so its measure and its activity cannot"
            " change. Add another indicator for something measured differently."
        ),
        REPORTED,
        columns=("measure", "activity_id"),
        name="reported",
        reads="tracking_indicatoractual",
    ),
    *(
        indicator(
            "UPDATE",
            _(
                "Values of this indicator are already reported with this breakdown, so it cannot be"
                " removed. You can only remove a breakdown that nobody has used."
            ),
            BROKEN_DOWN.format(dimension=dimension),
            columns=(f"by_{dimension}",),
            name=f"by_{dimension}",
            reads="tracking_actualbreakdown",
        )
        for dimension in ("sex", "age_group", "disability", "nationality")
    ),
    Guard(
        "appeal_milestone",
        "UPDATE",
        _(
            "This milestone is already reported as achieved, or has evidence, so it cannot"
            " move to another activity."
        ),
        when=PROVED,
        columns=("activity_id",),
        name="proved",
        reads="tracking_evidence",
    ),
]

RESULTS: list[Trigger] = [
    *MEASURED,
    *on_entry(
        "tracking_indicatoractual",
        "share",
        _("A percentage must be what its numerator and denominator come to."),
        WRONG_SHARE,
    ),
    *(
        guard
        for table in ("tracking_milestoneachievement", "tracking_indicatoractual")
        for guard in (
            *by_event(table, "submitted", SUBMITTED, LINE_HANDED_IN),
            *locked_with(table, PERIOD_OF_LINE),
            Guard(table, "TRUNCATE", SUBMITTED),
        )
    ),
    *by_event("tracking_actualbreakdown", "submitted", SUBMITTED, PART_HANDED_IN),
    *locked_with("tracking_actualbreakdown", PERIOD_OF_PART),
    Guard("tracking_actualbreakdown", "TRUNCATE", SUBMITTED),
    *on_entry("tracking_actualbreakdown", "sum", PARTS, PARTS_ABOVE),
    Guard("tracking_indicatoractual", "UPDATE", PARTS, when=BELOW_PARTS, name="sum"),
    *on_entry(
        "tracking_milestoneachievement",
        "activity",
        _("A line of a report tells of milestones of its own activity only."),
        FOREIGN_RESULT.format(table="appeal_milestone", column="milestone"),
    ),
    *on_entry(
        "tracking_indicatoractual",
        "activity",
        _("A line of a report tells of indicators of its own activity only."),
        FOREIGN_RESULT.format(table="appeal_indicator", column="indicator"),
    ),
]
