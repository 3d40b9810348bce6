"""A file of rates of exchange: read, and judged line by line."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.forms import OnceForm

from ..models.rates import ExchangeRate, is_within_reach, out_of_reach
from .rates import RatedCurrencyField, RateField, short

COLUMNS = ("currency", "effective_on", "rate")
LARGEST_FILE, MOST_LINES = 100_000, 1000

Lines = list[tuple[int, dict[str, str]]]


class LineForm(forms.Form):
    """One line of a file of rates."""

    currency = RatedCurrencyField(
        error_messages={"required": gettext_lazy("The currency is missing.")}
    )
    effective_on = forms.DateField(
        input_formats=["%Y-%m-%d"],
        error_messages={
            "invalid": gettext_lazy("The effective date is no date: write it as 2020-03-01."),
            "required": gettext_lazy("The effective date is missing."),
        },
    )
    rate = RateField(error_messages={"required": gettext_lazy("The rate is missing.")})


class RateUploadForm(OnceForm):
    """A CSV file of rates; all that is wrong in it is said at once, line by line.

    Cleaned, `file` is the list of the rates that are new; equal ones that are kept are left out.
    """

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=gettext_lazy(
            "CSV. The first line names the columns: currency, effective_on, rate. Then one rate a"
            " line, such as GTQ,2020-03-01,7.70"
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=100,
        initial="UN operational rate",
        help_text=gettext_lazy("Where the rates were published."),
    )

    def clean_file(self) -> list[ExchangeRate]:
        """The new rates; raises ValidationError with a sentence for every wrong line."""
        self.added: list[ExchangeRate] = []
        self.unchanged = 0
        wrong = list(self._judge(read_lines(self.cleaned_data["file"])))
        if wrong:
            raise ValidationError(wrong)
        return self.added

    def _judge(self, lines: Lines) -> Iterator[str]:
        """What is wrong, a sentence for each; fills `added` and counts `unchanged`."""
        kept = ExchangeRate.objects.by_day()
        first_lines: dict[tuple, int] = {}
        for number, cells in lines:
            line = LineForm(cells)
            for errors in line.errors.values():
                yield in_line(number, " ".join(errors))
            if not line.is_valid():
                continue
            rate = ExchangeRate(**line.cleaned_data)
            if not is_within_reach(rate.effective_on):
                yield in_line(number, out_of_reach(rate.effective_on))
                continue
            day = (rate.currency, rate.effective_on)
            if first_lines.setdefault(day, number) != number:
                yield in_line(
                    number,
                    _("%(rate)s stands in line %(line)s already.")
                    % {"rate": rate, "line": first_lines[day]},
                )
            elif day not in kept:
                self.added.append(rate)
            elif kept[day] != rate.rate:
                yield in_line(
                    number,
                    _("%(rate)s is kept as %(units)s: edit that rate if it is wrong.")
                    % {"rate": rate, "units": short(kept[day])},
                )
            else:
                self.unchanged += 1

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for rate in cleaned.get("file") or []:
            rate.source = cleaned.get("source", "")
        return cleaned


def in_line(number: int, sentence: str) -> str:
    return _("Line %(number)s: %(sentence)s") % {"number": number, "sentence": sentence}


def read_lines(file: File) -> Lines:
    """The lines below the headings, each with its number in the file.

    Raises ValidationError for what is no such file. Excel separates by semicolons where a comma
    sets the decimals apart; both are read.
    """
    if (file.size or 0) > LARGEST_FILE:
        raise ValidationError(_("This file is too large to be a list of rates."))
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ValidationError(
            _("This is no CSV file: save the sheet as “CSV UTF-8” and try again.")
        )
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    headings = [heading.strip().lower().replace(" ", "_") for heading in next(reader, [])]
    if not set(COLUMNS) <= set(headings):
        raise ValidationError(
            _("The first line has to name the columns: currency, effective_on, rate.")
        )
    lines = [
        (reader.line_num, dict(zip(headings, cells, strict=False)))
        for cells in reader
        if any(cell.strip() for cell in cells)
    ]
    if not lines:
        raise ValidationError(_("The file holds no rates."))
    if len(lines) > MOST_LINES:
        raise ValidationError(
            _("The file holds more than %(most)s lines: divide it.") % {"most": MOST_LINES}
        )
    return lines
