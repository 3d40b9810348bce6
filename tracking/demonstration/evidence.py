"""Evidence: links, to nowhere, on most large entries and on what most lines say was reached."""

from collections.abc import Iterator
from datetime import date, datetime

from simple_history.utils import bulk_create_with_history

from appeal.models import User, to_office

from ..models import Evidence, MilestoneAchievement, OfficeReport, ProgressUpdate, Transaction
from .scene import Scene
from .workdays import workdays_after

LARGE, PROVEN = 10_000, 0.9  # USD; how much of what should have evidence has some
SMALL, LINES = 20, 24
ADDRESS = "https://evidence.example.org/demonstration"  # RFC 2606: belongs to nobody


def attach_links(scene: Scene) -> None:
    """In bulk: one by one they would take as long as the ledger."""
    rows = [*of_entries(scene), *of_milestones(scene), *of_lines(scene)]
    bulk_create_with_history(rows, Evidence, batch_size=500)


def new_link(
    title: str, dated_on: date, link: str, by: User, at: datetime, **about: object
) -> Evidence:
    evidence = Evidence(
        title=title, dated_on=dated_on, link=f"{ADDRESS}/{link}", added_by=by, added_at=at, **about
    )
    evidence.office = evidence.activity.office
    evidence._history_date = at  # type: ignore[attr-defined]
    return evidence


def of_entries(scene: Scene) -> Iterator[Evidence]:
    """By the office's finance, on the day after posting."""
    chance = scene.dice("evidence of entries")
    posted = Transaction.objects.of(scene.appeal).posted().filter(reverses__isnull=True)
    own = posted.order_by("reference").values_list("pk", flat=True)
    small, large = list(own.filter(usd_amount__lt=LARGE)), own.filter(usd_amount__gte=LARGE)
    chosen = [pk for pk in large if chance.random() < PROVEN]
    proved = [*chosen, *chance.sample(small, min(SMALL, len(small)))]
    named = Transaction.objects.with_names().in_bulk(proved)
    for entry in (named[pk] for pk in proved):
        at = scene.at(workdays_after(entry.value_on, 5), 9)
        yield new_link(
            scene.said_by(entry.office).one("entry_evidence", chance),
            entry.value_on,
            entry.reference,
            scene.cast.finance[entry.office.code],
            at,
            transaction=entry,
        )


def of_milestones(scene: Scene) -> Iterator[Evidence]:
    """By the office's reporter, on the working day after the line was written."""
    chance = scene.dice("evidence of milestones")
    approved = MilestoneAchievement.objects.filter(
        update__superseded_at=None,
        update__report__period__appeal=scene.appeal,
        update__report__state=OfficeReport.State.APPROVED,
    )
    names = approved.select_related(
        to_office("milestone__activity__"),
        to_office("update__activity__"),
        "update__report__office",
    )
    for reached in names.order_by("milestone__activity__code", "milestone__order"):
        if chance.random() < PROVEN:
            line = reached.update
            yield new_link(
                scene.said_by(line.report.office).one("line_evidence", chance),
                reached.achieved_on,
                f"{line.activity.code}/milestone-{reached.milestone.order}",
                scene.cast.reporters[line.report.office.code],
                after(scene, line),
                milestone=reached.milestone,
            )


def of_lines(scene: Scene) -> Iterator[Evidence]:
    chance = scene.dice("evidence of lines")
    approved = ProgressUpdate.objects.standing().filter(
        report__period__appeal=scene.appeal, report__state=OfficeReport.State.APPROVED
    )
    names = approved.select_related("report__office", "report__period", to_office("activity__"))
    lines = list(names.order_by("activity__code", "report__period__code"))
    for line in chance.sample(lines, min(LINES, len(lines))):
        dated_on = workdays_after(line.report.period.starts_on, chance.randrange(10, 50))
        yield new_link(
            scene.said_by(line.report.office).one("line_evidence", chance),
            dated_on,
            f"{line.activity.code}/{line.report.period.code}",
            scene.cast.reporters[line.report.office.code],
            after(scene, line),
            update=line,
        )


def after(scene: Scene, line: ProgressUpdate) -> datetime:
    """In the morning of the working day after the line was written."""
    return scene.at(workdays_after(scene.appeal.day_of(line.updated_at), 1), 9)
