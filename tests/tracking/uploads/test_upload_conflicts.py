"""What a template showed and somebody changed since the download is nowhere overwritten."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.test import Client

from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    IndicatorTarget,
    Milestone,
    Office,
    Role,
    User,
)
from tests.factories import (
    make_achievement,
    make_actual,
    make_contribution,
    make_indicator,
    make_membership,
    make_milestone,
    make_rate,
    make_update,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, words
from tests.tracking.uploads.filling import decide, downloaded, filled_in, outcomes, uploaded
from tracking.models import (
    Contribution,
    ExchangeRate,
    IndicatorActual,
    MilestoneAchievement,
    ProgressUpdate,
    ReportingPeriod,
)
from tracking.uploads import TEMPLATES, UploadPlace

pytestmark = pytest.mark.once

Q1, GT = {"office": "GT", "period": "2020-Q1", "lang": "en"}, {"office": "GT", "lang": "en"}
DAY = date(2020, 3, 1)


class Meanwhile(NamedTuple):
    """What is typed into the first row of a sheet, and what somebody else saves meanwhile."""

    query: dict[str, str]
    column: str
    mine: Any
    prepare: Callable[[], Any]
    save: Callable[[], Any]
    stored: Callable[[], Any]
    theirs: Any


def save_over(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save_over(row.version, [*values])


def first_line() -> ProgressUpdate:
    """The line of the first activity, with one percentage, somebody else's."""
    first = ReportingPeriod.objects.get(appeal__code="MI2020-CNAC", code="2020-Q1")
    found = ProgressUpdate.objects.filter(activity=activity_of("GT-1.1")).first()
    return found or make_update(activity=activity_of("GT-1.1"), period=first, percent=20)


def allocation() -> Allocation:
    return Allocation.objects.get(activity__code="GT-1.1")


def nothing() -> None:
    """What is there already is enough."""


SHEETS: dict[tuple[str, str], Meanwhile] = {
    ("R12", "progress"): Meanwhile(
        Q1, "percent", 30, nothing, first_line,
        lambda: ProgressUpdate.objects.get().percent, 20,
    ),
    ("R12", "indicators"): Meanwhile(
        Q1, "value", 30, lambda: make_indicator(activity=activity_of("GT-1.1"), order=0),
        lambda: make_actual(
            indicator=activity_of("GT-1.1").indicators.get(order=0), update=first_line(), value=7
        ),
        lambda: IndicatorActual.objects.get().value, 7,
    ),
    ("R12", "milestones"): Meanwhile(
        Q1, "achieved_on", date(2020, 2, 2),
        lambda: make_milestone(activity=activity_of("GT-1.1"), order=0),
        lambda: make_achievement(
            milestone=Milestone.objects.get(order=0), update=first_line(), achieved_on=DAY
        ),
        lambda: MilestoneAchievement.objects.get().achieved_on, DAY,
    ),
    ("T2", "rates"): Meanwhile(
        {"lang": "en"}, "rate", 8, lambda: make_rate(rate=Decimal("7.7")),
        lambda: save_over(ExchangeRate.objects.get(), rate=Decimal("7.75")),
        lambda: ExchangeRate.objects.get().rate, Decimal("7.75"),
    ),
    ("T3", "contributions"): Meanwhile(
        {"lang": "en"}, "note", "Mine",
        lambda: make_contribution(appeal=Appeal.objects.get(code="MI2020-CNAC")),
        lambda: save_over(Contribution.objects.get(), note="Theirs"),
        lambda: Contribution.objects.get().note, "Theirs",
    ),
    ("T4", "activities"): Meanwhile(
        GT, "lead", "Mine", nothing,
        lambda: save_over(Activity.objects.get(code="GT-1.1"), lead="Theirs"),
        lambda: Activity.objects.get(code="GT-1.1").lead, "Theirs",
    ),
    ("T4", "allocations"): Meanwhile(
        GT, "amount", 5000, nothing, lambda: save_over(allocation(), amount=Decimal(7000)),
        lambda: allocation().amount, 7000,
    ),
    ("T5", "indicators"): Meanwhile(
        GT, "target_by_2020_03_31", 50,
        lambda: make_indicator(activity=activity_of("GT-1.1"), targets={date(2020, 3, 31): 10}),
        lambda: save_over(IndicatorTarget.objects.get(), value=Decimal(20)),
        lambda: IndicatorTarget.objects.get().value, 20,
    ),
    ("T5", "milestones"): Meanwhile(
        GT, "title", "Mine", lambda: make_milestone(activity=activity_of("GT-1.1")),
        lambda: save_over(Milestone.objects.get(), title="Theirs"),
        lambda: Milestone.objects.get().title, "Theirs",
    ),
}  # fmt: skip
# Each of their rows is a new one.
OF_NEW_ROWS = {("R12", "spend"), ("T1", "entries"), ("T3", "flows"), ("T3", "parts")}


@pytest.fixture
def client(mi2020: Appeal, guatemala: Office, manager_ro: User, signed_in: SignIn) -> Client:
    for role in (Role.REPORTER, Role.FINANCE):
        make_membership(user=manager_ro, role=role, office=guatemala)
    return signed_in(manager_ro)


def test_every_sheet_of_every_template_is_among_these(mi2020: Appeal, guatemala: Office) -> None:
    period = ReportingPeriod.objects.of(mi2020).get(code="2020-Q1")
    sheets = {
        (form.code, sheet)
        for form in TEMPLATES.values()
        if form.code in ("R12", "T1", "T2", "T3", "T4", "T5")
        for sheet in form.columns(mi2020, UploadPlace(guatemala, period))
    }

    assert sheets == SHEETS.keys() | OF_NEW_ROWS


@pytest.mark.parametrize(("code", "sheet"), SHEETS)
@pytest.mark.parametrize("when", ["before it is uploaded", "before it is applied"])
def test_what_was_changed_since_the_download_is_a_conflict_and_stays(
    client: Client, code: str, sheet: str, when: str
) -> None:
    each = SHEETS[code, sheet]
    each.prepare()
    content = filled_in(
        downloaded(client, code, **each.query), {(sheet, 0, each.column): each.mine}
    )
    if when == "before it is uploaded":
        each.save()
    upload = uploaded(client, content)
    if when == "before it is applied":
        assert outcomes(upload)[sheet, 0] in ("changed", "new")
        each.save()

    page = decide(client, upload)

    assert page.status_code == 409
    others = outcomes(upload)
    assert others.pop((sheet, 0)) == "conflict"
    assert {*others.values()} <= {"unchanged"}
    assert "changed" in words(page)
    assert each.stored() == each.theirs
