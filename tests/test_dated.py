"""Every action writes in one transaction, dated with its own instant, signed by its own person.

Each is done once at an instant that nothing else bears; then every row of every table that is new
or changed, the change log's too, is looked at. A new action without a case fails.
"""

import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models

from appeal import actions as plan
from appeal.actions import activities
from appeal.figures.readiness import readiness_of
from appeal.models import (
    Activity,
    Appeal,
    CoreIndicator,
    Country,
    Membership,
    Milestone,
    Office,
    Partner,
    Priority,
    RequirementRevision,
    Role,
    StaleVersion,
    User,
    Versioned,
)
from appeal.models.versions import version_of
from tracking import actions, uploads
from tracking.actions import rates, results, statuses
from tracking.actions.appeals import Publication
from tracking.actions.terms import AskedCategory, AskedReport
from tracking.models import (
    BooksExport,
    BooksLayout,
    Comment,
    ContributionAssignment,
    Evidence,
    ExchangeRate,
    Flow,
    OfficeReport,
    OverlapStatement,
    Payer,
    PeriodEvent,
    ProgressUpdate,
    Risk,
    Transaction,
    Upload,
)
from tracking.reconciling import BooksPlace, read_listing
from tracking.uploads import (
    apply_upload,
    check_upload,
    discard_upload,
    receive_upload,
    recheck_upload,
)

from .factories import (
    ENTERED,
    make_achievement,
    make_activity,
    make_actual,
    make_appeal,
    make_assignment,
    make_cell,
    make_contribution,
    make_core,
    make_cost_category,
    make_donor,
    make_donor_report,
    make_evidence,
    make_export,
    make_flow,
    make_heading,
    make_indicator,
    make_layout,
    make_mail,
    make_membership,
    make_milestone,
    make_notice,
    make_period,
    make_priority,
    make_rate,
    make_report,
    make_risk,
    make_section,
    make_transaction,
    make_update,
    make_user,
    move,
    publish,
)

pytestmark = [pytest.mark.once, pytest.mark.django_db]

AT = datetime(2020, 7, 3, 16, 20, 1, tzinfo=UTC)
TODAY = date(2020, 7, 3)
State = OfficeReport.State


@dataclass
class Stage:
    """An office with an activity in a published appeal, and somebody who acts at `AT`."""

    activity: Activity
    by: User

    @property
    def appeal(self) -> Appeal:
        return self.activity.appeal

    @property
    def signed(self) -> dict[str, Any]:
        return {"by": self.by, "at": AT}

    def report(self, state: str) -> OfficeReport:
        """On its first period, with a line and all that hangs on one."""
        period = make_period(appeal=self.appeal)
        line = make_update(activity=self.activity, period=period)
        make_achievement(milestone=make_milestone(activity=self.activity), update=line)
        indicator = make_indicator(activity=self.activity)
        make_actual(indicator=indicator, update=line, parts={("sex", "female"): 4})
        return move(line.report, state)

    def entry(self, **fields: Any) -> Transaction:
        return make_transaction(activity=self.activity, **fields)


Act = Callable[[], Any]
Case = Callable[[Stage], Act]


def keeps_a_new_activity(stage: Stage) -> Act:
    activity = activities.next_activity(stage.activity.priority, "en")
    return lambda: plan.keep_activity(activity=activity, version=None, at=AT)


def keeps_a_changed_activity(stage: Stage) -> Act:
    stage.activity.lead = "A. Lopez"
    return lambda: plan.keep_activity(activity=stage.activity, version=None, at=AT)


def allocates_evenly(stage: Stage) -> Act:
    make_activity(appeal=(appeal := make_appeal()), allocated=5)
    for each in appeal.requirements.all():
        each.allocations.all().delete()
    return lambda: plan.allocate_evenly(appeal=appeal, at=AT)


def sets_a_new_allocation(stage: Stage) -> Act:
    stored = stage.activity.allocations.get()
    other = make_activity(priority=stage.activity.priority)
    stored.amount = 100
    stored.save()
    fresh = type(stored)(activity=other, cell=stored.cell, amount=50)
    return lambda: plan.set_allocation(allocation=fresh, version=None, on=TODAY, at=AT)


def sets_a_changed_allocation(stage: Stage) -> Act:
    row = stage.activity.allocations.get()
    row.amount = Decimal(700)
    return lambda: plan.set_allocation(allocation=row, version=None, on=TODAY, at=AT)


def sets_allocations(stage: Stage) -> Act:
    """One is lowered, one is new, one is emptied."""
    row = stage.activity.allocations.get()
    pair = (row.activity_id, row.cell_id)
    new = (make_activity(priority=stage.activity.priority).pk, row.cell_id)
    gone = make_activity(priority=stage.activity.priority)
    row.amount = 800
    row.save()
    type(row).objects.create(activity=gone, cell=row.cell, amount=50, basis=row.basis)
    return lambda: plan.set_allocations(
        wanted={pair: Decimal(500), new: Decimal(300), (gone.pk, row.cell_id): None},
        seen={pair: Decimal(800), (gone.pk, row.cell_id): Decimal(50)},
        on=TODAY,
        **stage.signed,
    )


def publishes(stage: Stage) -> Act:
    appeal = make_appeal()
    return lambda: plan.publish_appeal(appeal=appeal, version=None, at=AT)


def begins_an_appeal(stage: Stage) -> Act:
    new = make_appeal(region=stage.appeal.region)
    begun = Appeal.objects.get(pk=new.pk)
    new.delete()
    begun.pk, begun._state.adding = None, True
    return lambda: plan.keep_appeal(appeal=begun, version=None, **stage.signed)


def changes_a_draft_appeal(stage: Stage) -> Act:
    appeal = make_appeal(region=stage.appeal.region)
    appeal.title_en = "Another"
    return lambda: plan.keep_appeal(appeal=appeal, version=appeal.version, **stage.signed)


