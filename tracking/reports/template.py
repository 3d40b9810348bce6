"""The templates: workbooks to fill in and upload; R12 is that of an office and a period."""

from appeal.excel import Report

from ..uploads import FORMS, NotUploadable, Place
from .asked import Asked, NotAskable


def template(asked: Asked) -> Report:
    """What is stored now, in cells to fill in; for those who may upload it or see its drafts."""
    form = FORMS[asked.workbook.code]
    place = Place(asked.office, asked.period)
    try:
        form.check_reader(asked.appeal, place, asked.user)
    except NotUploadable as refusal:
        raise NotAskable(str(refusal)) from refusal
    return asked.report(
        form.sheets(asked.appeal, place, asked.rows or form.spare),
        facts=form.facts(place),
        instructions=form.instructions,
        template=form.words(asked.appeal, place),
    )
