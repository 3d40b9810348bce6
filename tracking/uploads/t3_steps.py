"""What T3 says of contributions that are recorded: their flows, and parts of other appeals."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.currencies import CURRENCIES
from appeal.base.excel import Column
from appeal.models import CENTS, Appeal, Heading, Office
from appeal.models.ordering import in_order

from .. import access, actions
from ..forms import FlowForm, PartForm
from ..forms.contributions import key_of
from ..models import Contribution, ContributionAssignment, Flow, Upload
from .columns import amount, choice, day, text
from .outcomes import Reading, Values
from .records import RecordSheet

PLACE = {"office", "heading"}


class PlacedSheet(RecordSheet):
    """Rows that name an office or a heading of the appeal."""

    @cached_property
    def offices(self) -> dict[str, Office]:
        rows = Office.objects.of(self.appeal).in_printed_order()
        return {each.code: each for each in rows}

    @cached_property
    def headings(self) -> dict[str, Heading]:
        rows = Heading.objects.of(self.appeal).in_printed_order()
        return {each.code: each for each in rows}

    def place_columns(
        self, *, office: object, heading: object, no_office: object, no_heading: object
    ) -> Sequence[Column]:
        """An office and a heading, each with what it means to leave it blank."""
        return (
            choice(
                "office", office, 26,
                lambda: {code: f"{code} {each.name}" for code, each in self.offices.items()},
                no_office,
            ),
            choice("heading", heading, 34, lambda: self.headings, no_heading),
        )  # fmt: skip


class StepSheet(RecordSheet):
    """Rows that name a contribution by its reference; recorded for good."""

    # The rows of contributions in the same file that are wrong.
    wrong_contributions: Sequence[Reading] = ()

    def contribution_column(self) -> Column:
        reference = _("The reference of the contribution, as on the contributions sheet.")
        return text("contribution", _("Contribution"), 24, Contribution, reference, "reference")

    def contribution_of(self, reading: Reading, reference: str, upload: Upload) -> Contribution:
        """The one with this reference that the person records; new ones of the file included.

        If there is none the row says so, and is judged by one of which nothing is known.
        """
        own = access.rows(upload.uploaded_by, duties.RECORD, Contribution.objects.of(upload.appeal))
        found = list(own.filter(reference__iexact=reference)[:2]) if reference else []
        if len(found) == 1:
            return found[0]
        unknown = Contribution(appeal=upload.appeal, currency="")
        if not reference:
            self.refuse_missing(reading, "contribution")
        elif found:
            sentence = _(
                "Two contributions have this reference. Record this on the page of the right one."
            )
            reading.refuse("contribution", sentence)
        elif wrong := self._wrong_row(reference):
            sentence = _(
                "The contribution with this reference is wrong, in row %(row)s of its"
                " sheet. Correct it, and this row can be applied too."
            )
            reading.refuse("contribution", sentence % {"row": wrong.row.number})
            code = wrong.value("currency", "").upper() or "USD"
            unknown.currency = code if code in CURRENCIES else ""
        else:
            sentence = _("Enter the reference of a contribution that you can record.")
            reading.refuse("contribution", sentence)
        return unknown

    def _wrong_row(self, reference: str) -> Reading | None:
        """The wrong row of a contribution that the file was to bring, with this reference."""
        for reading in self.wrong_contributions:
            if reading.value("reference", "").casefold() == reference.casefold():
                return reading
        return None


class FlowSheet(StepSheet):
    """A pledge, a commitment or a receipt a row; recorded for good, so that only new ones are."""

    name = "flows"
    title = _("Flows")

    def own_columns(self) -> Sequence[Column]:
        in_its_currency = _("In the currency of the contribution.")
        return (
            self.contribution_column(),
            choice("kind", _("Kind"), 24, lambda: dict(Flow.Kind.choices)),
            day("value_on", _("Value date"), 14, FlowForm.Meta.help_texts["value_on"]),
            amount("amount", _("Amount"), 18, in_its_currency),
            text("note", _("Note"), 44, Flow),
        )

    def stored(self) -> Sequence[Flow]:
        return []

    def keep(
        self, reading: Reading, record: object, typed: Values, upload: Upload, at: datetime
    ) -> Flow | None:
        contribution = self.contribution_of(reading, typed["contribution"], upload)
        value_on = typed["value_on"]
        written = {
            "kind": typed["kind"],
            "value_on": value_on.isoformat() if value_on else "",
            "amount": typed["amount"],
            "note": typed["note"],
            "idempotency_key": upload.sha256[:32],
            "version": contribution.version,
        }
        form = FlowForm(written, contribution=contribution)
        self.tell_form(reading, form)
        today = upload.appeal.day_of(at)
        self.tell_refusals(reading, actions.flow_refusals(form.instance, today))
        if reading.problems:
            return None
        return actions.record_flow(flow=form.instance, version=None, by=upload.uploaded_by, at=at)


class PartSheet(StepSheet, PlacedSheet):
    """What belongs to another appeal, a row each; those that are recorded are shown."""

    name = "parts"
    title = _("Parts of other appeals")
    fields: ClassVar = {"source": "office", "from_office": "office", "from_heading": "heading"}

    def own_columns(self) -> Sequence[Column]:
        return (
            self.contribution_column(),
            *self.place_columns(
                office=_("From the office"),
                heading=_("From the heading"),
                no_office=_("Leave blank if the money is at no single office."),
                no_heading=_("Leave blank if the money is under no single heading."),
            ),
            text("appeal", _("To the appeal"), 20, Appeal, _("Its code."), "code"),
            amount("amount", _("Amount"), 18, _("In the currency of the appeal.")),
            day("effective_on", _("Effective on"), 14,
                PartForm.base_fields["effective_on"].help_text),
            text("reason", _("Reason"), 44, ContributionAssignment),
        )  # fmt: skip

    def stored(self) -> Sequence[ContributionAssignment]:
        """Those in force."""
        moves = ContributionAssignment.objects.filter(
            contribution__appeal=self.appeal, into__isnull=False, reverses=None, reversal=None
        )
        names = ("contribution__donor", "from_office", "from_heading", "into__appeal")
        by = ("contribution__donor__name", "contribution__reference", "effective_on")
        return list(in_order(moves.select_related(*names), *by))

    def values(self, part: ContributionAssignment) -> dict[str, object]:
        return {
            "contribution": part.contribution.reference,
            "office": part.from_office.code if part.from_office else "",
            "heading": part.from_heading.code if part.from_heading else "",
            "appeal": part.into.appeal.code if part.into else "",
            "amount": part.amount,
            "effective_on": part.effective_on,
            "reason": part.reason,
        }

    def stamp(self, part: ContributionAssignment) -> str:
        return str(part.pk)

    def keep(
        self, reading: Reading, record: object, typed: Values, upload: Upload, at: datetime
    ) -> ContributionAssignment | None:
        if record:
            reading.refuse(reading.first_column(*self.inputs), RECORDED)
            return None
        contribution = self.contribution_of(reading, typed["contribution"], upload)
        form = self._form(reading, contribution, typed, upload, at)
        self.tell_form(reading, form)
        said = form.cleaned_data
        # How much there is depends on where it is.
        judged = {"amount", "effective_on"} - ({"amount"} if reading.unread & PLACE else set())
        known = {name: said[name] for name in judged & said.keys()}
        part = ContributionAssignment(contribution=contribution, **known)
        if "source" in said:
            part.from_office, part.from_heading = form.source_place
        today = upload.appeal.day_of(at)
        self.tell_refusals(reading, actions.part_refusals(part, said.get("appeal"), today))
        if reading.problems:
            return None
        return self._share(reading, form, contribution, upload, at)

    def _form(
        self,
        reading: Reading,
        contribution: Contribution,
        typed: Values,
        upload: Upload,
        at: datetime,
    ) -> PartForm:
        """What a person would have typed into the form of the page."""
        place = self.offices.get(typed["office"]), self.headings.get(typed["heading"])
        today, day = upload.appeal.day_of(at), typed["effective_on"]
        stands = actions.standing_on(contribution, today) if contribution.pk else {}
        if not contribution.pk or reading.unread & PLACE:
            # Nothing is said of money of which it is not known where it is.
            stands[place] = CENTS
        written = {
            "source": key_of(place),
            "appeal": typed["appeal"].upper(),
            "amount": typed["amount"],
            "effective_on": day.isoformat() if day else "",
            "reason": typed["reason"],
            "idempotency_key": upload.sha256[:32],
            "version": contribution.version,
        }
        form = PartForm(
            written, by=upload.uploaded_by, contribution=contribution, stands=stands, today=today
        )
        form.is_valid()
        return form

    def _share(
        self,
        reading: Reading,
        form: PartForm,
        contribution: Contribution,
        upload: Upload,
        at: datetime,
    ) -> ContributionAssignment | None:
        named = ("appeal", "amount", "effective_on", "reason")
        try:
            return actions.share_contribution(
                contribution=contribution,
                source=form.source_place,
                **{name: form.cleaned_data[name] for name in named},
                by=upload.uploaded_by,
                at=at,
            )
        except actions.NotRecordable as refusal:
            self.tell_refusals(reading, [refusal])
            return None


RECORDED = _(
    "This part is recorded for good. Reverse it on the page of its contribution, and record the"
    " right one in an empty row."
)
