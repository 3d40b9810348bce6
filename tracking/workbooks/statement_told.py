"""What the activities that a grant paid did and came to, as reports that count tell it."""

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Format, Look, Sheet

from ..figures import Facts
from ..models import included_updates
from . import columns as common
from . import r5_indicators as results
from .columns import of_hundred, untagged
from .statement_tables import StatementTables

TOLD = ("activity", "report__period__code", "percent", "narrative", "issues")


def narrative(made: StatementTables) -> Sheet:
    """What reports say of these activities, on periods that the grant pays for."""
    first, last = made.statement.figures.terms.starts_on, made.statement.figures.last_day
    place = {activity.pk: number for number, activity in enumerate(made.activities)}
    lines = included_updates(made.asked.viewpoint).filter(activity__in=list(place))
    if first:
        lines = lines.filter(report__period__ends_on__gte=first)
    if last:
        lines = lines.filter(report__period__starts_on__lte=last)
    told = lines.order_by("report__period__ends_on", "id").values_list(*TOLD, named=True)
    rows = sorted(told, key=lambda row: place[row.activity])
    columns = [
        common.CODE.wide(12, path=lambda row: made.codes[row.activity], hxl=""),
        common.PERIOD.wide(11, path="report__period__code"),
        Column(_("Progress"), lambda row: of_hundred(row.percent), Format.PERCENT, width=10),
        Column(_("What was done"), "narrative", width=60),
        Column(_("Issues"), "issues", width=36),
    ]
    return Sheet("narrative", _("Narrative"), columns, rows, frozen=2)


def outcomes(made: StatementTables) -> Sheet:
    """What the indicators of these activities came to."""
    ids = [activity.pk for activity in made.activities]
    facts = Facts(made.asked.appeal, made.asked.viewpoint, only=ids)
    columns = [
        *untagged(common.OFFICE_OF_ACTIVITY.wide(18), common.ACTIVITY),
        results.INDICATOR,
        results.UNIT,
        results.BASELINE,
        results.TARGET.wide(12),
        results.ACTUAL.wide(12),
        results.ACHIEVED.wide(11, look=Look.SHARE),
        common.STATUS,
    ]
    rows = list(results.rows_of(facts, made.activities))
    return Sheet("results", _("Results"), columns, rows, frozen=3)