def copies_an_appeal(stage: Stage) -> Act:
    activity, of = stage.activity, stage.appeal
    carried = plan.Carried(
        offices=[activity.office.pk],
        priorities=[activity.priority_id],
        milestones=[make_milestone(activity=activity).pk],
        baselines={make_indicator(activity=activity).pk: Decimal(4)},
    )
    new = make_appeal(region=of.region, framework=of.framework)
    begun = Appeal.objects.get(pk=new.pk)
    new.delete()
    begun.pk, begun._state.adding = None, True
    return lambda: plan.copy_appeal(appeal=begun, of=of, carried=carried, **stage.signed)


def keeps_offices(stage: Stage) -> Act:
    appeal = make_appeal(region=stage.appeal.region)
    for office in (make_section(appeal=appeal).office, make_section(appeal=appeal).office):
        make_cell(appeal=appeal, office=office)
    offices = [(office, "Anew"), (stage.activity.office, "New")]
    return lambda: plan.keep_offices(
        appeal=appeal, version=appeal.version, offices=offices, at=AT
    )  # fmt: skip


def adds_an_office(stage: Stage) -> Act:
    appeal = make_appeal(region=stage.appeal.region)
    make_cell(appeal=appeal, office=make_section(appeal=appeal).office)
    new = Office(code="ZZ", name_en="Another", kind="country", language="es")
    covered = Country.objects.all()[:1]
    return lambda: plan.add_office(appeal=appeal, office=new, countries=covered, at=AT)


def keeps_the_table(stage: Stage) -> Act:
    cell = make_cell()
    appeal, place = cell.appeal, (cell.office_id, cell.heading_id)
    return lambda: plan.keep_table(
        appeal=appeal, version=appeal.version, amounts={place: Decimal(5)},
        totals={(None, None): Decimal(5)}, at=AT,
    )  # fmt: skip


def keeps_a_new_priority(stage: Stage) -> Act:
    section = make_section()
    new = Priority(section=section, printed_as="bullet", title_en="A", summary_en="B.")
    under = {make_heading(appeal=section.appeal): "assigned"}
    return lambda: plan.keep_priority(priority=new, version=None, headings=under, at=AT)


def keeps_a_changed_priority(stage: Stage) -> Act:
    appeal = make_appeal()
    had, new = make_heading(appeal=appeal), make_heading(appeal=appeal)
    priority = make_priority(appeal=appeal, headings=[had])
    priority.title_en = "Another"
    return lambda: plan.keep_priority(
        priority=priority, version=priority.version, headings={new: "published"}, at=AT
    )  # fmt: skip


def removes_a_priority(stage: Stage) -> Act:
    priority = make_activity(allocated=5).priority
    return lambda: plan.remove_priority(priority=priority, version=priority.version, at=AT)


def keeps_a_section(stage: Stage) -> Act:
    section = make_section()
    section.summary_fr = "Autre chose."
    return lambda: plan.keep_section(section=section, version=section.version, at=AT)


def discards_a_draft(stage: Stage) -> Act:
    appeal = make_activity(allocated=5).appeal
    return lambda: plan.discard_draft(appeal=appeal, version=appeal.version, seen=None, at=AT)


def discards_an_office(stage: Stage) -> Act:
    activity = make_activity(allocated=5)
    section = activity.priority.section
    return lambda: plan.discard_office(section=section, version=section.version, seen=None, at=AT)


def publishes_with_periods(stage: Stage) -> Act:
    appeal = make_appeal()
    activity = make_activity(appeal=appeal, allocated=900)
    activity.allocations.all().delete()
    keys = [remark.key for remark in readiness_of(appeal).odd]
    given = Publication(date(2020, 1, 2), "published", "A book")
    return lambda: actions.publish_with_periods(
        appeal=appeal, version=appeal.version, publication=given, confirmed=keys, **stage.signed
    )  # fmt: skip


def merges_partners(stage: Stage) -> Act:
    one, other = (Partner.objects.create(name_en=name, kind="un_agency") for name in ("A", "B"))
    stage.activity.partners.add(one)
    return lambda: plan.merge_partners(row=one, into=other, at=AT)


def reads_notices(stage: Stage) -> Act:
    make_notice(to=stage.by, period=make_period(appeal=stage.appeal))
    return lambda: actions.read_notices(**stage.signed)


def reminds_an_office(stage: Stage) -> Act:
    period, office = make_period(appeal=stage.appeal), stage.activity.office
    make_membership(role=Role.REPORTER, office=office)
    return lambda: actions.remind_office(office=office, period=period, **stage.signed)


def sends_a_mail_again(stage: Stage) -> Act:
    mail = make_mail(appeal=stage.appeal, office=stage.activity.office, state="failed")
    return lambda: actions.send_again(mail=mail, at=AT)


def removes_with_parts(stage: Stage) -> Act:
    activity = make_activity(priority=stage.activity.priority)
    make_milestone(activity=activity)
    make_indicator(activity=activity, targets={date(2020, 6, 30): 4})
    return lambda: plan.remove(row=activity, version=None, at=AT)


def copies(stage: Stage) -> Act:
    """With all its parts, those named by their activity anew."""
    make_milestone(activity=stage.activity)
    make_indicator(activity=stage.activity, targets={date(2020, 6, 30): 4})
    new = activities.next_activity(stage.activity.priority, "en")
    return lambda: plan.copy_activity(of=stage.activity, activity=new, at=AT, named={})


def holds(stage: Stage) -> Act:
    return lambda: plan.hold_activity(
        activity=stage.activity, version=stage.activity.version, hold="suspended", reason="So.",
        **stage.signed,
    )  # fmt: skip


def phases(stage: Stage) -> Act:
    return lambda: plan.phase_activity(
        activity=stage.activity, version=None, phasing={"2020-03": Decimal(5)}, at=AT
    )


