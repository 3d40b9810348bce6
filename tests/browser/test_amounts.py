"""A number is said again while it is typed, by the rule of the server."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from playwright.sync_api import expect

from appeal.base.number_fields import AmountField, NumberField
from appeal.models import User
from tests.browser.conftest import Visit, Visitor
from tracking.forms import RateField

pytestmark = pytest.mark.publication

ENTRY = "/appeals/MI2020-CNAC/activities/GT-1.1/transactions/new/"
RATE = "/appeals/MI2020-CNAC/rates/new/"
TYPED = (
    """
12,345|12.345|0,500|0.500|00,89|012,34|1,234,567|1.234.567,89|1 234 567,5|1\u202f234.5|1'234.50
1’234|.5|,25|Q 100|Q100.50|Q.100.50|Q.100|Q. 100|GTQ 100|100 gtq|100 Q|$10|$ 10 USD|US$10|C$10|€10
USD 10|XYZ 10|1e5|NaN|1.2.3|1,25,000|1250,000|1 250,500|1'250,000|abc|5 %|1_0|１２|9999999999999.99
12.505|1.|+5|7
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.fixture
def cast(
    transactional_db: None, reporter_gt: User, manager_ro: User, request: pytest.FixtureRequest
) -> None:
    """Committed, so that the server sees them; they read in the `language` of the test."""
    spec = getattr(request.node, "callspec", None)
    User.objects.update(language=spec.params.get("language", "en") if spec else "en")


def expected(field: NumberField, text: str) -> str:
    try:
        return f"= {field.said(field.clean(text))}"
    except ValidationError:
        return ""


def said(person: Visitor, field: str, text: str) -> str:
    person.page.fill(field, text)
    return person.page.locator(f"{field} ~ output.understood").text_content() or ""


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_an_amount_is_said_as_the_server_understands_it(
    cast: None, visit: Visit, language: str
) -> None:
    reporter = visit("reporter.gt")
    reporter.open(ENTRY)

    for currency in ("USD", "GTQ"):
        reporter.page.fill("#id_currency", currency)
        found = {text: said(reporter, "#id_amount", text) for text in TYPED}
        with translation.override(language):
            field = AmountField(currency=currency)
            assert found == {text: expected(field, text) for text in TYPED}


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_amount_that_cannot_be_saved_is_refused_in_the_sentence_of_the_server(
    cast: None, visit: Visit, language: str
) -> None:
    reporter = visit("reporter.gt")
    reporter.open(ENTRY)
    place = reporter.page.locator("#id_amount ~ output.understood")

    for text in ("12.345", "abc", "1.2,3", "-5", "0", "€10"):
        assert said(reporter, "#id_amount", text) in ("", "= USD 0.00")
        with translation.override(language), pytest.raises(ValidationError) as refused:
            AmountField(currency="USD").clean(text)
        with translation.override(language):
            expect(place).to_have_text(refused.value.messages[0])
        expect(place).to_have_class("understood error")
    reporter.page.fill("#id_amount", "5.5")
    expect(place).to_have_text("= USD 5.50")
    expect(place).to_have_class("understood")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_rate_is_said_as_strictly_as_it_is_read(cast: None, visit: Visit, language: str) -> None:
    manager = visit("manager.ro")
    manager.open(RATE)
    found = {text: said(manager, "#id_rate", text) for text in TYPED[:14]}

    with translation.override(language):
        assert found == {text: expected(RateField(), text) for text in TYPED[:14]}


def test_the_currency_that_is_changed_changes_what_is_said(cast: None, visit: Visit) -> None:
    reporter = visit("reporter.gt")
    reporter.open(ENTRY)

    assert said(reporter, "#id_amount", "12,345") == "= USD 12,345.00"
    reporter.page.fill("#id_currency", "gtq")
    assert reporter.page.locator("#id_amount ~ output").text_content() == "= GTQ 12,345.00"
    assert said(reporter, "#id_amount", "") == ""


@pytest.mark.parametrize("width", [1280, 360])
def test_the_desk_says_it_too(cast: None, visit: Visit, width: int) -> None:
    reporter = visit("reporter.gt", width=width)
    reporter.open("/appeals/MI2020-CNAC/")
    row = reporter.page.locator("details.quick-more", has=reporter.page.locator("[name=amount]"))
    row.first.locator("summary").click()

    row.first.locator("[name=amount]").fill("Q 12,345")
    row.first.locator("[name=currency]").fill("GTQ")

    assert row.first.locator("output.understood").inner_text() == "= GTQ 12,345.00"
    assert reporter.page.evaluate("document.documentElement.scrollWidth") <= width
