"""What people type of a draft: the appeal itself, its offices, its table and its priorities."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions.appeal_facts import fill_in
from ..actions.draft_priorities import PRIORITY
from ..actions.drafting import APPEAL, Place
from ..base.amounts import DASH, as_typed
from ..base.currencies import CURRENCIES
from ..base.days import DayField
from ..base.number_fields import AmountField, WholeField
from ..figures.remarks import place_of
from ..models import (
    Appeal,
    Basis,
    Heading,
    Office,
    Priority,
    Region,
    Requirement,
    Section,
    in_languages,
)
from ..models.ordering import in_order
from ..web.forms import FieldGroup, OnceForm, OneLanguageForm, RowForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ONE_LANGUAGE = _("Needed in one language. Readers of others see it as it is written.")
DASHES = {"-", DASH}


class AppealForm(OneLanguageForm, RowForm):
    """An appeal: how it is called, when it runs, in which currency, from which source."""

    divided: tuple[FieldGroup, ...] = (
        FieldGroup(_("What it is"), ("region", "framework", "code", *in_languages("title"))),
        FieldGroup(
            _("Its year"), ("year", "starts_on", "ends_on", "closes_on", "rhythm", "time_zone")
        ),
        FieldGroup(_("Its money and its source"), ("currency", "source_name")),
        FieldGroup(
            _("Title of the table, where it is another"),
            in_languages("table_title"),
            is_folded=True,
        ),
    )
    starts_on = DayField(label=_("Starts on"), help_text=_("The first day."))
    ends_on = DayField(label=_("Ends on"), help_text=_("The last day."))
    closes_on = DayField(
        label=_("Closes on"),
        required=False,
        help_text=_("The last date an entry can have. If empty: 90 days after the end."),
    )

    class Meta:
        model = Appeal
        fields = ("region", "framework", *APPEAL)
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"year": WholeField}
        help_texts: ClassVar[dict[str, "StrOrPromise"]] = {
            **dict.fromkeys(in_languages("title"), ONE_LANGUAGE),
            **dict.fromkeys(
                in_languages("table_title"),
                _("If empty in every language: the title of the appeal."),
            ),
            "region": _("What this belongs to. It does not change afterwards."),
            "year": _("As in the publication."),
            "rhythm": _("How often offices report."),
            "code": _(
                "Part of every address. It can change until the appeal is published. For example:"
                " MI2021-CNAC."
            ),
            "currency": _("USD: figures are in US dollars. Entries can be in any currency."),
            "time_zone": _(
                "Decides when a day begins and ends, for every office. For example: Africa/Dakar."
            ),
            "framework": _("The headings under which money is required. It cannot change later."),
            "source_name": _(
                "The publication that the amounts come from. You are asked again when you publish."
            ),
        }
        error_messages: ClassVar = {
            "code": {"unique": _("An appeal has this code already. Choose another one.")}
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in (*in_languages("title", "table_title"), "source_name"):
            self.fields[name].required = False
        self.marked = tuple(name for name in self.marked if not name.startswith("table_"))
        if self.instance.pk:
            del self.fields["region"], self.fields["framework"]

    def offer(self, regions: QuerySet[Region]) -> None:
        """The regions that the person may begin an appeal for; what is alone is chosen."""
        self.fields["region"].queryset = in_order(regions, "name")
        for name in self.fields.keys() & {"region", "framework"}:
            rows = self.fields[name].queryset[:2]
            if len(rows) == 1:
                self.initial.setdefault(name, rows[0].pk)

    def clean(self) -> dict[str, object]:
        if "closes_on" not in self.errors:
            fill_in(self.cleaned_data)
        return super().clean()

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).upper()
        if code not in CURRENCIES:
            raise ValidationError(_("“%(code)s” is not a currency.") % {"code": code})
        return code


class DraftOfficesForm(OnceForm):
    """The offices of a draft: the number of each in print, and its printed name."""

    def __init__(
        self,
        *args: object,
        appeal: Appeal,
        sections: Sequence[Section],
        others: QuerySet[Office],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.appeal, self.sections = appeal, sections
        self.initial["version"] = appeal.version
        for section in sections:
            self._add(section)
        self.fields["added"] = forms.ModelMultipleChoiceField(
            label=_("Offices to add"),
            queryset=others,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("They come last, with a dash under every heading."),
        )

    def _add(self, section: Section) -> None:
        key, name = section.office_id, section.office.name
        self.fields[f"order-{key}"] = forms.IntegerField(
            label=gettext("Number: %(office)s") % {"office": name},
            min_value=1, max_value=9999, initial=section.order,
        )  # fmt: skip
        self.fields[f"name-{key}"] = forms.CharField(
            label=gettext("Printed name: %(office)s") % {"office": name},
            max_length=100, initial=section.printed_name,
        )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Section, list[forms.BoundField]]]:
        """Each with its fields: number, printed name."""
        return [
            (section, [self[f"{part}-{section.office_id}"] for part in ("order", "name")])
            for section in self.sections
        ]

    @property
    def offices(self) -> list[tuple[Office, str]]:
        """Those that are there, in the order of their numbers, then the new ones."""
        typed = self.cleaned_data
        there = [(typed[f"order-{each.office_id}"], each.order, each) for each in self.sections]
        kept = sorted(there, key=lambda row: row[:2])
        return [
            *((each.office, typed[f"name-{each.office_id}"]) for _o, _p, each in kept),
            *((office, office.name) for office in typed["added"]),
        ]

    def stored(self) -> Appeal | None:
        return Appeal.objects.filter(pk=self.appeal.pk).first()


class CellField(AmountField):
    """An amount of the printed table; empty or a dash is a dash."""

    default_error_messages: ClassVar = {
        "min_value": _(
            "An amount must be above zero. Leave the line empty where the publication has a dash."
        )
    }

    def to_python(self, value: object) -> Any:
        written = str(value or "").strip()
        return None if written in DASHES else super().to_python(value)


class DraftTableForm(OnceForm):
    """Every requirement line of a draft and its stated totals, in one page."""

    def __init__(
        self,
        *args: object,
        appeal: Appeal,
        cells: Mapping[Place, Requirement],
        totals: Mapping[Place, Decimal],
        places: Sequence[tuple[Place, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.appeal, self.places = appeal, [place for place, _label in places]
        self.initial["version"] = appeal.version
        for place, label in places:
            cell = cells.get(place)
            stored = cell.amount if cell else totals.get(place)
            self.fields[place_of(*place)] = field = CellField(
                currency=appeal.currency, label=label, required=False,
                initial=None if stored is None else as_typed(stored),
            )  # fmt: skip
            field.widget.attrs |= {
                "class": "form-control form-control-sm num",
                "aria-label": label,
                "placeholder": DASH if cell else "",
            }

    def _typed(self, *, are_cells: bool) -> dict[Place, Decimal | None]:
        return {
            place: self.cleaned_data[place_of(*place)]
            for place in self.places
            if all(place) == are_cells
        }

    @property
    def amounts(self) -> dict[Place, Decimal | None]:
        return self._typed(are_cells=True)

    @property
    def totals(self) -> dict[Place, Decimal | None]:
        return self._typed(are_cells=False)

    def stored(self) -> Appeal | None:
        return Appeal.objects.filter(pk=self.appeal.pk).first()


class DraftPriorityForm(OneLanguageForm, RowForm):
    """A priority of a draft: how it is printed, what it says, and the headings it is under."""

    divided: tuple[FieldGroup, ...] = (
        FieldGroup(_("What it says"), (*in_languages("title"), *in_languages("summary"))),
        FieldGroup(_("Where it is printed"), ("printed_as",)),
    )

    class Meta:
        model = Priority
        fields = PRIORITY
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in in_languages("summary")}
        help_texts: ClassVar[dict[str, "StrOrPromise"]] = {
            **dict.fromkeys(in_languages("title", "summary"), ONE_LANGUAGE),
            "printed_as": _("As in the publication."),
            "title_en": _("In our own words; needed in one language."),
            "summary_en": _("Two to four sentences in our own words; needed in one language."),
        }

    def __init__(self, *args: object, headings: Sequence[Heading], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in in_languages("title", "summary"):
            self.fields[name].required = False
        self.headings = headings
        rows = self.instance.classifications.all() if self.instance.pk else ()
        own = {row.heading_id: row.basis for row in rows}
        for heading in headings:
            self.fields[f"heading-{heading.pk}"] = forms.ChoiceField(
                label=str(heading),
                required=False,
                choices=[("", _("not under it")), *Basis.choices],
                initial=own.get(heading.pk, ""),
            )
        names = tuple(f"heading-{heading.pk}" for heading in headings)
        self.divided = (*type(self).divided, FieldGroup(_("Its headings"), names))

    @property
    def under(self) -> dict[Heading, str]:
        chosen = {each: self.cleaned_data[f"heading-{each.pk}"] for each in self.headings}
        return {heading: basis for heading, basis in chosen.items() if basis}