def keeps_a_new_milestone(stage: Stage) -> Act:
    milestone = Milestone(activity=stage.activity, title="Handed over", due_on=date(2020, 6, 1))
    return lambda: plan.keep_milestone(milestone=milestone, version=None, at=AT)


def carries_a_milestone(stage: Stage) -> Act:
    """To an activity of the year after."""
    milestone = make_milestone(activity=stage.activity)
    after = make_appeal(region=stage.appeal.region, year=2021)
    activity = make_activity(priority=make_priority(appeal=after, office=stage.activity.office))
    day = date(2020, 6, 1)
    return lambda: actions.carry_milestone(
        milestone=milestone, activity=activity, due_on=day, at=AT
    )


def keeps_a_changed_milestone(stage: Stage) -> Act:
    milestone = make_milestone(activity=stage.activity)
    milestone.due_on = date(2020, 6, 2)
    return lambda: plan.keep_milestone(milestone=milestone, version=milestone.version, at=AT)


def keeps_a_new_indicator(stage: Stage) -> Act:
    # Like one of another activity, with all that a person chooses.
    indicator = make_indicator()
    indicator.pk, indicator._state.adding, indicator.activity = None, True, stage.activity
    targets = {date(2020, 6, 30): Decimal(4)}
    return lambda: plan.keep_indicator(
        indicator=indicator, version=None, targets=targets, at=AT
    )  # fmt: skip


def keeps_a_changed_indicator(stage: Stage) -> Act:
    """Of its targets one changes and one is taken away."""
    june, december = date(2020, 6, 30), date(2020, 12, 31)
    indicator = make_indicator(activity=stage.activity, targets={june: 4, december: 8})
    indicator.title_en = "Other people"
    return lambda: plan.keep_indicator(
        indicator=indicator, version=indicator.version,
        targets={june: Decimal(5), december: None}, at=AT,
    )  # fmt: skip


def invites(stage: Stage) -> Act:
    person = User(username="new.colleague", email="new@example.org")
    role = Membership(role=Role.REPORTER, office=stage.activity.office)
    return lambda: plan.invite_person(person=person, role=role, **stage.signed)


def asks_for_a_letter(stage: Stage) -> Act:
    person = make_user()
    return lambda: plan.ask_letter(person=person, kind="reset", at=AT)


def asks_for_a_new_password(stage: Stage) -> Act:
    person = make_user(email="somebody@example.org")
    person.set_password("Quetzal-2020-x")
    person.save()
    return lambda: plan.ask_reset(address="somebody@example.org", client="203.0.113.9", at=AT)


def moves_to_another_address(stage: Stage) -> Act:
    person = make_user(email="before@example.org")
    return lambda: plan.move_address(person=person, address="after@example.org", **stage.signed)


def takes_a_second_step_away(stage: Stage) -> Act:
    person = make_user(has_app=True, codes_left=3)
    return lambda: plan.take_factors(person=person, **stage.signed)


def tells_the_address_before(stage: Stage) -> Act:
    person = make_user(email="before@example.org")
    person.email = "after@example.org"
    return lambda: plan.tell_address_before(person=person, at=AT)


def notes_that_sessions_ended(stage: Stage) -> Act:
    person = make_user()
    return lambda: plan.note_sessions_ended(person=person, at=AT)


def keeps_a_person(stage: Stage) -> Act:
    person = make_user()
    version, person.email = version_of(person), "other@example.org"
    return lambda: plan.keep_person(person=person, version=version, **stage.signed)


def gives_a_role(stage: Stage) -> Act:
    role = Membership(user=make_user(), role=Role.REPORTER, office=stage.activity.office)
    return lambda: plan.give_role(role=role, at=AT)


def changes_a_role(stage: Stage) -> Act:
    role = make_membership(role=Role.REPORTER, office=stage.activity.office)
    version, role.ends_on = version_of(role), date(2020, 12, 31)
    return lambda: plan.change_role(role=role, version=version, at=AT)


def confirms_roles(stage: Stage) -> Act:
    roles = [make_membership(role=Role.REPORTER, office=stage.activity.office)]
    return lambda: plan.confirm_roles(roles=roles, at=AT)


def revises(stage: Stage) -> Act:
    cell = recorded_revision(stage).cell
    return lambda: plan.revise_requirement(
        cell=cell,
        version=None,
        amount=Decimal(950),
        effective_on=TODAY,
        reason="So.",
        **stage.signed,
    )


def recorded_revision(stage: Stage) -> RequirementRevision:
    return RequirementRevision.objects.create(
        cell=stage.activity.allocations.get().cell, amount=970, effective_on=date(2020, 3, 1),
        reason="So.", revised_by=make_user(), recorded_at=ENTERED,
    )  # fmt: skip


def reverses_a_revision(stage: Stage) -> Act:
    revision = recorded_revision(stage)
    return lambda: plan.reverse_revision(revision=revision, reason="Not so.", **stage.signed)


def comments(stage: Stage) -> Act:
    return lambda: actions.add_comment(body="So?", activity=stage.activity, **stage.signed)


def thread(stage: Stage) -> Comment:
    return Comment.objects.create(activity=stage.activity, body="So?", by=make_user(), at=ENTERED)


def resolves(stage: Stage) -> Act:
    comment = thread(stage)
    return lambda: actions.resolve_thread(thread=comment, **stage.signed)


def takes_a_comment_back(stage: Stage) -> Act:
    comment = thread(stage)
    return lambda: actions.withdraw_comment(comment=comment, **stage.signed)


def records_a_flow(stage: Stage) -> Act:
    contribution = make_contribution(appeal=stage.appeal)
    flow = Flow(contribution=contribution, kind="receipt", amount=5, value_on=TODAY)
    return lambda: actions.record_flow(flow=flow, version=contribution.version, **stage.signed)


