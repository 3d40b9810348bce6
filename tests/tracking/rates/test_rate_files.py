"""Published lists of rates: read as they are, previewed, applied whole, each line named."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.base.actions import Door
from appeal.models import Appeal, User
from tests.factories import make_rate, make_transaction
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, complaints, filled, words
from tests.tracking.uploads.filling import decide, downloaded, filled_in, send, uploaded
from tracking.models import ExchangeRate, Upload, UploadRow

pytestmark = pytest.mark.person("manager_ro")


HEAD = "currency,effective_on,rate\n"
GTQ, HNL = ("GTQ", date(2020, 3, 1), Decimal("7.70")), ("HNL", date(2020, 3, 1), Decimal("24.85"))


def sent(client: Client, content: str | bytes, name: str = "rates.csv") -> Any:
    return send(client, content.encode() if isinstance(content, str) else content, name)


def read(client: Client, content: str | bytes) -> Upload:
    return uploaded(client, content.encode() if isinstance(content, str) else content)


def applied(client: Client, content: str | bytes) -> Upload:
    upload = read(client, content)
    assert decide(client, upload).status_code == 302
    upload.refresh_from_db()
    assert upload.state == Upload.State.APPLIED
    return upload


def kept() -> list[tuple[str, date, Decimal]]:
    rows = ExchangeRate.objects.order_by("effective_on", "currency")
    return list(rows.values_list("currency", "effective_on", "rate"))


def lines(upload: Upload) -> dict[int, str]:
    """The outcome of each line by its number."""
    return {row.number: str(row.outcome) for row in upload.upload_rows.in_order()}


def preview(client: Client, upload: Upload) -> str:
    return words(client.get(at("upload_detail", upload.pk)))


def un_xml(*rates: tuple[str, str, str], head: str = "", more: int = 0) -> str:
    """As the United Nations publish them, with so many more elements a rate."""
    others = "".join(f"<more{number}/>" for number in range(more))
    elements = "".join(
        f"\n\t<UN_OPERATIONAL_RATES>\n\t\t<abbrv_name>A country</abbrv_name>"
        f"<name>A currency</name><f_curr_code>{code}</f_curr_code>"
        f"<eff_date>{day}</eff_date><rate>{rate}</rate>{others}</UN_OPERATIONAL_RATES>"
        for code, day, rate in rates
    )
    return f"{head}<UN_OPERATIONAL_RATES_DATASET>{elements}</UN_OPERATIONAL_RATES_DATASET>"


# The one way in


def test_a_list_is_previewed_and_then_kept_with_its_file_and_history(
    client: Client, manager_ro: User
) -> None:
    content = HEAD + "GTQ,2020-03-01,7.70\nHNL,2020-03-01,24.85\n"

    upload = read(client, content)

    assert (upload.kind, lines(upload)) == ("T2.csv", {2: "new", 3: "new"})
    assert kept() == []
    shown = preview(client, upload)
    assert "Line 2 GTQ 1 Mar 2020 new" in shown
    assert "Units per USD: 7.70" in shown

    assert decide(client, upload).status_code == 302

    assert kept() == [GTQ, HNL]
    rate = ExchangeRate.objects.get(currency="GTQ")
    logged = rate.history.get()
    assert (rate.source, logged.door) == ("UN operational rate", Door.UPLOAD)
    assert logged.history_user == manager_ro
    stored = client.get(at("upload_file", upload.pk))
    assert b"".join(stored.streaming_content).decode() == content


def test_the_same_file_twice_changes_nothing(client: Client) -> None:
    content = HEAD + "GTQ,2020-03-01,7.70\n"
    applied(client, content)

    again = applied(client, content)

    assert lines(again) == {2: "unchanged"}
    assert ExchangeRate.objects.get().history.count() == 1


@pytest.mark.once
@pytest.mark.parametrize("between", ["", ",,,", " , ,,", ",,,Central America"])
def test_a_line_without_a_word_for_us_is_passed_over(client: Client, between: str) -> None:
    upload = read(
        client, f"{HEAD.strip()},note\nGTQ,2020-03-01,7.70,\n{between}\nHNL,2020-03-01,24.85,\n"
    )

    assert lines(upload) == {2: "new", 4: "new"}


def test_a_file_that_was_applied_does_not_take_back_a_later_correction(client: Client) -> None:
    content = HEAD + "GTQ,2020-03-01,7.70\n"
    applied(client, content)
    ExchangeRate.objects.update(rate=Decimal("7.75"))

    assert lines(read(client, content)) == {2: "unchanged"}
    assert ExchangeRate.objects.get().rate == Decimal("7.75")


def test_what_is_kept_already_stays_and_another_rate_of_it_is_a_conflict(client: Client) -> None:
    make_rate(source="A bank")
    make_rate(currency="BZD", rate=2)

    same = applied(client, HEAD + "GTQ,2020-03-01,7.7\nHNL,2020-03-01,24.85\n")
    other = read(client, HEAD + "BZD,2020-03-01,2.01\nDOP,2020-03-01,54\n")

    assert lines(same) == {2: "unchanged", 3: "new"}
    assert ExchangeRate.objects.get(currency="GTQ").source == "A bank"
    assert lines(other) == {2: "conflict", 3: "new"}
    assert (
        "Line 2, Units per USD: BZD 1 Mar 2020 is already saved as 2.00 (UN operational rate)"
        in preview(client, other)
    )
    assert decide(client, other).status_code == 409
    assert not ExchangeRate.objects.filter(currency="DOP").exists()


@pytest.mark.once
def test_every_wrong_line_is_named_at_once_and_nothing_is_saved(client: Client) -> None:
    upload = read(
        client,
        HEAD + "GTQ,2020-03-01,7.70\n"
        "HNL,2020-31-01,seven\n"
        "\n"
        ",2020-03-01,\n"
        "NIO,2035-03-01,34\n"
        "MXN,2020-03-01,0\n",
    )

    assert lines(upload) == {2: "new", 3: "error", 5: "error", 6: "error", 7: "error"}
    shown = preview(client, upload)
    for sentence in (
        "Line 3, Effective on: This is not a date",
        "Line 3, Units per USD: “seven” is not a number.",
        "Line 5, Currency: “Currency” is missing",
        "Line 5, Units per USD: “Units per USD” is missing",
        "Line 6, Effective on: No appeal accepts an entry dated 1 Mar 2035",
        "Line 7, Units per USD: The lowest possible value is 0.000001.",
    ):
        assert sentence in shown
    assert decide(client, upload).status_code == 409
    assert kept() == []


def test_drafts_that_waited_for_it_have_their_usd(client: Client) -> None:
    draft = make_transaction(
        activity=activity_of("GT-1.1"), currency="GTQ", amount=770, usd_amount=None
    )

    applied(client, HEAD + "GTQ,2020-03-01,7.70\n")

    draft.refresh_from_db()
    assert draft.usd_amount == 100


def test_lists_are_for_those_who_keep_rates(
    finance_gt: User, signed_in: SignIn, mi2020: Appeal
) -> None:
    answer = sent(signed_in(finance_gt), HEAD + "GTQ,2020-03-01,7.70\n")

    assert answer.status_code == 422
    assert "Only managers add exchange rates." in words(answer)


def test_the_address_that_people_kept_leads_to_the_uploads(client: Client) -> None:
    answer = client.get(at("rate_upload"))

    assert (answer.status_code, answer.url) == (302, at("upload_new"))


def test_the_result_can_be_corrected_and_uploaded(client: Client) -> None:
    upload = read(client, HEAD + "GTQ,2020-03-01,7,70\nUSD,2020-03-01,1\nHNL,2020-03-01,24.851\n")
    result = downloaded(client, "R13", upload=str(upload.pk), lang="en")

    again = uploaded(client, result)
    mended = uploaded(client, filled_in(result, {("rates", 0, "rate"): 7.7}))

    outcomes = [row.outcome for row in upload.upload_rows.in_order()]
    assert outcomes == ["error", "skipped", "new"]
    assert [row.outcome for row in again.upload_rows.in_order()] == outcomes
    assert decide(client, mended).status_code == 302
    assert kept() == [GTQ, ("HNL", date(2020, 3, 1), Decimal("24.851"))]


# One rate is the same whichever way it comes in


def by_page(client: Client, day: str, rate: str) -> None:
    page = client.get(at("rate_new"))
    client.post(at("rate_new"), filled(page, currency="GTQ", effective_on=day, rate=rate))


def by_template(client: Client, day: str, rate: str) -> None:
    typed = {"currency": "GTQ", "effective_on": date.fromisoformat(day), "rate": float(rate)}
    cells = {("rates", 0, name): value for name, value in typed.items()}
    decide(client, uploaded(client, filled_in(downloaded(client, "T2", lang="en"), cells)))


def by_csv(client: Client, day: str, rate: str) -> None:
    decide(client, read(client, f"{HEAD}GTQ,{day},{rate}\n"))


def by_xml(client: Client, day: str, rate: str) -> None:
    decide(client, read(client, un_xml(("GTQ", day, rate))))


@pytest.mark.once
@pytest.mark.parametrize("door", [by_page, by_template, by_csv, by_xml])
@pytest.mark.parametrize(
    ("day", "rate", "stored"),
    [
        ("2020-03-01", "7.7", "7.7"),
        ("2020-03-01", "7.701", "7.701"),
        ("2020-03-01", ".305", "0.305"),
        ("2020-03-01", "0.30512345", "0.305123"),
        ("2020-03-01", "7.7000005", "7.7"),
        ("2020-03-01", "9000000", "9000000"),
        ("2020-03-01", "9000000.000001", None),
        ("2020-03-01", "125" * 8, None),
        ("2020-03-01", "0", None),
        ("2020-03-01", "0.0000005", None),
        ("2017-12-31", "7.7", None),
        ("2018-01-31", "7.7", "7.7"),
        ("2021-03-31", "7.7", "7.7"),
        ("2021-04-01", "7.7", None),
    ],
)
def test_every_way_in_keeps_and_refuses_the_same(
    client: Client,
    door: Callable[[Client, str, str], None],
    day: str,
    rate: str,
    stored: str | None,
) -> None:
    door(client, day, rate)

    expected = [("GTQ", date.fromisoformat(day), Decimal(stored))] if stored else []
    assert kept() == expected


@pytest.mark.once
def test_every_way_in_says_that_it_rounds(client: Client) -> None:
    sentence = "0.30512345 has too many decimals, so it is rounded to 0.305123."

    by_page(client, "2020-03-01", "0.30512345")
    by_template(client, "2020-04-01", "0.30512345")
    by_csv(client, "2020-05-01", "0.30512345")

    assert sentence in words(client.get(at("rate_list")))
    for upload in Upload.objects.all():
        assert sentence in preview(client, upload)
        assert set(upload.upload_rows.get().problems[0]["sentence"]) == {"en", "es", "fr"}


# Shapes of a file


@pytest.mark.once
@pytest.mark.parametrize(
    "content",
    [
        "\ufeffCurrency,Effective on,Rate\r\nGTQ,2020-03-01,7.70\r\n",
        "currency;effective_on;rate\nGTQ;2020-03-01;7,70\n",
        "rate\tnote\teffective_on\tcurrency\n7.70\tx\t2020-03-01\tgtq\n\n",
        'currency,effective_on,rate\n"GTQ", 2020-03-01 ,"7.70"',
        'currency,effective_on,rate\nGTQ,2020-03-01,"7,70"',
        "currency,effective_on,rate,\nGTQ,2020-03-01,7.70,,\n",
        "sep=;\ncurrency;effective_on;rate\nGTQ;2020-03-01;7.70\n",
        "sep=;\r\nrate;effective_on;currency;a,b,c,d\r\n7,70;2020-03-01;GTQ;x\r\n",
        "Exchange rates, March\n\ncurrency,effective_on,rate\nGTQ,2020-03-01,7.70\n",
        "Country,Currency Name,Code,Rate,Date\nGuatemala,Quetzal,GTQ,7.70,01 Mar 2020\n",
        "Country,Currency,Code,Effective date,Rate\nGuatemala,Quetzal,GTQ,1 March 2020,7.70\n",
        "Country,Currency,Code,Rate,Date\nGuatemala,Quetzal,GTQ,7.70,01-Mar-20\n",
        "UN operational exchange rates as of 1 March 2020\ncountry,currency"
        " name,code,rate\nGuatemala,Quetzal,GTQ,7.70\n",
        "Moneda;En vigor desde;Unidades por USD\nGTQ;2020-03-01;7.70\n",
        "Devise;Date d'effet;Unités par USD\nGTQ;2020-03-01;7,70\n",
        un_xml(("GTQ", "01 Mar 2020", "7.70")),
        un_xml(("GTQ", "01 Mar 2020", "\n 7.70\t"), head='<?xml version="1.0"?>\n'),
    ],
)
def test_it_reads_what_is_published_and_what_spreadsheets_write(
    client: Client, content: str
) -> None:
    applied(client, content)

    assert kept() == [GTQ]


@pytest.mark.once
@pytest.mark.parametrize(
    "content",
    [
        HEAD + "GTQ,2020-03-01,7.70\n" * 1000,
        f"{HEAD}GTQ,2020-03-01,7.70\n".ljust(1_000_000, "\n"),
        "\n" * 19 + HEAD + "GTQ,2020-03-01,7.70\n",
        un_xml(("GTQ", "01 Mar 2020", "7.70"), more=35),
    ],
)
def test_it_reads_as_much_as_it_says(client: Client, content: str) -> None:
    applied(client, content)

    assert kept() == [GTQ]


@pytest.mark.once
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("country", ["Curaçao", "Côte d’Ivoire"])
def test_it_reads_the_encodings_that_spreadsheets_write(
    client: Client, encoding: str, country: str
) -> None:
    content = f"country,code,date,rate\n{country},GTQ,2020-03-01,7.70\n"

    applied(client, content.encode(encoding))

    assert kept() == [GTQ]


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("GTQ,2020-03-01,7.70\n", "A list of rates has a line with the headings"),
        (
            "currency,effective_on\nGTQ,2020-03-01\n",
            "A list of rates has a line with the headings",
        ),
        ("currency,rate\nGTQ,7.70\n", "does not say from which day the rates apply"),
        ("From 1 Mar 2020 to 31 Mar 2020\ncurrency,rate\nGTQ,7.70\n", "does not say from which"),
        (HEAD, "This file has no rates"),
        (HEAD + "\n , \n", "This file has no rates"),
        (b"", "The submitted file is empty."),
        (b"%PDF-1.4\x00\x01", "This is not an Excel file"),
        (HEAD + "GTQ,2020-03-01,7.70\n" * 1001, "more than 1000 lines"),
        (
            f"{HEAD}GTQ,2020-03-01,7.70\n".ljust(1_000_001, "\n"),
            "This file is too large for a list of rates",
        ),
        (
            "\n" * 20 + HEAD + "GTQ,2020-03-01,7.70\n",
            "A list of rates has a line with the headings",
        ),
        ("currency,rate,effective_on,Rate\nGTQ,7.70,2020-03-01,8\n", "“rate” is there twice"),
        ("currency,rate,effective_on,date\nGTQ,7.70,2020-03-01,2020-04-01\n", "is there twice"),
        ("code,abbrev,rate,date\nGTQ,HNL,7.70,2020-03-01\n", "is there twice"),
        ("note,currency,note,rate,date\nx,GTQ,y,7.70,2020-03-01\n", "“note” is there twice"),
        (HEAD + 'GTQ,2020-03-01,"7.70\nHNL,2020-03-01,24\n', "Line 2 cannot be read"),
        (HEAD + 'GTQ,2020-03-01,"7.70', "Line 2 cannot be read"),
        (HEAD + 'GTQ,2020-03-01,7\n"HNL\nBZD",2020-03-01,24\n', "Line 3 cannot be read"),
        (
            "<rates><rate>7.70</rate></rates>",
            "This XML file is not the UN list of operational rates of exchange",
        ),
        (
            "<UN_OPERATIONAL_RATES_DATASET/>",
            "This XML file is not the UN list of operational rates of exchange",
        ),
        (
            "<UN_OPERATIONAL_RATES_DATASET>",
            "This XML file is not the UN list of operational rates of exchange",
        ),
        (
            "<html><table><tr><td>GTQ</td></tr></table></html>",
            "This XML file is not the UN list of operational rates of exchange",
        ),
        ("<a>" * 300_000, "This XML file is not the UN list of operational rates of exchange"),
        (un_xml(*[("GTQ", "01 Mar 2020", "7.70")] * 1001), "more than 1000 lines"),
        (
            un_xml(("GTQ", "01 Mar 2020", "7.70"), more=36),
            "This XML file is not the UN list of operational rates of exchange",
        ),
        (
            '<!DOCTYPE x [<!ENTITY a "7.70">]>' + un_xml(("GTQ", "01 Mar 2020", "&a;")),
            "This XML file is not the UN list of operational rates of exchange",
        ),
        (
            un_xml(("GTQ", "01 Mar 2020", "7.70")).replace("<rate>", "<rate>8</rate><rate>"),
            "“rate” is there twice",
        ),
    ],
)
def test_what_is_no_list_of_rates_is_refused_in_a_sentence(
    client: Client, content: str | bytes, sentence: str
) -> None:
    answer = sent(client, content)

    assert answer.status_code == 422
    assert sentence in " ".join(complaints(answer)["file"])
    assert not Upload.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    "line",
    [
        "GTQ,2020-03-16,7,70",
        "GTQ,2020-03-16,3,765.42",
        "GTQ,2020-03-16,7.70,x",
        "GTQ,2020-03-16,7.70,,x",
    ],
)
@pytest.mark.parametrize("head", ["currency,effective_on,rate", "currency,effective_on,rate,,"])
def test_a_line_with_more_cells_than_headings_is_refused(
    client: Client, head: str, line: str
) -> None:
    upload = read(client, f"{head}\nHNL,2020-03-01,24.85\n{line}\n")

    assert lines(upload) == {2: "new", 3: "error"}
    assert "Line 3, Units per USD: This line has more cells than headings" in preview(
        client, upload
    )


@pytest.mark.once
@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("GTQ", "Effective on"),
        ("GTQ,2020-03-01", "Units per USD"),
        (",,7.70", "Currency"),
    ],
)
def test_a_line_with_fewer_cells_is_refused_where_one_is_needed(
    client: Client, line: str, missing: str
) -> None:
    upload = read(client, f"{HEAD}{line}\n")

    assert lines(upload) == {2: "error"}
    assert f"Line 2, {missing}: “{missing}” is missing" in preview(client, upload)


@pytest.mark.once
def test_its_lines_are_named_in_the_language_of_whoever_reads(
    client: Client, manager_ro: User
) -> None:
    upload = read(client, HEAD + "GTQ,2020-03-01,7,70\nHNL,2020-03-01,1\nHNL,2020-03-01,2\n")
    manager_ro.language = "fr"
    manager_ro.save()

    shown = preview(client, upload)

    assert "Ligne 2, Unités par USD" in shown
    assert "Ligne 3: 1,00; Ligne 4: 2,00" in shown
    assert "Line" not in shown


# What is published


@pytest.mark.once
def test_what_the_united_nations_publish_is_read_as_it_is(client: Client) -> None:
    content = un_xml(
        ("GTQ", "01 Nov 2020", "7.78"),
        ("USD", "01 Nov 2020", "1"),
        ("EUR", "01 Nov 2020", ".855"),
        ("EUR", "01 Nov 2020", "0.855"),
        ("KWD", "01 Nov 2020", "0.30512345"),
        ("HRV", "01 Nov 2020", "6.4"),
        ("JMD", "01 Nov 2020", "143.505"),
        ("IDR", "01 Nov 2020", "14690"),
    )
    with_schema = content.replace(
        "DATASET>", 'DATASET><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>', 1
    )

    upload = read(client, with_schema)

    assert upload.kind == "T2.xml"
    assert lines(upload) == {
        1: "new", 2: "skipped", 3: "new", 4: "unchanged", 5: "new", 6: "skipped", 7: "new",
        8: "new",
    }  # fmt: skip
    shown = preview(client, upload)
    assert "UN_OPERATIONAL_RATES 2, Currency: The US dollar needs no rate" in shown
    assert "“HRV” is no longer a currency: this line is left out." in shown
    assert "0.30512345 has too many decimals, so it is rounded to 0.305123." in shown
    assert decide(client, upload).status_code == 302
    november = date(2020, 11, 1)
    assert kept() == [
        ("EUR", november, Decimal("0.855")),
        ("GTQ", november, Decimal("7.78")),
        ("IDR", november, Decimal(14690)),
        ("JMD", november, Decimal("143.505")),
        ("KWD", november, Decimal("0.305123")),
    ]
    assert not UploadRow.objects.filter(outcome="skipped", applied_key__isnull=False).exists()
    assert lines(applied(client, with_schema))[2] == "skipped"


@pytest.mark.parametrize(
    ("rate", "stored"),
    [
        ("7.7000005", "7.700000"), ("7.7000015", "7.700002"), ("7.70000049", "7.700000"),
        ("0.0000005", None), ("9000000.0000004", "9000000"), ("9000000.000001", None),
        ("0.12345650000000000001", "0.123457"),
    ],
)  # fmt: skip
def test_decimals_are_rounded_half_even(client: Client, rate: str, stored: str | None) -> None:
    upload = read(client, f"{HEAD}GTQ,2020-03-01,{rate}\n")

    decide(client, upload)

    assert [units for _code, _day, units in kept()] == ([Decimal(stored)] if stored else [])


@pytest.mark.once
def test_repeats_that_disagree_are_refused_and_both_named(client: Client) -> None:
    upload = read(client, HEAD + "EUR,2020-03-01,0.91\nEUR,2020-04-01,0.92\nEUR,2020-03-01,0.90\n")

    assert lines(upload) == {2: "error", 3: "new", 4: "error"}
    sentence = "The file has different rates for this currency and day: Line 2: 0.91; Line 4: 0.90"
    assert preview(client, upload).count(sentence) == 2


@pytest.mark.once
def test_rates_of_nothing_do_not_disagree(client: Client) -> None:
    upload = read(client, HEAD + ",,0.91\n,,0.90\n")

    assert "different rates" not in preview(client, upload)


@pytest.mark.once
@pytest.mark.parametrize(
    "line", ["USD,anything,else", "ZWR,,", "XDR,2035-01-01,0", "Note: as told,,"]
)
def test_what_else_a_line_says_does_not_matter_where_it_is_left_out(
    client: Client, line: str
) -> None:
    upload = applied(client, f"{HEAD}{line}\nGTQ,2020-03-01,7.70\n")

    assert lines(upload) == {2: "skipped", 3: "new"}
    [said] = UploadRow.objects.get(upload=upload, number=2).problems
    assert "is left out" in said["sentence"]["en"]


@pytest.mark.once
def test_what_is_left_out_is_said_in_every_language_without_judging_anew(client: Client) -> None:
    rates = "GTQ,2020-03-01,7.70\nHNL,2020-03-01,24.85\nBZD,2020-03-01,2.01\n"

    with CaptureQueriesContext(connection) as plain:
        read(client, HEAD + rates)
    with CaptureQueriesContext(connection) as left_out:
        upload = read(client, HEAD + rates + "USD,2020-03-01,1\nZWR,2020-03-01,1\n")

    assert len(left_out) <= len(plain)
    for row in upload.upload_rows.filter(outcome="skipped"):
        [said] = row.problems
        assert set(said["sentence"]) == {"en", "es", "fr"}


@pytest.mark.once
def test_a_foot_below_the_list_says_nothing_of_rates(client: Client) -> None:
    applied(
        client,
        "country\tcurrency\tcode\tdate\trate\nGuatemala\tQuetzal\tGTQ\t01 Mar 2020\t7.70\n"
        "\nThese rates hold until the next list.\n",
    )

    assert kept() == [GTQ]


# Numbers: three decimals are what rates have; a file shows elsewhere what its commas are


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "rates"),
    [
        ("GTQ,2020-03-01,7.701\n", ["7.701"]),
        ("GTQ,2020-03-01,.305\n", ["0.305"]),
        ('GTQ,2020-03-01,7.70\nHNL,2020-03-01,"3,765.0"\n', ["7.70", "3765"]),
        ('GTQ,2020-03-01,"3,765.42"\n', ["3765.42"]),
        ('GTQ,2020-03-01,"0,892"\n', ["0.892"]),
        ('GTQ,2020-03-01,"7,7"\nHNL,2020-03-01,"24,851"\n', ["7.7", "24.851"]),
    ],
)
def test_a_number_is_read_as_its_file_writes_numbers(
    client: Client, content: str, rates: list[str]
) -> None:
    applied(client, HEAD + content)

    assert [units for _code, _day, units in kept()] == [Decimal(rate) for rate in rates]


@pytest.mark.once
@pytest.mark.parametrize(
    "content",
    [
        'GTQ,2020-03-01,"3,765"\n',
        'GTQ,2020-03-01,"3,765"\nHNL,2020-03-01,"7,70"\nBZD,2020-03-01,2.01\n',
        'GTQ,2020-03-01,7.701\nHNL,2020-03-01,"7,70"\nBZD,2020-03-01,2.01\n',
        'GTQ,2020-03-01,"3,765"\nHNL,2020-03-01,7.70\n',
        'GTQ,2020-03-01,7.701\nHNL,2020-03-01,"24,85"\n',
    ],
)
def test_a_number_that_can_be_two_is_refused(client: Client, content: str) -> None:
    upload = read(client, HEAD + content)

    assert lines(upload)[2] == "error"
    assert "” could mean thousands or three decimals" in preview(client, upload)


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_no_language_reads_another_number(client: Client, manager_ro: User, language: str) -> None:
    manager_ro.language = language
    manager_ro.save()

    applied(client, "code;date;rate\nGTQ;2020-03-01;7.701\nHNL;2020-03-01;24.85\n")
    applied(client, "code;date;rate\nGTQ;2020-04-01;7,701\nHNL;2020-04-01;24,85\n")

    assert [str(units.normalize()) for _code, _day, units in kept()] == ["7.701", "24.85"] * 2


# What it asks


def test_one_more_rate_asks_little_more_and_drafts_are_valued_once(client: Client) -> None:
    draft = make_transaction(
        activity=activity_of("GT-1.1"), currency="GTQ", amount=770, usd_amount=None
    )
    rates = [f"{code},2020-03-01,7.70\n" for code in ("GTQ", "HNL", "NIO", "CRC", "MXN", "DOP")]
    asked = []
    for count in (2, 6):
        with CaptureQueriesContext(connection) as queries:
            upload = read(client, HEAD + "".join(rates[:count]))
        asked.append(len(queries))
        valuing = [each for each in queries if 'FROM "tracking_reportingperiod"' in each["sql"]]
        assert len(valuing) == 1

    assert asked[1] - asked[0] <= 4 * 19
    assert decide(client, upload).status_code == 302
    draft.refresh_from_db()
    assert draft.usd_amount == 100
