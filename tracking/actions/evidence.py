"""Attaching evidence, and taking it back."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _

from appeal import reach
from appeal.base.actions import action
from appeal.base.refusals import Refusal, TooLate
from appeal.models import User

from ..evidence_files import check_file, clean_name, digest, keep_file
from ..models import Evidence


class NotAttachable(Refusal):
    """The evidence is not accepted."""


class NotWithdrawable(TooLate):
    """The evidence is withdrawn already."""


def attach_evidence(*, evidence: Evidence, upload: Any, by: User, at: datetime) -> Evidence:
    """Attach the file `upload`, or a link, to the update, milestone or transaction it names.

    The file is stored under our own name, and deleted if the row cannot be saved. Raises
    NotAttachable, NotAccepted for the file.
    """
    activity = evidence.activity
    evidence.office = activity.office
    if bool(upload) == bool(evidence.link):
        raise NotAttachable(_("Choose either a file or a link."))
    if evidence.dated_on > activity.appeal.day_of(at):
        raise NotAttachable(_("The date of the document is in the future."), "dated_on")
    if refusal := reach.EVIDENCE.refusal(activity.appeal, evidence.dated_on):
        raise NotAttachable(refusal, "dated_on")
    if upload:
        evidence.file_name, evidence.size = clean_name(upload.name), upload.size
        check_file(upload, settings.EVIDENCE_MAX_MEGABYTES)
        evidence.sha256 = digest(upload)
    try:
        return _attach(evidence, upload, by=by, at=at)
    except BaseException:
        if evidence.file.name:
            default_storage.delete(evidence.file.name)
        raise


@action
def _attach(evidence: Evidence, upload: object, *, by: User, at: datetime) -> Evidence:
    """The part that others wait for: the file was read before."""
    evidence.added_by, evidence.added_at = by, at
    refuse_a_second(evidence)
    if upload:
        keep_file(evidence.file, upload)
    evidence.save(force_insert=True)
    return evidence


def refuse_a_second(evidence: Evidence) -> None:
    """Raises NotAttachable where the same file or link is on the same thing, and not withdrawn.

    The lock keeps two of the same at once apart. Revisions of a line are one thing.
    """
    thing: Any = evidence.update or evidence.milestone or evidence.transaction
    type(thing)._base_manager.select_for_update(no_key=True).get(pk=thing.pk)
    about: dict[str, models.Model | None] = {"milestone": evidence.milestone}
    if evidence.update:
        line = evidence.update
        about = {"update__report": line.report, "update__activity": line.activity}
    elif evidence.transaction:
        about = {"transaction": evidence.transaction}
    there = Evidence.objects.filter(**about, withdrawn_at__isnull=True)
    same = there.filter(sha256=evidence.sha256, link=evidence.link).first()
    if same:
        raise NotAttachable(
            _("This is already attached here, as “%(title)s”.") % {"title": same.title},
            "upload" if evidence.sha256 else "link",
        )


@action
def withdraw_evidence(*, evidence: Evidence, reason: str, by: User, at: datetime) -> Evidence:
    """Take evidence back: its file goes once that is saved, the row and its SHA-256 stay.

    Raises NotWithdrawable.
    """
    stored = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
    if stored.is_withdrawn:
        raise NotWithdrawable(_("This evidence has already been withdrawn."))
    name = stored.file.name
    stored.file = ""
    stored.withdrawn_by, stored.withdrawn_at, stored.withdrawn_reason = by, at, reason
    stored.save(update_fields=["file", "withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))
    return stored
