"""Forms that somebody of one office forges with the rows and ids of another."""

from collections.abc import Iterator
from itertools import permutations
from random import Random
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db.models import AutoField, Max, Model
from django.test import Client

from appeal import duties
from appeal.models import Office
from tests.test_pages import NUMBERS, RULES, Place
from tracking.access import WAYS

from .person import form_of

CODES = ("BZ", "CR", "DO", "GT", "GY", "HN", "HT", "JM", "MX", "NI", "PA", "RO", "SV", "US")
# Whoever manages an office keeps these for all.
COMMON = (duties.KEEP_PARTNERS, duties.KEEP_RATES, duties.MERGE)
ROUTES = [route for route in NUMBERS if RULES[route].duty not in COMMON]
REFUSED = {403, 404, 409, 422}
# What fills a field that is empty, by the end of its name.
FILLERS = {
    "amount": "450", "value_on": "2020-03-15", "effective_on": "2020-03-15", "rate": "7.5",
    "due_on": "2020-06-30", "starts_on": "2020-02-01", "ends_on": "2020-11-30",
    "dated_on": "2020-03-15", "percent": "30", "status": "ongoing", "language": "en",
    "email": "somebody@example.org", "username": "somebody", "likelihood": "3", "impact": "3",
    "target": "10", "value": "5", "decided_on": "2020-03-15",
}  # fmt: skip
PASSING = ("csrfmiddlewaretoken", "idempotency_key", "next", "version")
# Names under which a form might take a row that its page does not offer.
SMUGGLED = (
    "office", "activity", "cell", "priority", "section", "report", "period", "appeal", "milestone",
    "indicator", "contribution", "flow", "assignment", "against", "update", "pk", "id", "region",
    "chosen", "transaction", "upload", "membership", "user",
)  # fmt: skip


def pairs(most: int) -> list[tuple[str, str]]:
    """So many of the ordered pairs of offices, the same ones each time."""
    every = list(permutations(CODES, 2))
    Random(17).shuffle(every)  # noqa: S311
    return every[:most]


Form = tuple[dict[str, str], dict[str, set[str]]]


def filled_out(form: Form) -> dict[str, str]:
    """What the form sends with something in each empty field, and a key of its own."""
    done = {name: FILLERS[name] for name in (form[1].keys() - form[0].keys()) & FILLERS.keys()}
    for name, value in form[0].items():
        typed = "" if name in form[1] else FILLERS.get(name.rpartition("-")[2], "x")
        done[name] = value or next(iter(sorted(form[1].get(name, set()) - {""})), typed)
    return done | {"idempotency_key": str(uuid4())}


def forged(theirs: dict[str, set[str]], own: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Each field with a value that is offered there, and not here."""
    for name, offered in sorted(theirs.items()):
        if name not in PASSING and name in own:
            yield from ((name, value) for value in sorted(offered - own[name])[:2])


def shown(client: Client, address: str) -> Form | None:
    """The form at an address; None where the person is shown none."""
    page = client.get(address)
    if page.status_code != 200 or b"idempotency_key" not in page.content:
        return None
    return form_of(page.content.decode())


def smuggling(place: Place) -> dict[str, Any]:
    """A row of the place under every name that a form may read."""
    draft = place.arguments["draft"]
    activity = place.arguments["activity"]["pk"]
    named = dict.fromkeys(SMUGGLED, draft["pk"]) | {
        "office": place.office.pk, "activity": activity, "section": place.office.pk,
    }  # fmt: skip
    for name in ("milestone", "indicator", "contribution", "upload"):
        named[name] = place.arguments[name]["pk"]
    return named


def rows_of(office: Office) -> dict[str, list[tuple]]:
    """Every row of the office, as it is stored."""
    found = {}
    for model, way in WAYS.items():
        if way.office:
            columns = [field.attname for field in model._meta.concrete_fields]
            rows = model._default_manager.filter(**{way.office: office})
            found[model.__name__] = sorted(rows.values_list("pk", *columns), key=str)
    return found


def newest() -> dict[str, tuple[int, int | None]]:
    """Of every table how many rows there are, and the newest line of its change log."""
    found = {}
    for model in apps.get_models():
        if is_kept(model):
            numbered = isinstance(model._meta.pk, AutoField)
            last = model._default_manager.aggregate(newest=Max("pk"))["newest"] if numbered else 0
            found[model.__name__] = (model._default_manager.count(), last)
    return found


def is_kept(model: type[Model]) -> bool:
    return model._meta.app_label in ("appeal", "tracking") and model.__name__ not in PASSED_OVER


# Who looked at what: written when a page is shown.
PASSED_OVER = {"Visit", "Download"}
