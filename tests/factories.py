"""Rows for tests: valid by default, so that a call names only what the test is about.

Codes are unique and unlike those of the 2020 appeal. Appeals are drafts, since what publishing
freezes can only be made in a draft: `publish(appeal)` when all is there.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import count, product
from string import ascii_uppercase
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from appeal.actions import publish_appeal
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Basis,
    Classification,
    CoreIndicator,
    Framework,
    Heading,
    Indicator,
    IndicatorTarget,
    Membership,
    Milestone,
    Office,
    Priority,
    Region,
    Requirement,
    RequirementRevision,
    Role,
    Section,
    User,
)
from tracking.models import (
    ActualBreakdown,
    Attribution,
    BooksExport,
    BooksLayout,
    BooksLine,
    Contribution,
    ContributionAssignment,
    CostCategory,
    Donor,
    DonorReport,
    Evidence,
    ExchangeRate,
    ExplainedDifference,
    Flow,
    IndicatorActual,
    Mail,
    MilestoneAchievement,
    Notice,
    NoticeKind,
    OfficeReport,
    OverlapStatement,
    ProgressUpdate,
    ReportingPeriod,
    ReviewEvent,
    Risk,
    Transaction,
    Upload,
    UploadRow,
)

ENTERED = datetime(2020, 4, 2, 15, 30, tzinfo=UTC)
numbers = count(1)
office_codes = ("Q" + "".join(letters) for letters in product(ascii_uppercase, repeat=3))
heading_codes = ("H" + "".join(letters) for letters in product(ascii_uppercase, repeat=3))


def make_region(**fields: Any) -> Region:
    number = next(numbers)
    return Region.objects.create(**{"code": f"R{number}", "name_en": f"Region {number}"} | fields)


def make_office(**fields: Any) -> Office:
    """A country office whose code begins with Q."""
    code = next(office_codes)
    return Office.objects.create(
        **{
            "region": fields.get("region") or make_region(),
            "code": code,
            "name_en": f"Office {code}",
            "kind": Office.Kind.COUNTRY,
            "language": "en",
        }
        | fields
    )


def make_appeal(**fields: Any) -> Appeal:
    """A draft appeal for 2020."""
    return Appeal.objects.create(
        **{
            "region": fields.get("region") or make_region(),
            "framework": fields.get("framework") or make_framework(),
            "code": f"T{next(numbers)}",
            "title_en": "An appeal",
            "table_title_en": "An appeal",
            "year": 2020,
            "starts_on": date(2020, 1, 1),
            "ends_on": date(2020, 12, 31),
            "closes_on": date(2021, 3, 31),
            "currency": "USD",
            "time_zone": "America/Costa_Rica",
            "source_name": "A publication",
            "source_sha256": "0" * 64,
        }
        | fields
    )


def publish(appeal: Appeal) -> Appeal:
    """Freeze what the test has made of the appeal."""
    return publish_appeal(appeal=appeal, version=None, at=datetime(2020, 1, 1, 6, tzinfo=UTC))


def make_framework(**fields: Any) -> Framework:
    number = next(numbers)
    own = {"code": f"F{number}", "title_en": f"Framework {number}"}
    return Framework.objects.create(**own | fields)


def make_heading(*, appeal: Appeal | None = None, **fields: Any) -> Heading:
    """A heading of the framework of the appeal; of one of its own where none is given."""
    number = next(numbers)
    given = {"framework": appeal.framework} if appeal else {}
    return Heading.objects.create(
        **{
            "framework": (fields | given).get("framework") or make_framework(),
            "code": next(heading_codes),
            "kind_en": "objective",
            "order": 1000 + number,
            "title_en": f"Heading {number}",
            "table_title_en": f"Heading {number}",
        }
        | fields
    )


def make_section(**fields: Any) -> Section:
    """The part of an office in a draft appeal of its region."""
    office = fields.get("office") or make_office()
    return Section.objects.create(
        **{
            "appeal": fields.get("appeal") or make_appeal(region=office.region),
            "office": office,
            "printed_name": office.name_en,
            "order": next(numbers),
            "summary_en": "What the office does.",
        }
        | fields
    )


def section_of(appeal: Appeal | None, office: Office | None) -> Section:
    """The office's section of the appeal; a new one where either is left open or there is none."""
    given = {name: row for name, row in (("appeal", appeal), ("office", office)) if row}
    found = Section.objects.filter(**given).first() if len(given) == 2 else None
    return found or make_section(**given)


