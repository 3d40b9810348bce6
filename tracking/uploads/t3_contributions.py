"""Contributions and their flows (T3), recorded by managers."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.currencies import CURRENCIES
from appeal.base.excel import Column
from appeal.base.given import given
from appeal.models import Appeal, Heading, Office, User
from appeal.models.ordering import in_order

from .. import access, actions
from ..forms import ContributionForm, FlowForm
from ..models import Contribution, Donor, Flow, Upload
from .columns import CAN_BE_CLEARED, amount, choice, currency, day, text
from .outcomes import Reading, unsettled
from .records import RecordSheet, RecordTemplate
from .template import NotUploadable, UploadPlace


class ContributionSheet(RecordSheet):
    """A contribution a row; its donor by name, new ones with their kind."""

    name = "contributions"
    title = _("Contributions")
    fields: ClassVar = {"new_donor": "donor"}
    ruled = ("currency", "office", "heading")
    alone = ("donor", "reference")

    @cached_property
    def offices(self) -> dict[str, Office]:
        rows = Office.objects.of(self.appeal).in_printed_order()
        return {each.code: each for each in rows}

    @cached_property
    def headings(self) -> dict[str, Heading]:
        rows = Heading.objects.of(self.appeal).in_printed_order()
        return {each.code: each for each in rows}

    def own_columns(self) -> Sequence[Column]:
        return (
            text("reference", _("Reference"), 20, Contribution),
            text(
                "donor", _("Donor"), 34, Donor, _("Its name, written as elsewhere."), "name"
            ),
            choice(
                "new_donor_kind", _("Kind of the new donor"), 20,
                lambda: dict(Donor.Kind.choices), _("For a new donor only."),
            ),
            currency(_("ISO 4217, such as EUR.")),
            choice(
                "office", _("Earmarked to the office"), 26,
                lambda: {code: f"{code} {each.name}" for code, each in self.offices.items()},
                _("Leave blank if not earmarked to one office."),
            ),
            choice(
                "heading", _("Earmarked to the heading"), 34, lambda: self.headings,
                _("Leave blank if not earmarked to one heading."),
            ),
            text("note", _("Note"), 34, Contribution, CAN_BE_CLEARED),
        )  # fmt: skip

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
        if (
            record
            and not access.rows(
                by, duties.RECORD, Contribution.objects.filter(pk=record.pk)
            ).exists()
        ):
            reading.refuse("", _("This contribution was recorded by another office."))
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
    title = _("Flows")
    # The rows of contributions in the same file that are wrong.
    wrong_contributions: Sequence[Reading] = ()

    def own_columns(self) -> Sequence[Column]:
        reference = _("The reference of the contribution, as on the contributions sheet.")
        in_its_currency = _("In the currency of the contribution.")
        return (
            text("contribution", _("Contribution"), 24, Contribution, reference, "reference"),
            choice("kind", _("Kind"), 24, lambda: dict(Flow.Kind.choices)),
            day("value_on", _("Value date"), 14, FlowForm.Meta.help_texts["value_on"]),
            amount("amount", _("Amount"), 18, in_its_currency),
            text("note", _("Note"), 44, Flow),
        )

    def stored(self) -> Sequence[Flow]:
        return []

    def keep(
        self, reading: Reading, record: object, typed: dict[str, Any], upload: Upload, at: datetime
    ) -> Any:
        contribution = self._contribution(reading, typed["contribution"], upload)
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

    def _contribution(self, reading: Reading, reference: str, upload: Upload) -> Contribution:
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


class ContributionsTemplate(RecordTemplate):
    """Contributions first: the flows of new ones come in the same file."""

    code = "T3"
    spare = 60
    parts = (ContributionSheet, FlowSheet)

    def check_reader(self, appeal: Appeal, place: UploadPlace, user: User) -> None:
        if not access.rows(user, duties.RECORD, Appeal.objects.filter(pk=appeal.pk)).exists():
            raise NotUploadable(gettext("Only managers record contributions."))

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        contributions = ContributionSheet(upload.appeal, UploadPlace())
        flows = FlowSheet(upload.appeal, UploadPlace())
        rows = unsettled(readings, contributions.name)
        contributions.carry_out(rows, upload, at)
        flows.wrong_contributions = [each for each in rows if each.problems]
        flows.carry_out(unsettled(readings, flows.name), upload, at)
