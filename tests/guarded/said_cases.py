"""Conditions of evidence, comments, judgements and uploads."""

from tests.factories import (
    make_evidence,
    make_milestone,
    make_office,
    make_transaction,
    make_update,
    make_user,
)

from . import scenes as of
from .cases import Case, case
from .sql import add, change


@case("tracking_statusoverride", closed=add)
def judged_when_closed() -> Case:
    return Case(of.closed(of.make_override()), [{}], [(of.make_override(), {})])


@case("tracking_evidence", insert=add)
def evidence_of_another_office() -> Case:
    rows = [
        make_evidence(transaction=make_transaction(posted=True)),
        make_evidence(milestone=make_milestone()),
        make_evidence(update=make_update()),
    ]
    office = {"office_id": make_office().pk}
    return Case(rows[0], [(row, office) for row in rows], [(row, {}) for row in rows])


@case("tracking_evidence", withdrawn=change)
def withdrawn_at_once_with_its_file() -> Case:
    row, gone = make_evidence(), of.withdrawn()
    person = make_user().pk
    fully = {
        "withdrawn_at": of.NOON, "withdrawn_by_id": person, "withdrawn_reason": "x", "file": ""
    }  # fmt: skip
    return Case(
        row,
        [{"file": "other"}, {"withdrawn_by_id": person}, (gone, {"withdrawn_at": None}),
         (gone, {"withdrawn_reason": "y"})],
        [fully, {"title": "x"}, (gone, {"title": "x"})],
    )  # fmt: skip


@case("tracking_comment", withdrawn=change)
def taken_back_at_once_with_its_words() -> Case:
    row, gone = of.make_comment(), of.taken_back(of.make_comment())
    fully = {"body": "", "withdrawn_at": of.NOON, "withdrawn_by_id": make_user().pk}
    return Case(
        row,
        [{"body": "No."}, (gone, {"body": "No."}), (gone, {"withdrawn_at": None})],
        [fully, {"resolved_at": of.NOON, "resolved_by_id": make_user().pk}],
    )


@case("tracking_uploadrow", insert=add)
def row_of_a_decided_upload() -> Case:
    return Case(of.uploaded_row(decided=True), [{}], [(of.uploaded_row(), {})])


@case("tracking_upload", decided=change)
def decided_once() -> Case:
    row, gone = of.upload_of(), of.upload_of(decided=True)
    return Case(
        row,
        [(gone, {"state": "discarded"}), (gone, {"state": "checked", "decided_at": None})],
        [{"state": "discarded", "decided_at": of.NOON}, {"state": "read"}],
    )
