"""Which days each thing of an appeal may bear: declared once, for forms, admin, uploads and SQL."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reach:
    """From `years_before` the appeal's first day to `days_after` its day called `until`.

    `sentence` says so, with %(first)s and %(last)s.
    """

    sentence: Any
    until: str = "closes_on"
    years_before: int = 0
    days_after: int = 0

    def days(self, appeal: Any) -> tuple[date, date]:
        """The first and the last of them."""
        first, last = appeal.starts_on, getattr(appeal, self.until)
        if self.years_before:
            first = date(first.year - self.years_before, first.month, min(first.day, 28))
        return first, last + timedelta(days=self.days_after)

    def refusal(self, appeal: object, day: date) -> str | None:
        """Why the day is out of reach; None where it is within."""
        first, last = self.days(appeal)
        if first <= day <= last:
            return None
        return str(self.sentence % {"first": date_format(first), "last": date_format(last)})

    def check(self, appeal: object, row: object, *names: str) -> None:
        """Refuse the row with a sentence at each of its days that is out of reach."""
        given = {name: getattr(row, name) for name in names}
        refused = {name: self.refusal(appeal, day) for name, day in given.items() if day}
        if errors := {name: sentence for name, sentence in refused.items() if sentence}:
            raise ValidationError(errors)

    def broken_in_sql(self, *columns: str) -> str:
        """SQL over NEW and the appeal `a`: one of the days is out of reach; from its first day."""
        return " OR ".join(
            f'NEW."{column}" < a.starts_on OR NEW."{column}" > a.{self.until}' for column in columns
        )


ACTIVITY = Reach(_("An activity must run between %(first)s and %(last)s, the dates of the appeal."))
MILESTONE = Reach(
    _("A milestone must be due between %(first)s and %(last)s, the dates of the appeal.")
)
TARGET = Reach(
    _(
        "A target must be for a period that ends between %(first)s and %(last)s, the dates of"
        " the appeal."
    )
)
PERIOD = Reach(
    _("A period must be between %(first)s and %(last)s, the year of the appeal."), until="ends_on"
)
REPORTS_DUE = Reach(
    _("Reports must be due between %(first)s and %(last)s, soon after the appeal ends."),
    days_after=90,
)
REVISION = Reach(
    _("A revision must take effect between %(first)s and %(last)s, the dates of the appeal.")
)
JUDGEMENT = Reach(_("Choose a date between %(first)s and %(last)s, the dates of the appeal."))
# Agreements run for several years, and pledges come early.
CONTRIBUTION = Reach(
    _("Contributions to this appeal must be dated between %(first)s and %(last)s."), years_before=2
)
# A document may be older than what it proves: a law, an agreement.
EVIDENCE = Reach(
    _("Evidence for this appeal must be dated between %(first)s and %(last)s."),
    years_before=20,
)
