"""Conditions of exports of the finance system, and of what was explained of them."""

from appeal.models import Activity
from tests.factories import make_explained, make_export, make_layout, make_transaction

from . import scenes as of
from .cases import Case, case
from .sql import add, change


@case("tracking_booksexport", read=change)
def export_that_was_read() -> Case:
    row, waiting = make_export(), make_export(is_read=False)
    layout = make_layout()
    now = {"read_at": of.NOON, "layout_id": layout.pk}
    return Case(
        row,
        [{"left_out": 4}, {"layout_id": layout.pk}, {"read_at": None, "layout_id": None}],
        [(waiting, {"left_out": 4}), (waiting, now)],
    )


@case("tracking_booksline", read=add)
def line_of_an_export_that_was_read() -> Case:
    row, waiting = make_export().lines.get(), make_export(is_read=False)
    return Case(row, [{"number": 9}], [{"export_id": waiting.pk}])


@case("tracking_explaineddifference", entry=add)
def explained_of_another_appeal_or_a_draft() -> Case:
    row = make_explained()
    activity = Activity.objects.of(row.export.appeal)[0]
    own, draft = (
        make_transaction(activity=activity, posted=True),
        make_transaction(activity=activity),
    )
    return Case(
        row,
        [{"entry_id": make_transaction(posted=True).pk}, {"entry_id": draft.pk}],
        [{"entry_id": own.pk, "key": "x"}, {"entry_id": None, "key": "y"}],
    )


@case("tracking_explaineddifference", line=add)
def explained_of_a_line_of_another_export() -> Case:
    row = make_explained()
    return Case(row, [{"line_id": make_export().lines.get().pk}], [{"key": "x"}])
