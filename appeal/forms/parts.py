"""What people type about milestones and indicators of an activity."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..base.days import DayField
from ..base.number_fields import QuantityField
from ..models import Basis, CoreIndicator, Indicator, Milestone, in_languages
from ..models.translated import Language
from ..web.forms import FieldGroup, RowForm

OF_PERIOD = "target_by_"
HOW = ("measure", "direction", "accumulation")
FACTS = ("baseline", "target")
BESIDES = (
    "by_sex", "by_age_group", "by_disability", "by_nationality", "means_of_verification",
)  # fmt: skip


class MilestoneForm(RowForm):
    """Something that an activity reaches on a day."""

    class Meta:
        model = Milestone
        fields = ("title", "due_on")
        field_classes = {"due_on": DayField}
        help_texts = {
            "title": _("What will be done, such as “Second kiosk opened”."),
            "due_on": _(
                "A day within the appeal. It may be moved later: pages as known on an earlier day"
                " still show the day that was planned then."
            ),
        }


class IndicatorPlanForm(RowForm):
    """How a result is measured, from which baseline and towards which targets."""

    class Meta:
        model = Indicator
        fields = (
            *in_languages("title", "unit"), *HOW, "core", *FACTS, *BESIDES,
        )  # fmt: skip
        field_classes = {"baseline": QuantityField, "target": QuantityField}
        widgets = dict.fromkeys(HOW, forms.Select)
        help_texts = {
            **dict.fromkeys(
                in_languages("title"),
                _("Needed in one language. Readers of others see it as it is written."),
            ),
            **dict.fromkeys(
                in_languages("unit"),
                _("What is counted: people, kiosks, courses. Not needed for yes or no."),
            ),
            "measure": _("A percentage is reported with its numerator and denominator."),
            "direction": _("Whether more or less of it is better."),
            "accumulation": _("How the values of several periods become one."),
            "baseline": _("The value before the activity, if it is known."),
            "target": _(
                "For the whole activity, by its last day. It counts where no period has a target."
            ),
            **dict.fromkeys(BESIDES, _("Reports ask for the parts as well.")),
            "means_of_verification": _("Where the numbers come from: a register, a survey."),
        }

    days: dict[str, date]

    def offer(self, periods: Mapping[date, str], frozen: Collection[str]) -> None:
        """Ask for a target of each of the `periods`, named by their last days.

        What is `frozen`, because it was reported on, and what is published is shown only.
        """
        self.days = {}
        self._offer_core()
        stored = (
            dict(self.instance.period_targets.values_list("ends_on", "value"))
            if (self.instance.pk)
            else {}
        )
        for day in sorted({*periods, *stored}):
            name = target_name(day)
            self.days[name], self.initial[name] = day, stored.get(day)
            self.fields[name] = QuantityField(
                label=_("Target of %(period)s") % {"period": periods.get(day, day.isoformat())},
                required=False,
                help_text=_("What this period alone should reach."),
            )
        published = [name for name in FACTS if self._is_published(name)]
        for name in {*frozen, *published} & {*self.fields}:
            self.fields[name].disabled = True
        self._divide()

    def _offer_core(self) -> None:
        """The core indicators of the appeal; nothing is asked where it has none."""
        own = CoreIndicator.objects.of(self.instance.activity.appeal).in_order()
        self.fields["core"].queryset = own
        if not own.exists():
            del self.fields["core"]

    def _divide(self) -> None:
        """The reader's language first; the others, and what is asked less often, folded."""
        own = (get_language() or "en")[:2]
        others = [code for code in Language.values if code != own]
        is_counted = self.instance.measure != Indicator.Measure.YES_NO
        self.marked = tuple(
            f"{name}_{own}"
            for name in (("title", "unit") if is_counted else ("title",))
            if not any(getattr(self.instance, f"{name}_{code}") for code in others)
        )
        self.divided = (
            FieldGroup(_("What is measured"), (f"title_{own}", f"unit_{own}", *HOW, "core")),
            FieldGroup(_("Baseline and targets"), (*FACTS, *self.days)),
            FieldGroup(
                _("In other languages"),
                tuple(f"{name}_{code}" for code in others for name in ("title", "unit")),
                is_folded=True,
            ),
            FieldGroup(_("Breakdowns and means of verification"), BESIDES, is_folded=True),
        )

    def _is_published(self, fact: str) -> bool:
        return bool(getattr(self.instance, f"{fact}_basis") == Basis.PUBLISHED)

    def clean_baseline(self) -> Decimal | None:
        return self._based("baseline")

    def clean_target(self) -> Decimal | None:
        return self._based("target")

    def _based(self, fact: str) -> Decimal | None:
        """What is not published is ours."""
        value: Decimal | None = self.cleaned_data[fact]
        if not self._is_published(fact):
            setattr(self.instance, f"{fact}_basis", "" if value is None else Basis.ASSIGNED)
        return value

    @property
    def targets(self) -> dict[date, Decimal | None]:
        return {day: self.cleaned_data[name] for name, day in self.days.items()}


def target_name(ends_on: date) -> str:
    """The field for the target of the period that ends on this day."""
    return f"{OF_PERIOD}{ends_on:%Y_%m_%d}"
