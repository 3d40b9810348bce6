"""A draft appeal from a filled workbook, whole or not at all."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.utils.translation import gettext as _

from .. import access
from ..base.actions import action
from ..models import Appeal, Region, User
from .lineage import find_earlier
from .reading import Files
from .rows import prove_rows
from .sheet_rows import NotReadable, in_order
from .workbook import read_workbook
from .writing import check_offices, write


@action
def make_appeal(*, file: IO[bytes], regions: Iterable[Region], by: User, at: datetime) -> Appeal:
    """The draft appeal of a filled T0, for one of the `regions` that the person may plan for.

    Where every appeal is demonstration data, it is too, and goes by its clock. Raises NotReadable,
    whose `sentences` say what is wrong, each with its sheet and cell; then nothing was written.
    """
    files = read_workbook(file)
    faults = files.faults
    faults.gather(check_code, files)
    faults.gather(check_digest, files)
    if faults.gather(check_region, files, [region.code for region in regions]):
        check_offices(files)
    find_earlier(files, access.appeals(by))
    appeal = None if faults else faults.gather(write, files, at, Appeal.objects.demonstration())
    if appeal is None or faults:
        prove_rows(files)
        raise NotReadable(in_order(faults, files.sheets))
    return appeal


def check_digest(files: Files) -> None:
    """The SHA-256 of the source, where there is one, is one."""
    digest = files.appeal.optional("source_sha256")
    if digest and not re.fullmatch("[0-9a-f]{64}", digest):
        files.appeal.refuse(
            _("This is no SHA-256, which has 64 digits and letters from a to f. Leave it empty."),
            "source_sha256",
        )


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


def check_region(files: Files, allowed: list[str]) -> bool:
    """True, unless it is no region that the person may plan for, which is refused."""
    code = files.region.text("code")
    if code not in allowed:
        files.region.refuse(
            _("You cannot make an appeal for the region “%(code)s”. Choose from: %(codes)s.")
            % {"code": code, "codes": ", ".join(allowed)},
            "code",
        )
    return True
