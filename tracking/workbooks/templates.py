"""The templates: workbooks to fill in and upload; R12 is that of an office and a period."""

from appeal.base.excel import Book
from appeal.models import Appeal, Office, User
from appeal.models.ordering import in_order

from ..uploads import FORMS, NotUploadable, UploadPlace
from .asked import Asked, NotAskable, Workbook


def offered(book: Workbook, appeal: Appeal, user: User) -> list[Office] | None:
    """The offices whose template this person may download; None if they may download none."""
    form = FORMS[book.code]
    if "office" in book.needs:
        own = form.offices(appeal, user).values("pk")
        offices = Office.objects.of(appeal).filter(pk__in=own)
        return list(in_order(offices, "name")) or None
    try:
        form.check_reader(appeal, UploadPlace(), user)
    except NotUploadable:
        return None
    return []


def template(asked: Asked) -> Book:
    """What is stored now, in cells to fill in; for those who may upload it or see its drafts."""
    form = FORMS[asked.workbook.code]
    place = UploadPlace(asked.office, asked.period)
    try:
        form.check_reader(asked.appeal, place, asked.user)
    except NotUploadable as refusal:
        raise NotAskable(str(refusal)) from refusal
    return asked.book(
        form.sheets(asked.appeal, place, asked.rows or form.spare),
        facts=form.facts(place),
        instructions=form.instructions,
        template=form.words(asked.appeal, place),
    )