def make_cell(
    *, appeal: Appeal | None = None, office: Office | None = None, **fields: Any
) -> Requirement:
    """A cell of 1 000 dollars; `amount=None` makes a dash."""
    if (heading := fields.get("heading")) and not appeal:
        appeal = make_appeal(framework=heading.framework)
    section = section_of(appeal, office)
    return Requirement.objects.create(
        **{
            "appeal": section.appeal,
            "office": section.office,
            "heading": heading or make_heading(appeal=section.appeal),
            "amount": 1000,
        }
        | fields
    )


def make_priority(
    *,
    appeal: Appeal | None = None,
    office: Office | None = None,
    headings: Iterable[Heading] = (),
    **fields: Any,
) -> Priority:
    """A bullet of the office's section, under `headings` with an assigned basis."""
    section = fields.get("section") or section_of(appeal, office)
    number = next(numbers)
    priority = Priority.objects.create(
        **{
            "section": section,
            "code": f"{section.office.code}-{number}",
            "order": number,
            "printed_as": Priority.PrintedAs.BULLET,
            "title_en": f"Priority {number}",
            "summary_en": "What the office promises.",
        }
        | fields
    )
    for heading in headings:
        Classification.objects.create(priority=priority, heading=heading, basis=Basis.ASSIGNED)
    return priority


def make_activity(
    *,
    allocated: int | None = None,
    spent: int | None = None,
    percent: int | None = None,
    cell: Requirement | None = None,
    appeal: Appeal | None = None,
    office: Office | None = None,
    **fields: Any,
) -> Activity:
    """An activity of the year: `make_activity(allocated=900, spent=250, percent=40)`.

    The money is drawn from `cell`, or from a new one that holds just as much; `spent` is posted
    and `percent` approved, both in the first quarter.
    """
    if cell:
        appeal, office = cell.appeal, cell.office
    priority = fields.pop("priority", None) or make_priority(appeal=appeal, office=office)
    number = next(numbers)
    activity = Activity.objects.create(
        **{
            "priority": priority,
            "code": f"{priority.code}.{number}",
            "order": number,
            "starts_on": priority.section.appeal.starts_on,
            "ends_on": priority.section.appeal.ends_on,
        }
        | fields
    )
    if allocated:
        make_allocation(activity=activity, cell=cell, amount=allocated)
    if spent:
        make_transaction(activity=activity, cell=cell, amount=spent, posted=True)
    if percent is not None:
        make_update(activity=activity, percent=percent, state=OfficeReport.State.APPROVED)
    return activity


def cell_for(activity: Activity, amount: int) -> Requirement:
    """The cell that the activity draws on already, or a new one of `amount` dollars."""
    allocation = activity.allocations.select_related("cell").first()
    if allocation:
        return allocation.cell
    return make_cell(appeal=activity.appeal, office=activity.office, amount=amount)


def make_allocation(
    *, activity: Activity | None = None, cell: Requirement | None = None, **fields: Any
) -> Allocation:
    """900 dollars of a cell, confirmed."""
    amount = fields.setdefault("amount", 900)
    activity = activity or make_activity(cell=cell)
    return Allocation.objects.create(
        **{
            "activity": activity,
            "cell": cell or cell_for(activity, amount),
            "basis": Allocation.Basis.CONFIRMED,
        }
        | fields
    )


