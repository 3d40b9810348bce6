"""What may change of evidence, comments, judgements, uploads and seals."""

from appeal.models import Seal, SealForm
from tests.factories import (
    make_evidence,
)

from . import scenes as of
from .row import EVERYTHING, Row

EVIDENCE = (
    "office_id update_id milestone_id transaction_id link file_name size sha256 added_by_id"
    " added_at"
)
COMMENT = "activity_id report_id parent_id by_id at"
UPLOAD = (
    "appeal_id kind office_id period_id language file file_name size sha256 places uploaded_by_id"
    " uploaded_at"
)
UPLOAD_ROW = (
    "upload_id sheet sheet_title number key stamp about cells outcome changes problems asked"
    " needs_reason applied_key"
)

SAID = {
    "appeal_seal": {
        "": Row(lambda: Seal.objects.earliest("number"), {"update": EVERYTHING}, "", "delete")
    },
    "appeal_sealform": {
        "": Row(lambda: SealForm.objects.earliest("pk"), {"update": EVERYTHING}, "", "delete")
    },
    "tracking_statusoverride": {
        "": Row(lambda: of.make_override(), {"update": EVERYTHING}, "", "delete")
    },
    "tracking_evidence": {
        "standing": Row(
            lambda: make_evidence(),
            {"update": EVIDENCE, "withdrawn": "file withdrawn_by_id withdrawn_reason"},
            "title dated_on withdrawn_at",
            "delete",
        ),
        "withdrawn": Row(
            lambda: of.withdrawn(),
            {"update": EVIDENCE, "withdrawn": "file withdrawn_at withdrawn_by_id withdrawn_reason"},
            "title dated_on",
            "delete",
        ),
    },
    "tracking_comment": {
        "standing": Row(
            lambda: of.make_comment(),
            {"update": COMMENT, "withdrawn": "body withdrawn_by_id"},
            "resolved_by_id resolved_at withdrawn_at",
            "delete",
        ),
        "removed": Row(
            lambda: of.taken_back(of.make_comment()),
            {"update": COMMENT, "withdrawn": "body withdrawn_at withdrawn_by_id"},
            "resolved_by_id resolved_at",
            "delete",
        ),
    },
    "tracking_upload": {
        "waiting": Row(
            lambda: of.upload_of(),
            {"update": UPLOAD},
            "state unusual_reason decided_at",
            "delete",
        ),
        "decided": Row(
            lambda: of.upload_of(decided=True),
            {"update": UPLOAD, "decided": "state unusual_reason decided_at"},
            "",
            "delete",
        ),
    },
    "tracking_uploadrow": {
        "waiting": Row(lambda: of.uploaded_row(), {}, f"{UPLOAD_ROW} transaction_id", "delete"),
        "decided": Row(
            lambda: of.uploaded_row(decided=True),
            {"update": UPLOAD_ROW},
            "transaction_id",
            "delete",
        ),
    },
}
