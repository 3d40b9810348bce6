"""The sheets of an appeal's workbook (T0): their columns are those of the tables behind them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..base.excel import Column, Format, InputCell, Kind
from ..base.labels import labelled
from ..models import (
    MAX_DIGITS,
    Activity,
    Allocation,
    Appeal,
    CoreIndicator,
    Framework,
    Heading,
    Indicator,
    IndicatorTarget,
    Milestone,
    Office,
    Partner,
    Priority,
    Region,
    Section,
    in_languages,
)
from ..models.columns import field_of
from .reading import (
    ACTIVITY,
    APPEAL,
    CORE,
    FRAMEWORK,
    HEADING,
    MILESTONE,
    REGION,
    TARGET,
    TOTAL,
    UNTIL_PUBLISHED,
)

# A row to fill in: what is shown under the name of each column.
Line = Mapping[str, Any]
YES_NO = {"yes": _("yes"), "no": _("no")}
# How each sheet is called.
TITLES = {
    "appeal": _("Appeal"), "headings": _("Headings"), "offices": _("Offices"),
    "matrix": _("Matrix"), "partners": _("Partners"), "priorities": _("Priorities"),
    "core": _("Core indicators"), "activities": _("Activities"),
    "indicators": _("Indicators"), "targets": _("Targets of periods"),
    "milestones": _("Milestones"), "budgets": _("Budgets"),
}  # fmt: skip
# How it is filled in, sheet by sheet.
STEPS = (
    (
        _("1. Appeal and headings"),
        _(
            "Describe the appeal and list the headings of its framework in order. A framework"
            " that already exists keeps its headings, since other appeals use them too."
        ),
    ),
    (
        _("2. Offices"),
        _("In printed order. An office that already exists keeps its name and settings."),
    ),
    (
        _("3. Matrix"),
        _(
            "Offices in the same order; a column for each heading, in the order of the headings"
            " sheet, then the stated total. The last row is TOTAL. A dash means no amount, not"
            " zero."
        ),
    ),
    (
        _("4. Partners"),
        _("Those that activities name. One that is known already keeps its name and kind."),
    ),
    (
        _("5. Priorities"),
        _(
            "In printed order. A priority without a row on the sheet of activities begins with"
            " one activity that lasts as long as the appeal. Milestones, targets and budgets name"
            " their activity; without any budget the amounts are split evenly when it is published."
            " An indicator names the core indicator that it feeds by its code."
        ),
    ),
    (
        _("6. Upload"),
        _("All mistakes are listed with their place. The draft is made completely or not at all."),
    ),
)
# What the first sheet asks for, a row each.
PARTS: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "appeal": (Appeal, APPEAL),
    "region": (Region, REGION),
    "framework": (Framework, FRAMEWORK),
}
MOST_HEADINGS, MOST_OFFICES = 20, 100
# What is taken from the titles, and from the last day, where it is left open.
FILLED_IN = ("table_title_en", "closes_on")
LISTED = _("Several with semicolons between them.")
PARTNER = (*in_languages("name"), "kind")
INDICATOR = (
    *in_languages("title", "unit"), "measure", "direction", "accumulation", "baseline",
    "baseline_basis", "target", "target_basis", "means_of_verification", "by_sex", "by_age_group",
    "by_disability", "by_nationality",
)  # fmt: skip


def cell_of(model: type[models.Model], name: str) -> InputCell:
    """What a column of a table takes."""
    field = field_of(model, name)
    if isinstance(field, models.BooleanField):
        return InputCell(Kind.CHOICE, choices=YES_NO)
    if field.choices:
        return InputCell(Kind.CHOICE, choices=dict(field.flatchoices))
    if isinstance(field, models.DateField):
        return InputCell(Kind.DAY)
    if isinstance(field, models.DecimalField):
        return InputCell(Kind.QUANTITY)
    if isinstance(field, models.IntegerField):
        return InputCell(Kind.WHOLE)
    return InputCell(Kind.TEXT, longest=field.max_length or 0, prompt=field.help_text)


def is_needed(model: type[models.Model], name: str) -> bool:
    """A row without a value of it is refused."""
    field = field_of(model, name)
    may_lack = field.blank or field.null or field.has_default()
    return not may_lack and name not in (*UNTIL_PUBLISHED, *FILLED_IN)


def label_of(model: type[models.Model], name: str) -> str:
    """Of which table and which column a value is, as in “appeal: code”."""
    return labelled(model._meta.verbose_name, field_of(model, name).verbose_name)


def hint_of(model: type[models.Model], name: str) -> str:
    """What is to be written for a column, in words."""
    field = field_of(model, name)
    cell = cell_of(model, name)
    needed = _("Needed in one language.") if name.endswith("_en") else _("Needed.")
    hints = [needed if is_needed(model, name) else ""]
    if cell.kind is Kind.CHOICE:
        listed = ", ".join(map(str, cell.choices.values()))
        hints.append(gettext("One of: %(choices)s.") % {"choices": listed})
    elif cell.kind is Kind.DAY:
        hints.append(_("A date, such as 2020-01-31."))
    return " ".join(str(hint) for hint in (*hints, field.help_text) if hint)


FORMATS = {Kind.DAY: Format.DAY, Kind.QUANTITY: Format.NUMBER, Kind.WHOLE: Format.INTEGER}


def column(name: str, title: Any, cell: InputCell, width: float) -> Column:
    """A column to fill in; `name` is what the documents call it."""
    return Column(
        title, lambda line: line.get(name), FORMATS.get(cell.kind, Format.TEXT), width=width,
        name=name, input_cell=cell,
    )  # fmt: skip


def shown(key: str, title: Any, **more: Any) -> Column:
    """A column that is only looked at."""
    return Column(title, lambda line: line.get(key), **more)


def kept(model: type[models.Model], *names: str) -> list[Column]:
    """The columns of a table, as wide as their texts are long."""
    return [
        column(
            name,
            field_of(model, name).verbose_name,
            cell := cell_of(model, name),
            width_of(cell),
        )
        for name in names
    ]


def width_of(cell: InputCell) -> float:
    if cell.kind is Kind.TEXT:
        return min(max(cell.longest / 4, 10), 44)
    return max(14, *(min(len(str(word)), 30) for word in cell.choices.values()), 0)


NUMBER = column(
    "indicator",
    _("Indicator"),
    InputCell(Kind.WHOLE, prompt=_("1 is the first indicator of the activity, 2 the second.")),
    12,
)


FEEDS = InputCell(Kind.TEXT, prompt=_("The code of the core indicator that it feeds, if any."))


def listed(name: str, title: object, width: float = 24) -> Column:
    return column(name, title, InputCell(Kind.TEXT, prompt=LISTED), width)


EARLIER = {
    "priorities": _("Appeal and code of what it continues, such as MI2020-CNAC GT-1."),
    "activities": _("Appeal and code of what it continues, such as MI2020-CNAC GT-1.1."),
    **dict.fromkeys(
        ("indicators", "milestones"),
        _("Appeal, activity and number of what it continues, such as MI2020-CNAC GT-1.1 2."),
    ),
}


def continues(sheet: str) -> Column:
    title = field_of(Priority, "continues").verbose_name
    return column("continues", title, InputCell(Kind.TEXT, prompt=EARLIER[sheet]), 24)


def feeds() -> Column:
    return column("core", field_of(Indicator, "core").verbose_name, FEEDS, 12)


def budget() -> list[Column]:
    return [
        column("heading", _("Heading"), InputCell(Kind.TEXT), 12),
        amount_column("amount", _("Amount"), _("An amount above zero.")),
        *kept(Allocation, "basis"),
    ]


def sheets() -> dict[str, list[Column]]:
    """The columns of each sheet but the matrix, by its name."""
    office = column("office", _("Office"), InputCell(Kind.TEXT), 9)
    priority = column("priority", _("Priority"), InputCell(Kind.TEXT), 12)
    activity = column("activity", _("Activity"), InputCell(Kind.TEXT), 12)
    return {
        "appeal": [
            shown("label", _("What"), width=48),
            column("value", _("Entry"), InputCell(Kind.TEXT), 60),
            shown("hint", _("What to write"), width=60),
            shown("field", "field", width=20, name="field", is_hidden=True),
        ],
        "headings": kept(Heading, *HEADING),
        "offices": [
            *kept(Office, "code", *in_languages("name"), "kind", "language"),
            listed("countries", _("countries and territories covered")),
            *kept(Section, "printed_name", *in_languages("summary")),
        ],
        "partners": kept(Partner, *PARTNER),
        "priorities": [
            office,
            *kept(Priority, "code", "printed_as", *in_languages("title", "summary")),
            listed("published", _("headings as published")),
            listed("assigned", _("headings set by the regional office")),
            continues("priorities"),
        ],
        "core": kept(CoreIndicator, *CORE),
        "activities": [
            priority,
            *kept(Activity, *ACTIVITY),
            *(listed(name, field_of(Activity, name).verbose_name) for name in Activity.NAMED),
            continues("activities"),
        ],
        "indicators": [activity, *kept(Indicator, *INDICATOR), feeds(), continues("indicators")],
        "targets": [activity, NUMBER, *kept(IndicatorTarget, *TARGET)],
        "milestones": [activity, *kept(Milestone, *MILESTONE), continues("milestones")],
        "budgets": [activity, *budget()],
    }


def matrix(headings: list[str]) -> list[Column]:
    """A column for each heading, in their order; of an empty one as many as there may be."""
    names = headings or [f"({number})" for number in range(1, MOST_HEADINGS + 1)]
    return [
        column("office", _("Office"), InputCell(Kind.TEXT), 9),
        *(amount_column(f"h{number}", name) for number, name in enumerate(names, start=1)),
        amount_column("total", TOTAL),
    ]


PRINTED = _("An amount; an en dash or nothing where none is printed.")


def amount_column(name: str, title: str | Promise, prompt: str | Promise = PRINTED) -> Column:
    most = Decimal(10) ** (MAX_DIGITS - 2) - 1
    cell = InputCell(Kind.AMOUNT, least=Decimal(0), most=most, currency=None, prompt=prompt)
    return Column(
        title, lambda line: line.get(name), Format.MONEY, width=14, name=name, input_cell=cell
    )