def make_user(**fields: Any) -> User:
    """A person who chose English, whose password is `secret`; `password=` sets another."""
    username = fields.pop("username", f"person.{next(numbers)}")
    chosen = {"password": "secret", "language": "en"} | fields
    return User.objects.create_user(username, **chosen)


def make_membership(
    *, user: User | None = None, role: str = Role.REPORTER, **place: Any
) -> Membership:
    """A role for an `office` or a `region`; a new office where neither is named."""
    return Membership.objects.create(
        user=user or make_user(), role=role, **(place or {"office": make_office()})
    )


def make_period(
    *, appeal: Appeal | None = None, quarter: int = 1, **fields: Any
) -> ReportingPeriod:
    """A quarter of 2020, due on the 15th of the month after."""
    after = date(2021, 1, 1) if quarter == 4 else date(2020, quarter * 3 + 1, 1)
    return ReportingPeriod.objects.create(
        **{
            "appeal": appeal or make_appeal(),
            "code": f"2020-Q{quarter}",
            "starts_on": date(2020, quarter * 3 - 2, 1),
            "ends_on": date.fromordinal(after.toordinal() - 1),
            "due_on": after.replace(day=15),
        }
        | fields
    )


def period_of(appeal: Appeal) -> ReportingPeriod:
    """The appeal's first period, made where it has none."""
    first = ReportingPeriod.objects.of(appeal).order_by("starts_on").first()
    return first or make_period(appeal=appeal)


def make_report(
    *, office: Office | None = None, period: ReportingPeriod | None = None, **fields: Any
) -> OfficeReport:
    """A report on a first quarter; `state` is draft unless asked."""
    state = fields.pop("state", OfficeReport.State.DRAFT)
    report = OfficeReport.objects.create(
        **{"office": office or make_office(), "period": period or make_period()} | fields
    )
    return move(report, state)


# The steps by which a report comes from one state into another.
STEPS = {
    ("draft", "submitted"): ["submitted"],
    ("draft", "approved"): ["submitted", "approved"],
    ("draft", "returned"): ["submitted", "returned"],
    ("returned", "submitted"): ["submitted"],
    ("returned", "approved"): ["submitted", "approved"],
    ("submitted", "approved"): ["approved"],
    ("submitted", "returned"): ["returned"],
    ("approved", "draft"): ["draft"],
}


def move(report: OfficeReport, state: str, by: User | None = None) -> OfficeReport:
    """Bring a report into a state, with the lines in the review log that the database asks for."""
    for step in STEPS.get((report.state, state), []):
        if step == OfficeReport.State.SUBMITTED:
            report.updates.standing().filter(submitted_at__isnull=True).update(submitted_at=ENTERED)
        ReviewEvent.objects.create(
            report=report,
            from_state=report.state,
            to_state=step,
            by=by if by and step == state else make_user(),
            at=ENTERED,
            comment="Please look again." if step in ("returned", "draft") else "",
        )
        report.state = step
        report.save(update_fields=["state"])
    return report


def make_update(
    *,
    activity: Activity | None = None,
    period: ReportingPeriod | None = None,
    state: str = OfficeReport.State.DRAFT,
    **fields: Any,
) -> ProgressUpdate:
    """A line of the report of the activity's office; a new report of it gets `state`.

    The line of a submitted or approved report is one that was submitted.
    """
    activity = activity or make_activity()
    report, state = report_for(activity, period, state, fields.get("report"))
    is_draft = state in OfficeReport.WRITABLE
    move(report, {"submitted": "returned", "approved": "draft"}.get(report.state, report.state))
    update = ProgressUpdate.objects.create(
        **{
            "report": report,
            "activity": activity,
            "percent": 50,
            "status": ProgressUpdate.Status.ONGOING,
            "updated_by": fields.get("updated_by") or make_user(),
            "updated_at": ENTERED,
            "submitted_at": None if is_draft else ENTERED,
        }
        | fields
    )
    move(report, state)
    return update