def keeps_terms(stage: Stage) -> Act:
    """New ones, one that changes and one that goes, of categories and of reports."""
    grant = make_contribution(appeal=stage.appeal, project_code="LM.1")
    grant.project_code = "LM.2"
    category = make_cost_category(contribution=grant)
    report = make_donor_report(contribution=grant)
    return lambda: actions.keep_terms(
        contribution=grant,
        version=grant.version,
        categories=[
            AskedCategory(category.pk, "Travel", None), AskedCategory(None, "Staff", Decimal(5)),
        ],
        reports=[
            AskedReport(report.pk, "", None), AskedReport(None, "final", date(2021, 3, 31)),
        ],
        **stage.signed,
    )  # fmt: skip


def saves_a_grant(stage: Stage) -> Act:
    row = make_contribution(appeal=stage.appeal)
    row.note, row.project_code = "Noted", "LM.3"
    return lambda: actions.save_grant(
        contribution=row, version=None, donor=row.donor, **stage.signed
    )


def reverses_a_flow(stage: Stage) -> Act:
    flow = make_flow(contribution=make_contribution(appeal=stage.appeal))
    return lambda: actions.reverse_flow(flow=flow, reason="So.", **stage.signed)


def assigns(stage: Stage) -> Act:
    contribution = make_contribution(appeal=stage.appeal, committed=100)
    assignment = ContributionAssignment(
        contribution=contribution, office=stage.activity.office, amount=5, effective_on=TODAY
    )
    return lambda: actions.assign_contribution(assignment=assignment, **stage.signed)


def shares(stage: Stage) -> Act:
    """With the year after, which has no contribution of this donor yet."""
    contribution = make_contribution(appeal=stage.appeal, committed=100)
    after = publish(make_appeal(region=stage.appeal.region))
    return lambda: actions.share_contribution(
        contribution=contribution, source=(None, None), appeal=after, amount=Decimal(5),
        effective_on=TODAY, reason="Half is of 2021.", **stage.signed,
    )  # fmt: skip


def carries_over(stage: Stage) -> Act:
    """To an activity of the same office in the year after."""
    own = make_transaction(activity=stage.activity, posted=True, kind="commitment", value_on=TODAY)
    cell = make_cell(appeal=make_appeal(region=stage.appeal.region), office=own.office)
    after = make_activity(
        priority=make_priority(appeal=cell.appeal, office=own.office), cell=cell, allocated=100
    )
    publish(cell.appeal)
    return lambda: actions.carry_commitment(
        commitment=own, activity=after, cell=cell, value_on=TODAY, reason="Late.", **stage.signed
    )


def reverses_an_assignment(stage: Stage) -> Act:
    contribution = make_contribution(appeal=stage.appeal, committed=100)
    assignment = make_assignment(contribution=contribution, office=stage.activity.office)
    return lambda: actions.reverse_assignment(assignment=assignment, reason="So.", **stage.signed)


def saves_a_new_contribution(stage: Stage) -> Act:
    """Of a new donor."""
    donor = make_donor()
    donor.pk, donor.name, donor._state.adding = None, "Somebody new", True
    row = make_contribution(appeal=stage.appeal)
    row.pk, row.reference, row._state.adding = None, "New", True
    return lambda: actions.save_contribution(
        contribution=row, version=None, donor=donor, **stage.signed
    )


def saves_a_changed_contribution(stage: Stage) -> Act:
    row = make_contribution(appeal=stage.appeal)
    row.note = "Noted"
    return lambda: actions.save_contribution(
        contribution=row, version=None, donor=row.donor, **stage.signed
    )


def merges_donors(stage: Stage) -> Act:
    row = make_contribution(appeal=stage.appeal)
    other = make_donor()
    return lambda: actions.merge_donors(row=row.donor, into=other, at=AT)


def attaches(stage: Stage) -> Act:
    evidence = Evidence(title="A bill", dated_on=TODAY, transaction=stage.entry(posted=True))
    file = SimpleUploadedFile("bill.pdf", b"%PDF-1.4 a bill")
    return lambda: actions.attach_evidence(evidence=evidence, upload=file, **stage.signed)


def withdraws_evidence(stage: Stage) -> Act:
    evidence = make_evidence(transaction=stage.entry(posted=True))
    return lambda: actions.withdraw_evidence(evidence=evidence, reason="So.", **stage.signed)


def drafts(stage: Stage) -> Act:
    entry = unsaved(stage)
    return lambda: actions.draft_transaction(entry=entry, version=None, **stage.signed)


def unsaved(stage: Stage) -> Transaction:
    cell = stage.activity.allocations.get().cell
    return Transaction(
        activity=stage.activity, cell=cell, value_on=date(2020, 6, 30), amount=5, currency="USD"
    )


def changes_a_draft(stage: Stage) -> Act:
    entry = stage.entry()
    entry.note = "Noted"
    return lambda: actions.draft_transaction(entry=entry, version=None, **stage.signed)


def drafts_several(stage: Stage) -> Act:
    entries = [unsaved(stage)]
    return lambda: actions.draft_transactions(entries=entries, **stage.signed)


def receives_an_export(stage: Stage) -> Act:
    file = SimpleUploadedFile("books.csv", BOOKED)
    listing = read_listing(file)
    export = BooksExport(
        appeal=stage.appeal, office=stage.activity.office, first_on=date(2020, 3, 1),
        last_on=date(2020, 3, 31), file_name="books.csv", size=len(BOOKED), sha256="x",
    )  # fmt: skip
    layout = make_layout(appeal=stage.appeal)
    return lambda: actions.receive_export(
        export=export, file=file, listing=listing, layout=layout, **stage.signed
    )


BOOKED = b"Date,Voucher,Amount,Currency\n2020-03-10,V-1,5,USD\n"


def export_of(stage: Stage, **fields: Any) -> BooksExport:
    return make_export(appeal=stage.appeal, office=stage.activity.office, **fields)


