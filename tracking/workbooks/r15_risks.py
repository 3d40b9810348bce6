"""R15: the risk register."""

from django.utils.translation import gettext_lazy as _

from appeal.base.excel import Column, Control, Definition, Format, Report, Sheet, Tone
from appeal.models import as_known

from ..filters import RiskFilter
from ..models import Level, Risk
from ..tables import RiskTable, in_shown_order
from .asked import Asked

LEVEL_TONES = {
    Level.LOW.label: Tone.GOOD,
    Level.MEDIUM.label: Tone.WARNING,
    Level.HIGH.label: Tone.BAD,
    Level.CRITICAL.label: Tone.BAD,
}
R15_DEFINITIONS = (
    Definition(_("Score"), _("Likelihood times consequence, each from 1 to 5.")),
    Definition(
        _("Level"), _("Low to 4, medium to 9, high to 16, critical above: the bands of the matrix.")
    ),
)


def risk_register(asked: Asked) -> Report:
    """R15: the risks that the page of the register shows for the same filters and order."""
    known = as_known(Risk, asked.viewpoint).of(asked.appeal).with_score().with_names()
    chosen = RiskFilter(asked.query, known, appeal=asked.appeal)
    asked = asked.narrowed(chosen, asked.query.get("state", ""))
    rows = list(in_shown_order(RiskTable, chosen.qs, asked.query))
    code = Column(_("Activity"), lambda row: row.activity.code, width=11, hxl="#activity+code")
    sheet = Sheet(
        name="risks",
        title=_("Risks"),
        columns=[
            Column(_("Office"), lambda row: row.activity.office.name, width=20, hxl="#org+name"),
            code,
            Column(_("Activity's title"), lambda row: row.activity.title, width=32),
            Column(_("What may happen"), lambda row: row.what, width=44),
            Column(_("Likelihood"), lambda row: row.likelihood, Format.INTEGER, width=11),
            Column(_("Consequence"), lambda row: row.consequence, Format.INTEGER, width=13),
            Column(_("Score"), lambda row: row.score, Format.INTEGER, width=8),
            Column(_("Level"), lambda row: Level(row.level).label, width=10, tones=LEVEL_TONES),
            Column(_("Treatment"), lambda row: row.treatment or None, width=40),
            Column(_("Owner"), lambda row: row.owner or None, width=18),
            Column(_("State"), lambda row: row.get_state_display(), width=14),
        ],
        rows=rows,
        controls=[Control(_("Risks"), "COUNTA({})", [code], chosen.qs.count())],
        frozen=2,
    )
    return asked.report([sheet], definitions=R15_DEFINITIONS)
