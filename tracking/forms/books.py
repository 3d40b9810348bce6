"""What people say of an export of the finance system, and choose of what differs."""

import re
from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import DASH
from appeal.base.days import DayField
from appeal.base.refusals import Refusal
from appeal.models import Office
from appeal.web.forms import OnceForm

from ..actions import BooksChoice, LinesUnclear
from ..models import BooksExport, BooksLayout
from ..office_field import OfficeField
from ..reconciling import (
    COLUMNS,
    GROUPS,
    BooksPlace,
    Listing,
    Problem,
    likely_columns,
    likely_day_order,
    likely_point,
)
from .rates import CurrencyField
from .uploads import MOST_MEGABYTES, TOO_LARGE, file_field

MARK = re.compile(r"[0-9a-f]{16}")
WHOLE = re.compile(r"([a-z_]{1,20}):([0-9]{1,6})", re.ASCII)
PLACE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})", re.ASCII)
NOT_SAID = _("as found; what can be read in two ways is refused")


class BooksUploadForm(OnceForm):
    """An export of the finance system: of which office and days it is."""

    version = None
    file = file_field(
        _("Export of the finance system"),
        ".xlsx,.csv,.txt",
        _("An Excel file (.xlsx) or a CSV file with a row of headings, up to 10 MB."),
    )
    office = OfficeField(
        label=_("Office"),
        queryset=Office.objects.none(),
        help_text=_("Whose spending the export has."),
    )
    first_on = DayField(label=_("First day"), help_text=_("The first day that the export covers."))
    last_on = DayField(
        label=_("Last day"),
        help_text=_("The last day: entries of these days that it lacks are missing there."),
    )
    anew = forms.BooleanField(
        label=_("Ask again which column is what"),
        required=False,
        help_text=_("Tick it if the columns of an earlier file were chosen wrongly."),
    )

    def __init__(
        self, *args: object, offices: QuerySet[Office], is_for_all: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        field.queryset = offices
        field.required = not is_for_all
        field.empty_label = gettext("all offices") if is_for_all else DASH
        if not is_for_all and len(offices) == 1:
            field.initial = offices[0]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_MEGABYTES * 1024 * 1024:
            raise ValidationError(TOO_LARGE)
        return file

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        first_on, last_on = map(self.cleaned_data.get, ("first_on", "last_on"))
        if first_on and last_on and last_on < first_on:
            self.add_error("last_on", _("The last day is before the first one."))
        return cleaned


class BooksColumnsForm(OnceForm):
    """Which column of an export is what; guessed by the headings where that is likely."""

    version = None
    problems: Sequence[Problem] = ()
    wrong = 0

    def __init__(self, *args: object, listing: Listing, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings = listing.headings
        likely = likely_columns(headings)
        named = [
            (str(place), heading or gettext("column %(number)s") % {"number": place + 1})
            for place, heading in enumerate(headings)
        ]
        for column in COLUMNS:
            self.fields[column.name] = forms.ChoiceField(
                label=column.label,
                required=column.is_needed,
                choices=[("", DASH), *named],
                initial=str(likely.get(column.name, "")),
                help_text=column.explained,
            )
        self.fields |= {
            "fixed": CurrencyField(
                label=_("Currency of all lines"),
                required=False,
                help_text=_("If no column says it, such as GTQ."),
            ),
            "day_order": forms.ChoiceField(
                label=_("Dates are written"),
                required=False,
                choices=[("", NOT_SAID), *BooksLayout.DayOrder.choices],
                initial=likely_day_order(listing),
                help_text=_("Only where they are text, such as 03/04/2020."),
            ),
            "point": forms.ChoiceField(
                label=_("Decimals are written after"),
                required=False,
                choices=[("", NOT_SAID), *BooksLayout.Point.choices],
                initial=likely_point(listing),
                help_text=_("Only where amounts are text, such as 1,250."),
            ),
        }

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        taken: dict[str, str] = {}
        for column in COLUMNS:
            place = self.cleaned_data.get(column.name)
            if place and place in taken:
                self.add_error(
                    column.name,
                    _("This column is chosen already, for “%(other)s”.") % {"other": taken[place]},
                )
            elif place:
                taken[place] = str(column.label)
        if not cleaned.get("currency") and not cleaned.get("fixed"):
            self.add_error("currency", _("Choose the column of the currency, or say it below."))
        return cleaned

    def refuse(self, refusal: Refusal) -> None:
        super().refuse(refusal)
        if isinstance(refusal, LinesUnclear):
            self.problems, self.wrong = refusal.problems, refusal.wrong

    def layout(self, export: BooksExport) -> BooksLayout:
        """What was chosen, for all files with these headings."""
        said = self.cleaned_data
        return BooksLayout(
            appeal=export.appeal,
            headings=[*self.headings],
            columns={each.name: int(said[each.name]) for each in COLUMNS if said[each.name]},
            currency=said["fixed"],
            day_order=said["day_order"],
            point=said["point"],
        )


class MarkField(forms.MultipleChoiceField):
    """Findings by their marks."""

    def valid_value(self, value: object) -> bool:
        return bool(MARK.fullmatch(str(value)))


class DifferencesForm(OnceForm):
    """What is ticked of what differs, or all of a kind, as many as the person saw."""

    version = None
    chosen = MarkField(
        label=_("Selected"), required=False, help_text=_("What is ticked in the list.")
    )
    whole = forms.RegexField(
        WHOLE,
        max_length=30,
        label=_("All of them"),
        required=False,
        widget=forms.HiddenInput,
        help_text=_("A kind, and how many of it there are."),
    )
    place = forms.RegexField(
        PLACE,
        max_length=40,
        label=_("Activity and heading"),
        required=False,
        widget=forms.Select,
        help_text=_("For lines whose code does not say it."),
    )

    def offer(self, places: Sequence[BooksPlace]) -> None:
        choices = [(place.value, str(place)) for place in places]
        self.fields["place"].widget.choices = [
            ("", gettext("only where the code says it")),
            *choices,
        ]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        whole = WHOLE.fullmatch(self.cleaned_data.get("whole") or "")
        if not cleaned.get("chosen") and not (whole and whole[1] in GROUPS):
            self.add_error("chosen", _("Select at least one."))
        return cleaned

    @property
    def choice(self) -> BooksChoice:
        whole = WHOLE.fullmatch(self.cleaned_data["whole"])
        if whole:
            return BooksChoice(group=whole[1], count=int(whole[2]))
        return BooksChoice(marks=self.cleaned_data["chosen"])

    def place_among(self, places: Mapping[str, BooksPlace]) -> BooksPlace | None:
        return places.get(self.cleaned_data["place"])


class ExplainForm(DifferencesForm):
    """The same, with the reason why it is right."""

    reason = forms.CharField(
        label=_("Why is it right?"),
        max_length=500,
        help_text=_("Stays with the difference, here and in later exports."),
    )
