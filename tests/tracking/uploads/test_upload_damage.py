"""Every cell of every template, damaged in every way: told at that cell, with all the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from appeal.base.excel import InputCell, Kind
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Indicator,
    IndicatorTarget,
    Milestone,
    Office,
    Role,
    User,
)
from tests.factories import (
    make_activity,
    make_appeal,
    make_cell,
    make_contribution,
    make_indicator,
    make_membership,
    make_milestone,
    publish,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of
from tests.tracking.uploads.filling import (
    Cell,
    Fault,
    Formula,
    decide,
    downloaded,
    filled_in,
    place,
    told,
    uploaded,
)
from tests.workbooks import opened
from tracking.models import (
    Contribution,
    ExchangeRate,
    Flow,
    IndicatorActual,
    MilestoneAchievement,
    ProgressUpdate,
    Transaction,
    Upload,
)
from tracking.uploads import TEMPLATES, UploadPlace

pytestmark = pytest.mark.once

KEPT = (
    Transaction, ExchangeRate, Contribution, Flow, Activity, Allocation, ProgressUpdate,
    IndicatorActual, MilestoneAchievement, Indicator, IndicatorTarget, Milestone,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A sheet of a template: a right row of a number, and the columns that it cannot do without."""

    code: str
    sheet: str
    right: Callable[[int], dict[str, Any]]
    needed: tuple[str, ...] = ()
    first: int = 0
    rows: int = 200
    query: Mapping[str, str] | None = None
    left_out: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.code} {self.sheet}"


