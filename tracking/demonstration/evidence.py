"""Evidence: links, to nowhere, on some posted transactions and some lines of reports."""

from datetime import timedelta

from .. import actions
from ..models import Evidence, OfficeReport, ProgressUpdate, Transaction
from .scene import Scene
from .workdays import workday, workdays_after

LINKS = 24
ADDRESS = "https://evidence.example.org/demonstration"  # RFC 2606: belongs to nobody


def attach_links(scene: Scene) -> None:
    attach_to_entries(scene)
    attach_to_lines(scene)


def attach_to_entries(scene: Scene) -> None:
    """By the office's finance, on the day after posting."""
    chance = scene.dice("evidence of entries")
    posted = Transaction.objects.of(scene.appeal).posted().with_names()
    own = list(posted.filter(reverses__isnull=True).order_by("reference")[: LINKS * 50])
    for entry in chance.sample(own, min(LINKS, len(own))):
        phrases = scene.said_by(entry.office)
        evidence = Evidence(
            transaction=entry,
            title=phrases.one("entry_evidence", chance),
            dated_on=entry.value_on,
            link=f"{ADDRESS}/{entry.reference}",
        )
        finance = scene.cast.finance[entry.office.code]
        at = scene.at(workdays_after(entry.value_on, 5), 9)
        actions.attach_evidence(evidence=evidence, upload=None, by=finance, at=at)


def attach_to_lines(scene: Scene) -> None:
    """By the office's reporter, on the day after the line was written."""
    chance = scene.dice("evidence of lines")
    approved = ProgressUpdate.objects.standing().filter(
        report__period__appeal=scene.appeal, report__state=OfficeReport.State.APPROVED
    )
    names = approved.select_related("report__office", "report__period", "activity")
    lines = list(names.order_by("activity__code", "report__period__code")[: LINKS * 50])
    for line in chance.sample(lines, min(LINKS, len(lines))):
        report = line.report
        evidence = Evidence(
            update=line,
            title=scene.said_by(report.office).one("line_evidence", chance),
            dated_on=workday(report.period.ends_on - timedelta(days=chance.randrange(7, 60))),
            link=f"{ADDRESS}/{line.activity.code}/{report.period.code}",
        )
        reporter = scene.cast.reporters[report.office.code]
        at = line.updated_at + timedelta(days=1)
        actions.attach_evidence(evidence=evidence, upload=None, by=reporter, at=at)
