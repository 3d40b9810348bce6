"""Every page that a person can see: for the accessibility test and for the screenshots.

They are named as their files are. `{draft}` and the like are ids of rows that `rows_of` finds, so
that the list holds on the demonstration data and on rows that a test made.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from appeal.actions.copying import Carried, copy_appeal
from appeal.models import Appeal, Indicator, Membership, Milestone, Partner, User
from tests.factories import make_mail
from tracking.forms.appeals import following
from tracking.models import (
    BooksExport,
    ContributionAssignment,
    Evidence,
    ExchangeRate,
    Flow,
    Mail,
    OfficeReport,
    OpenCommitment,
    Risk,
    Transaction,
    Upload,
)

APPEAL = "/appeals/MI2020-CNAC"
# The appeal of the year after, which `next_year` begins.
DRAFT = "/appeals/MI2021-CNAC"
NOBODY = ""


@dataclass(frozen=True)
class Shown:
    """A page, where it is, who of the cast sees it, and with which status it answers.

    A `route` names what it is a page of.
    """

    name: str
    address: str
    who: str = "admin"
    route: str = ""
    status: int = 200


def of_appeal(name: str, address: str, who: str = "admin", route: str = "") -> Shown:
    return Shown(name, f"{APPEAL}{address}", who, route or f"tracking:{name}")


def of_draft(name: str, address: str, route: str = "") -> Shown:
    return Shown(name, f"{DRAFT}{address}", "manager.ro", route or f"appeal:{name}")


SINCE = "from_as_at=2020-06-30&from_known_on=2020-07-15"
GT1, REPORT = "/activities/GT-1.1", "/reports/GT/{open_period}"
PAGES = [
    Shown("login", "/accounts/login/", NOBODY, "login"),
    Shown("password_reset", "/accounts/password_reset/", NOBODY, "password_reset"),
    Shown("password_change", "/accounts/password_change/", route="password_change"),
    Shown("profile", "/accounts/profile/", "reporter.gt", "appeal:profile"),
    Shown("address_new", "/accounts/address/", "reporter.gt", "appeal:address_new"),
    Shown("factor_list", "/accounts/second-step/", "reporter.gt", "factors:factor_list"),
    Shown("factor_app", "/accounts/second-step/app/", "reporter.gt", "factors:factor_app"),
    Shown(
        "factor_passkey", "/accounts/second-step/passkey/", "reporter.gt", "factors:factor_passkey"
    ),
    Shown("factor_codes", "/accounts/second-step/codes/", "reporter.gt", "factors:factor_codes"),
    Shown("no_membership", "/", "stranger", status=403),
    Shown("not_found", "/nothing-here/", status=404),
    of_appeal("home_reporter", "/", "reporter.gt", "tracking:home"),
    of_appeal("home_finance", "/", "finance.gt", "tracking:home"),
    of_appeal("home_reviewer", "/", "reviewer.ro", "tracking:home"),
    of_appeal("overview", "/overview/"),
    of_appeal("overview_then", "/overview/?as_at=2020-06-30&known_on=2020-07-31&measure=coverage",
              route="tracking:overview"),
    of_appeal("search", "/search/?q=migracion"),
    of_appeal("search_nothing", "/search/?q=zzzz", route="tracking:search"),
    of_appeal("glossary", "/glossary/"),
    Shown("help_page", "/help/", "stranger", "tracking:help_page"),
    of_appeal("guide", "/help/", "reporter.gt"),
    of_appeal("guide_money", "/help/?part=money", "reporter.gt", route="tracking:guide"),
    of_appeal("guide_found", "/help/?asked=excel", route="tracking:guide"),
    of_appeal("matrix", "/matrix/"),
    of_appeal("gaps", "/gaps/"),
    of_appeal("office_detail", "/offices/GT/"),
    of_appeal("priority_list", "/priorities/", route="appeal:priority_list"),
    of_appeal("priority_detail", "/priorities/GT-3/", route="appeal:priority_detail"),
    of_appeal("reconciliation", "/reconciliation/", route="appeal:reconciliation"),
    of_appeal("allocations", "/offices/GT/allocations/", "manager.ro", "appeal:allocations"),
    of_appeal("revisions", "/offices/GT/revisions/", "manager.ro", "appeal:revisions"),
    of_appeal("timeline", "/timeline/?office=GT", "reporter.gt"),
    of_appeal("activity_list", "/activities/", "reporter.gt"),
    of_appeal("activity_list_nothing", "/activities/?q=zzzz", route="tracking:activity_list"),
    of_appeal("activity_detail", f"{GT1}/", "reporter.gt"),
    of_appeal("activity_new", "/activities/new/", "manager.ro"),
    of_appeal("activity_edit", f"{GT1}/edit/", "manager.ro"),
    of_appeal("activity_hold", f"{GT1}/hold/", "manager.ro"),
    of_appeal("activity_months", f"{GT1}/months/", "manager.ro"),
    of_appeal("milestone_new", f"{GT1}/milestones/new/", "manager.ro"),
    of_appeal("milestone_edit", "/milestones/{milestone}/edit/", "manager.ro"),
    of_appeal("milestone_remove", "/milestones/{milestone}/remove/", "manager.ro"),
    of_appeal("indicator_new", f"{GT1}/indicators/new/", "manager.ro"),
    of_appeal("indicator_edit", "/indicators/{indicator}/edit/", "manager.ro"),
    of_appeal("indicator_remove", "/indicators/{indicator}/remove/", "manager.ro"),
    of_appeal("lineage_edit", "/continues/indicators/{indicator}/", "manager.ro"),
    of_appeal("person_list", "/people/", "manager.ro", "appeal:person_list"),
    of_appeal("person_new", "/people/new/", "manager.ro", "appeal:person_new"),
    of_appeal("access_review", "/people/review/", "manager.ro", "appeal:access_review"),
    of_appeal("person_edit", "/people/{person}/", "manager.ro", "appeal:person_edit"),
    of_appeal("person_factors", "/people/{person}/second-step/", "admin", "appeal:person_factors"),
    of_appeal("person_link", "/people/{person}/link/", "manager.ro", "appeal:person_link"),
    of_appeal("role_new", "/people/{person}/roles/new/", "manager.ro", "appeal:role_new"),
    of_appeal("role_edit", "/roles/{role}/edit/", "manager.ro", "appeal:role_edit"),
    of_appeal("role_remove", "/roles/{role}/remove/", "manager.ro", "appeal:role_remove"),
    Shown("notice_list", "/accounts/notifications/", "reporter.gt", "tracking:notice_list"),
    Shown("notice_choices", "/accounts/notifications/choose/", "reporter.gt",
          "tracking:notice_choices"),
    Shown("calendar_address", "/accounts/calendar/", "reporter.gt", "tracking:calendar_address"),
    of_appeal("mail_list", "/mail/", "manager.ro"),
    of_appeal("mail_detail", "/mail/{mail}/", "manager.ro"),
    of_appeal("mail_again", "/mail/{failed_mail}/again/", "manager.ro"),
    of_appeal("log_progress", f"{GT1}/progress/", "reporter.gt"),
    of_appeal("transaction_new", f"{GT1}/transactions/new/", "reporter.gt"),
    of_appeal("comment_new", f"{GT1}/comments/"),
    of_appeal("status_override", f"{GT1}/status/", "manager.ro"),
    of_appeal("risk_new", f"{GT1}/risks/new/", "reporter.gt"),
    of_appeal("evidence_new", f"{GT1}/evidence/new/", "reporter.gt"),
    of_appeal("evidence_withdraw", "/evidence/{evidence}/withdraw/"),
    of_appeal("report_list", "/reports/"),
    of_appeal("report_detail", f"{REPORT}/", "reporter.gt"),
    of_appeal("report_submitted", "/reports/{submitted}/", "reviewer.ro", "tracking:report_detail"),
    of_appeal("review_queue", "/reports/queue/", "reviewer.ro"),
    of_appeal("report_lines", f"{REPORT}/lines/", "reporter.gt"),
    of_appeal("report_edit", f"{REPORT}/edit/", "reporter.gt"),
    of_appeal("report_remind", "/reports/HT/2020-Q3/remind/", "manager.ro"),
    of_appeal("report_comment_new", f"{REPORT}/comments/"),
    of_appeal("period_list", "/periods/", "manager.ro"),
    of_appeal("transaction_list", "/transactions/", "finance.gt"),
    of_appeal("transactions_post", "/transactions/post/?all=1", "finance.gt"),
    of_appeal("transactions_attribute", "/transactions/grants/", "finance.gt"),
    of_appeal("transaction_detail", "/transactions/{draft}/", "finance.gt"),
    of_appeal("milestone_carry", "/milestones/{milestone}/carry/", "manager.ro"),
    of_appeal("entry_grants", "/transactions/{posted}/grants/", "finance.gt"),
    of_appeal("commitment_carry", "/transactions/{open_commitment}/carry/", "finance.gt"),
    of_appeal("transaction_edit", "/transactions/{draft}/edit/", "finance.gt"),
    of_appeal("transaction_reverse", "/transactions/{posted}/reverse/", "finance.gt"),
    of_appeal("transaction_post", "/transactions/{draft}/post/", "finance.gt"),
    of_appeal("transaction_discard", "/transactions/{draft}/discard/", "finance.gt"),
    of_appeal("rate_list", "/rates/", "manager.ro"),
    of_appeal("rate_new", "/rates/new/", "manager.ro"),
    of_appeal("rate_edit", "/rates/{rate}/edit/", "manager.ro"),
    of_appeal("contribution_list", "/contributions/", "manager.ro"),
    of_appeal("contribution_new", "/contributions/new/", "manager.ro"),
    of_appeal("contribution_detail", "/contributions/{contribution}/", "manager.ro"),
    of_appeal("contribution_edit", "/contributions/{contribution}/edit/", "manager.ro"),
    of_appeal("terms_edit", "/contributions/{contribution}/terms/", "manager.ro"),
    of_appeal("flow_new", "/contributions/{contribution}/flows/new/", "manager.ro"),
    of_appeal("flow_reverse", "/contributions/{contribution}/flows/{flow}/reverse/", "manager.ro"),
    of_appeal("part_new", "/contributions/{contribution}/parts/new/", "manager.ro"),
    of_appeal("assignment_new", "/contributions/{contribution}/assignments/new/", "manager.ro"),
    of_appeal(
        "assignment_reverse",
        "/contributions/{assigned}/assignments/{assignment}/reverse/",
        "manager.ro",
    ),
    of_appeal("result_list", "/results/", "reporter.gt"),
    of_appeal("result_list_office", "/results/?office=GT", "reporter.gt", "tracking:result_list"),
    of_appeal("result_goals", "/results/goals/", "reporter.gt"),
    of_appeal("result_detail", "/results/C1/", "manager.ro"),
    of_appeal("core_new", "/results/new/", "manager.ro"),
    of_appeal("core_edit", "/results/C1/edit/", "manager.ro"),
    of_appeal("core_remove", "/results/C1/remove/", "manager.ro"),
    of_appeal("overlap_new", "/results/C1/overlap/", "manager.ro"),
    of_appeal("risk_list", "/risks/", "reporter.gt"),
    of_appeal("risk_edit", "/risks/{risk}/edit/"),
    of_appeal("change_list", "/changes/"),
    of_appeal("workbook_list", "/workbooks/", "reporter.gt"),
    of_appeal("upload_list", "/uploads/", "reporter.gt"),
    of_appeal("upload_new", "/uploads/new/", "reporter.gt"),
    of_appeal("upload_detail", "/uploads/{upload}/"),
    of_appeal("reconcile_list", "/reconcile/", "finance.gt"),
    of_appeal("reconcile_detail", "/reconcile/{export}/", "finance.gt"),
    of_appeal("reconcile_columns", "/reconcile/{unread_export}/columns/", "finance.gt"),
    of_appeal("partner_list", "/partners/", "manager.ro", "appeal:partner_list"),
    of_appeal("partner_new", "/partners/new/", "manager.ro", "appeal:partner_new"),
    of_appeal("partner_edit", "/partners/{partner}/", "manager.ro", "appeal:partner_edit"),
    of_appeal("partner_merge", "/partners/{partner}/merge/", "manager.ro", "appeal:partner_merge"),
    of_appeal("partner_remove", "/partners/{partner}/remove/", route="appeal:partner_remove"),
    of_appeal("donor_list", "/donors/", "manager.ro"),
    of_appeal("donor_edit", "/donors/{donor}/", "manager.ro"),
    of_appeal("donor_merge", "/donors/{donor}/merge/", "manager.ro"),
    of_appeal("donor_remove", "/donors/{donor}/remove/", "manager.ro"),
    of_appeal("office_edit", "/offices/GT/edit/", "manager.ro", "appeal:office_edit"),
    of_appeal("activity_remove", f"{GT1}/remove/", "manager.ro", "appeal:activity_remove"),
    of_appeal("contribution_remove", "/contributions/{contribution}/remove/", "manager.ro"),
    of_appeal("rate_remove", "/rates/{rate}/remove/", "manager.ro"),
    of_appeal("risk_remove", "/risks/{risk}/remove/"),
    of_appeal("appeal_close", "/close/", "manager.ro"),
    of_appeal("bridge", f"/bridge/?{SINCE}"),
    of_appeal("bridge_step", f"/bridge/new/?figure=spent&{SINCE}"),
    Shown("compare", "/compare/?appeals=MI2020-CNAC,MI2021-CNAC&moment=end", "manager.ro",
          "tracking:compare"),
    Shown("compare_office", "/compare/?appeals=MI2020-CNAC,MI2021-CNAC&office=GT", "manager.ro",
          "tracking:compare"),
    Shown("appeal_list", "/appeals/", "manager.ro", "tracking:appeal_list"),
    Shown("appeal_new", "/appeals/new/?of=MI2020-CNAC", "manager.ro", "tracking:appeal_new"),
    Shown("appeal_from_workbook", "/appeals/new/workbook/", "manager.ro",
          "tracking:appeal_from_workbook"),
    of_draft("draft", "/draft/"),
    of_draft("draft_edit", "/draft/edit/"),
    of_draft("draft_offices", "/draft/offices/"),
    of_draft("draft_office_new", "/draft/offices/new/"),
    of_draft("draft_office_remove", "/draft/offices/GT/remove/"),
    of_draft("draft_table", "/draft/table/"),
    of_draft("draft_priorities", "/draft/offices/GT/"),
    of_draft("draft_section", "/draft/offices/GT/section/"),
    of_draft("draft_priority_new", "/draft/offices/GT/new/"),
    of_draft("draft_priority", "/draft/priorities/GT-1/"),
    of_draft("draft_priority_remove", "/draft/priorities/GT-1/remove/"),
    of_draft("appeal_publish", "/publish/", "tracking:appeal_publish"),
    of_draft("appeal_discard", "/discard/", "tracking:appeal_discard"),
]  # fmt: skip

# Named addresses that are no page of their own, each with what they are.
NO_PAGES = {
    "healthz": "for the load balancer",
    "readyz": "for the load balancer",
    "metrics": "for Prometheus, in plain text",
    "security_txt": "for whoever found a weakness, in plain text",
    "logout": "a button",
    "password_change_done": "a sentence after the form",
    "appeal:sessions_end": "a button",
    "sign_on:sign_on": "leads to the provider of single sign-on, and has a test of its own",
    "sign_on:sign_on_back": "leads back from there",
    "factors:factor_ask": "asks whoever gave their password, and has a test of its own",
    "factors:factor_remove": "asks whoever has one, and has a test of its own",
    "appeal:address_confirm": "a link that is made for one person",
    "appeal:language": "a button",
    "appeal:number_refused": "a sentence beside a number",
    "appeal:card_labels": "a style sheet",
    "appeal:script_words": "what scripts say",
    "password_reset_confirm": "a link that is made for one person",
    "tracking:index": "leads to the home page",
    "tracking:saved_view_new": "a button",
    "tracking:saved_view_discard": "a button",
    "tracking:entry_worth": "a sentence beside an amount",
    "tracking:reports_approve": "a button; a refusal is the home page",
    "tracking:notice_open": "leads to where a notice is about",
    "tracking:notices_read": "a button",
    "password_reset_done": "a sentence after a button",
    "invitation": "an address that is made for one person",
    "tracking:calendar": "a file for calendar programs",
    "tracking:notice_stop": "an address that is made for one mail",
    "tracking:report_submit": "a button of the report",
    "tracking:report_approve": "a button of the report",
    "tracking:report_return": "a button of the report",
    "tracking:report_take_back": "a button of the report",
    "tracking:report_reopen": "a button of the report",
    "tracking:comment_resolve": "a button of the thread",
    "tracking:comment_reopen": "a button of the thread",
    "tracking:period_open": "a button of the periods",
    "tracking:period_lock": "a button of the periods",
    "tracking:period_unlock": "a button of the periods",
    "tracking:appeal_switch": "leads to the same page of another appeal",
    "tracking:appeal_template": "a file",
    "tracking:appeal_reopen": "a button of the periods",
    "appeal:revision_reverse": "the page of a confirmation, as those of removing",
    "tracking:comment_withdraw": "the page of a confirmation, as those of removing",
    "tracking:rate_upload": "leads to the uploads",
    "tracking:evidence_file": "a file",
    "tracking:workbook": "a file",
    "tracking:upload_file": "a file",
    "tracking:reconcile_file": "a file",
    "tracking:reconcile_draft": "a button of the export",
    "tracking:reconcile_correct": "a button of the export",
    "tracking:reconcile_explain": "a button of the export",
    "tracking:upload_check": "a button of the upload",
    "tracking:upload_apply": "a button of the upload",
    "tracking:upload_discard": "a button of the upload",
}


def next_year(appeal: Appeal) -> Appeal:
    """A draft of the year after, with a few priorities and no amounts yet."""
    offices = [section.office_id for section in appeal.sections.all()]
    priorities = appeal.sections.get(office__code="GT").priorities.values_list("pk", flat=True)
    return copy_appeal(
        appeal=Appeal(**following(appeal)),
        of=appeal,
        carried=Carried(offices=offices, priorities=list(priorities)),
        by=User.objects.get(username="manager.ro"),
        at=datetime(2020, 10, 23, 12, tzinfo=UTC),
    )


def tell(appeal: Appeal) -> None:
    """A mail that is shown, and one that failed."""
    told = {"appeal": appeal, "to": User.objects.get(username="reporter.gt"), "attempts": 1}
    make_mail(**told, state="shown", subject="Overdue: 2020-Q3", text="The report of 2020-Q3.")
    make_mail(**told, state="failed", subject="Overdue: 2020-Q2", error="No such mailbox.")


def rows_of(appeal: Appeal) -> dict[str, object]:
    """What the addresses name: rows of the appeal, the first of each kind; fails without one."""
    entries = Transaction.objects.of(appeal).filter(office__code="GT").order_by("pk")
    reports = OfficeReport.objects.of(appeal).order_by("pk").select_related("office", "period")
    submitted = reports.filter(state="submitted")[0]
    role = Membership.objects.filter(role="reporter", office__code="GT").order_by("pk")[0]
    flow = Flow.objects.filter(reverses=None, reversal=None).order_by("pk")[0]
    moved = ContributionAssignment.objects.filter(reverses=None, reversal=None).order_by("pk")[0]
    mails = Mail.objects.filter(appeal=appeal).order_by("pk")
    agreed = OpenCommitment.objects.filter(commitment__office__code="GT", usd__gt=0)
    return {
        "mail": mails.exclude(text="")[0].pk,
        "failed_mail": mails.filter(state="failed")[0].pk,
        "open_commitment": agreed.order_by("pk")[0].pk,
        "milestone": Milestone.objects.order_by("pk")[0].pk,
        "indicator": Indicator.objects.order_by("pk")[0].pk,
        "person": role.user_id,
        "role": role.pk,
        "draft": entries.drafts()[0].pk,
        "posted": entries.posted().filter(reverses=None, reversal=None)[0].pk,
        "contribution": flow.contribution_id,
        "flow": flow.pk,
        "assigned": moved.contribution_id,
        "assignment": moved.pk,
        "donor": flow.contribution.donor_id,
        "partner": Partner.objects.order_by("pk")[0].pk,
        "rate": ExchangeRate.objects.order_by("pk")[0].pk,
        "risk": Risk.objects.order_by("pk")[0].pk,
        "evidence": Evidence.objects.filter(withdrawn_at=None).order_by("pk")[0].pk,
        "upload": Upload.objects.order_by("pk")[0].pk,
        "export": BooksExport.objects.of(appeal).filter(read_at__isnull=False)[0].pk,
        "unread_export": BooksExport.objects.of(appeal).filter(read_at__isnull=True)[0].pk,
        "open_period": reports.filter(office__code="GT", state="draft")[0].period.code,
        "submitted": f"{submitted.office.code}/{submitted.period.code}",
    }
