"""A draft appeal from a filled workbook, whole or not at all."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.utils.translation import gettext as _

from .. import access
from ..base.actions import action
from ..models import Appeal, Region, User
from .documents import DocumentError
from .lineage import find_earlier
from .reading import Files
from .sheet_rows import NotReadable
from .workbook import read_workbook
from .writing import check_offices, write


@action
def make_appeal(*, file: IO[bytes], regions: Iterable[Region], by: User, at: datetime) -> Appeal:
    """The draft appeal of a filled T0, for one of the `regions` that the person may plan for.

    Raises NotReadable, whose `sentences` say what is wrong, each with its sheet and cell; then
    nothing was written.
    """
    files = read_workbook(file)
    files.faults.gather(check_code, files)
    files.faults.gather(check_region, files, [region.code for region in regions])
    check_offices(files)
    find_earlier(files, access.appeals(by))
    if files.faults:
        raise NotReadable(files.faults)
    try:
        appeal = write(files, at=at)
    except DocumentError as fault:
        files.faults.append(fault)
    if files.faults:
        raise NotReadable(files.faults)
    return appeal


def check_code(files: Files) -> None:
    """The code is that of no appeal yet."""
    code = files.appeal.text("code")
    if other := Appeal.objects.filter(code=code).first():
        sentence = (
            _("There is already a draft with the code %(code)s. Give this appeal another code.")
            if other.state == Appeal.State.DRAFT
            else _("%(code)s is already published. Give this appeal another code.")
        )
        files.appeal.refuse(sentence % {"code": code}, "code")


def check_region(files: Files, allowed: list[str]) -> None:
    code = files.region.text("code")
    if code not in allowed:
        files.region.refuse(
            _("You cannot make an appeal for the region “%(code)s”. Choose from: %(codes)s.")
            % {"code": code, "codes": ", ".join(allowed)},
            "code",
        )
