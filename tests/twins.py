"""Appeals alike in every row, to stand beside the one that is looked at."""

from datetime import date
from typing import Any

from django.db.models import Model

from appeal.models import Appeal, Heading, Office, Partner, User
from tests.factories import (
    make_achievement,
    make_activity,
    make_actual,
    make_appeal,
    make_assignment,
    make_cell,
    make_contribution,
    make_evidence,
    make_explained,
    make_export,
    make_flow,
    make_indicator,
    make_milestone,
    make_office,
    make_period,
    make_priority,
    make_region,
    make_risk,
    make_section,
    make_transaction,
    make_update,
    make_upload,
    move,
    publish,
)
from tests.guarded.scenes import NOON, lock, make_comment, make_override, make_revision
from tracking.access import WAYS
from tracking.models import Donor, Download, SavedView

WORD = "Zebra"
# What only a draft says.
DRAFTED = "Okapi"


def furnish(appeal: Appeal, office: Office, heading: Heading, person: User) -> None:
    """Rows of every kind, each of which says the word that is searched for."""
    make_section(appeal=appeal, office=office)
    cell = make_cell(appeal=appeal, office=office, heading=heading, amount=9000)
    priority = make_priority(
        appeal=appeal, office=office, headings=[heading], code=f"{office.code}-1",
        title_en=f"{WORD} priority",
    )  # fmt: skip
    activity = make_activity(
        priority=priority, cell=cell, code=f"{priority.code}.1", allocated=4000,
        own_title=f"{WORD} activity",
    )  # fmt: skip
    activity.partners.add(Partner.objects.order_by("pk")[0])
    first, second = (make_period(appeal=appeal, quarter=number) for number in (1, 2))
    publish(appeal)
    milestone = make_milestone(activity=activity, title=f"{WORD} milestone")
    late = make_milestone(activity=activity, title=f"{WORD} late", due_on=date(2020, 2, 1))
    indicator = make_indicator(
        activity=activity, title_en=f"{WORD} crossings", targets={date(2020, 3, 31): 20}
    )
    line = make_update(activity=activity, period=first, narrative=f"{WORD} seen.", percent=30)
    make_achievement(milestone=milestone, update=line)
    make_actual(indicator=indicator, update=line)
    move(line.report, "approved")
    make_comment(activity=activity, body=f"{WORD}?")
    make_comment(activity=None, report=line.report, body=f"{WORD}!")
    begun = make_update(activity=activity, period=second, narrative=f"{WORD} coming.").report
    type(begun).objects.filter(pk=begun.pk).update(highlights=f"{WORD} here")
    move(begun, "submitted")
    paid: dict[str, Any] = {"activity": activity, "cell": cell, "counterpart": f"{WORD} Ltd"}
    posted = make_transaction(posted=True, **paid)
    make_transaction(kind="commitment", posted=True, amount=500, **paid)
    make_transaction(amount=70, currency="GTQ", usd_amount=None, **paid)
    make_evidence(transaction=posted, title=f"{WORD} invoice")
    make_evidence(milestone=late, title=f"{WORD} minutes")
    make_risk(activity=activity, what=f"{WORD} strays.")
    make_override(activity=activity, reason=f"{WORD} counted.")
    make_revision(cell=cell, amount=9500, reason=f"{WORD} added.")
    donor = Donor.objects.order_by("pk")[0]
    given = make_contribution(appeal=appeal, donor=donor, office=office, note=f"{WORD} fund")
    make_flow(contribution=given, amount=800)
    make_flow(contribution=given, kind="receipt", amount=300)
    make_assignment(contribution=given, office=office, heading=heading)
    make_contribution(appeal=appeal, donor=donor, reference=f"{WORD} 1", committed=55)
    make_upload(appeal=appeal, office=office, period=first, uploaded_by=person)
    export = make_export(appeal=appeal, office=office, file_name=f"{WORD}.csv", uploaded_by=person)
    make_explained(export=export, reason=f"{WORD} came late.", by=person)
    SavedView.objects.create(
        user=person, appeal=appeal, page="activity_list", name=f"{WORD} view", query="q=x"
    )
    Download.objects.create(appeal=appeal, workbook="R3", query="", by=person, at=NOON)
    lock(first)


def make_others(office: Office, person: User) -> None:
    """A twin in the same region, of the same office; and one elsewhere."""
    heading = Heading.objects.get(code="O1")
    shared = heading.framework
    beside = make_appeal(region=office.region, framework=shared, code="TWIN-A")
    furnish(beside, office, heading, person)
    away = make_office(region=make_region())
    elsewhere = make_appeal(region=away.region, framework=shared, code="TWIN-B")
    furnish(elsewhere, away, heading, person)


def make_draft(office: Office) -> Appeal:
    """A draft in the office's region, which says a word of its own in everything a draft has."""
    heading = Heading.objects.get(code="O1")
    draft = make_appeal(
        region=office.region, framework=heading.framework, code="TWIN-D",
        title_en=f"{DRAFTED} appeal", table_title_en=f"{DRAFTED} table", source_name=DRAFTED,
    )  # fmt: skip
    make_section(appeal=draft, office=office, summary_en=f"{DRAFTED} summary")
    cell = make_cell(appeal=draft, office=office, heading=heading, amount=7000)
    priority = make_priority(
        appeal=draft, office=office, headings=[heading], code=f"{office.code}-1",
        title_en=f"{DRAFTED} priority",
    )  # fmt: skip
    activity = make_activity(
        priority=priority, cell=cell, code=f"{priority.code}.1", allocated=4000,
        own_title=f"{DRAFTED} activity",
    )  # fmt: skip
    make_milestone(activity=activity, title=f"{DRAFTED} milestone")
    make_indicator(activity=activity, title_en=f"{DRAFTED} crossings")
    return draft


def rows_of(*, others: bool) -> dict[str, list[tuple]]:
    """Every row of the appeals that are not the 2020 one, or of it, as it is stored."""
    own = Appeal.objects.filter(code="MI2020-CNAC")
    appeals = Appeal.objects.exclude(pk__in=own) if others else own
    return {
        model.__name__: sorted(_rows(model, appeals).values_list("pk", *_columns(model)), key=str)
        for model in WAYS
    }


def _rows(model: type[Model], appeals: Any) -> Any:
    way = WAYS[model]
    if way.asked_by or way.appeal == "id":
        return way.within(model._default_manager.all(), appeals)
    return model._default_manager.filter(**{f"{way.appeal}__in": appeals})


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
