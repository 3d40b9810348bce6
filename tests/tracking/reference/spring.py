"""The year up to June: plan, donors, entries, and the first quarter's reports."""

from datetime import date
from decimal import Decimal

from appeal.models import (
    Appeal,
    Basis,
    Partner,
)
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_allocation,
    make_appeal,
    make_cell,
    make_contribution,
    make_core,
    make_donor,
    make_evidence,
    make_indicator,
    make_milestone,
    make_period,
    make_priority,
    make_rate,
    make_risk,
    make_section,
    make_transaction,
    make_update,
    make_upload,
    move,
    publish,
)
from tracking.models import (
    UploadRow,
)

from .teller import Kind, Teller

RATES = {
    "EUR": {2: Decimal("0.9"), 3: Decimal("0.91"), 5: Decimal("0.93")},
    "GTQ": {3: Decimal("7.7"), 4: Decimal("7.75")},
}
ASKED = [{"rule": "twice", "about": "amount", "figures": {"other": "Entry 1"}}]


def february(year: Teller) -> None:
    year.made.other = a_namesake(year)
    for currency, by_month in RATES.items():
        for month, rate in by_month.items():
            make_rate(currency=currency, effective_on=date(2020, month, 1), rate=rate)
    make_rate(currency="HNL", effective_on=date(2020, 5, 1), rate=99, asked=ASKED,
              unusual_reason="As published.")  # fmt: skip
    _indicators(year)
    plan = year.activities["GT-1.1"]
    year.change(
        plan, lead="Elena Paz", finance_code="IB.0123", own_title="Coordination of coordination"
    )
    plan.partners.add(Partner.objects.order_by("pk").last())
    year.made.opening = make_milestone(activity=plan, title="Opened", due_on=date(2020, 2, 20))
    year.made.missed = make_milestone(activity=plan, title="Missed", due_on=date(2020, 4, 1))
    year.made.moved = make_milestone(activity=plan, title="Moved later", due_on=date(2020, 5, 25))
    make_milestone(activity=plan, title="Soon in July", due_on=date(2020, 7, 25))
    make_milestone(activity=plan, title="Soon in autumn", due_on=date(2020, 10, 1))
    make_milestone(activity=year.activities["GT-3.1"], title="Of one suspended later",
                   due_on=date(2020, 3, 1))  # fmt: skip
    for title, day in (("That day", date(2020, 7, 15)), ("30 days on", date(2020, 8, 14))):
        make_milestone(activity=year.activities["GT-6.1"], title=title, due_on=day)
    hn = year.activities["HN-2.1"]
    make_milestone(activity=hn, title="Of one cancelled later", due_on=date(2020, 5, 1))
    year.made.floods = make_risk(activity=plan, what="Floods", treatment="Sandbags", likelihood=5)
    make_risk(activity=hn, what="Strikes", treatment="", likelihood=2, consequence=2,
              owner="The head of office", state="treated")  # fmt: skip
    make_risk(activity=year.activities["SV-1.1"], what="Theft", consequence=5, likelihood=4)
    _donors(year)


