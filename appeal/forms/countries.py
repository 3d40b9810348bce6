"""The countries and territories of the world to choose from, those of one's own region first."""

from django.utils.translation import gettext as _

from ..models import Country, Region
from ..models.ordering import in_order

Choices = list[tuple[int, str]]


def country_choices(region: Region) -> Choices | list[tuple[str, Choices]]:
    """By name; in two groups where offices of the region cover some already."""
    near = set(Country.objects.filter(offices__region=region).values_list("pk", flat=True))
    rows = [(row.pk, str(row)) for row in in_order(Country.objects.all(), "name")]
    if not near:
        return rows
    return [
        (_("Where offices of the region work"), [row for row in rows if row[0] in near]),
        (_("Elsewhere"), [row for row in rows if row[0] not in near]),
    ]