def report_for(
    activity: Activity, period: ReportingPeriod | None, state: str, given: OfficeReport | None
) -> tuple[OfficeReport, str]:
    """The report that a line goes into, and the state it is left in: its own where it exists."""
    place: dict[str, Any] = {
        "office": activity.office,
        "period": period or period_of(activity.appeal),
    }
    present = given or OfficeReport.objects.filter(**place).first()
    return (present, present.state) if present else (make_report(**place), state)


def make_transaction(
    *,
    activity: Activity | None = None,
    cell: Requirement | None = None,
    posted: bool = False,
    **fields: Any,
) -> Transaction:
    """Expenditure of 100 dollars on 15 March 2020: a draft, or posted."""
    amount = fields.setdefault("amount", 100)
    activity = activity or make_activity(cell=cell)
    person = fields.get("entered_by") or make_user()
    posting = {"rate": 1, "posted_by": person, "posted_at": ENTERED} if posted else {}
    return Transaction.objects.create(
        **{
            "activity": activity,
            "cell": cell or cell_for(activity, amount),
            "appeal": activity.appeal,
            "office": activity.office,
            "value_on": date(2020, 3, 15),
            "currency": "USD",
            "usd_amount": amount,
            "entered_by": person,
            "entered_at": ENTERED,
        }
        | posting
        | fields
    )


def make_donor(**fields: Any) -> Donor:
    name = f"Donor {next(numbers)}"
    return Donor.objects.create(**{"name": name, "kind": Donor.Kind.GOVERNMENT} | fields)


def make_contribution(
    *, committed: int | str | None = None, received: int | str | None = None, **fields: Any
) -> Contribution:
    """A contribution in USD, earmarked for nothing: `make_contribution(committed=500)`."""
    contribution = Contribution.objects.create(
        **{
            "appeal": fields.get("appeal") or make_appeal(),
            "donor": fields.get("donor") or make_donor(),
            "reference": f"G-{next(numbers)}",
        }
        | fields
    )
    for kind, amount in ((Flow.Kind.COMMITMENT, committed), (Flow.Kind.RECEIPT, received)):
        if amount is not None:
            make_flow(contribution=contribution, kind=kind, amount=amount)
    return contribution


def make_cost_category(*, contribution: Contribution | None = None, **fields: Any) -> CostCategory:
    """A line of the budget of a grant, without an amount."""
    contribution = contribution or make_contribution()
    named = {"contribution": contribution, "title": f"Category {next(numbers)}"}
    return CostCategory.objects.create(**named | fields)


def make_donor_report(*, contribution: Contribution | None = None, **fields: Any) -> DonorReport:
    """An interim report, due on 31 July 2020."""
    contribution = contribution or make_contribution()
    due: dict[str, Any] = {"contribution": contribution, "due_on": date(2020, 7, 31)}
    return DonorReport.objects.create(**due | fields)


def make_attribution(*, entry: Transaction | None = None, **fields: Any) -> Attribution:
    """All of an entry that was unfunded, paid from now on by a grant that has enough."""
    entry = entry or make_transaction(posted=True)
    receiver = fields.get("receiver") or make_contribution(appeal=entry.appeal, committed=1000)
    return Attribution.objects.create(
        **{
            "entry": entry,
            "receiver": receiver,
            "usd": entry.usd_amount,
            "recorded_by": fields.get("recorded_by") or make_user(),
            "recorded_at": ENTERED,
        }
        | fields
    )


def make_flow(*, contribution: Contribution | None = None, **fields: Any) -> Flow:
    """A commitment of 100 units at one a dollar, on 1 February 2020."""
    amount = Decimal(fields.setdefault("amount", 100))
    rate = Decimal(fields.setdefault("rate", 1))
    contribution = contribution or make_contribution()
    return Flow.objects.create(
        **{
            "contribution": contribution,
            "currency": contribution.currency,
            "kind": Flow.Kind.COMMITMENT,
            "value_on": date(2020, 2, 1),
            "usd_amount": (amount / rate).quantize(Decimal("0.01")),
            "recorded_by": fields.get("recorded_by") or make_user(),
            "recorded_at": ENTERED,
        }
        | fields
    )


