"""R15: the risk register."""

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Book, Column, Control, Definition, Sheet, Tone
from appeal.models import as_known

from ..filters import RiskFilter
from ..models import Level, Risk
from ..shown_order import in_shown_order
from ..tables import RiskTable
from . import columns as common
from .asked import Asked
from .columns import ACTIVITY, OFFICE_OF_ACTIVITY, TITLE

LEVEL_TONES = {
    Level.LOW.label: Tone.GOOD,
    Level.MEDIUM.label: Tone.WARNING,
    Level.HIGH.label: Tone.BAD,
    Level.CRITICAL.label: Tone.BAD,
}
R15_DEFINITIONS = (
    Definition(_("Score"), _("Likelihood times impact, each from 1 to 5.")),
    Definition(
        _("Level"),
        _("Low up to 4, medium up to 9, high up to 16, critical above: as in the matrix."),
    ),
)


def risk_register(asked: Asked) -> Book:
    """R15: the risks that the page of the register shows for the same filters and order."""
    known = as_known(Risk.objects.all(), asked.viewpoint).of(asked.appeal).with_score().with_names()
    chosen = RiskFilter(asked.query, known, appeal=asked.appeal)
    asked = asked.narrowed(chosen, asked.query.get("state", ""))
    rows = list(in_shown_order(RiskTable, chosen.qs, asked.query))
    columns = [
        OFFICE_OF_ACTIVITY.wide(18, hxl="#org+name"),
        ACTIVITY,
        TITLE.under("activity").wide(32, heading=_("Activity title"), hxl=""),
        common.RISK.wide(40),
        common.LIKELIHOOD,
        common.CONSEQUENCE,
        common.SCORE,
        Column(_("Level"), lambda row: Level(row.level).label, width=10, tones=LEVEL_TONES),
        common.TREATMENT,
        common.OWNER,
        common.STATE,
    ]
    count = Control(_("Risks"), "COUNTA({})", [ACTIVITY], chosen.qs.count())
    sheet = Sheet("risks", _("Risks"), columns, rows, controls=[count], frozen=2)
    return asked.book([sheet], definitions=R15_DEFINITIONS)
