"""What may change of periods, reports and what their lines report."""

from functools import partial

from tests.factories import (
    make_achievement,
    make_actual,
    make_report,
)

from . import scenes as of
from .row import EVERYTHING, Row

LINE = (
    "percent status narrative issues next_steps reason language updated_by_id updated_at"
    " submitted_at"
)

REPORTS = {
    "tracking_reportingperiod": {
        "unused": Row(lambda: of.period_used_by(""), {}, "appeal_id code starts_on ends_on due_on"),
        **{
            f"with a {use}": Row(
                partial(of.period_used_by, use),
                {"days": "appeal_id code starts_on ends_on"},
                "due_on",
            )
            for use in ("report", "posting", "lock")
        },
        "closed": Row(lambda: of.closed(of.period_used_by("")), {"closed_update": EVERYTHING}),
    },
    "tracking_periodevent": {
        "": Row(lambda: of.lock(of.period_used_by("")), {"update": EVERYTHING}, "", "delete")
    },
    "tracking_officereport": {
        **{
            state: Row(
                partial(make_report, state=state),
                {"place": "office_id period_id", "state": "state"},
                "version highlights challenges next_steps language",
            )
            for state in ("draft", "returned")
        },
        **{
            state: Row(
                partial(make_report, state=state),
                {
                    "place": "office_id period_id",
                    "state": "state",
                    "words": "highlights challenges next_steps language",
                },
                "version",
            )
            for state in ("submitted", "approved")
        },
        "locked": Row(
            lambda: of.locked_report(),
            {
                "locked_update": "version highlights challenges next_steps language",
                "locked_update+place": "office_id period_id",
                "locked_update+state": "state",
            },
            "",
            "locked_delete",
        ),
    },
    "tracking_reviewevent": {
        "": Row(
            lambda: make_report(state="submitted").reviews.get(),
            {"update": EVERYTHING},
            "",
            "delete",
        )
    },
    "tracking_progressupdate": {
        "draft": Row(
            lambda: of.line("draft"),
            {"office_update": "report_id activity_id"},
            f"version superseded_at {LINE}",
        ),
        "returned": Row(
            lambda: of.returned(),
            {"facts": LINE, "facts+office_update": "report_id activity_id"},
            "version superseded_at",
            "delete",
        ),
        **{
            state: Row(
                partial(of.line, state),
                {
                    "facts": LINE,
                    "facts+office_update": "report_id activity_id",
                    "standing": "superseded_at",
                },
                "version",
                "delete",
            )
            for state in ("submitted", "approved")
        },
        "superseded": Row(
            lambda: of.superseded(),
            {
                "facts": LINE,
                "facts+office_update": "report_id activity_id",
                "superseded": "superseded_at",
            },
            "version",
            "delete",
        ),
        "locked": Row(
            lambda: of.brought(of.line("draft"), "locked"),
            {
                "locked_update": f"version superseded_at {LINE}",
                "locked_update+office_update": "report_id activity_id",
            },
            "",
            "locked_delete",
        ),
    },
    "tracking_milestoneachievement": {
        "draft": Row(
            lambda: make_achievement(),
            {"activity_update": "update_id milestone_id"},
            "achieved_on",
        ),
        **{
            state: Row(
                partial(of.in_state, make_achievement, state),
                {
                    f"{name}_update": "achieved_on",
                    f"{name}_update+activity_update": "update_id milestone_id",
                },
                "",
                f"{name}_delete",
            )
            for state, name in (("submitted", "submitted"), ("locked", "locked"))
        },
    },
    "tracking_indicatoractual": {
        "draft": Row(
            lambda: make_actual(),
            {"activity_update": "update_id indicator_id"},
            "value numerator denominator missing_reason comment",
        ),
        **{
            state: Row(
                partial(of.in_state, make_actual, state),
                {
                    f"{state}_update": "value numerator denominator missing_reason comment",
                    f"{state}_update+activity_update": "update_id indicator_id",
                },
                "",
                f"{state}_delete",
            )
            for state in ("submitted", "locked")
        },
    },
    "tracking_actualbreakdown": {
        "draft": Row(lambda: of.made_part(), {}, "actual_id dimension category value"),
        **{
            state: Row(
                partial(of.in_state, of.made_part, state),
                {f"{state}_update": EVERYTHING},
                "",
                f"{state}_delete",
            )
            for state in ("submitted", "locked")
        },
    },
}
