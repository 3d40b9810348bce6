"""What a person does with notices: reads them, chooses which come by mail; reminding an office."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from appeal import duties
from appeal.access import people_with
from appeal.base.actions import action
from appeal.base.refusals import TooLate
from appeal.models import Office, User

from ..models import Notice, NoticeChoice, NoticeKind, ReportingPeriod
from ..notices import write
from ..notices.kinds import is_owed


@action
def read_notices(*, by: User, at: datetime, rows: Collection[Notice] | None = None) -> int:
    """Mark these notices of the person's as read, or all of them; says how many were new."""
    new = Notice.objects.filter(to=by, read_at=None)
    named = new.filter(at__lte=at) if rows is None else new.filter(pk__in=[row.pk for row in rows])
    return named.update(read_at=at)


@action
def choose_notices(*, person: User, choices: Mapping[str, str]) -> None:
    """Save when the person gets a mail about each of these kinds."""
    for kind, when in choices.items():
        NoticeChoice.objects.update_or_create(user=person, kind=kind, defaults={"when": when})


class NotReminded(TooLate):
    """The report is not overdue, its office was reminded today, or it has nobody to remind."""


@action
def remind_office(*, office: Office, period: ReportingPeriod, by: User, at: datetime) -> list[User]:
    """Tell those who report for the office that somebody waits for a report; once a day.

    Raises NotReminded.
    """
    today = period.appeal.day_of(at)
    is_late = period.days_late(period.appeal.last_value_day(today)) > 0
    if not is_late or not is_owed(Notice(office=office), period):
        told = {"office": office, "period": period}
        raise NotReminded(_("The report of %(office)s on %(period)s is not overdue.") % told)
    about = f"{office.pk}-{period.pk}-{today}"
    if Notice.objects.reminders(period.appeal, today).filter(about=about).exists():
        raise NotReminded(_("This office has already been reminded of this report today."))
    people = [person for person in people_with(duties.REPORT, office) if person != by]
    if not people:
        raise NotReminded(_("Nobody has a role to report for this office."))
    shared = {"kind": NoticeKind.REMINDER, "about": about, "row": period.pk, "office": office}
    write(Notice(to=each, appeal=period.appeal, by=by, at=at, **shared) for each in people)
    return people
