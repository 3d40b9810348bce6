"""A reminder of a report that is overdue: sent from here, or copied as a message."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from appeal import access as plan
from appeal import duties
from appeal.base.viewpoint import Viewpoint
from appeal.models import User
from appeal.views.answering import answer_page
from appeal.views.viewpoints import viewpoint_of_today
from appeal.web.request import Request

from .. import access, actions
from ..forms import OnceForm
from ..models import Due, LeftEmpty, OfficeReport, due_of, left_empty
from ..row_addresses import address_of
from .pages import signing
from .reminding import reminding
from .report_lines_shown import Place
from .reports import activities_of, place_of

# As many as a short message names; an address of a message bears no long one.
MOST_NAMED = 10


@dataclass(frozen=True)
class Reminder:
    """A message to the people who may report for an office."""

    people: list[User]
    subject: str
    body: str

    @property
    def address(self) -> str:
        """Opens it in the reader's own mail program, to whoever has an address."""
        to = ",".join(quote(person.email) for person in self.people if person.email)
        told = {"subject": self.subject, "body": self.body.replace("\n", "\r\n")}
        return f"mailto:{to}?{urlencode(told, quote_via=quote)}"


def report_remind(
    request: Request, appeal_code: str, office_code: str, period_code: str
) -> HttpResponse:
    """Remind an office of a report that is overdue: by the button, or by a message to copy."""
    place = appeal, office, period = place_of(request, appeal_code, office_code, period_code)
    get_object_or_404(access.offices(request.user, duties.REMIND, appeal), pk=office.pk)
    viewpoint = viewpoint_of_today(request, appeal)
    report = OfficeReport.objects.filter(office=office, period=period).with_review().first()
    due = due_of(appeal, viewpoint, office, period, report)
    reports = reverse("tracking:report_list", args=[appeal.code])
    if not due.is_overdue:
        told = {"office": office, "period": period}
        messages.info(request, _("The report of %(office)s on %(period)s is not overdue.") % told)
        return redirect(reports)

    def act() -> str:
        people = actions.remind_office(office=office, period=period, **signing(request))
        names = ", ".join(person.get_full_name() or str(person) for person in people)
        messages.success(request, _("Reminded: %(people)s.") % {"people": names})
        return reports

    page = {"office": office, "period": period, "due": due}
    page |= reminding(request, appeal, viewpoint)
    page["reminder"] = _reminder(request, place, due, viewpoint)
    form = OnceForm(request.POST or None)
    return answer_page(request, form, act, "tracking/reports/report_remind.html", page)


def _reminder(request: Request, place: Place, due: Due, viewpoint: Viewpoint) -> Reminder:
    appeal, office, period = place
    report = due.report or OfficeReport(office=office, period=period)
    empty = left_empty(report, activities_of(place, viewpoint), viewpoint)
    home = address_of(report, appeal)
    with override(office.language):
        told = {
            "office": office.name,
            "period": period.code,
            "first": date_format(period.starts_on),
            "last": date_format(period.ends_on),
            "due": date_format(period.due_on),
            "count": due.late,
        }
        parts = [
            _("Dear colleagues,"),
            ngettext(
                "The report of %(office)s on %(period)s (%(first)s – %(last)s) was due on"
                " %(due)s. It has been overdue for %(count)s day.",
                "The report of %(office)s on %(period)s (%(first)s – %(last)s) was due on"
                " %(due)s. It has been overdue for %(count)s days.",
                due.late,
            )
            % told,
            "\n".join(f"- {sentence}" for sentence in _left(due, empty)),
            _("Write and submit it here:") + f"\n{request.build_absolute_uri(home)}",
            _("Thank you,") + f"\n{request.user.get_full_name() or request.user}",
        ]
        subject = _("Reminder: report of %(office)s on %(period)s") % told
    return Reminder(plan.people_with(duties.REPORT, office), subject, "\n\n".join(parts))


def _left(due: Due, empty: list[LeftEmpty]) -> list[str]:
    """What is left to do, a sentence for each."""
    left = []
    if due.report is None:
        left.append(_("Nothing has been written yet."))
    elif reason := due.report.returned_because():
        left.append(_("It was returned: %(reason)s") % {"reason": reason})
    missing = [row.activity.code for row in empty if not row.has_line]
    if missing:
        more = [" …"] if len(missing) > MOST_NAMED else []
        codes = ", ".join(missing[:MOST_NAMED]) + "".join(more)
        sentence = ngettext(
            "%(count)s activity has no line yet: %(codes)s",
            "%(count)s activities have no line yet: %(codes)s",
            len(missing),
        )
        left.append(sentence % {"count": len(missing), "codes": codes})
    if count := sum(len(row.indicators) for row in empty):
        sentence = ngettext(
            "%(count)s indicator has no value and no reason why",
            "%(count)s indicators have no value and no reason why",
            count,
        )
        left.append(sentence % {"count": count})
    if count := sum(len(row.milestones) for row in empty):
        sentence = ngettext(
            "%(count)s milestone is due and not reported as achieved",
            "%(count)s milestones are due and not reported as achieved",
            count,
        )
        left.append(sentence % {"count": count})
    return [*left, _("The report must be submitted")]
