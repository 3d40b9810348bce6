"""Risks of about half of the activities, spread over likelihood and consequence."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from appeal.loading.documents import LoadedEntry
from appeal.models import Activity

from .. import actions
from ..models import Risk
from .phrases import sentence
from .scene import Scene

AT_RISK, TWO = 0.5, 0.4
LEVELS, WEIGHTS = (1, 2, 3, 4, 5), (2, 4, 5, 3, 1)
STATES = [Risk.State.OPEN] * 5 + [Risk.State.TREATED] * 3 + [Risk.State.CLOSED] * 2


def write_risks(scene: Scene, activities: Sequence[Activity]) -> None:
    for activity in activities:
        chance = scene.dice(activity.code, "risks")
        if chance.random() < AT_RISK:
            number = 2 if chance.random() < TWO else 1
            texts = scene.said_by(activity.office).entry.entries("risks")
            for entry in chance.sample(texts, number):
                write_risk(scene, activity, entry, chance)


def write_risk(scene: Scene, activity: Activity, entry: LoadedEntry, chance: Random) -> None:
    """Entered as open in the first quarter; treated or closed later."""
    seen_on = scene.periods[0].starts_on + timedelta(days=chance.randrange(15, 80))
    risk = Risk(
        activity=activity,
        what=sentence(entry.text("what")),
        treatment=sentence(entry.text("treatment")),
        owner=sentence(entry.text("owner")),
        likelihood=chance.choices(LEVELS, WEIGHTS)[0],
        consequence=chance.choices(LEVELS, WEIGHTS)[0],
        language=activity.office.language,
    )
    actions.save_risk(risk=risk, version=None, at=scene.at(seen_on, 9))
    risk.state = chance.choice(STATES)
    if risk.state != Risk.State.OPEN:
        later = seen_on + timedelta(days=chance.randrange(60, 200))
        actions.save_risk(risk=risk, version=None, at=scene.at(later, 9))