def _indicators(year: Teller) -> None:
    plan = year.activities["GT-1.1"]
    people, share, beds = (
        make_core(appeal=year.appeal, code=f"C{number}", order=number, title_en=title, **fields)
        for number, (title, fields) in enumerate(
            (
                ("Everybody reached", {"is_people": True}),
                ("Share of all trained", {"measure": "percentage"}),
                ("Beds of all", {"accumulation": "max", "unit_en": "beds"}),
            ),
            start=1,
        )
    )
    quarters = [date(2020, 3, 31), date(2020, 6, 30), date(2020, 9, 30)]
    year.made.people_reached = make_indicator(
        activity=plan, core=people, title_en="People reached", by_sex=True, baseline=5,
        targets=dict(zip(quarters, (20, 30, 40), strict=True)), target=90,
        target_basis=Basis.PUBLISHED,
    )  # fmt: skip
    year.made.share_trained = make_indicator(
        activity=plan,
        core=share,
        title_en="Share trained",
        unit_en="percent",
        measure="percentage",
        targets={quarters[0]: 50, quarters[1]: 60},
    )
    year.made.law_passed = make_indicator(
        activity=plan,
        title_en="Law passed",
        unit_en="yes",
        measure="yes_no",
        accumulation="latest",
        targets={quarters[1]: 1},
    )
    hn = year.activities["HN-1.1"]
    year.made.waiting_days = make_indicator(
        activity=hn, title_en="Days of waiting", unit_en="days", direction="down",
        accumulation="latest", baseline=40, target=10,
    )  # fmt: skip
    year.made.highest = make_indicator(
        activity=hn,
        core=beds,
        title_en="Beds at most",
        unit_en="beds",
        accumulation="max",
        targets={quarters[0]: 10, quarters[1]: 8},
    )
    make_indicator(activity=hn, title_en="Without a baseline", direction="down", target=3)
    make_indicator(activity=hn, core=people, title_en="Without a target")


def _donors(year: Teller) -> None:
    gt, o1 = year.offices["GT"], year.headings["O1"]
    zeta, beta = make_donor(name="Zeta Fund", kind="private"), make_donor(name="beta")
    abaco = make_donor(name="Ábaco", kind="multilateral")
    own = {"appeal": year.appeal}
    year.made.for_gt = make_contribution(donor=beta, office=gt, reference="B-1", **own)
    year.flow(year.made.for_gt, 900, "pledge", "2020-01-05")
    year.made.promised = year.flow(year.made.for_gt, 5000, "commitment", "2020-01-15")
    year.made.paid = year.flow(year.made.for_gt, 2000, "receipt", "2020-02-01")
    year.made.open = make_contribution(donor=abaco, currency="EUR", reference="A-1", **own)
    year.flow(year.made.open, 1000, "commitment", "2020-01-20", rate="0.9")
    year.flow(year.made.open, 600, "receipt", "2020-02-05", rate="0.85")
    year.made.under_o1 = make_contribution(
        donor=zeta, heading=o1, reference="Z-1", note="Late", **own
    )
    year.flow(year.made.under_o1, 700, "pledge", "2020-01-25")
    cell = {"office": year.offices["HN"], "heading": o1}
    year.made.of_cell = make_contribution(donor=beta, reference="B-2", **cell, **own)
    elsewhere = make_contribution(appeal=year.made.other, donor=beta, office=gt, reference="X")
    year.flow(elsewhere, 66_000, "commitment", "2020-01-15")
    year.flow(elsewhere, 6600, "pledge", "2020-01-15")


def april(year: Teller) -> None:
    euro = {"currency": "EUR", "at_rate": RATES["EUR"][2], "kind": Kind.COMMITMENT}
    year.made.contract = year.posted("GT-1.1", 1000, "2020-02-09", counterpart="Printers", **euro)
    year.made.edited = year.entry("GT-1.1", 75, "2020-04-02", note="First note", reference="R-75")
    year.made.gone = year.entry("GT-1.1", 55, "2020-03-20", note="Discarded later")
    year.posted("HN-1.1", 40_000, "2020-03-05", by=year.people.neighbour, reference="HN-1",
                kind=Kind.DISBURSEMENT)  # fmt: skip
    year.entry("HN-1.1", 999, "2020-03-06", by=year.people.neighbour, note="Of Honduras")
    year.entry("GT-2.1", 500, "2020-05-04", currency="GTQ", at_rate=None)
    first = year.line("GT-1.1", "Q1", 40, narrative="First words.", issues="Rain.")
    parts = {("sex", "female"): 5, ("sex", "male"): 4}
    make_actual(indicator=year.made.people_reached, update=first, value=12, parts=parts,
                comment="Counted")  # fmt: skip
    make_actual(indicator=year.made.share_trained, update=first, value=50, numerator=10,
                denominator=20)  # fmt: skip
    make_achievement(milestone=year.made.opening, update=first, achieved_on=date(2020, 2, 25))
    year.line("GT-4.1", "Q1", 10)
    year.change(first.report, highlights="As first told.", challenges="Roads.")
    year.submit(first.report)
    of_honduras = year.line("HN-1.1", "Q1", 77, by=year.people.neighbour, issues="Of Honduras.")
    make_actual(indicator=year.made.waiting_days, update=of_honduras, value=30)
    make_actual(indicator=year.made.highest, update=of_honduras, value=9)
    year.line("HN-2.1", "Q1", 20, by=year.people.neighbour)


