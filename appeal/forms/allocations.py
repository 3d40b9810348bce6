"""What people type about the budgets of an office's activities."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions import BelowUse, SplitRefused, mark_of
from ..base.amounts import as_typed, money
from ..base.number_fields import AmountField
from ..base.refusals import Refusal
from ..figures.allocations import ActivityShares, Share, Split
from ..models import Activity, StaleVersion
from ..web.forms import OnceForm


class ShareField(AmountField):
    """A field for the budget of an activity under a heading."""

    default_error_messages = {
        "min_value": _("An amount must be above zero. Leave it empty if there is no budget here.")
    }


class AllocationsForm(OnceForm):
    """An office's split: an amount for each activity and cell, empty where nothing is drawn.

    Only those `shown` of its activities have fields. Beside each amount is the one that the
    person read: what they left alone follows what is stored, and only what they changed is written.
    """

    is_overtaken = False
    # Each amount carries what was read of it instead.
    version = None
    step = forms.ChoiceField(
        choices=[("save", ""), ("remainder", ""), ("confirm", "")], required=False
    )
    confirmed = forms.TypedMultipleChoiceField(label=_("Confirm"), coerce=int, required=False)
    reason = forms.CharField(
        label=_("Reason for going below what is spent"),
        required=False,
        max_length=300,
        help_text=_("Saved with each amount that you lower below what has been spent."),
    )
    answers = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: object, split: Split, shown: list[Activity], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.split, self.shown = split, shown
        self.fields["confirmed"].choices = [(row.pk, row.code) for row in shown]
        if self.is_bound:
            self.data = self.sent.copy()
        self.shares = [share for share in split.shares if share.activity in shown]
        for share in self.shares:
            self._add(share)

    def _add(self, share: Share) -> None:
        stored = as_typed(share.stored.amount) if share.stored else None
        typed, seen = (f"{name}-{share.activity.pk}-{share.cell.pk}" for name in ("amount", "seen"))
        label = f"{share.activity.code}, {share.cell.heading.code}"
        amount = ShareField(label=label, required=False, initial=stored)
        # That of the form says the same of all of them.
        amount.widget.attrs.pop("autocomplete", None)
        amount.widget.attrs |= {
            "class": "form-control form-control-sm",
            "aria-label": label,
            "data-activity": share.activity.pk,
            "data-cell": share.cell.pk,
        }
        self.fields[typed] = amount
        self.fields[seen] = AmountField(
            required=False, initial=stored, widget=forms.HiddenInput(attrs={"id": False})
        )
        if self.is_bound and self.data.get(typed, "") == self.data.get(seen, ""):
            self.sent[typed] = self.sent[seen] = amount.prepare_value(stored) or ""
        share.field, share.seen = self[typed], self[seen]
        share.amount = _read(share.field)

    @property
    def sent(self) -> Any:
        """What was sent, in which a value takes the place of another."""
        return self.data

    @property
    def rows(self) -> list[ActivityShares]:
        """Those that are shown."""
        return [self.split.row(activity) for activity in self.shown]

    @property
    def is_indicative(self) -> bool:
        return any(share.is_indicative for share in self.shares)

    @property
    def wanted(self) -> dict[tuple[int, int], Decimal | None]:
        return {row.pair: self.cleaned_data[row.field.name] for row in self.shares}

    @property
    def seen(self) -> dict[tuple[int, int], Decimal | None]:
        return {row.pair: self.cleaned_data[row.seen.name] for row in self.shares}

    @property
    def to_confirm(self) -> set[tuple[int, int]]:
        """The indicative shares of the activities that are ticked, or of all that are shown."""
        is_all = self.cleaned_data["step"] == "confirm"
        ticked = self.cleaned_data["confirmed"]
        return {
            row.pair
            for row in self.shares
            if row.is_indicative and (is_all or row.activity.pk in ticked)
        }

    @property
    def reasons(self) -> dict[tuple[int, int], str]:
        """The reason for each amount that was queried and has not changed since."""
        asked = self.cleaned_data["answers"].split()
        return {
            pair: self.cleaned_data["reason"]
            for pair, amount in self.wanted.items()
            if mark_of(pair, amount) in asked
        }

    def refuse(self, refusal: Refusal) -> None:
        """Put each sentence where it belongs: those of cells above the table.

        What somebody else changed is shown beside amounts that are read again.
        """
        self.is_overtaken = isinstance(refusal, StaleVersion)
        if self.is_overtaken:
            return
        if not isinstance(refusal, SplitRefused):
            super().refuse(refusal)
            return
        for sentence in refusal.cells.values():
            self.add_error(None, sentence)
        for share in self.shares:
            if share.pair in refusal.pairs:
                self.add_error(share.field.name, refusal.pairs[share.pair])
        if isinstance(refusal, BelowUse):
            self.add_error(
                "reason",
                gettext("Raise the amounts that are too low, or explain why they are right."),
            )
            self.sent["answers"] = " ".join(refusal.marks)
            self.fields["reason"].widget.attrs["autofocus"] = True

    def tell_what_changed(self) -> None:
        """Say beside each amount what somebody else changed it to; saving again replaces it."""
        if not self.is_valid():
            return
        seen, wanted = self.seen, self.wanted
        for share in self.shares:
            stored = share.stored.amount if share.stored else None
            if stored not in (seen[share.pair], wanted[share.pair]):
                self.sent[share.seen.html_name] = share.field.field.prepare_value(stored) or ""
                sentence = gettext(
                    "Somebody changed this to %(stored)s while you were writing (it was %(seen)s)."
                    " What you entered is still here: save again to replace theirs."
                )
                amounts = {"stored": money(stored), "seen": money(seen[share.pair])}
                self.add_error(share.field.name, sentence % amounts)


def _read(field: forms.BoundField) -> Decimal | None:
    """What a field of the page holds: 0 where it is empty, None where it is no amount."""
    try:
        return field.field.clean(field.value()) or Decimal(0)
    except ValidationError:
        return None
