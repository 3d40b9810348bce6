"""Templates of an office's plan, for whoever manages it."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext

from appeal import access, duties
from appeal.base.given import given
from appeal.models import Appeal, Office, Requirement, User

from .records import RecordTemplate
from .template import NotUploadable, UploadPlace


class PlanTemplate(RecordTemplate):
    """Records of the plan of one office."""

    def place(self, appeal: Appeal, words: Mapping[str, str], user: User) -> UploadPlace:
        cells = access.rows(user, duties.PLAN, Requirement.objects.filter(appeal=appeal))
        cell = cells.filter(office__code=words.get("office", "")).select_related("office").first()
        if cell is None:
            raise NotUploadable(
                gettext(
                    "You do not manage the office of this template. Ask one of its"
                    " managers to upload it."
                )
            )
        return UploadPlace(cell.office)

    def offices(self, appeal: Appeal, user: User) -> QuerySet[Office]:
        cells = access.rows(user, duties.PLAN, Requirement.objects.filter(appeal=appeal))
        return Office.objects.filter(requirements__in=cells).distinct()

    def check_reader(self, appeal: Appeal, place: UploadPlace, user: User) -> None:
        self.place(appeal, {"office": given(place.office).code}, user)