def reads_an_export(stage: Stage) -> Act:
    export = export_of(stage, is_read=False)
    columns = {"booked_on": 0, "reference": 1, "amount": 2, "currency": 3}
    layout = BooksLayout(appeal=stage.appeal, headings=["Date"], columns=columns)
    return lambda: actions.read_export(export=export, layout=layout, **stage.signed)


def drafts_what_is_missing(stage: Stage) -> Act:
    export = export_of(stage)
    place = BooksPlace(stage.activity, stage.activity.allocations.get().cell)
    choice = actions.BooksChoice(group="missing_here", count=1)
    return lambda: actions.draft_missing(export=export, choice=choice, place=place, **stage.signed)


def corrects_an_entry(stage: Stage) -> Act:
    export = export_of(stage)
    stage.entry(posted=True, reference="V-100", amount=120)
    choice = actions.BooksChoice(group="amount", count=1)
    return lambda: actions.correct_entries(export=export, choice=choice, **stage.signed)


def corrects_a_draft(stage: Stage) -> Act:
    export = export_of(stage)
    stage.entry(reference="V-100", amount=120)
    choice = actions.BooksChoice(group="amount", count=1)
    return lambda: actions.correct_entries(export=export, choice=choice, **stage.signed)


def explains_a_difference(stage: Stage) -> Act:
    export = export_of(stage)
    choice = actions.BooksChoice(group="missing_here", count=1)
    return lambda: actions.explain_differences(
        export=export, choice=choice, reason="So.", **stage.signed
    )


def discards(stage: Stage) -> Act:
    entry = stage.entry()
    return lambda: actions.discard_transaction(entry=entry, version=entry.version, at=AT)


def posts(stage: Stage) -> Act:
    entry = stage.entry()
    return lambda: actions.post_transaction(entry=entry, version=entry.version, **stage.signed)


def posts_several(stage: Stage) -> Act:
    entry = stage.entry()
    versions = {entry.pk: entry.version}
    return lambda: actions.post_transactions(entries=[entry], versions=versions, **stage.signed)


def attributes_an_entry(stage: Stage) -> Act:
    entry = stage.entry(posted=True)
    grant = make_contribution(appeal=stage.appeal, committed=100)
    return lambda: actions.attribute_entry(
        entry=entry, giver=Payer(), receiver=Payer(grant), usd=Decimal(60), reason="So.",
        **stage.signed,
    )  # fmt: skip


def attributes_several(stage: Stage) -> Act:
    entry = stage.entry(posted=True)
    grants = {entry.pk: make_contribution(appeal=stage.appeal, committed=1000)}
    return lambda: actions.attribute_entries(
        entries=[entry], grants=grants, reason="So.", **stage.signed
    )


def reverses_an_entry(stage: Stage) -> Act:
    entry = stage.entry(posted=True)
    return lambda: actions.reverse_transaction(entry=entry, reason="So.", **stage.signed)


def closes(stage: Stage) -> Act:
    make_period(appeal=stage.appeal)
    appeal = stage.appeal
    return lambda: actions.close_appeal(
        appeal=appeal, version=appeal.version, reason="So.", **stage.signed
    )


def reopens(stage: Stage) -> Act:
    Appeal.objects.filter(pk=stage.appeal.pk).update(state="closed")
    appeal = Appeal.objects.get(pk=stage.appeal.pk)
    return lambda: actions.reopen_appeal(
        appeal=appeal, version=appeal.version, reason="So.", **stage.signed
    )


def locks(stage: Stage) -> Act:
    period = make_period(appeal=stage.appeal)
    return lambda: actions.lock_period(period=period, reason="So.", **stage.signed)


def unlocks(stage: Stage) -> Act:
    period = make_period(appeal=stage.appeal)
    PeriodEvent.objects.create(
        period=period, kind=PeriodEvent.Kind.LOCKED, by=make_user(), at=ENTERED, reason="So."
    )
    return lambda: actions.unlock_period(period=period, reason="So.", **stage.signed)


def opens_periods(stage: Stage) -> Act:
    appeal = stage.appeal
    return lambda: actions.open_periods(appeal=appeal, at=AT)


def line(stage: Stage) -> ProgressUpdate:
    return ProgressUpdate(activity=stage.activity, percent=30, status="ongoing", version=0)


def logs_a_first_line(stage: Stage) -> Act:
    """Which opens the report, and brings all that a line can report."""
    period = make_period(appeal=stage.appeal)
    milestone = make_milestone(activity=stage.activity)
    reported = results.Reported(
        make_indicator(activity=stage.activity),
        value=Decimal(9),
        parts={("sex", "male"): Decimal(4)},
    )
    return lambda: actions.log_progress(
        update=line(stage), version=None, period=period, achievements={milestone: date(2020, 3, 1)},
        results=[reported], **stage.signed,
    )  # fmt: skip


def logs_a_changed_line(stage: Stage) -> Act:
    """What it reported is gone, or another number with other parts."""
    report = stage.report(State.DRAFT)
    update = report.updates.get()
    update.percent = 60
    reported = results.Reported(
        update.actuals.get().indicator, value=Decimal(8), parts={("sex", "male"): Decimal(4)}
    )
    return lambda: actions.log_progress(
        update=update,
        version=None,
        period=report.period,
        achievements={},
        results=[reported],
        **stage.signed,
    )


def logs_parts_that_fall(stage: Stage) -> Act:
    """The line itself says the same; one part is lower, one result is gone."""
    report = stage.report(State.DRAFT)
    update = report.updates.get()
    gone = make_indicator(activity=stage.activity)
    make_actual(indicator=gone, update=update, parts={("sex", "female"): 4})
    kept = update.actuals.exclude(indicator=gone).get()
    reported = results.Reported(
        kept.indicator, value=kept.value, parts={("sex", "female"): Decimal(2)}
    )
    return lambda: actions.log_progress(
        update=update, version=None, period=report.period, results=[reported], **stage.signed
    )


