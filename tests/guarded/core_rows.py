"""What may change of core indicators and of what is stated of overlap."""

from appeal.models import CoreIndicator, Indicator
from tests.factories import make_activity, make_core, make_indicator, make_overlap

from . import scenes as of
from .row import EVERYTHING, Row

WORDS = (
    "version code order title_en title_es title_fr unit_en unit_es unit_fr definition_en"
    " definition_es definition_fr"
)
STAYS = {"appeal": "appeal_id"}


def fed() -> Indicator:
    """An indicator that feeds a core indicator."""
    activity = make_activity()
    return make_indicator(activity=activity, core=make_core(appeal=activity.appeal))


def stated() -> CoreIndicator:
    """One of people, whose overlap somebody stated."""
    return make_overlap(core=make_core(appeal=make_activity().appeal, is_people=True)).core


def closed() -> CoreIndicator:
    row = make_core()
    of.close(row.appeal)
    return row


CORE = {
    "appeal_coreindicator": {
        "open": Row(lambda: make_core(), STAYS, f"{WORDS} measure accumulation is_people"),
        "fed": Row(
            lambda: fed().core,
            STAYS | {"fed": "measure accumulation"},
            f"{WORDS} is_people",
        ),
        "stated": Row(
            lambda: stated(), STAYS | {"stated": "is_people"}, f"{WORDS} measure accumulation"
        ),
        "closed": Row(
            lambda: closed(),
            {
                "closed_update": f"{WORDS} measure accumulation is_people",
                "appeal+closed_update": "appeal_id",
            },
            "",
            "closed_delete",
        ),
    },
    "tracking_overlapstatement": {
        "": Row(
            lambda: make_overlap(core=make_core(is_people=True)),
            {"update": EVERYTHING},
            "",
            "delete",
        )
    },
}