GT = {"office": "GT"}
Q1 = {"office": "GT", "period": "2020-Q1"}
VOUCHER = {
    "value_on": date(2020, 2, 3), "activity": "GT-1.1", "cell": "O1", "kind": "expenditure",
    "currency": "USD", "amount": 100, "counterpart": "Someone", "reference": "V-1",
    "note": "A note", "late_reason": "A reason",
}  # fmt: skip
MONEY = ("value_on", "activity", "cell", "kind", "amount")
DAYS = ("starts_on", "ends_on")
CASES = [
    Case("T1", "entries", lambda _n: VOUCHER, MONEY, query=GT),
    Case(
        "T2",
        "rates",
        lambda n: {
            "currency": "GTQ", "effective_on": date(2020, 1, 1) + timedelta(n), "rate": 7.7,
            "source": "A bank",
        },
        ("currency", "effective_on", "rate"),
    ),
    Case(
        "T3",
        "contributions",
        lambda n: {
            "reference": f"AG-{n}", "donor": f"Donor {n}", "new_donor_kind": "government",
            "currency": "USD", "office": "GT", "heading": "O1", "note": "A note",
            "project_code": f"LM.{n}", "starts_on": date(2020, 1, 1), "ends_on": date(2020, 6, 30),
            "extended_to": date(2020, 9, 30), "reporting_currency": "EUR", "overhead_rate": 7.5,
            "earmarking": "tightly",
        },
        ("reference", "donor", "new_donor_kind"),
        first=1,
    ),
    Case(
        "T3",
        "flows",
        lambda _n: {
            "contribution": "KNOWN", "kind": "receipt", "value_on": date(2020, 2, 3),
            "amount": 10, "note": "A note",
        },
        ("contribution", "kind", "value_on", "amount"),
    ),
    Case(
        "T3",
        "parts",
        lambda _n: {
            "contribution": "SHARED", "office": "GT", "heading": "O1", "appeal": "NEXT",
            "amount": 1, "effective_on": date(2020, 2, 3), "reason": "A reason",
        },
        ("contribution", "appeal", "amount", "effective_on", "reason"),
    ),
    Case(
        "T4",
        "activities",
        lambda n: {
            "priority": "GT-1", "own_title": f"Activity {n}", "lead": "Somebody",
            "starts_on": date(2020, 2, 1), "ends_on": date(2020, 6, 30), "hold": "suspended",
            "reason": "No staff", "description": "What it is about",
        },
        ("priority", "reason"),
        first=7,
        query=GT,
    ),
    Case(
        "T4",
        "allocations",
        lambda n: {
            "activity": f"GT-1.{n + 2}", "heading": "O1", "amount": 1, "confirmed": "yes",
        },
        ("activity", "heading", "amount"),
        first=7,
        query=GT,
    ),
    Case(
        "T5",
        "indicators",
        lambda n: {
            "activity": "GT-1.1", "title_en": f"Result {n}", "title_es": "Resultado",
            "title_fr": "Résultat", "unit_en": "people", "unit_es": "personas",
            "unit_fr": "personnes", "measure": "number", "direction": "up",
            "accumulation": "sum", "baseline": 1, "target": 10, "target_by_2020_03_31": 5,
            "by_sex": "yes", "means_of_verification": "A register",
        },
        ("activity", "measure", "direction", "accumulation"),
        query=GT,
    ),
    Case(
        "T5",
        "milestones",
        lambda n: {
            "activity": "GT-1.1", "title": f"Milestone {n}", "due_on": date(2020, 2, 3),
        },
        ("activity", "title", "due_on"),
        query=GT,
    ),
    Case(
        "R12",
        "progress",
        lambda _n: {
            "percent": 40, "status": "ongoing", "narrative": "Text", "issues": "Text",
            "next_steps": "Text", "reason": "Text",
        },
        query=Q1,
        rows=7,
    ),
    Case(
        "R12",
        "indicators",
        lambda _n: {
            "value": 10, "comment": "Text", "sex_female": 4, "age_group_5-17": 2,
            "disability_with": 1,
            "nationality": "HN 3",
        },
        query=Q1,
        rows=100,
    ),
    Case("R12", "milestones", lambda _n: {"achieved_on": date(2020, 2, 3)}, query=Q1, rows=8),
    Case("R12", "spend", lambda _n: VOUCHER, MONEY, query=Q1),
]  # fmt: skip
WRONG: dict[Kind, list[Any]] = {
    Kind.TEXT: [],
    Kind.DAY: ["soon", "2020-02-30", True],
    Kind.CHOICE: ["none of these", 12.5],
    Kind.WHOLE: ["many", 12.5, date(2020, 2, 3)],
    Kind.PERCENT: ["many", 7.555, "1.234", date(2020, 2, 3), True],
    Kind.AMOUNT: ["many", 1.005, "1.234", 1e15, True],
    Kind.QUANTITY: ["many", 1.00005, "1.234", 1e15, date(2020, 2, 3)],
    Kind.RATE: ["many", 0.0000001, "3.765", 1e15],
}


def damages(name: str, entry: InputCell) -> list[Any]:
    """Values that a cell cannot hold."""
    wrong = [Formula("=1+1"), Fault("#N/A"), *WRONG[entry.kind]]
    if entry.longest:
        wrong.append("x" * (entry.longest + 1))
    if entry.least is not None:
        wrong.append(float(entry.least) - 1)
    if entry.most is not None and entry.most < Decimal(10) ** 12:
        wrong.append(float(entry.most) + 1)
    return [*wrong, "XXQ"] if name.endswith("currency") else wrong


def share(appeal: Appeal, office: Office) -> None:
    """A contribution to a requirement line, and another appeal with the same line."""
    heading = appeal.framework.headings.get(code="O1")
    other = make_appeal(region=appeal.region, framework=appeal.framework, code="NEXT")
    make_cell(appeal=other, office=office, heading=heading)
    publish(other)
    make_contribution(
        appeal=appeal, reference="SHARED", committed=10**6, office=office, heading=heading
    )


