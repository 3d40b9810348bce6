"""The first sheet of a workbook: in what currency its figures are, and what they mean."""

import pytest

from appeal.base.excel import Book, Format, Sheet, write
from appeal.base.excel.banners import summary
from appeal.models import Appeal, User
from tests.factories import make_report
from tests.tracking.workbooks.asking import a_grant
from tests.workbooks import about, make_asked
from tracking.models import ReportingPeriod
from tracking.workbooks import TO_READ

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def built(code: str, appeal: Appeal, by: User) -> Book:
    period = ReportingPeriod.objects.of(appeal).order_by("starts_on").first()
    office = appeal.sections.order_by("order").first().office
    make_report(office=office, period=period, state="approved")
    asked = make_asked(code, appeal, by, period=period, office=office, grant=a_grant())
    return asked.workbook.build(asked)


@pytest.mark.parametrize("code", [book.code for book in TO_READ])
def test_a_workbook_of_amounts_names_their_currency(
    code: str, mi2020: Appeal, superuser: User
) -> None:
    book = built(code, mi2020, superuser)

    formats = {
        column.format
        for sheet in book.sheets
        if isinstance(sheet, Sheet)
        for column in sheet.columns
    }
    # That of R6 is not above its table, which has columns for the currencies of the entries.
    said = book.currency or dict(book.facts).get("Currency", "")
    has_amounts = bool(formats & {Format.MONEY, Format.CENTS})
    assert said == ("USD" if has_amounts else "")


@pytest.mark.parametrize("code", [book.code for book in TO_READ])
def test_no_name_is_explained_twice(code: str, mi2020: Appeal, superuser: User) -> None:
    book = built(code, mi2020, superuser)

    names = [str(entry.term) for entry in book.definitions]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("code", "counted"), [("R3", True), ("R14", False), ("R16", False)])
def test_it_says_what_counts_only_where_something_does_not(
    code: str, counted: bool, mi2020: Appeal, superuser: User
) -> None:
    book = built(code, mi2020, superuser)

    written = about(write(book))

    assert ("Included" in written) == counted
    assert ("approved and posted" in summary(book)) == counted
