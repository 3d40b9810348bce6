"""What may change of each row that the database guards, and which guard keeps the rest.

Written from the domain, not from the declarations: a table or a column that is nowhere here fails.
"""

from .books_rows import BOOKS
from .core_rows import CORE
from .money_rows import LEDGER
from .plan_rows import PLAN
from .report_rows import REPORTS
from .said_rows import SAID

ROWS = PLAN | CORE | LEDGER | REPORTS | SAID | BOOKS

# What nothing but its constraints keeps: lists of reference, access, and what a person may mend.
UNGUARDED = {
    "appeal_receipt", "appeal_country", "appeal_region", "appeal_sdgtarget",
    "appeal_compactobjective", "appeal_partner", "appeal_user", "appeal_membership",
    "tracking_exchangerate", "tracking_donor", "tracking_risk", "tracking_download",
    "tracking_visit", "tracking_savedview", "tracking_ledgertotal",
    "tracking_opencommitment", "tracking_activitytotal", "tracking_notice", "tracking_mail",
    "tracking_noticechoice", "appeal_accountletter", "tracking_calendaraddress",
    "appeal_resetattempt", "tracking_donorreport",
}  # fmt: skip
# What PostgreSQL would empty at once.
KEPT_WHOLE = {
    "appeal_seal", "appeal_sealform",
    "appeal_appeal", "appeal_heading", "appeal_section", "appeal_requirement", "appeal_statedtotal",
    "appeal_priority", "appeal_classification", "appeal_requirementrevision",
    "tracking_transaction", "tracking_periodevent", "tracking_reviewevent",
    "tracking_progressupdate", "tracking_milestoneachievement", "tracking_indicatoractual",
    "tracking_actualbreakdown", "tracking_flow", "tracking_contributionassignment",
    "tracking_statusoverride", "tracking_evidence", "tracking_comment", "tracking_upload",
    "tracking_uploadrow", "tracking_overlapstatement", "tracking_attribution",
    "tracking_bookslayout", "tracking_booksexport", "tracking_booksline",
    "tracking_explaineddifference",
}  # fmt: skip
