"""The templates: workbooks to fill in and upload; R12 is that of an office and a period."""

from appeal.base.excel import Book
from appeal.base.refusals import NotAnswerable
from appeal.models import Appeal, Office, User
from appeal.models.ordering import in_order

from ..uploads import TEMPLATES, NotUploadable, UploadPlace
from .asked import Asked, Workbook


def offered(book: Workbook, appeal: Appeal, user: User) -> list[Office] | None:
    """The offices whose template this person may download; None if they may download none."""
    chosen = TEMPLATES[book.code]
    if "office" in book.needs:
        own = chosen.offices(appeal, user).values("pk")
        offices = Office.objects.of(appeal).filter(pk__in=own)
        return list(in_order(offices, "name")) or None
    try:
        chosen.check_reader(appeal, UploadPlace(), user)
    except NotUploadable:
        return None
    return []


def template(asked: Asked) -> Book:
    """What is stored now, in cells to fill in; for those who may upload it or see its drafts."""
    chosen = TEMPLATES[asked.workbook.code]
    place = UploadPlace(asked.office, asked.period, asked.user)
    try:
        chosen.check_reader(asked.appeal, place, asked.user)
    except NotUploadable as refusal:
        raise NotAnswerable(str(refusal)) from refusal
    return asked.book(
        chosen.sheets(asked.appeal, place, asked.rows or chosen.spare),
        facts=chosen.facts(place),
        instructions=chosen.instructions,
        template=chosen.words(asked.appeal, place),
    )
