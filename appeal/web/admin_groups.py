"""The groups in which the admin shows the tables, by what people call them."""

from enum import Enum

from django.utils.translation import gettext_lazy as _


class TableGroup(Enum):
    """In the order of the first page; the last is an administrator's alone."""

    PLAN = _("Plan and activities")
    MONEY = _("Funding requirements and budgets")
    REPORTS = _("Reports and results")
    LEDGER = _("Ledger and exchange rates")
    DONORS = _("Donors and contributions")
    RISKS = _("Risks, evidence and comments")
    PEOPLE = _("People and roles")
    SHARED = _("Offices, partners and shared lists")
    FILES = _("Uploads and saved views")
    TECHNICAL = _("Technical tables")

    @property
    def slug(self) -> str:
        return self.name.lower()