def make_assignment(
    *, contribution: Contribution | None = None, **fields: Any
) -> ContributionAssignment:
    """50 dollars moved from where the contribution is earmarked, on 1 March 2020.

    To the `office` and `heading` that the test names; a new office where it names neither.
    """
    contribution = contribution or make_contribution(committed=100)
    if not {"office", "heading", "into"} & fields.keys():
        fields["office"] = make_office(region=contribution.appeal.region)
    return ContributionAssignment.objects.create(
        **{
            "contribution": contribution,
            "from_office": contribution.office,
            "from_heading": contribution.heading,
            "amount": 50,
            "effective_on": date(2020, 3, 1),
            "recorded_by": fields.get("recorded_by") or make_user(),
            "recorded_at": ENTERED,
        }
        | fields
    )


def undo(
    row: Flow | ContributionAssignment | Transaction | RequirementRevision, **fields: Any
) -> Any:
    """The reversal of what is corrected by reversals only."""
    copied = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return type(row).objects.create(**copied | {"reverses": row} | fields)


def make_rate(**fields: Any) -> ExchangeRate:
    """7.70 quetzales for a dollar from 1 March 2020."""
    return ExchangeRate.objects.create(
        **{"currency": "GTQ", "effective_on": date(2020, 3, 1), "rate": Decimal("7.70")} | fields
    )


def make_risk(*, activity: Activity | None = None, **fields: Any) -> Risk:
    """An open risk with a score of 12."""
    return Risk.objects.create(
        **{
            "activity": activity or make_activity(),
            "what": "Rain closes the road, and the kits arrive late.",
            "likelihood": 3,
            "consequence": 4,
            "owner": "The logistics officer",
        }
        | fields
    )


def make_evidence(*, content: bytes | None = None, **fields: Any) -> Evidence:
    """A link, or a PDF of `content`, on a posted transaction; or on what the test names."""
    if not {"update", "milestone", "transaction"} & fields.keys():
        fields["transaction"] = make_transaction(posted=True)
    evidence = Evidence(
        **{
            "title": "An invoice",
            "dated_on": date(2020, 3, 10),
            "link": "" if content else f"https://example.org/{next(numbers)}",
            "added_by": fields.get("added_by") or make_user(),
            "added_at": ENTERED,
        }
        | fields
    )
    evidence.office = evidence.activity.office
    if content:
        evidence.file_name, evidence.size = evidence.file_name or "invoice.pdf", len(content)
        evidence.sha256 = sha256(content).hexdigest()
        evidence.file.save(f"te/{next(numbers)}", ContentFile(content), save=False)
    evidence.save()
    return evidence


def make_upload(*, is_empty: bool = False, **fields: Any) -> Upload:
    """A checked reporting template of Guatemala's first quarter; its one row is wrong, if any."""
    content = b"PK what was filled in"
    appeal = fields.get("appeal") or Appeal.objects.get(code="MI2020-CNAC")
    upload = Upload(
        **{
            "appeal": appeal,
            "kind": "R12",
            "office": Office.objects.get(code="GT"),
            "period": ReportingPeriod.objects.of(appeal).order_by("starts_on").first(),
            "language": "en",
            "file_name": "filled.xlsx",
            "size": len(content),
            "sha256": sha256(content).hexdigest(),
            "uploaded_by": fields.get("uploaded_by") or make_user(),
            "uploaded_at": ENTERED,
            "state": Upload.State.CHECKED,
        }
        | fields
    )
    upload.file.save(f"uploads/te/{next(numbers)}", ContentFile(content), save=False)
    upload.save()
    if is_empty:
        return upload
    UploadRow.objects.create(
        upload=upload,
        sheet="progress",
        sheet_title="Progress",
        number=7,
        key=uuid4(),
        outcome=UploadRow.Outcome.ERROR,
        problems=[{"at": "E7", "sentence": "The highest possible value is 100."}],
    )
    return upload