def may(year: Teller) -> None:
    q1 = year.report("GT", "Q1")
    year.step(q1, "return", by=year.people.reviewer, reason="Say more.", remarks={})
    line = q1.updates.standing().get(activity=year.activities["GT-1.1"])
    year.change(line, narrative="Second words.", percent=45, updated_at=year.at)
    year.submit(q1)
    year.approve(q1)
    hn = year.report("HN", "Q1")
    year.submit(hn, year.people.neighbour)
    year.step(hn, "return", by=year.people.reviewer, reason="For Honduras alone.", remarks={})
    year.prove("An attendance list", date(2020, 3, 20), update=line)
    year.prove("A ribbon", date(2020, 2, 25), milestone=year.made.opening)
    own = {"against": year.made.contract, "currency": "EUR"}
    year.posted("GT-1.1", 300, "2020-03-05", at_rate=RATES["EUR"][3],
                kind=Kind.DISBURSEMENT, **own)  # fmt: skip
    year.made.drawn = year.posted(
        "GT-1.1", 200, "2020-04-20", against=year.made.contract, kind=Kind.DISBURSEMENT
    )
    year.made.second = year.posted("GT-1.1", 5000, "2020-03-01", kind=Kind.COMMITMENT)
    quetzales = {"currency": "GTQ", "at_rate": RATES["GTQ"][3], "by": year.people.finance}
    year.made.own_draft = year.posted("GT-1.1", 7700, "2020-03-15", **quetzales)
    year.posted("GT-2.1", 1_250_000, "2020-04-28", reference="INV-9", counterpart="Builders",
                unusual_reason="A whole building.", asked=ASKED)  # fmt: skip
    panama = year.line("PA-1.1", "Q1", 5, by=year.people.manager).report
    year.submit(panama, year.people.manager)
    year.step(panama, "return", by=year.people.reviewer, reason="Of Panama alone.", remarks={})
    year.change(year.activities["HN-3.1"], starts_on=date(2020, 6, 1))
    year.flow(year.made.open, 500, "commitment", "2020-05-02", rate="0.8")
    year.assign(year.made.open, 300, "2020-04-15", office=year.offices["GT"])
    year.made.into_cell = year.assign(
        year.made.open, 100, "2020-05-05", from_office=year.offices["GT"],
        office=year.offices["GT"], heading=year.headings["O1"],
    )  # fmt: skip
    year.assign(year.made.open, 50, "2020-05-06", heading=year.headings["P2"])


