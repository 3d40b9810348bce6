"""Contributions, their flows and their parts in other appeals (T3), recorded by managers."""

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeal import duties
from appeal.base.excel import Column
from appeal.base.given import given
from appeal.models import Appeal, User
from appeal.models.ordering import in_order

from .. import access, actions
from ..actions.terms import TERMS
from ..forms import AgreedForm, ContributionForm
from ..models import Contribution, Donor, Earmarking, Upload
from .columns import CAN_BE_CLEARED, choice, currency, day, percentage, text
from .outcomes import Reading, Values, unsettled
from .records import RecordTemplate
from .t3_steps import FlowSheet, PartSheet, PlacedSheet
from .template import NotUploadable, UploadPlace


def terms_columns() -> Sequence[Column]:
    """What the page of the terms asks for, but for cost categories and reports due."""
    fields = AgreedForm.base_fields
    return (
        text("project_code", _("Project code"), 18, Contribution, CAN_BE_CLEARED),
        *(
            day(name, title, 13, fields[name].help_text)
            for name, title in (
                ("starts_on", _("Starts on")),
                ("ends_on", _("Ends on")),
                ("extended_to", _("Extended to")),
            )
        ),
        currency(
            fields["reporting_currency"].help_text, 12, "reporting_currency",
            _("Reporting currency"),
        ),
        percentage("overhead_rate", _("Overhead rate"), 12, fields["overhead_rate"].help_text),
        choice(
            "earmarking", _("Earmarking"), 20, lambda: dict(Earmarking.choices),
            fields["earmarking"].help_text,
        ),
    )  # fmt: skip


def _or_empty(value: object) -> object:
    return "" if value is None else value


def _as_typed(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


class ContributionSheet(PlacedSheet):
    """A contribution a row, with its terms; its donor by name, new ones with their kind."""

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
            *terms_columns(),
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
            **{name: _or_empty(getattr(contribution, name)) for name in TERMS},
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
        written = self._written(record, typed, upload)
        form = ContributionForm(
            written, instance=copy(record) or Contribution(appeal=appeal), by=by
        )
        self.tell_form(reading, form)
        # Of the same grant, at the place that the row says.
        self.tell_form(reading, AgreedForm(written, instance=form.instance))
        donor = getattr(form, "chosen_donor", None)
        self.tell_refusals(reading, actions.contribution_refusals(form.instance, donor))
        self.tell_refusals(reading, actions.terms_refusals(form.instance))
        if reading.problems:
            return None
        return actions.save_grant(
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
            **{name: _as_typed(typed[name]) for name in TERMS},
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
        " the empty rows. Cost categories and reports due are entered on the page of the"
        " contribution, under “Terms of the grant”."
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