def make_export(*, is_read: bool = True, **fields: Any) -> BooksExport:
    """Of Guatemala's March 2020: one line of 100 dollars that the ledger lacks, if it is read."""
    content = b"Date,Voucher,Amount,Currency\n2020-03-10,V-100,100.00,USD\n"
    appeal = fields.get("appeal") or Appeal.objects.get(code="MI2020-CNAC")
    person = fields.get("uploaded_by") or make_user()
    office = fields.pop("office") if "office" in fields else Office.objects.get(code="GT")
    export = BooksExport(
        **{
            "appeal": appeal,
            "office": office,
            "first_on": date(2020, 3, 1),
            "last_on": date(2020, 3, 31),
            "file_name": "books.csv",
            "size": len(content),
            "sha256": sha256(content).hexdigest(),
            "uploaded_by": person,
            "uploaded_at": ENTERED,
        }
        | fields
    )
    export.file.save(f"uploads/te/{next(numbers)}", ContentFile(content), save=False)
    export.save()
    if is_read:
        make_books_line(export=export)
        export.layout, export.read_at = make_layout(appeal=appeal, decided_by=person), ENTERED
        export.save()
    return export


def make_layout(**fields: Any) -> BooksLayout:
    """Of a file with four columns."""
    return BooksLayout.objects.create(
        **{
            "appeal": fields.get("appeal") or Appeal.objects.get(code="MI2020-CNAC"),
            "headings": ["Date", "Voucher", "Amount", "Currency"],
            "columns": {"booked_on": 0, "reference": 1, "amount": 2, "currency": 3},
            "decided_by": fields.get("decided_by") or make_user(),
            "decided_at": ENTERED,
        }
        | fields
    )


def make_books_line(*, export: BooksExport | None = None, **fields: Any) -> BooksLine:
    """Of 100 dollars on 10 March 2020, in an export that is still being read."""
    export = export or make_export(is_read=False)
    return BooksLine.objects.create(
        **{
            "export": export,
            "number": 2,
            "reference": "V-100",
            "booked_on": date(2020, 3, 10),
            "amount": 100,
            "currency": "USD",
        }
        | fields
    )


def make_explained(*, export: BooksExport | None = None, **fields: Any) -> ExplainedDifference:
    """That the one line of the export is right, as it is."""
    export = export or make_export()
    return ExplainedDifference.objects.create(
        **{
            "export": export,
            "key": f"{next(numbers):064}",
            "line": export.lines.get(),
            "reason": "Booked in April here.",
            "by": fields.get("by") or make_user(),
            "at": ENTERED,
        }
        | fields
    )


def make_milestone(*, activity: Activity | None = None, **fields: Any) -> Milestone:
    """Due on 30 June 2020."""
    number = next(numbers)
    return Milestone.objects.create(
        **{
            "activity": activity or make_activity(),
            "title": f"Milestone {number}",
            "due_on": date(2020, 6, 30),
            "order": number,
        }
        | fields
    )


def make_achievement(
    *, milestone: Milestone | None = None, update: ProgressUpdate | None = None, **fields: Any
) -> MilestoneAchievement:
    """Achieved on 20 March 2020, by the first line of its activity or a new draft one."""
    milestone = milestone or make_milestone()
    return MilestoneAchievement.objects.create(
        **{
            "milestone": milestone,
            "update": update or line_for(milestone.activity),
            "achieved_on": date(2020, 3, 20),
        }
        | fields
    )


def make_core(*, appeal: Appeal | None = None, **fields: Any) -> CoreIndicator:
    """A number whose periods add up, as of an indicator that can feed it; not of people."""
    number = next(numbers)
    return CoreIndicator.objects.create(
        **{
            "appeal": appeal or make_appeal(),
            "code": f"C{number}",
            "order": number,
            "title_en": f"Core indicator {number}",
            "unit_en": "people",
            "measure": Indicator.Measure.NUMBER,
            "accumulation": Indicator.Accumulation.SUM,
        }
        | fields
    )


