"""Conversation: questions about activities and lines of reports, answers, some of them settled."""

from datetime import timedelta
from random import Random

from appeal.models import Activity, to_office

from .. import actions
from ..models import OfficeReport, ProgressUpdate
from .phrases import sentence
from .scene import Scene

ABOUT_ACTIVITIES, ABOUT_LINES = 10, 6
ANSWERED, SETTLED = 0.75, 0.6


def write_comments(scene: Scene, activities: list[Activity]) -> None:
    chance = scene.dice("comments")
    for activity in chance.sample(activities, min(ABOUT_ACTIVITIES, len(activities))):
        talk(scene, activity, None, chance)
    approved = ProgressUpdate.objects.standing().filter(
        report__period__appeal=scene.appeal, report__state=OfficeReport.State.APPROVED
    )
    names = approved.select_related("report__period", to_office("activity__"))
    lines = list(names.order_by("activity__code", "report__period__code"))
    for line in chance.sample(lines, min(ABOUT_LINES, len(lines))):
        talk(scene, line.activity, line.report, chance)


def talk(scene: Scene, activity: Activity, report: OfficeReport | None, chance: Random) -> None:
    """A question of the region, mostly an answer of the office, and then often an end to it."""
    cast, phrases = scene.cast, scene.said_by(activity.office)
    texts = chance.choice(phrases.entry.entries("threads"))
    asker = chance.choice([cast.reviewer, cast.manager])
    if report:
        asked_on = report.period.due_on + timedelta(days=chance.randrange(1, 5))
    else:
        first = scene.periods[0].starts_on
        asked_on = first + timedelta(days=chance.randrange(60, (scene.today - first).days - 5))
    thread = actions.add_comment(
        body=sentence(texts.text("question")),
        activity=activity,
        report=report,
        by=asker,
        at=scene.at(asked_on, 10),
    )
    if chance.random() > ANSWERED:
        return
    actions.add_comment(
        body=sentence(texts.text("answer")),
        parent=thread,
        by=cast.reporters[activity.office.code],
        at=scene.at(asked_on + timedelta(days=2), 15),
    )
    if chance.random() < SETTLED:
        settled_at = scene.at(asked_on + timedelta(days=3), 9)
        body = phrases.one("replies", chance)
        actions.add_comment(body=body, parent=thread, by=asker, at=settled_at)
        actions.resolve_thread(thread=thread, by=asker, at=settled_at)
