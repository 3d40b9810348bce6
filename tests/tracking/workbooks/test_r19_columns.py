"""Every column, total and fact of a donor statement against the reference."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from appeal.models import Appeal
from tests.factories import make_cost_category, make_rate
from tests.tracking.reference import autumn, spring
from tests.tracking.reference.r19 import donor_statement
from tests.tracking.reference.raw import Raw
from tests.tracking.reference.teller import Teller
from tests.tracking.reference.year import CHAPTERS, tell
from tests.tracking.workbooks.comparing import compare, title_of
from tests.tracking.workbooks.test_every_column import MOMENTS, READERS, questions
from tracking import actions
from tracking.models import Contribution, Payer, Transaction

pytestmark = [pytest.mark.publication, pytest.mark.django_db]


def june(year: Teller) -> None:
    """One grant is reported in euros by category, the other in a third currency."""
    spring.june(year)
    whole = year.made.open
    staff = make_cost_category(contribution=whole, title="Staff", budget=300)
    make_cost_category(contribution=whole, title="Travel", order=1)
    year.change(whole, starts_on=date(2020, 1, 31), overhead_rate=Decimal("3.3"))
    year.change(year.made.for_gt, reporting_currency="GTQ")
    make_rate(currency="GTQ", effective_on=date(2020, 6, 1), rate=8)
    under(year, year.made.small, "0.04", Payer(whole), Payer(whole, staff))


def august(year: Teller) -> None:
    autumn.august(year)
    whole = year.made.open
    staff, travel = whole.categories.order_by("order")
    year.change(whole, ends_on=date(2020, 9, 10))
    make_rate(currency="GTQ", effective_on=date(2020, 7, 1), rate=9)
    staff.budget = Decimal(250)
    staff.save()
    under(year, year.made.contract, 20, Payer(whole), Payer(whole, travel))
    under(year, year.made.small, "0.01", Payer(whole), Payer(whole, travel))


def under(year: Teller, entry: Transaction, usd: Any, giver: Payer, receiver: Payer) -> None:
    actions.attribute_entry(
        entry=entry, giver=giver, receiver=receiver, usd=Decimal(usd), reason="So.",
        by=year.people.finance, at=year.at,
    )  # fmt: skip


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Teller]:
    """The eventful year with more of its grants, told once; the tests here only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield tell(Appeal.objects.get(code="MI2020-CNAC"), CHAPTERS | {6: june, 8: august})
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def raw(year: Teller) -> Raw:
    return Raw()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("reader", ["viewer", "reporter"])
def test_every_column_of_a_statement_is_as_the_reference_has_it(
    reader: str, moment: str, year: Teller, raw: Raw
) -> None:
    told = 0
    for made in (year.made.for_gt, year.made.open, year.made.under_o1):
        grant = Contribution.objects.with_names().get(pk=made.pk)
        asked, seen = questions(
            "R19", READERS[reader], moment, year, raw, office="", period="", grant=grant
        )

        sheets = asked.build().sheets

        expected = donor_statement(seen, grant.pk)
        assert [title_of(sheet) for sheet in sheets] == [title for title, _wanted in expected]
        for sheet, (_title, wanted) in zip(sheets, expected, strict=True):
            compare(sheet, wanted)
            told += len(getattr(wanted, "rows", ()))
    assert told > 20
