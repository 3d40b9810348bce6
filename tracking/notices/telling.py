"""Telling people of an event, in the transaction in which it happens."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from appeal.access import people_with
from appeal.base.given import given
from appeal.models import Office, User, appeal_of

from ..models import Notice
from .kinds import KINDS


def tell(
    kind: str,
    row: Model,
    office: Office,
    *,
    by: User,
    at: datetime,
    to: Iterable[User] = (),
) -> None:
    """Tell those whom the table of kinds names for the office, and `to`; never who did it."""
    people = {person.pk: person for person in to}
    for duty in KINDS[kind].gets:
        people |= {person.pk: person for person in people_with(duty, office)}
    people.pop(by.pk, None)
    appeal, shared = given(appeal_of(row)), {"kind": kind, "row": row.pk, "office": office}
    write(
        Notice(to=person, about=str(row.pk), appeal=appeal, by=by, at=at, **shared)
        for person in people.values()
        if person.is_active
    )


def write(notices: Iterable[Notice]) -> None:
    """Store notices; nobody is told twice of one event, whoever else is telling of it."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=200)
