"""Which notices their reader may still read: the rights are those of now, not of when it was."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import Model, QuerySet

from appeal import access as plan
from appeal.models import Appeal, Membership, User
from appeal.models.membership import OVER

from .. import access
from ..access import conversation
from ..models import Comment, Notice, ReportingPeriod, ReviewEvent, Transaction, Upload
from .kinds import KINDS


def _periods(user: User) -> QuerySet:
    return ReportingPeriod.objects.filter(appeal__in=plan.appeals(user))


def _reviews(user: User) -> QuerySet:
    events = ReviewEvent.objects.filter(report__in=access.reports(user))
    return events.select_related("by", "report__office", "report__period")


def _comments(user: User) -> QuerySet:
    return conversation.comments(user).filter(withdrawn_at=None).with_names()


def _uploads(user: User) -> QuerySet:
    return access.uploads(user).select_related("uploaded_by", "office")


def _roles(user: User) -> QuerySet:
    return user.memberships.exclude(OVER).select_related("office", "region")


ROWS: dict[type[Model], Callable[[User], QuerySet]] = {
    ReportingPeriod: _periods,
    ReviewEvent: _reviews,
    Comment: _comments,
    Upload: _uploads,
    Transaction: access.transactions,
    Membership: _roles,
    Appeal: plan.appeals,
}


def readable(user: User, notices: Iterable[Notice]) -> list[tuple[Notice, Model]]:
    """Those of the person's notices that they may read now, each with the row it is about."""
    of_model, in_order = defaultdict[type[Model], set[int]](set), list(notices)
    for notice in in_order:
        of_model[KINDS[notice.kind].row].add(notice.row)
    rows = {model: ROWS[model](user).in_bulk(keys) for model, keys in of_model.items()}
    pairs = [(each, rows[KINDS[each.kind].row].get(each.row)) for each in in_order]
    return [(notice, row) for notice, row in pairs if row and _may(user, notice)]


def _may(user: User, notice: Notice) -> bool:
    """Whether the person still has the duty that the notice calls for; no query."""
    duty = KINDS[notice.kind].needs
    return duty is None or plan.may(user, duty, notice.appeal, notice.office)
