"""What the calendar says: reports due and overdue, drafts that wait, roles that begin and end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, Max, OuterRef, Q

from appeal import duties
from appeal.duties import Duty
from appeal.models import AccountLetter, Appeal, LetterKind, Membership, Office, User
from appeal.models.membership import OVER

from ..models import Notice, NoticeKind, OfficeReport, ReportingPeriod, Transaction
from .telling import write
from .week import last_sunday, says_something

AHEAD = timedelta(days=7)
IS_EXPECTED = Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX, user__last_login__isnull=True)
A_WEEK, A_MONTH = 7, 30  # days late


def remind(appeal: Appeal, at: datetime) -> None:
    """Tell of what a day brings, once however often it is asked; `at` is the real instant.

    After the last day on which the appeal takes entries nobody is reminded.
    """
    now = appeal.clock_at(at)
    today = appeal.day_of(now)
    if today > appeal.closes_on:
        return
    offices = list(Office.objects.of(appeal).in_printed_order())
    write([*_of_reports(appeal, offices, today, now), *_of_drafts(appeal, offices, now)])


def _held(duty: Duty, offices: Collection[Office]) -> dict[int, list[User]]:
    """Those who have the duty by a role of today, by the id of each office; in one query."""
    held = Membership.objects.filter(role__in=duty.roles, user__is_active=True).exclude(OVER)
    people: dict[int, dict[int, User]] = defaultdict(dict)
    for role in held.select_related("user").order_by("user__username"):
        for office in offices:
            if role.office_id == office.pk or role.region_id == office.region_id:
                people[office.pk][role.user_id] = role.user
    return {office: list(own.values()) for office, own in people.items()}


def _of_reports(
    appeal: Appeal, offices: Collection[Office], today: date, now: datetime
) -> Iterator[Notice]:
    """A notice for each report that is owed and due soon, today, or overdue."""
    periods = list(ReportingPeriod.objects.of(appeal).unlocked().filter(due_on__lte=today + AHEAD))
    handed_in = set(
        OfficeReport.objects.filter(period__in=periods, state__in=OfficeReport.HANDED_IN)
        .values_list("office", "period")
    )  # fmt: skip
    reporters, managers = (_held(duty, offices) for duty in (duties.REPORT, duties.REOPEN))
    for office in offices:
        for period in periods:
            if (office.pk, period.pk) in handed_in:
                continue
            kind, turn = _how_late((today - period.due_on).days)
            # If the day is moved there is another one to tell of.
            about = f"{office.pk}-{period.pk}-{period.due_on}-{turn}"
            told = [(kind, about, reporters)]
            if period.days_late(today) >= A_MONTH:
                told.append((NoticeKind.MONTH_LATE, about.removesuffix(f"-{turn}"), managers))
            for each, event, people in told:
                for person in people.get(office.pk, []):
                    yield Notice(
                        to=person, kind=each, about=event, row=period.pk, appeal=appeal,
                        office=office, at=now,
                    )  # fmt: skip


def _how_late(days: int) -> tuple[str, int]:
    """What a reporter is told so many days after the due date, and for the how-manieth week."""
    if days < 0:
        return NoticeKind.DUE_SOON, 0
    if days == 0:
        return NoticeKind.DUE_TODAY, 0
    return NoticeKind.OVERDUE, (days - 1) // A_WEEK + 1


def _of_drafts(appeal: Appeal, offices: Collection[Office], now: datetime) -> Iterator[Notice]:
    """In the morning: whether others entered drafts, up to yesterday, that nobody was told of."""
    morning = appeal.end_of(appeal.day_of(now) - timedelta(days=1))
    drafts = Transaction.objects.drafts().of(appeal).filter(entered_at__lt=morning)
    newest: dict[int, dict[int, int]] = defaultdict(dict)
    for office, person, pk in (
        drafts.order_by().values_list("office", "entered_by").annotate(newest=Max("pk"))
    ):
        newest[office][person] = pk
    told = Notice.objects.filter(kind=NoticeKind.TO_POST, appeal=appeal).order_by()
    last = {(to, office): row for to, office, row in
            told.values_list("to", "office").annotate(last=Max("row"))}  # fmt: skip
    poster = _held(duties.POST, [office for office in offices if office.pk in newest])
    for office in offices:
        for person in poster.get(office.pk, []):
            others = [pk for by, pk in newest[office.pk].items() if by != person.pk]
            row = max(others, default=0)
            if row > last.get((person.pk, office.pk), 0):
                yield Notice(
                    to=person, kind=NoticeKind.TO_POST, about=str(row), row=row, appeal=appeal,
                    office=office, at=now,
                )  # fmt: skip


def tell_of_week(appeal: Appeal, at: datetime) -> None:
    """Have a mail sent about each whole week, once, to whom it has anything to say.

    Who works for an office hears of it, who works for the region of all its offices.
    """
    last = last_sunday(appeal.day_of(appeal.clock_at(at)))
    if not appeal.starts_on <= last <= appeal.closes_on:
        return
    ended = appeal.end_of(last) - timedelta(seconds=1)
    known = Notice.objects.filter(kind=NoticeKind.WEEK, appeal=appeal, at=ended)
    told = set(known.values_list("to", "about"))
    places = Q(office__in=Office.objects.of(appeal)) | Q(region=appeal.region_id)
    held = Membership.objects.filter(places, role__in=duties.WORK.roles, user__is_active=True)
    for role in held.exclude(OVER).select_related("user", "office").order_by("pk"):
        about = f"{role.office_id or 'region'}-{appeal.pk}-{last}"
        if (role.user_id, about) not in told:
            told.add((role.user_id, about))
            notice = Notice(
                to=role.user, kind=NoticeKind.WEEK, about=about, row=appeal.pk, appeal=appeal,
                office=role.office, at=ended, read_at=ended,
            )  # fmt: skip
            notice.post = Notice.Post.WAITING if says_something(notice) else Notice.Post.NONE
            write([notice])


def tell_of_roles(appeals: Iterable[Appeal], at: datetime) -> None:
    """Tell people of roles that they were given, by whatever way, and of those that end soon.

    The change log is what remembers them. Each is told with the first of the appeals that it is
    for; not where an invitation says it.
    """
    for appeal in appeals:
        offices = Office.objects.of(appeal)
        held = Membership.objects.filter(Q(office__in=offices) | Q(region=appeal.region_id))
        held = held.exclude(OVER).exclude(IS_EXPECTED)
        write([*_given(appeal, held.filter(user__is_active=True), at),
               *_ending(appeal, held.filter(user__is_active=True), at)])  # fmt: skip


def _given(appeal: Appeal, held: Iterable[Membership], at: datetime) -> Iterator[Notice]:
    roles = {role.pk: role for role in held}
    lines = Membership.history.filter(
        id__in=roles, history_type="+", history_date__range=(at - AHEAD, at)
    )
    invited = AccountLetter.objects.filter(
        kind=LetterKind.INVITATION, to=OuterRef("user"), at__gte=OuterRef("history_date")
    )
    for line in lines.exclude(Exists(invited)).select_related("history_user"):
        role = roles[line.id]
        if line.history_user_id != role.user_id:
            yield _of_role(NoticeKind.ROLE_GIVEN, role, appeal, str(line.pk), line.history_date,
                           line.history_user)  # fmt: skip


def _ending(appeal: Appeal, held: Iterable[Membership], at: datetime) -> Iterator[Notice]:
    for role in held:
        if role.ends_on and role.ends_on - appeal.day_of(at) <= AHEAD:
            about = f"{role.pk}-{role.ends_on}"
            yield _of_role(NoticeKind.ROLE_ENDS, role, appeal, about, at)


def _of_role(
    kind: str, role: Membership, appeal: Appeal, about: str, at: datetime, by: User | None = None
) -> Notice:
    return Notice(
        to_id=role.user_id, kind=kind, about=about, row=role.pk, appeal=appeal,
        office_id=role.office_id, at=at, by=by,
    )  # fmt: skip