@pytest.fixture
def client(
    mi2020: Appeal, guatemala: Office, manager_ro: User, signed_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> Client:  # fmt: skip
    """Of a person who may fill in every template, in a plan with enough to fill in."""
    for role in (Role.REPORTER, Role.FINANCE):
        make_membership(user=manager_ro, role=role, office=guatemala)
    for form in TEMPLATES.values():
        monkeypatch.setattr(form, "spare", 120)
    make_contribution(appeal=mi2020, reference="KNOWN", currency="USD")
    share(mi2020, guatemala)
    return signed_in(manager_ro)


def prepared(case: Case) -> None:
    """What the sheet of a case is about: activities without money, indicators, milestones."""
    first = activity_of("GT-1.1")
    if case.sheet == "allocations":
        for number in range(40):
            make_activity(priority=first.priority, code=f"GT-1.{number + 2}", order=number + 2)
    elif (case.code, case.sheet) == ("R12", "indicators"):
        for number in range(100):
            make_indicator(activity=first, order=number + 1, by_sex=True)
    elif (case.code, case.sheet) == ("R12", "milestones"):
        for number in range(8):
            make_milestone(activity=first, order=number + 1)


def entries_of(case: Case, appeal: Appeal, office: Office) -> dict[str, InputCell]:
    columns = TEMPLATES[case.code].columns(appeal, UploadPlace(office))[case.sheet]
    known = case.right(0)
    return {
        each.name: each.input_cell for each in columns if each.input_cell and each.name in known
    }


def counted() -> list[int]:
    return [model._default_manager.count() for model in KEPT]


def filled(case: Case, content: bytes, rows: list[dict[str, Any]]) -> bytes:
    cells: dict[Cell, Any] = {
        (case.sheet, case.first + number, name): value
        for number, row in enumerate(rows)
        for name, value in row.items()
    }
    if case.sheet == "allocations":  # Something must be left in the cell to draw.
        largest = Allocation.objects.filter(activity__code="GT-1.1").get()
        cells[case.sheet, 0, "amount"] = largest.amount - 1000
    return filled_in(content, cells)


def said_of(upload: Upload, case: Case, content: bytes, rows: int) -> list[list[str]]:
    """The cells at which each of the filled rows is told that something is wrong."""
    _page, first, _columns = place(opened(content), case.sheet)
    found = {row.number: row for row in upload.upload_rows.filter(sheet=case.sheet)}
    return [
        [each.at for each in told(found[first + case.first + number]).problems]
        for number in range(rows)
    ]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_damage_is_told_at_its_own_cell_with_all_others(
    client: Client, mi2020: Appeal, guatemala: Office, case: Case
) -> None:
    prepared(case)
    entries = entries_of(case, mi2020, guatemala)
    every = [(name, value) for name, entry in entries.items() for value in damages(name, entry)]
    every += [(name, value) for name in case.needed for value in (None, "CLEAR")]
    content = downloaded(client, case.code, lang="en", **(case.query or {}))
    _page, first, columns = place(opened(content), case.sheet)
    before = counted()

    while every:
        now, every = every[: case.rows - 1], every[case.rows - 1 :]
        rows = [case.right(n) | {name: value} for n, (name, value) in enumerate(now)]
        rows.append(case.right(len(rows)))
        upload = uploaded(client, filled(case, content, rows))

        page, first, columns = place(opened(content), case.sheet)
        expected = [
            [page.cell(first + case.first + n, columns[name]).coordinate]
            for n, (name, _value) in enumerate(now)
        ]
        said = said_of(upload, case, content, len(rows))
        assert dict(zip(map(str, now), said[:-1], strict=True)) == dict(
            zip(map(str, now), expected, strict=True)
        )
        assert said[-1] == []
        assert decide(client, upload).status_code == 409
        assert counted() == before


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_row_that_is_wrong_everywhere_is_told_everywhere(
    client: Client, mi2020: Appeal, guatemala: Office, case: Case
) -> None:
    prepared(case)
    wrong = {
        name: damages(name, entry)[-1]
        for name, entry in entries_of(case, mi2020, guatemala).items()
    }
    content = downloaded(client, case.code, lang="en", **(case.query or {}))
    page, first, columns = place(opened(content), case.sheet)

    upload = uploaded(client, filled(case, content, [wrong]))

    (said,) = said_of(upload, case, content, 1)
    expected = {page.cell(first + case.first, columns[name]).coordinate for name in wrong}
    assert set(said) == expected
    assert len(said) == len(wrong)
