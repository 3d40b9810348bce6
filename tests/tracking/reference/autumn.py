"""The year from July on; what August and September tell is dated before it."""

from datetime import date
from decimal import Decimal

from appeal.models import (
    RequirementRevision,
)
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_contribution,
    make_donor,
    make_milestone,
    make_risk,
    undo,
)
from tracking import actions
from tracking.models import (
    IndicatorActual,
)

from .teller import Kind, Teller


def july(year: Teller) -> None:
    year.reverse(year.made.released)
    line = year.line("GT-1.1", "Q2", 70, narrative="Quarter two.", next_steps="Go on.")
    make_actual(indicator=year.made.people_reached, update=line, value=31,
                parts={("sex", "female"): 20, ("sex", "other"): 11})  # fmt: skip
    make_actual(indicator=year.made.share_trained, update=line, value=80, numerator=80,
                denominator=100)  # fmt: skip
    make_actual(indicator=year.made.law_passed, update=line, value=None,
                missing_reason="Parliament did not meet.")  # fmt: skip
    year.prove("Minutes", date(2020, 6, 28), update=line)
    done = year.line("GT-2.1", "Q2", 100, status="completed")
    roof = make_milestone(activity=done.activity, title="Roofed", due_on=date(2020, 6, 10))
    make_achievement(milestone=roof, update=done, achieved_on=date(2020, 6, 9))
    year.line("GT-6.1", "Q2", None, issues="Nothing to count.")
    year.change(line.report, highlights="Quarter two told.", next_steps="Go on.")
    year.submit(line.report)
    year.approve(line.report)
    salvador = year.line("SV-1.1", "Q2", 33, by=year.people.manager)
    year.submit(salvador.report, year.people.manager)
    year.line("NI-1.1", "Q2", 15, by=year.people.manager, narrative="Still a draft.")


def august(year: Teller) -> None:
    """Later than what KNOWN_ON knows of, and dated before it."""
    year.reverse(year.made.own_draft)
    year.reverse(year.made.second)
    late = year.posted("GT-1.1", 12_000, "2020-06-15", kind=Kind.EXPENDITURE)
    year.posted("HN-2.1", 950_000, "2020-05-30", by=year.people.neighbour)
    year.prove("Told in August", date(2020, 6, 15), transaction=late)
    year.prove("Told in August too", date(2020, 5, 21), transaction=year.made.small)
    year.prove("A photograph", date(2020, 2, 25), milestone=year.made.opening)
    for proof in (year.made.proof, year.made.bill):
        actions.withdraw_evidence(evidence=proof, reason="A name stood on it.",
                                  by=year.people.manager, at=year.at)  # fmt: skip
    year.change(year.made.edited, note="Noted in August")
    actions.discard_transaction(entry=year.made.gone, version=year.made.gone.version, at=year.at)
    _change_the_plan(year)
    _go_on_with_reports(year)
    year.change(year.made.for_gt, extended_to=date(2020, 9, 30), overhead_rate=Decimal(5))
    year.pays(year.made.drawn, 50, by=year.made.open, before=year.made.for_gt)
    year.pays(year.made.contract, 100, before=year.made.for_gt)
    undo(year.made.paid, recorded_at=year.at, recorded_by=year.people.finance, note="Paid back")
    undo(year.made.to_reverse, recorded_at=year.at, recorded_by=year.people.finance)
    year.flow(year.made.under_o1, 250, "receipt", "2020-05-12")
    donor = make_donor(name="Gamma", kind="other")
    unknown = make_contribution(appeal=year.appeal, donor=donor, reference="G-1",
                                office=year.offices["SV"])  # fmt: skip
    year.flow(unknown, 4000, "commitment", "2020-03-03")
    year.flow(unknown, 444, "pledge", "2020-03-03")


def _change_the_plan(year: Teller) -> None:
    year.lower("GT-1.1", 1_500_000)
    wrong = year.made.wrong
    RequirementRevision.objects.create(
        cell=wrong.cell, amount=wrong.amount, effective_on=wrong.effective_on, reverses=wrong,
        reason="Wrong cell.", revised_by=year.people.manager, recorded_at=year.at,
    )  # fmt: skip
    year.revise("GT", "O1", 13_900_000, date(2020, 5, 14))
    year.revise("SV", "O1", 2_400_000, date(2020, 5, 18))
    year.judge("GT-1.1", "", date(2020, 5, 19), "Caught up.")
    year.judge("HN-1.1", "amber", date(2020, 5, 10), "Few staff.")
    year.change(year.made.floods, state="closed", likelihood=1)
    make_risk(activity=year.activities["GT-2.1"], what="Told in August", likelihood=5,
              consequence=5)  # fmt: skip
    year.change(year.made.moved, due_on=date(2020, 9, 1))
    make_milestone(activity=year.activities["HN-1.1"], title="Told in August",
                   due_on=date(2020, 5, 5))  # fmt: skip
    year.change(year.made.people_reached, baseline=0, title_en="People reached in all")
    targets = year.made.people_reached.period_targets
    year.change(targets.get(ends_on=date(2020, 6, 30)), value=60)
    year.change(year.activities["HN-2.1"], hold="cancelled")
    year.change(year.activities["GT-5.1"], starts_on=date(2020, 7, 1))
    months = {"2020-02": Decimal(300), "2020-06": Decimal(900)}
    year.change(year.activities["GT-1.1"], phasing=months)
    make_activity(priority=year.activities["GT-7.1"].priority, code="GT-7.2", order=2,
                  own_title="Added in August", allocated=None)  # fmt: skip


def _go_on_with_reports(year: Teller) -> None:
    q1 = year.report("GT", "Q1")
    year.step(q1, "reopen", by=year.people.manager, reason="The count was wrong.")
    line = q1.updates.standing().get(activity=year.activities["GT-1.1"])
    year.change(line, percent=35, narrative="Third words.", updated_at=year.at)
    actual = IndicatorActual.objects.get(update=line, indicator=year.made.people_reached)
    actual.value = 9
    actual.save()
    year.change(q1, highlights="Rewritten in August.")
    year.approve(year.report("SV", "Q2"))
    again = year.report("HN", "Q1")
    year.step(again, "reopen", by=year.people.manager, reason="One more number.")
    year.submit(again, year.people.neighbour)
    year.approve(again)


def september(year: Teller) -> None:
    year.post(year.made.edited)
    hn = year.line("HN-1.1", "Q2", 90, by=year.people.neighbour, status="delayed")
    year.submit(hn.report, year.people.neighbour)
    year.approve(hn.report)
    year.entry("GT-2.1", 345, "2020-09-01", note="A draft of September", by=year.people.finance,
               grant=year.made.for_gt)  # fmt: skip