def june(year: Teller) -> None:
    own = {"against": year.made.contract, "currency": "EUR", "kind": Kind.RELEASE}
    year.posted("GT-1.1", 100, "2020-05-10", at_rate=RATES["EUR"][5], **own)
    year.made.released = year.posted("GT-1.1", 50, "2020-05-11", at_rate=RATES["EUR"][5], **own)
    year.made.small = small = year.posted("GT-1.1", "0.10", "2020-05-19", late_reason="")
    year.posted("GT-4.1", 640, "2019-12-20", late_reason="Prepared the year before.")
    year.made.uploaded = year.posted("GT-4.1", 1_000_000, "2020-05-28", note="By upload")
    year.made.bill = year.prove("Bill", date(2020, 5, 28), transaction=year.made.uploaded)
    year.posted("HN-4.1", 10_000, "2020-05-12", by=year.people.neighbour, reference="Just large")
    upload = make_upload(uploaded_by=year.people.finance, file_name="june.xlsx")
    UploadRow.objects.filter(upload=upload).update(transaction=year.made.uploaded)
    for day in ("2020-05-01", "2020-05-20"):
        year.posted("HN-1.1", 300, day, by=year.people.neighbour, reference="At the edge")
    year.change(year.made.edited, amount=80, usd_amount=80)
    year.prove("Of a draft", date(2020, 4, 2), transaction=year.made.edited)
    year.lower("GT-4.1", 800_000, lowered_reason="Paid by others.")
    year.lower("GT-5.1", 1_900_000, basis="indicative")
    year.revise("GT", "O1", 14_000_000, date(2020, 5, 15))
    year.made.wrong = year.revise("HN", "O1", 100, date(2020, 5, 20))
    year.made.from_dash = year.revise("GT", "P2", 250_000, date(2020, 6, 1))
    year.made.proof = year.prove("Voucher", date(2020, 5, 19), transaction=small)
    year.prove("Second voucher", date(2020, 5, 20), transaction=small, content=b"%PDF-1.7",
               file_name="second.pdf")  # fmt: skip
    year.assign(year.made.open, 25, "2020-06-05", heading=year.headings["O1"])
    year.assign(year.made.under_o1, 400, "2020-05-02", from_heading=year.headings["O1"],
                heading=year.headings["O1"], office=year.offices["GT"])  # fmt: skip
    year.change(year.activities["GT-3.1"], hold="suspended")
    year.judge("GT-1.1", "red", date(2020, 5, 18), "Two months behind.")
    year.made.to_reverse = year.assign(
        year.made.for_gt, 1500, "2020-05-15", office=year.offices["GT"],
        heading=year.headings["O1"],
    )  # fmt: skip
    year.flow(year.made.of_cell, 800, "commitment", "2020-06-05")
    hn = year.report("HN", "Q1")
    year.submit(hn, year.people.neighbour)
    year.approve(hn)
    _grants(year)


def _grants(year: Teller) -> None:
    """Two grants pay a contract and what was drawn on it, one of them more than it has."""
    for_gt, whole = year.made.for_gt, year.made.open
    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 6, 30)}
    year.change(for_gt, overhead_rate=Decimal("7.5"), **days)
    year.pays(year.made.contract, 700, by=for_gt)
    year.pays(year.made.contract, "211.11", by=whole)
    year.pays(year.made.drawn, 150, by=for_gt)
    year.pays(year.made.own_draft, 1000, by=for_gt)
    year.pays(year.made.small, "0.10", by=whole)
    year.pays(year.made.uploaded, 6000, by=for_gt)


def a_namesake(year: Teller) -> Appeal:
    """Another appeal of the region: its office and activity have the names of the first one's."""
    gt, o1 = year.offices["GT"], year.headings["O1"]
    other = make_appeal(region=year.appeal.region, framework=o1.framework)
    section = make_section(appeal=other, office=gt, printed_name="Guatemala", order=1)
    cell = make_cell(appeal=other, office=gt, heading=o1, amount=1_000_000)
    priority = make_priority(section=section, code="GT-1", order=1, headings=[o1])
    activity = make_activity(priority=priority, code="GT-1.1", order=1)
    make_allocation(activity=activity, cell=cell, amount=500_000)
    make_indicator(activity=activity, title_en="Elsewhere", targets={date(2020, 3, 31): 4})
    make_milestone(activity=activity, title="Elsewhere", due_on=date(2020, 3, 1))
    make_risk(activity=activity, what="Elsewhere")
    period = make_period(appeal=other)
    publish(other)
    make_transaction(activity=activity, cell=cell, amount=7777, posted=True,
                     value_on=date(2020, 1, 7), posted_at=year.at, entered_at=year.at)  # fmt: skip
    line = make_update(activity=activity, period=period, percent=99, narrative="Elsewhere.")
    make_actual(indicator=activity.indicators.get(), update=line, value=3)
    move(line.report, "approved")
    make_evidence(update=line, title="Elsewhere", added_at=year.at)
    return other
