"""Contributions and their flows (T3), recorded by managers."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.currencies import CURRENCIES
from appeal.base.excel import Column, Entry, Format, Kind, Sheet
from appeal.base.given import given
from appeal.models import Appeal, Heading, Office, User
from appeal.ordering import in_order

from .. import access, actions
from ..forms import ContributionForm, FlowForm
from ..models import Contribution, Donor, Flow, Upload
from .columns import (
    CAN_BE_CLEARED,
    amount_entry,
    choice_entry,
    column,
    currency_entry,
    text_entry,
)
from .forms import Form, NotUploadable, UploadPlace
from .records import RecordSheet, to_judge
from .rows import Reading


class ContributionSheet(RecordSheet):
    """A contribution a row; its donor by name, new ones with their kind."""

    name = "contributions"
    title = gettext_lazy("Contributions")
    fields: ClassVar = {"new_donor": "donor"}
    ruled = ("currency", "office", "heading")
    alone = ("donor", "reference")

    def own_columns(self) -> Sequence[Column]:
        offices = Office.objects.filter(sections__appeal=self.appeal).order_by("sections__order")
        self.offices = {each.code: each for each in offices}
        headings = Heading.objects.filter(requirements__appeal=self.appeal).distinct()
        self.headings = {each.code: each for each in headings.order_by("order")}
        donor = text_entry(Donor, "name", gettext_lazy("Its name, as it is written elsewhere."))
        kind = choice_entry(dict(Donor.Kind.choices), gettext_lazy("Of a new donor only."))
        office = choice_entry(
            {code: f"{code} {each.name}" for code, each in self.offices.items()},
            gettext_lazy("Blank: earmarked for no single office."),
        )
        heading = choice_entry(
            {code: str(each) for code, each in self.headings.items()},
            gettext_lazy("Blank: earmarked for no single heading."),
        )
        currency = currency_entry(gettext_lazy("ISO 4217, such as EUR."))
        reference = text_entry(Contribution, "reference")
        note = text_entry(Contribution, "note", CAN_BE_CLEARED)
        return (
            column("reference", gettext_lazy("Reference"), reference, 20),
            column("donor", gettext_lazy("Donor"), donor, 34),
            column("new_donor_kind", gettext_lazy("Kind of the new donor"), kind, 20),
            column("currency", gettext_lazy("Currency"), currency, 11),
            column("office", gettext_lazy("Earmarked for the office"), office, 26),
            column("heading", gettext_lazy("Earmarked for the heading"), heading, 34),
            column("note", gettext_lazy("Note"), note, 34),
        )

    def stored(self) -> Sequence[Contribution]:
        rows = Contribution.objects.filter(appeal=self.appeal)
        return list(in_order(rows.select_related("donor", "office", "heading"), "donor__name"))

    def values(self, contribution: Contribution) -> dict[str, Any]:
        return {
            "reference": contribution.reference,
            "donor": contribution.donor.name,
            "new_donor_kind": "",
            "currency": contribution.currency,
            "office": contribution.office.code if contribution.office else "",
            "heading": contribution.heading.code if contribution.heading else "",
            "note": contribution.note,
        }

    def keep(
        self, reading: Reading, record: Any, typed: dict[str, Any], upload: Upload, at: datetime
    ) -> Any:
        by, appeal = upload.uploaded_by, upload.appeal
        if record and not access.kept_contributions(by).filter(pk=record.pk).exists():
            reading.refuse("", _("This contribution is recorded by another office."))
        form = ContributionForm(
            self._written(record, typed, upload),
            instance=copy(record) or Contribution(appeal=appeal),
            by=by,
        )
        self.tell_form(reading, form)
        donor = getattr(form, "chosen_donor", None)
        self.tell_refusals(reading, actions.contribution_refusals(form.instance, donor))
        if reading.problems:
            return None
        return actions.save_contribution(
            contribution=form.instance,
            version=None,
            donor=given(form.chosen_donor),
            by=by,
            at=at,
        )

    def _written(self, record: Any, typed: dict[str, Any], upload: Upload) -> dict[str, Any]:
        """What a person would have typed into the form of the page."""
        office, heading = self.offices.get(typed["office"]), self.headings.get(typed["heading"])
        return {
            "reference": typed["reference"],
            # The form finds the donor of this name where there is one.
            "new_donor": typed["donor"],
            "new_donor_kind": typed["new_donor_kind"],
            "currency": typed["currency"] or "USD",
            "office": office.pk if office else "",
            "heading": heading.pk if heading else "",
            "note": typed["note"],
            "idempotency_key": upload.sha256[:32],
            "version": record.version if record else 0,
        }


class FlowSheet(RecordSheet):
    """A pledge, a commitment or a receipt a row; recorded for good, so that only new ones are."""

    name = "flows"
    title = gettext_lazy("Flows")
    # The rows of contributions in the same file that are wrong.
    wrong_contributions: Sequence[Reading] = ()

    def own_columns(self) -> Sequence[Column]:
        reference = text_entry(
            Contribution,
            "reference",
            gettext_lazy("That of the contribution, as on the sheet of the contributions."),
        )
        kind = choice_entry(dict(Flow.Kind.choices))
        day = Entry(Kind.DAY, prompt=FlowForm.Meta.help_texts["value_on"])
        amount = amount_entry(gettext_lazy("In the currency of the contribution."), None)
        return (
            column("contribution", gettext_lazy("Contribution"), reference, 24),
            column("kind", gettext_lazy("Kind"), kind, 24),
            column("value_on", gettext_lazy("Value date"), day, 14, Format.DAY),
            column("amount", gettext_lazy("Amount"), amount, 18, Format.CENTS),
            column("note", gettext_lazy("Note"), text_entry(Flow, "note"), 44),
        )

    def stored(self) -> Sequence[Flow]:
        return []

    def keep(
        self, reading: Reading, record: Any, typed: dict[str, Any], upload: Upload, at: datetime
    ) -> Any:
        contribution = self._contribution(reading, typed["contribution"], upload)
        amount, day = typed["amount"], typed["value_on"]
        written = {
            "kind": typed["kind"],
            "value_on": day.isoformat() if day else "",
            "amount": amount,
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

    def _contribution(self, reading: Reading, reference: str, upload: Upload) -> Contribution:
        """The one with this reference that the person records; new ones of the file included.

        Where there is none the row is told, and judged by one of which nothing is known.
        """
        own = access.kept_contributions(upload.uploaded_by).filter(appeal=upload.appeal)
        found = list(own.filter(reference__iexact=reference)[:2]) if reference else []
        if len(found) == 1:
            return found[0]
        unknown = Contribution(appeal=upload.appeal, currency="")
        if not reference:
            self.refuse_missing(reading, "contribution")
        elif found:
            sentence = _("Two contributions have this reference: record this on the page of one.")
            reading.refuse("contribution", sentence)
        elif wrong := self._wrong_row(reference):
            sentence = _(
                "The contribution of this reference is wrong, in row %(row)s of its sheet: correct"
                " that, and this row goes with it."
            )
            reading.refuse("contribution", sentence % {"row": wrong.row.number})
            currency = wrong.value("currency", "").upper() or "USD"
            unknown.currency = currency if currency in CURRENCIES else ""
        else:
            sentence = _("Give the reference of a contribution that you record.")
            reading.refuse("contribution", sentence)
        return unknown

    def _wrong_row(self, reference: str) -> Reading | None:
        """The wrong row of a contribution that the file was to bring, with this reference."""
        for reading in self.wrong_contributions:
            if reading.value("reference", "").casefold() == reference.casefold():
                return reading
        return None


SHEETS = (ContributionSheet, FlowSheet)


class ContributionsForm(Form):
    """Contributions first: the flows of new ones come in the same file."""

    code = "T3"
    spare = 60

    def place(self, appeal: Appeal, words: Mapping[str, str], user: User) -> UploadPlace:
        self.check_reader(appeal, UploadPlace(), user)
        return UploadPlace()

    def check_reader(self, appeal: Appeal, place: UploadPlace, user: User) -> None:
        if not access.contributing_appeals(user).filter(pk=appeal.pk).exists():
            raise NotUploadable(_("Contributions are recorded by managers."))

    def columns(self, appeal: Appeal, place: UploadPlace) -> Mapping[str, Sequence[Column]]:
        return {sheet.name: sheet(appeal, place).columns for sheet in SHEETS}

    def sheets(self, appeal: Appeal, place: UploadPlace, spare: int = 0) -> list[Sheet]:
        return [sheet(appeal, place).sheet(spare) for sheet in SHEETS]

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        contributions = ContributionSheet(upload.appeal, UploadPlace())
        flows = FlowSheet(upload.appeal, UploadPlace())
        given = to_judge(readings, contributions)
        contributions.carry_out(given, upload, at)
        flows.wrong_contributions = [each for each in given if each.problems]
        flows.carry_out(to_judge(readings, flows), upload, at)