def make_overlap(*, core: CoreIndicator | None = None, **fields: Any) -> OverlapStatement:
    """The offices of the region add up from the first day of the year on."""
    return OverlapStatement.objects.create(
        **{
            "core": core or make_core(is_people=True),
            "method": OverlapStatement.Method.SUM,
            "effective_on": date(2020, 1, 1),
            "reason": "The registers have no name in common.",
            "by": fields.get("by") or make_user(),
            "at": datetime(2020, 1, 2, tzinfo=UTC),
        }
        | fields
    )


def make_indicator(
    *,
    activity: Activity | None = None,
    targets: dict[date, int | str] | None = None,
    **fields: Any,
) -> Indicator:
    """A number of people that should rise, its periods summed; `targets` by the period's end."""
    number = next(numbers)
    bases = {
        f"{name}_basis": Basis.ASSIGNED
        for name in ("baseline", "target")
        if fields.get(name) is not None
    }
    indicator = Indicator.objects.create(
        **{
            "activity": activity or make_activity(),
            "order": number,
            "title_en": f"Indicator {number}",
            "unit_en": "people",
            "measure": Indicator.Measure.NUMBER,
            "direction": Indicator.Direction.UP,
            "accumulation": Indicator.Accumulation.SUM,
        }
        | bases
        | fields
    )
    for day, value in (targets or {}).items():
        IndicatorTarget.objects.create(indicator=indicator, ends_on=day, value=value)
    return indicator


def make_actual(
    *,
    indicator: Indicator | None = None,
    update: ProgressUpdate | None = None,
    parts: dict[tuple[str, str], int] | None = None,
    **fields: Any,
) -> IndicatorActual:
    """Ten, by the first line of the indicator's activity or a new draft one.

    `parts` by dimension and category: `{("sex", "female"): 6}`.
    """
    indicator = indicator or make_indicator()
    actual = IndicatorActual.objects.create(
        **{"indicator": indicator, "update": update or line_for(indicator.activity), "value": 10}
        | fields
    )
    for (dimension, category), value in (parts or {}).items():
        ActualBreakdown.objects.create(
            actual=actual, dimension=dimension, category=category, value=value
        )
    return actual


def line_for(activity: Activity) -> ProgressUpdate:
    """The activity's first line, made as a draft where there is none."""
    return activity.updates.order_by("pk").first() or make_update(activity=activity)


def make_notice(
    *, to: User | None = None, period: ReportingPeriod | None = None, **fields: Any
) -> Notice:
    """By default that a report of the person's office is overdue."""
    period = period or make_period(appeal=fields.get("appeal"))
    defaults = {
        "to": to or make_user(email=f"person{next(numbers)}@example.org"),
        "kind": NoticeKind.OVERDUE,
        "about": str(next(numbers)),
        "row": period.pk,
        "appeal": period.appeal,
        "office": None,
        "at": ENTERED,
    }
    return Notice.objects.create(**defaults | fields)


def make_mail(*, appeal: Appeal | None = None, office: Office | None = None, **fields: Any) -> Mail:
    """By default one that waits, with one notice."""
    appeal = appeal or make_appeal()
    to = fields.pop("to", None) or make_user(email=f"person{next(numbers)}@example.org")
    defaults = {
        "to": to,
        "appeal": appeal,
        "message_id": f"<{next(numbers)}@example.org>",
        "made_at": ENTERED,
        "next_at": ENTERED,
    }
    mail = Mail.objects.create(**defaults | fields)
    period = ReportingPeriod.objects.of(appeal).first() or make_period(appeal=appeal)
    make_notice(to=to, period=period, office=office, appeal=appeal, mail=mail, post="mailed")
    return mail
