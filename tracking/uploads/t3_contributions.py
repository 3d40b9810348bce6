"""Contributions, their flows and their parts in other appeals (T3), recorded by managers."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.excel import Column
from appeal.base.given import given
from appeal.models import Appeal, User
from appeal.models.ordering import in_order

from .. import access, actions
from ..forms import ContributionForm
from ..models import Contribution, Donor, Upload
from .columns import CAN_BE_CLEARED, choice, currency, text
from .outcomes import Reading, Values, unsettled
from .records import RecordTemplate
from .t3_steps import FlowSheet, PartSheet, PlacedSheet
from .template import NotUploadable, UploadPlace


class ContributionSheet(PlacedSheet):
    """A contribution a row; its donor by name, new ones with their kind."""

    name = "contributions"
    title = _("Contributions")
    fields: ClassVar = {"new_donor": "donor"}
    ruled = ("currency", "office", "heading")
    alone = ("donor", "reference")

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
            *self.place_columns(
                office=_("Earmarked to the office"),
                heading=_("Earmarked to the heading"),
                no_office=_("Leave blank if not earmarked to one office."),
                no_heading=_("Leave blank if not earmarked to one heading."),
            ),
            text("note", _("Note"), 34, Contribution, CAN_BE_CLEARED),
        )  # fmt: skip

    def stored(self) -> Sequence[Contribution]:
        rows = Contribution.objects.filter(appeal=self.appeal)
        return list(in_order(rows.select_related("donor", "office", "heading"), "donor__name"))

    def values(self, contribution: Contribution) -> Values:
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
        self, reading: Reading, record: Any, typed: Values, upload: Upload, at: datetime
    ) -> Contribution | None:
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

    def _written(self, record: Any, typed: Values, upload: Upload) -> Values:
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


class ContributionsTemplate(RecordTemplate):
    """Contributions first: the flows and parts of new ones come in the same file."""

    code = "T3"
    spare = 60
    parts = (ContributionSheet, FlowSheet, PartSheet)
    about_rows = _(
        "You can correct contributions that are already filled in. Flows and parts are recorded for"
        " good: reverse a wrong one on the page of its contribution. For something new, use one of"
        " the empty rows."
    )

    def check_reader(self, appeal: Appeal, place: UploadPlace, user: User) -> None:
        if not access.rows(user, duties.RECORD, Appeal.objects.filter(pk=appeal.pk)).exists():
            raise NotUploadable(gettext("Only managers record contributions."))

    def carry_out(self, readings: list[Reading], upload: Upload, at: datetime) -> None:
        contributions = ContributionSheet(upload.appeal, UploadPlace())
        rows = unsettled(readings, contributions.name)
        contributions.carry_out(rows, upload, at)
        for step in (FlowSheet, PartSheet):
            sheet = step(upload.appeal, UploadPlace())
            sheet.wrong_contributions = [each for each in rows if each.problems]
            sheet.carry_out(unsettled(readings, sheet.name), upload, at)
