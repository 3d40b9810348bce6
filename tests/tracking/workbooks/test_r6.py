"""R6: what is counted decides its rows; each kind has a total of its own; the past stays itself."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from appeal.base.excel import Sheet
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal, Office, User
from tests.factories import (
    make_attribution,
    make_contribution,
    make_donor,
    make_evidence,
    make_transaction,
    make_user,
    undo,
)
from tests.tracking.browsing import activity_of
from tests.workbooks import make_asked
from tracking.models import Transaction
from tracking.workbooks import WORKBOOKS

Kind = Transaction.Kind
APRIL, JUNE, JULY = (datetime(2020, month, 10, 15, tzinfo=UTC) for month in (4, 6, 7))


@pytest.fixture
def moment() -> Any:
    """The change log dates each line by the clock."""
    with time_machine.travel(APRIL, tick=False) as traveller:
        yield traveller


def sheets(
    appeal: Appeal, include: str = Include.OFFICIAL, known_on: date | None = None
) -> tuple[Sheet, Sheet]:
    """Its two sheets for somebody of Guatemala, as at the end of the year."""
    own = Office.objects.filter(code="GT")
    end = appeal.end_of(known_on) if known_on else None
    viewpoint = Viewpoint(date(2020, 12, 31), include, own, known_on=known_on, known_at=end)
    asked = make_asked("R6", appeal, User.objects.get(username="reporter.gt"), viewpoint=viewpoint)
    return WORKBOOKS["R6"].build(asked).sheets


def entries(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {str(column.heading): column.value(row) for column in sheet.columns} for row in sheet.rows
    ]


def entry(**fields: Any) -> Transaction:
    return make_transaction(activity=activity_of("GT-1.1"), **fields)


pytestmark = pytest.mark.usefixtures("reporter_gt")


@pytest.mark.parametrize(
    ("include", "states"),
    [
        (Include.OFFICIAL, ["posted"]),
        (Include.SUBMITTED, ["posted"]),
        (Include.DRAFT, ["posted", "draft"]),
    ],
)
def test_what_is_counted_decides_whether_drafts_are_listed(
    mi2020: Appeal, include: str, states: list[str]
) -> None:
    entry(posted=True)
    entry(value_on=date(2020, 3, 14))
    make_transaction(activity=activity_of("HN-1.1"), note="Of Honduras")

    listed, _sums = sheets(mi2020, include)

    assert [str(row["State"]) for row in entries(listed)] == states


def test_each_kind_has_a_total_and_drafts_stand_apart_from_what_is_posted(mi2020: Appeal) -> None:
    contract = entry(posted=True, amount=1000, kind=Kind.COMMITMENT)
    of = {"against": contract, "cell": contract.cell}
    entry(posted=True, amount=300, kind=Kind.RELEASE, **of)
    entry(posted=True, amount=250, kind=Kind.DISBURSEMENT, **of)
    entry(amount=7, kind=Kind.EXPENDITURE)

    listed, sums = sheets(mi2020, Include.DRAFT)

    assert not listed.totals
    totals = {str(each.label): each.value for each in listed.subtotals}
    assert {label: usd for label, usd in totals.items() if usd} == {
        "commitment, posted": 1000,
        "release of a commitment, posted": -300,
        "disbursement, posted": 250,
        "expenditure, draft": 7,
    }
    assert dict(sums.totals) == {
        "commitment": 1000, "release": -300, "disbursement": 250, "expenditure": None,
    }  # fmt: skip
    assert sum(row["USD"] for row in entries(listed)) == Decimal(957)


def test_without_drafts_there_is_no_total_of_drafts(mi2020: Appeal) -> None:
    entry(amount=7)

    listed, _sums = sheets(mi2020)

    assert all("draft" not in str(each.label) for each in listed.subtotals)
    assert [each.value for each in listed.subtotals] == [0, 0, 0, 0]


def test_state_poster_reversal_amount_and_evidence_are_those_known_then(
    mi2020: Appeal, moment: Any
) -> None:
    poster = make_user(username="poster.june")
    original = entry(amount=70, entered_at=APRIL)
    moment.move_to(JUNE)
    original.amount = original.usd_amount = 90
    original.rate, original.posted_by, original.posted_at = 1, poster, JUNE
    original.save_over(
        original.version, ["amount", "usd_amount", "rate", "posted_by", "posted_at"], at=JUNE
    )
    make_evidence(transaction=original, added_at=JUNE)
    moment.move_to(JULY)
    entry(
        posted=True, amount=90, cell=original.cell, reverses=original,
        entered_at=JULY, posted_at=JULY,
    )  # fmt: skip
    moment.move_to(datetime(2020, 12, 31, tzinfo=UTC))

    def told(day: date, include: str = Include.DRAFT) -> list[tuple[Any, ...]]:
        names = ("State", "USD", "Posted by", "Evidence", "Reversed by")
        rows = entries(sheets(mi2020, include, day)[0])
        return [tuple(str(row[name]) for name in names) for row in rows]

    assert told(date(2020, 6, 9)) == [("draft", "70.00", "None", "0", "None")]
    assert told(date(2020, 6, 9), Include.OFFICIAL) == []
    for include in (Include.OFFICIAL, Include.DRAFT):
        assert told(date(2020, 7, 9), include) == [("posted", "90.00", "poster.june", "1", "None")]
    now = told(date(2020, 7, 10))
    assert [row[1] for row in now] == ["-90.00", "90.00"]
    assert now[1][4] != "None"


def test_who_pays_an_entry_is_named_as_known_then_each_with_its_part(
    mi2020: Appeal, moment: Any
) -> None:
    donor = make_donor(name="A donor")
    first, other = (
        make_contribution(appeal=mi2020, donor=donor, reference=code, committed=1000)
        for code in ("A-1", "B-2")
    )
    moment.move_to(JUNE)
    entry(note="free", posted=True, amount=50, entered_at=JUNE, posted_at=JUNE)
    split = entry(note="split", posted=True, amount=90, entered_at=JUNE, posted_at=JUNE)
    make_attribution(entry=split, receiver=first, usd=40, recorded_at=JUNE)
    entry(note="draft", amount=7, grant=first, entered_at=JUNE)
    undone = entry(note="undone", posted=True, amount=5, entered_at=JUNE, posted_at=JUNE)
    moment.move_to(JULY)
    make_attribution(
        entry=split, giver=first, receiver=other, usd=10, reason="So.", recorded_at=JULY
    )
    draft = Transaction.objects.get(note="draft")
    draft.grant = other
    draft.save_over(draft.version, ["grant"], at=JULY)
    undo(undone, entered_at=JULY, posted_at=JULY)
    moment.move_to(datetime(2020, 12, 31, tzinfo=UTC))

    def told(day: date | None = None) -> dict[str, str | None]:
        rows = entries(sheets(mi2020, Include.DRAFT, day)[0])
        return {row["Note"]: row["Paid by the grant"] for row in rows if row["Note"] in NOTES}

    assert told(date(2020, 7, 9)) == {
        "free": "unfunded yet", "split": "A donor A-1 40.00; unfunded yet 50.00",
        "draft": "A donor A-1", "undone": "unfunded yet",
    }  # fmt: skip
    assert told() == {
        "free": "unfunded yet", "split": "A donor A-1 30.00; A donor B-2 10.00; unfunded yet 50.00",
        "draft": "A donor B-2", "undone": None,
    }  # fmt: skip


NOTES = ("free", "split", "draft", "undone")


def test_its_sums_are_those_posted_by_then(mi2020: Appeal) -> None:
    entry(posted=True, amount=30)
    entry(posted=True, amount=500, posted_at=JUNE)

    before, after = (sheets(mi2020, known_on=date(2020, 6, day))[1] for day in (9, 10))

    assert (before.totals["expenditure"], after.totals["expenditure"]) == (30, 530)
    assert [row[1] for row in before.rows] == [{"expenditure": 30}]
