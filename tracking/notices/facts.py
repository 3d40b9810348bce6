"""What notices say and where they lead: the facts of the rows that they are about."""

from collections.abc import Callable

from django.db.models import Model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy

from appeal.base.given import given
from appeal.base.labels import labelled
from appeal.models import Appeal, Membership, User

from ..models import Comment, Notice, ReportingPeriod, ReviewEvent, Transaction, Upload
from .week import sunday_of

Facts = dict[str, str]


def _name(person: User | None) -> str:
    return person.get_full_name() or str(person) if person else ""


def _of_period(notice: Notice, period: ReportingPeriod) -> Facts:
    days = {"first": period.starts_on, "last": period.ends_on, "due": period.due_on}
    told = {name: date_format(day) for name, day in days.items()}
    named = {"office": str(notice.office), "period": period.code, "by": _name(notice.by)}
    return told | named


def _of_review(notice: Notice, event: ReviewEvent) -> Facts:
    report = event.report
    return {
        "office": str(report.office),
        "period": report.period.code,
        "by": _name(event.by),
        "said": event.comment,
        "remarks": lazy(_remarks, str)(event),
    }


def _remarks(event: ReviewEvent) -> str:
    """Those of a return are threads that it opened, at its instant; asked where they are shown."""
    said = Comment.objects.threads().filter(report=event.report, by=event.by, at=event.at)
    lines = said.filter(withdrawn_at=None, activity__isnull=False).select_related("activity")
    return "\n".join(labelled(given(line.activity).code, line.body) for line in lines)


def _of_comment(notice: Notice, comment: Comment) -> Facts:
    activity, report = comment.activity, comment.report
    named = [activity.code] if activity else []
    named += [f"{report.office}, {report.period.code}"] if report else [str(notice.office)]
    return {"by": _name(comment.by), "place": ", ".join(named), "said": comment.body}


def _of_upload(notice: Notice, upload: Upload) -> Facts:
    by, office = _name(upload.uploaded_by), str(upload.office)
    return {"by": by, "office": office, "file": upload.file_name}


def _of_draft(notice: Notice, entry: Transaction) -> Facts:
    return {"office": str(notice.office)}


def _of_role(notice: Notice, role: Membership) -> Facts:
    return {
        "by": _name(notice.by),
        "role": role.get_role_display(),
        "place": str(role.office or role.region),
        "day": date_format(role.ends_on) if role.ends_on else "",
    }


def _of_week(notice: Notice, appeal: Appeal) -> Facts:
    """Where, and in the name of which period: the last that had begun."""
    last = sunday_of(notice)
    begun = ReportingPeriod.objects.of(appeal).filter(starts_on__lte=last)
    period = begun.order_by("-starts_on").first()
    place = str(notice.office or appeal.region)
    return {"place": place, "period": str(period or appeal.code), "last": date_format(last)}


def _to_report(notice: Notice, period: ReportingPeriod) -> str:
    place = [notice.appeal.code, given(notice.office).code, period.code]
    return reverse("tracking:report_detail", args=place)


def _to_review(notice: Notice, event: ReviewEvent) -> str:
    return _to_report(notice, event.report.period)


def _to_thread(notice: Notice, comment: Comment) -> str:
    first = comment.parent_id or comment.pk
    if comment.report:
        page = _to_report(notice, comment.report.period)
    else:
        code = given(comment.activity).code
        page = reverse("tracking:activity_detail", args=[notice.appeal.code, code])
    return f"{page}?thread={first}#thread-{first}"


def _to_upload(notice: Notice, upload: Upload) -> str:
    return reverse("tracking:upload_detail", args=[notice.appeal.code, upload.pk])


def _to_drafts(notice: Notice, entry: Transaction) -> str:
    page = reverse("tracking:transaction_list", args=[notice.appeal.code])
    return f"{page}?state=draft&office={given(notice.office).code}"


def _home(notice: Notice, row: Model) -> str:
    return reverse("tracking:home", args=[notice.appeal.code])


FACTS: dict[type[Model], tuple[Callable[..., Facts], Callable[..., str]]] = {
    ReportingPeriod: (_of_period, _to_report),
    ReviewEvent: (_of_review, _to_review),
    Comment: (_of_comment, _to_thread),
    Upload: (_of_upload, _to_upload),
    Transaction: (_of_draft, _to_drafts),
    Membership: (_of_role, _home),
    Appeal: (_of_week, _home),
}
