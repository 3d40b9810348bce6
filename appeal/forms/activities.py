"""What people type about activities: what they are, what they name, and what stops one."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions import numbered
from ..base.days import DayField
from ..base.refusals import Refusal
from ..models import Activity, Partner, Priority, Region
from ..models.ordering import in_order
from ..web.forms import Boxes, FieldGroup, OnceForm, RowForm
from .countries import country_choices

Row = TypeVar("Row", bound=Model)


class ActivityForm(RowForm):
    """An activity of a priority; a new one takes the next number of the priority that is chosen."""

    divided = (
        FieldGroup(_("What it is"), ("priority", "own_title", "description", "language")),
        FieldGroup(_("When, and who leads it"), ("starts_on", "ends_on", "lead", "finance_code")),
        FieldGroup(_("Countries and territories"), ("countries",), is_folded=True),
        FieldGroup(
            _("Partners and government counterparts"),
            ("partners", "new_partner", "new_partner_kind"),
            is_folded=True,
        ),
        FieldGroup(
            _("SDG targets and Global Compact objectives"),
            ("sdg_targets", "compact_objectives"),
            is_folded=True,
        ),
    )
    new_partner = forms.CharField(
        label=_("A partner that is not in the list"),
        required=False,
        max_length=200,
        help_text=_("Added to the partners of all offices, and to this activity."),
    )
    new_partner_kind = forms.ChoiceField(
        label=_("Kind of the new partner"),
        required=False,
        choices=[("", "")],
        help_text=_("Needed only for a partner that is not in the list."),
    )

    class Meta:
        model = Activity
        fields = (
            "priority", "own_title", "description", "language", "starts_on", "ends_on", "lead",
            "finance_code", *Activity.NAMED,
        )  # fmt: skip
        field_classes = {"starts_on": DayField, "ends_on": DayField}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            **dict.fromkeys(Activity.NAMED, Boxes),
        }
        help_texts = {
            "priority": _(
                "Office and headings are those of the priority. This cannot change later: money and"
                " reports stay with it."
            ),
            "description": _("If empty: the summary of the priority. Never name beneficiaries."),
            "language": _("One language is enough. Readers of others see it as it is written."),
            "starts_on": _("Planned spending is spread evenly from this day to the last."),
            "ends_on": _("Changing a date later is allowed: the change log shows what it was."),
            "lead": _("The person responsible at the office."),
            "countries": _("Where it is carried out."),
            "partners": _("Who works with the office on it, by kind."),
            "sdg_targets": _("The targets of Agenda 2030 that it contributes to."),
            "compact_objectives": _("The objectives of the Global Compact that it serves."),
        }

    def offer(self, priorities: QuerySet[Priority], region: Region) -> None:
        """Put what can be chosen into the lists: those `priorities`, for a new activity."""
        if self.instance.pk:
            del self.fields["priority"]
        else:
            self.fields["priority"].queryset = priorities
            offered = _grouped(priorities, _office_of, _with_headings)
            self.fields["priority"].choices = [("", _("Choose a priority")), *offered]
        kinds = list(Partner.Kind.choices)
        self.fields["new_partner_kind"].choices = [("", _("Choose a kind")), *kinds]
        partners = in_order(Partner.objects.all(), "kind", "name")
        self.fields["partners"].choices = _grouped(partners, Partner.get_kind_display, str)
        self.fields["countries"].choices = country_choices(region)
        for name in ("sdg_targets", "compact_objectives"):
            self.fields[name].queryset = self.fields[name].queryset.order_by("pk")
            self.put_ticked_first(name)

    def clean_priority(self) -> Priority:
        priority: Priority = self.cleaned_data["priority"]
        numbered(self.instance, priority)
        return priority

    def clean_new_partner_kind(self) -> str:
        name, kind = self.cleaned_data.get("new_partner"), self.cleaned_data["new_partner_kind"]
        if name and not kind and not self._known(name):
            raise ValidationError(_("Choose the kind of the new partner."))
        return str(kind)

    @property
    def named(self) -> dict[str, list[Model]]:
        """What the activity is to name, by the relation; the new partner not saved yet."""
        named = {name: list(self.cleaned_data[name]) for name in Activity.NAMED}
        if name := self.cleaned_data["new_partner"]:
            kind = self.cleaned_data["new_partner_kind"]
            named["partners"].append(self._known(name) or Partner(name_en=name, kind=kind))
        return named

    def _known(self, name: str) -> Partner | None:
        return Partner.objects.filter(name_en__iexact=name).first()


def _grouped(
    rows: Iterable[Row], group: Callable[[Row], str], label: Callable[[Row], str]
) -> list[tuple[str, list[tuple[int, str]]]]:
    """Choices of rows that come group by group."""
    return [
        (name, [(row.pk, label(row)) for row in members]) for name, members in groupby(rows, group)
    ]


def _office_of(priority: Priority) -> str:
    return str(priority.section.office)


def _with_headings(priority: Priority) -> str:
    headings = ", ".join(row.heading.code for row in priority.classifications.all())
    return f"{priority} ({headings})" if headings else str(priority)


class HoldForm(OnceForm):
    """Whether an activity goes ahead, and why it does not or does again."""

    hold = forms.ChoiceField(
        label=_("The activity"),
        widget=forms.RadioSelect,
        help_text=_(
            "A suspended activity can start again. A cancelled one needs no more reports; what was"
            " spent and reported stays."
        ),
    )
    reason = forms.CharField(
        label=_("Why?"), max_length=100, help_text=_("Everybody can read this on its page.")
    )
    GOING = "going"

    activity: Activity

    def about(self, activity: Activity) -> None:
        """Offer what may become of the activity."""
        self.activity = activity
        steps = [
            (self.GOING, _("goes ahead again")),
            (Activity.Hold.SUSPENDED.value, _("is suspended")),
            (Activity.Hold.CANCELLED.value, _("is cancelled")),
        ]
        now = activity.hold or self.GOING
        self.fields["hold"].choices = [step for step in steps if step[0] != now]

    def stored(self) -> Activity | None:
        return Activity.objects.filter(pk=self.activity.pk).first()

    def refuse(self, refusal: Refusal) -> None:
        super().refuse(refusal)
        if self.theirs:
            self.add_error(
                None, gettext("Somebody changed this activity while you were writing. Check it.")
            )
