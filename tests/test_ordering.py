"""Every list in one order on both engines: letters without accents, empty last, each row once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import TextField, Value
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from appeal.base.folding import fold
from appeal.models import Appeal, Folded, Office, User
from appeal.models.ordering import in_order
from tests.factories import (
    make_contribution,
    make_donor,
    make_rate,
    make_risk,
    make_transaction,
)
from tests.fixture_types import SignIn
from tests.tracking.browsing import activity_of, at, words
from tracking.models import Donor, Transaction
from tracking.tables import ListTable

pytestmark = pytest.mark.django_db
NAMES = ["Zeta", "Ñandú", "banco", "Águila", "østfold", "Ostern", "ľud", "Łódź", "çava", "Cb"]
IN_ORDER = ["Águila", "banco", "çava", "Cb", "Łódź", "ľud", "Ñandú", "Ostern", "østfold", "Zeta"]


def test_letters_are_sorted_without_accents_and_capitals_on_both_engines() -> None:
    for name in NAMES:
        make_donor(name=name)

    ours = Donor.objects.filter(name__in=NAMES)

    assert [row.name for row in in_order(ours, "name")] == IN_ORDER
    assert [row.name for row in in_order(ours, "-name")] == IN_ORDER[::-1]


def test_what_is_empty_comes_last_in_either_direction() -> None:
    for name in ("Ñandú", "", "banco", "Águila", ""):
        make_transaction(activity=activity_of("GT-1.1"), counterpart=name)

    def payees(column: str) -> list[str]:
        return [row.counterpart for row in in_order(Transaction.objects.all(), column)]

    assert payees("counterpart") == ["Águila", "banco", "Ñandú", "", ""]
    assert payees("-counterpart") == ["Ñandú", "banco", "Águila", "", ""]


def test_null_comes_last_in_either_direction_and_equal_rows_by_their_key() -> None:
    first, second = (datetime(2020, 3, day, tzinfo=UTC) for day in (1, 2))
    activity = activity_of("GT-1.1")
    rows = [
        make_transaction(activity=activity, posted=True, posted_at=day)
        if day
        else make_transaction(activity=activity)
        for day in (None, first, None, second)
    ]

    def places(column: str) -> list[int]:
        return [rows.index(row) for row in in_order(Transaction.objects.all(), column)]

    assert places("posted_at") == [1, 3, 0, 2]
    assert places("-posted_at") == [3, 1, 0, 2]


@pytest.mark.publication
def test_names_are_sorted_as_the_reader_reads_them(mi2020: Appeal) -> None:
    """Estados Unidos stands before Guatemala, United States after it."""

    def place(language: str) -> list[str]:
        with translation.override(language):
            codes = [row.code for row in in_order(mi2020.offices.all(), "name")]
        return [code for code in codes if code in ("US", "GT", "SV")]

    assert place("en") == ["SV", "GT", "US"]
    assert place("es") == ["SV", "US", "GT"]
    assert place("fr") == ["SV", "US", "GT"]


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", max_codepoint=0x2FFF), max_size=30
)


@given(text=TEXTS | st.sampled_from(["İstanbul", "ısı", "ſtaat", "Straße", "Œuvre", "ΑΣ", "ǅ"]))
def test_both_engines_fold_as_python_does(text: str) -> None:
    folded = Folded(Value(text, output_field=TextField()))

    assert Office.objects.annotate(folded=folded).values_list("folded", flat=True)[0] == fold(text)


@pytest.mark.parametrize(
    ("written", "asked"),
    [("Ñandú S.A.", "nandu"), ("ısıtma", "ISITMA"), ("ſtaat", "staat"), ("Œuvre", "oeuvre")],
)
def test_a_search_finds_whatever_the_accents(
    viewer: User, signed_in: SignIn, mi2020: Appeal, written: str, asked: str
) -> None:
    make_contribution(appeal=mi2020, donor=make_donor(name=written))

    page = signed_in(viewer).get(at("contribution_list"), {"q": asked})

    assert written in words(page)
    assert written not in words(signed_in(viewer).get(at("contribution_list"), {"q": "zz"}))


def test_the_admin_finds_and_sorts_the_same(superuser: User, signed_in: SignIn) -> None:
    for name in NAMES:
        make_donor(name=name)
    client = signed_in(superuser)

    listed = client.get("/admin/tracking/donor/").context["cl"].queryset
    found = client.get("/admin/tracking/donor/", {"q": "ÑANDU"}).context["cl"].queryset

    assert [row.name for row in listed if row.name in NAMES] == IN_ORDER
    assert [row.name for row in found] == ["Ñandú"]


# Every list, page by page


def pages(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """The names of all pages that need nothing but an appeal."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, pattern.namespace or prefix)
        elif isinstance(pattern, URLPattern) and prefix == "tracking":
            needs = pattern.pattern.regex.groupindex.keys()
            yield from [str(pattern.name)] * (needs == {"appeal_code"})


@pytest.fixture
def crowded(mi2020: Appeal) -> None:
    """So many equal rows that no page holds them."""
    activity, donors = activity_of("GT-1.1"), [make_donor(name=name) for name in NAMES]
    for number in range(30):
        payee = ["", "Banco", "Águila"][number % 3]
        make_transaction(activity=activity, counterpart=payee, posted=number % 3 > 0)
        make_risk(activity=activity)
        make_contribution(appeal=mi2020, donor=donors[number % 10])
        make_rate(currency=f"X{chr(65 + number // 26)}{chr(65 + number % 26)}", rate=Decimal(2))


@pytest.mark.slow
@pytest.mark.publication
def test_every_list_shows_each_row_once_by_every_column(
    superuser: User, signed_in: SignIn, crowded: None
) -> None:
    client = signed_in(superuser)
    walked = set()

    for page in pages():
        response = client.get(at(page))
        table = (response.context or {}).get("table")
        if not isinstance(table, ListTable):
            continue
        columns = [column.name for column in table.columns if column.orderable]
        for sort in ("", *columns, *(f"-{name}" for name in columns)):
            shown = list(read_through(client, at(page), sort))
            assert len(shown) == len(set(shown)) == table.paginator.count > 25, (page, sort)
        walked.add(type(table))

    assert walked == set(lists())


def lists(table: type[ListTable] = ListTable) -> Iterator[type[ListTable]]:
    """Every list there is; a class that others extend is none itself."""
    for each in table.__subclasses__():
        yield from lists(each) if each.__subclasses__() else [each]


def read_through(client: Client, address: str, sort: str) -> Iterator[int]:
    """The keys of all rows of a list, page after page."""
    number = 1
    while True:
        table = client.get(f"{address}?sort={sort}&page={number}").context["table"]
        yield from (row.pk for row in table.page.object_list)
        if not table.page.has_next():
            return
        number += 1