def logs_lines(stage: Stage) -> Act:
    period = make_period(appeal=stage.appeal)
    return lambda: actions.log_lines(updates=[line(stage)], period=period, **stage.signed)


def keeps_a_new_rate(stage: Stage) -> Act:
    """Which values a draft that waited for it."""
    stage.entry(currency="GTQ", usd_amount=None)
    rate = ExchangeRate(currency="GTQ", effective_on=date(2020, 3, 1), rate=Decimal("7.7"))
    return lambda: actions.keep_rate(rate=rate, version=None, at=AT)


def keeps_a_changed_rate(stage: Stage) -> Act:
    rate = make_rate()
    rate.rate = Decimal("7.71")
    return lambda: actions.keep_rate(rate=rate, version=None, at=AT)


def writes_a_new_rate(stage: Stage) -> Act:
    rate = ExchangeRate(currency="GTQ", effective_on=date(2020, 3, 1), rate=Decimal("7.7"))
    return lambda: actions.write_rate(rate=rate, version=None, at=AT)


def writes_a_changed_rate(stage: Stage) -> Act:
    rate = make_rate()
    rate.rate = Decimal("7.71")
    return lambda: actions.write_rate(rate=rate, version=None, at=AT)


def values_drafts(stage: Stage) -> Act:
    make_rate()
    stage.entry(currency="GTQ", usd_amount=1)
    return lambda: actions.value_drafts(currencies={"GTQ"}, at=AT)


def removes_a_rate(stage: Stage) -> Act:
    rate = make_rate()
    stage.entry(currency="GTQ", usd_amount=1)
    return lambda: rates.remove_rate(row=rate, version=None, at=AT)


def submits(stage: Stage) -> Act:
    report = stage.report(State.DRAFT)
    return lambda: actions.submit_report(report=report, version=report.version, **stage.signed)


def approves(stage: Stage) -> Act:
    report = stage.report(State.SUBMITTED)
    return lambda: actions.approve_report(report=report, version=report.version, **stage.signed)


def approves_several(stage: Stage) -> Act:
    report = stage.report(State.SUBMITTED)
    versions = {report.pk: report.version}
    return lambda: actions.approve_reports(reports=[report], versions=versions, **stage.signed)


def takes_back(stage: Stage) -> Act:
    report = stage.report(State.SUBMITTED)
    return lambda: actions.take_back_report(report=report, version=report.version, **stage.signed)


def returns(stage: Stage) -> Act:
    report = stage.report(State.SUBMITTED)
    return lambda: actions.return_report(
        report=report, version=report.version, reason="So.",
        remarks={stage.activity.pk: "See here."}, **stage.signed,
    )  # fmt: skip


def reopens_a_report(stage: Stage) -> Act:
    report = stage.report(State.APPROVED)
    return lambda: actions.reopen_report(
        report=report, version=report.version, reason="So.", **stage.signed
    )


def writes_a_narrative(stage: Stage) -> Act:
    report = make_report(office=stage.activity.office, period=make_period(appeal=stage.appeal))
    report.highlights = "It went well."
    return lambda: actions.write_narrative(
        report=report, version=report.version, fields=["highlights"], at=AT
    )


def saves_a_new_risk(stage: Stage) -> Act:
    risk = Risk(activity=stage.activity, what="Rain", likelihood=1, consequence=1, owner="We")
    return lambda: actions.save_risk(risk=risk, version=None, at=AT)


def saves_a_changed_risk(stage: Stage) -> Act:
    risk = make_risk(activity=stage.activity)
    risk.owner = "They"
    return lambda: actions.save_risk(risk=risk, version=None, at=AT)


def removes_a_risk(stage: Stage) -> Act:
    risk = make_risk(activity=stage.activity)
    return lambda: actions.remove_risk(row=risk, version=None, at=AT)


def judges(stage: Stage) -> Act:
    return lambda: actions.override_status(
        activity=stage.activity,
        version=None,
        colour="red",
        reason="So.",
        effective_on=TODAY,
        **stage.signed,
    )


def takes_a_judgement_back(stage: Stage) -> Act:
    statuses.override_status(
        activity=stage.activity,
        version=None,
        colour="red",
        reason="So.",
        effective_on=date(2020, 3, 1),
        by=make_user(),
        at=ENTERED,
    )
    return lambda: actions.lift_override(
        activity=stage.activity, version=None, reason="So.", effective_on=TODAY, **stage.signed
    )


def saves_a_new_core(stage: Stage) -> Act:
    core = CoreIndicator(
        appeal=stage.appeal, code="C1", order=1, title_en="Kiosks", unit_en="kiosks",
        measure="number", accumulation="sum",
    )  # fmt: skip
    return lambda: plan.keep_core(core=core, version=None, at=AT)


def saves_a_changed_core(stage: Stage) -> Act:
    core = make_core(appeal=stage.appeal)
    core.title_en = "Kiosks"
    return lambda: plan.keep_core(core=core, version=1, at=AT)


def states_an_overlap(stage: Stage) -> Act:
    core = make_core(appeal=stage.appeal, is_people=True)
    statement = OverlapStatement(core=core, method="sum", effective_on=TODAY, reason="So.")
    return lambda: actions.state_overlap(statement=statement, version=None, **stage.signed)


def continues(stage: Stage) -> Act:
    earlier = make_activity(appeal=make_appeal(year=2019))
    version = stage.activity.version
    return lambda: plan.continue_row(row=stage.activity, of=earlier, version=version, at=AT)


