"""What people choose of an earlier appeal for a new one, and what they confirm to publish it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appeal.actions.copying import Carried
from appeal.base.days import DayField, years_later
from appeal.base.refusals import Refusal
from appeal.figures.remarks import Remark
from appeal.forms import AppealForm
from appeal.loading import NotReadable
from appeal.models import Appeal, Basis, Office, Priority, Section, in_languages
from appeal.web.forms import FieldGroup, OnceForm

from .uploads import UploadForm, file_field

YEARS = ("starts_on", "ends_on", "closes_on")


class CopiedAppealForm(AppealForm):
    """A new appeal from an earlier one: which of its offices and priorities go on, and what else.

    Everything is ticked at first. `cancelled` says how many activities a priority lost, by id.
    """

    offices = forms.MultipleChoiceField(
        label=_("Offices that go on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The priorities of an office that does not go on are not copied."),
    )
    milestones = forms.BooleanField(
        label=_("Milestones that are not reached yet"),
        required=False,
        initial=True,
        help_text=_("Due on the same day of the new year."),
    )
    indicators = forms.BooleanField(
        label=_("Indicators"),
        required=False,
        initial=True,
        help_text=_(
            "The last approved value becomes the baseline, set by the regional office; targets are"
            " set again."
        ),
    )

    def __init__(
        self,
        *args: object,
        of: Appeal,
        sections: Sequence[Section],
        priorities: Sequence[Priority],
        cancelled: Mapping[int, int],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = following(of) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.sections, self.priorities, self.cancelled = sections, priorities, cancelled
        self.fields["offices"].choices = [(row.office_id, row.office.name) for row in sections]
        self.initial["offices"] = [row.office_id for row in sections]
        names = []
        for section in sections:
            own = [row for row in priorities if row.section_id == section.pk]
            if own:
                names.append(self._offer(section.office, own))
        self.divided = (
            *type(self).divided,
            FieldGroup(_("What goes on"), ("offices", "milestones", "indicators")),
            FieldGroup(_("Priorities that go on"), tuple(names)),
        )

    def _offer(self, office: Office, own: Sequence[Priority]) -> str:
        name = f"priorities-{office.pk}"
        self.fields[name] = forms.MultipleChoiceField(
            label=office.name,
            required=False,
            choices=[(row.pk, self._called(row)) for row in own],
            initial=[row.pk for row in own],
            widget=forms.CheckboxSelectMultiple,
        )
        return name

    def _called(self, row: Priority) -> str:
        """A priority, with how many of its activities stay behind."""
        count = self.cancelled.get(row.pk, 0)
        if not count:
            return str(row)
        sentence = ngettext(
            "%(priority)s (%(count)d cancelled activity is not copied)",
            "%(priority)s (%(count)d cancelled activities are not copied)",
            count,
        )
        return sentence % {"priority": row, "count": count}

    def carried(self, milestones: set[int], baselines: dict[int, Any]) -> Carried:
        typed = self.cleaned_data
        chosen = [
            int(pk) for name, each in typed.items() if name.startswith("priorities-") for pk in each
        ]
        return Carried(
            offices=[int(pk) for pk in typed["offices"]],
            priorities=chosen,
            milestones=milestones if typed["milestones"] else (),
            baselines=baselines if typed["indicators"] else {},
        )


def following(of: Appeal) -> dict[str, Any]:
    """What is proposed for the appeal of the year after another."""
    year = of.year + 1
    same = ("region", "framework", "currency", "time_zone", "rhythm")
    code = of.code.replace(str(of.year), str(year))
    return {
        **{name: getattr(of, name) for name in same},
        **{
            name: getattr(of, name).replace(str(of.year), str(year))
            for name in in_languages("title", "table_title")
        },
        "year": year,
        "code": code if code != of.code else "",
        **{name: years_later(getattr(of, name), 1) for name in YEARS},
    }


class AppealWorkbookForm(UploadForm):
    """A filled T0; everything that is wrong with it is said at once, with its sheet and cell."""

    file = file_field(
        _("Filled appeal template (T0)"), ".xlsx", _("An Excel file (.xlsx), up to 10 MB.")
    )

    sentences: Sequence[str] = ()

    def refuse(self, refusal: Refusal) -> None:
        if isinstance(refusal, NotReadable):
            self.sentences = refusal.sentences
        else:
            super().refuse(refusal)


class PublishForm(OnceForm):
    """Since when it is published, where it is printed, and what is odd and meant so.

    What the draft states of its publication, as one from a workbook may, is proposed.
    """

    published_on = DayField(
        label=_("Published on"), help_text=_("The day of the publication, today or earlier.")
    )
    published_on_basis = forms.ChoiceField(
        label=_("This day is"), choices=Basis.choices, initial=Basis.PUBLISHED
    )
    source_name = forms.CharField(
        label=_("Source document"),
        max_length=200,
        help_text=_("The publication that the amounts are from."),
    )

    def __init__(
        self, *args: object, appeal: Appeal, today: date, odd: Sequence[Remark], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.appeal, self.today, self.odd = appeal, today, odd
        self.initial.update(
            {
                "version": appeal.version,
                "published_on": today,
                "source_name": appeal.source_name,
            }
        )
        if appeal.published_on:
            self.initial.update(
                {
                    "published_on": appeal.published_on,
                    "published_on_basis": appeal.published_on_basis,
                }
            )
        for remark in odd:
            self.fields[f"odd-{remark.key}"] = forms.BooleanField(
                label=remark.sentence,
                error_messages={"required": _("Tick this if it is intended, or correct it first.")},
            )

    @property
    def questions(self) -> list[tuple[Remark, forms.BoundField]]:
        return [(remark, self[f"odd-{remark.key}"]) for remark in self.odd]

    def clean_published_on(self) -> date:
        day: date = self.cleaned_data["published_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come. Publish it on that day."))
        return day

    def stored(self) -> Appeal | None:
        return Appeal.objects.filter(pk=self.appeal.pk).first()
