"""One appeal from files into the database, whole or not at all; loaded again, it is verified."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from .. import actions
from ..models import Allocation, Appeal
from .lineage import find_earlier
from .proving import prove_sections, prove_table
from .reading import read_files
from .verifying import verify
from .writing import check_offices, write, write_reference


@dataclass(frozen=True)
class LoadOutcome:
    """What loading did: the appeal, whether it is new, how many missing translations it added."""

    appeal: Appeal
    is_new: bool
    translations: int


@transaction.atomic
def load(*, file: Path, at: datetime | None = None) -> LoadOutcome:
    """Load and publish the appeal of `file`, or verify the one that is there.

    `at` dates what is written; by default midnight of the day of publication. Raises FixtureError
    naming file, line and reason; then nothing was written.
    """
    files = read_files(file)
    prove_table(files.table, files.faults)
    prove_sections(files)
    present = Appeal.objects.filter(code=files.appeal.text("code")).first()
    if present:
        write_reference(files)
        return LoadOutcome(present, is_new=False, translations=verify(present, files))
    check_offices(files)
    find_earlier(files, Appeal.objects.all())
    appeal = write(files, at=at)
    if not Allocation.objects.filter(cell__appeal=appeal).exists():
        actions.allocate_evenly(appeal=appeal, at=at or actions.published_at(appeal))
    actions.publish_appeal(appeal=appeal, version=None, at=at or actions.published_at(appeal))
    return LoadOutcome(appeal, is_new=True, translations=0)