CASES: dict[str, tuple[Case, ...]] = {
    "continue_row": (continues,),
    "keep_activity": (keeps_a_new_activity, keeps_a_changed_activity),
    "allocate_evenly": (allocates_evenly,),
    "set_allocation": (sets_a_new_allocation, sets_a_changed_allocation),
    "set_allocations": (sets_allocations,),
    "publish_appeal": (publishes,),
    "add_office": (adds_an_office,),
    "keep_appeal": (begins_an_appeal, changes_a_draft_appeal),
    "copy_appeal": (copies_an_appeal,),
    "keep_offices": (keeps_offices,),
    "keep_table": (keeps_the_table,),
    "keep_priority": (keeps_a_new_priority, keeps_a_changed_priority),
    "remove_priority": (removes_a_priority,),
    "keep_section": (keeps_a_section,),
    "discard_draft": (discards_a_draft,),
    "discard_office": (discards_an_office,),
    "publish_with_periods": (publishes_with_periods,),
    "merge_partners": (merges_partners,),
    "remove": (removes_with_parts,),
    "revise_requirement": (revises,),
    "reverse_revision": (reverses_a_revision,),
    "add_comment": (comments,),
    "resolve_thread": (resolves,),
    "copy_activity": (copies,),
    "invite_person": (invites,),
    "keep_person": (keeps_a_person,),
    "give_role": (gives_a_role,),
    "change_role": (changes_a_role,),
    "confirm_roles": (confirms_roles,),
    "tell_address_before": (tells_the_address_before,),
    "note_sessions_ended": (notes_that_sessions_ended,),
    "hold_activity": (holds,),
    "phase_activity": (phases,),
    "carry_milestone": (carries_a_milestone,),
    "keep_milestone": (keeps_a_new_milestone, keeps_a_changed_milestone),
    "keep_indicator": (keeps_a_new_indicator, keeps_a_changed_indicator),
    "withdraw_comment": (takes_a_comment_back,),
    "send_again": (sends_a_mail_again,),
    "read_notices": (reads_notices,),
    "remind_office": (reminds_an_office,),
    "record_flow": (records_a_flow,),
    "reverse_flow": (reverses_a_flow,),
    "assign_contribution": (assigns,),
    "keep_terms": (keeps_terms,),
    "save_grant": (saves_a_grant,),
    "attribute_entry": (attributes_an_entry,),
    "attribute_entries": (attributes_several,),
    "reverse_assignment": (reverses_an_assignment,),
    "share_contribution": (shares,),
    "carry_commitment": (carries_over,),
    "save_contribution": (saves_a_new_contribution, saves_a_changed_contribution),
    "merge_donors": (merges_donors,),
    "attach_evidence": (attaches,),
    "withdraw_evidence": (withdraws_evidence,),
    "draft_transaction": (drafts, changes_a_draft),
    "draft_transactions": (drafts_several,),
    "discard_transaction": (discards,),
    "receive_export": (receives_an_export,),
    "read_export": (reads_an_export,),
    "draft_missing": (drafts_what_is_missing,),
    "correct_entries": (corrects_an_entry, corrects_a_draft),
    "explain_differences": (explains_a_difference,),
    "post_transaction": (posts,),
    "post_transactions": (posts_several,),
    "reverse_transaction": (reverses_an_entry,),
    "close_appeal": (closes,),
    "reopen_appeal": (reopens,),
    "lock_period": (locks,),
    "unlock_period": (unlocks,),
    "open_periods": (opens_periods,),
    "log_progress": (logs_a_first_line, logs_a_changed_line, logs_parts_that_fall),
    "log_lines": (logs_lines,),
    "keep_rate": (keeps_a_new_rate, keeps_a_changed_rate),
    "write_rate": (writes_a_new_rate, writes_a_changed_rate),
    "value_drafts": (values_drafts,),
    "remove_rate": (removes_a_rate,),
    "submit_report": (submits,),
    "approve_report": (approves,),
    "approve_reports": (approves_several,),
    "return_report": (returns,),
    "reopen_report": (reopens_a_report,),
    "take_back_report": (takes_back,),
    "write_narrative": (writes_a_narrative,),
    "save_risk": (saves_a_new_risk, saves_a_changed_risk),
    "remove_risk": (removes_a_risk,),
    "keep_core": (saves_a_new_core, saves_a_changed_core),
    "state_overlap": (states_an_overlap,),
    "override_status": (judges,),
    "ask_letter": (asks_for_a_letter,),
    "ask_reset": (asks_for_a_new_password,),
    "move_address": (moves_to_another_address,),
    "take_factors": (takes_a_second_step_away,),
    "lift_override": (takes_a_judgement_back,),
}
# A file is read whole before the transaction begins, so that nobody waits for a slow one.
READ_FIRST = {"attach_evidence", "receive_export"}


@pytest.fixture
def stage() -> Stage:
    return new_stage()


def new_stage() -> Stage:
    activity = make_activity(allocated=900)
    publish(activity.appeal)
    return Stage(Activity.objects.get(pk=activity.pk), make_user())


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    for each in pkgutil.iter_modules(package.__path__):
        yield import_module(f"{package.__name__}.{each.name}")


def test_every_action_has_a_case() -> None:
    taking_an_instant = {
        name
        for package in (plan, actions)
        for module in modules_of(package)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "at" in inspect.signature(function).parameters
    }

    assert taking_an_instant == CASES.keys()


def action_named(name: str) -> Callable[..., Any]:
    return next(
        getattr(module, name)
        for package in (plan, actions)
        for module in modules_of(package)
        if hasattr(module, name)
    )


def test_every_action_is_one() -> None:
    """But for the file, which is read before, and its neighbour is."""
    bare = {name for name in CASES if not hasattr(action_named(name), "__wrapped__")}

    assert bare == READ_FIRST


def versions_of(name: str) -> set[str]:
    """How an action calls what the person saw of the rows that it changes."""
    return {"version", "versions"} & inspect.signature(action_named(name)).parameters.keys()


