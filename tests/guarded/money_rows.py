"""What may change of the ledger's rows and of contributions."""

from tests.factories import (
    make_assignment,
    make_attribution,
    make_cost_category,
    make_flow,
    make_transaction,
)

from . import scenes as of
from .plan_rows import LINEAGE
from .row import EVERYTHING, Row

TERMS = " project_code starts_on ends_on extended_to reporting_currency overhead_rate earmarking"
WITHIN = "within_framework_update"
ENTRY = (
    "version kind value_on late_reason amount currency rate usd_amount counterpart reference note"
    " unusual_reason asked posted_by_id posted_at grant_reason"
)

LEDGER = {
    "tracking_transaction": {
        "draft": Row(
            lambda: make_transaction(),
            {
                "office_update": "appeal_id activity_id office_id",
                "office_update+year_update": "cell_id",
                "against_update": "against_id",
                "grant_update": "grant_id",
                "reversal_update": "reverses_id",
                "continues_update": "continues_id",
                "entered": "entered_by_id entered_at",
            },
            ENTRY,
        ),
        "posted": Row(
            lambda: make_transaction(posted=True),
            {
                "update": ENTRY,
                "update+office_update": "appeal_id activity_id office_id",
                "update+office_update+year_update": "cell_id",
                "update+against_update": "against_id",
                "update+grant_update": "grant_id",
                "update+reversal_update": "reverses_id",
                "update+continues_update": "continues_id",
                "update+entered": "entered_by_id entered_at",
            },
            "",
            "delete",
        ),
        "draft, closed": Row(
            lambda: of.closed(make_transaction()),
            {
                "closed_update": ENTRY,
                "closed_update+office_update": "appeal_id activity_id office_id",
                "closed_update+office_update+year_update": "cell_id",
                "closed_update+against_update": "against_id",
                "closed_update+grant_update": "grant_id",
                "closed_update+reversal_update": "reverses_id",
                "closed_update+continues_update": "continues_id",
                "closed_update+entered": "entered_by_id entered_at",
            },
            "",
            "closed_delete",
        ),
    },
    "tracking_contribution": {
        "new": Row(
            lambda: of.given(""),
            LINEAGE | {WITHIN: "heading_id"},
            "version donor_id reference note currency appeal_id office_id" + TERMS,
        ),
        "committed": Row(
            lambda: of.given("in force"),
            LINEAGE
            | {
                "update": "appeal_id office_id",
                f"update+{WITHIN}": "heading_id",
                "currency": "currency",
            },
            "version donor_id reference note" + TERMS,
        ),
        "reversed": Row(
            lambda: of.given("reversed"),
            LINEAGE | {"update": "appeal_id office_id", f"update+{WITHIN}": "heading_id"},
            "version donor_id reference note currency" + TERMS,
        ),
        "shared": Row(
            lambda: of.given("shared"),
            LINEAGE
            | {
                "parts": "appeal_id office_id",
                f"parts+{WITHIN}": "heading_id",
                "donor": "donor_id",
            },
            "version reference note currency" + TERMS,
        ),
        "sharing": Row(
            lambda: of.given("sharing"),
            LINEAGE
            | {
                "update": "appeal_id office_id",
                f"update+{WITHIN}": "heading_id",
                "currency": "currency",
                "donor": "donor_id",
            },
            "version reference note" + TERMS,
        ),
        "paying": Row(
            lambda: of.paying(),
            LINEAGE
            | {
                "update+pays": "appeal_id office_id",
                f"update+pays+{WITHIN}": "heading_id",
                "currency": "currency",
                "days": "starts_on",
            },
            "version donor_id reference note" + TERMS.replace(" starts_on", ""),
        ),
        "shared once": Row(
            lambda: of.given("shared once"),
            LINEAGE | {"parts": "appeal_id office_id", f"parts+{WITHIN}": "heading_id"},
            "version donor_id reference note currency" + TERMS,
        ),
    },
    "tracking_costcategory": {
        "": Row(lambda: make_cost_category(), {"update": "contribution_id"}, "title order budget")
    },
    "tracking_attribution": {
        "": Row(lambda: make_attribution(), {"update": EVERYTHING}, "", "delete")
    },
    "tracking_flow": {"": Row(lambda: make_flow(), {"update": EVERYTHING}, "", "delete")},
    "tracking_contributionassignment": {
        "": Row(lambda: make_assignment(), {"update": EVERYTHING}, "", "delete")
    },
}