# What is given a row that has versions and takes none, because it changes nothing of it.
CHANGING_NOTHING = {
    ("allocate_evenly", "appeal"), ("open_periods", "appeal"), ("keep_view", "appeal"),
    ("add_comment", "activity"), ("add_comment", "report"),
    ("draft_transactions", "entries"),  # these are new
    ("attribute_entry", "entry"),  # what is posted never changes
    # Nor do these, and of the grants nothing changes.
    ("attribute_entries", "entries"), ("attribute_entries", "grants"),
    ("reverse_transaction", "entry"),  # what is posted never changes
    ("log_lines", "updates"),  # each bears its own
    ("copy_appeal", "of"), ("copy_appeal", "appeal"),  # one is read, the other is new
    ("copy_activity", "of"), ("copy_activity", "activity"),  # one is read, the other is new
    # What is recorded or posted never changes, and of the other appeal nothing that is there.
    ("share_contribution", "contribution"), ("share_contribution", "appeal"),
    ("carry_commitment", "commitment"), ("carry_commitment", "activity"),
    ("carry_milestone", "milestone"), ("carry_milestone", "activity"),
    ("add_office", "appeal"),  # it is the last of whichever are there
}  # fmt: skip


def test_whatever_changes_a_stored_row_takes_the_version_that_was_seen_of_it() -> None:
    without = {
        (name, given)
        for package in (plan, actions)
        for module in modules_of(package)
        for name, act in inspect.getmembers(module, inspect.isfunction)
        if act.__module__ == module.__name__ and hasattr(act, "__wrapped__")
        for given, kind in get_type_hints(act).items()
        if given != "return" and has_versions(kind) and not name.startswith("_")
        if not versions_of(name)
    }

    assert without == CHANGING_NOTHING


def has_versions(kind: Any) -> bool:
    """Whether it is of rows that have versions, one or several; any row may be."""
    if get_args(kind):
        return any(has_versions(each) for each in get_args(kind))
    return kind is Any or (isinstance(kind, type) and issubclass(kind, Versioned))


@pytest.mark.once
@pytest.mark.parametrize("action", [name for name in CASES if versions_of(name)])
def test_another_version_than_the_stored_one_is_refused(
    stage: Stage, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The last case of each is about a row that is stored.
    act = CASES[action][-1](stage)
    (name,) = versions_of(action)
    asked, before = action_named(action), everything()
    stale: Any = -1 if name == "version" else defaultdict(lambda: -1)
    for module in (plan, actions, rates, statuses):
        given = lambda **given: asked(**given | {name: stale})  # noqa: E731
        monkeypatch.setattr(module, action, given, raising=False)

    with pytest.raises((StaleVersion, actions.SeveralRefused)) as refusal:
        act()

    assert "Somebody else changed this" in str(refusal.value)
    assert everything() == before


@pytest.mark.parametrize(
    ("action", "case"),
    [(action, case) for action, cases in CASES.items() for case in cases],
    ids=[case.__name__ for cases in CASES.values() for case in cases],
)
def test_what_an_action_writes_is_one_thing_and_bears_its_instant_and_its_person(
    stage: Stage, action: str, case: Case
) -> None:
    act = case(stage)
    before = everything()
    known = {value for values in before.values() for value in instants(values)}

    with all_in_one(of_writes_only=action in READ_FIRST):
        act()

    # Of what names nobody, the person is whoever is signed in: here nobody.
    signer = stage.by.pk if "by" in inspect.signature(action_named(action)).parameters else None
    written = [row for row in everything().items() if row not in before.items()]
    assert written
    assert any(AT in instants(values) for _row, values in written)
    for (model, _pk), values in written:
        # A copy keeps the instants of its original.
        assert instants(values) <= known | {AT}, (model, values)
        if hasattr(model, "history_date"):
            assert values["history_date"] == AT, (model, values)
            assert values["history_user_id"] == signer, (model, values)


@pytest.mark.parametrize("done", [check_upload, apply_upload, recheck_upload, discard_upload])
def test_what_is_done_to_an_upload_is_one_thing(stage: Stage, done: Callable[..., Upload]) -> None:
    manager = make_membership(role="manager", region=stage.appeal.region).user
    file = SimpleUploadedFile("rates.csv", b"currency,effective_on,rate\nGTQ,2020-03-01,7.70\n")
    upload = receive_upload(file=file, appeal=stage.appeal, by=manager, at=AT)
    if done is check_upload:
        # As a long file is whose first rows are judged.
        upload.upload_rows.update(outcome="")
        Upload.objects.update(state=Upload.State.READ)

    with all_in_one():
        done(upload=upload, at=AT)


def test_everything_done_to_an_upload_has_a_case() -> None:
    done = {
        name
        for name, function in inspect.getmembers(uploads.actions, inspect.isfunction)
        if not name.startswith("_") and "upload" in inspect.signature(function).parameters
    }

    assert done == {"check_upload", "apply_upload", "recheck_upload", "discard_upload"}


@contextmanager
def all_in_one(*, of_writes_only: bool = False) -> Iterator[None]:
    """Whatever is written meanwhile is written in one transaction: all of it stays, or nothing.

    What is read for it is read in there too, or somebody could change it in between.
    """
    outer, inner = len(connection.savepoint_ids), set()

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        is_write = sql.startswith(("INSERT", "UPDATE", "DELETE"))
        if is_write or not (of_writes_only or "SAVEPOINT" in sql):
            inner.add((*connection.savepoint_ids, None)[outer])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield
    assert len(inner) == 1
    assert None not in inner


def everything() -> dict[tuple[type[models.Model], Any], dict[str, Any]]:
    """Every row of both apps and of their change logs, by its table and key."""
    tables = [
        model for app in ("appeal", "tracking") for model in apps.get_app_config(app).get_models()
    ]
    return {
        (model, row[model._meta.pk.attname]): row
        for model in tables
        for row in model._base_manager.values()
    }


def instants(values: dict[str, Any]) -> set[datetime]:
    return {value for value in values.values() if isinstance(value, datetime)}
