"""What pages say of reports, periods and reviews is what the rows say, from three moments."""

import pytest

from tests.tracking.looking import MOMENTS, Looking
from tests.tracking.reference import desks, left_empty, reporting, review
from tests.tracking.reference.raw import Row
from tests.tracking.reference.reporting import grid, is_locked
from tests.tracking.reference.seen import Seen
from tests.tracking.reference.words import STATUSES
from tests.tracking.shown import DASH, Element, counted, day, points

pytestmark = [pytest.mark.once, pytest.mark.publication, pytest.mark.django_db]


@pytest.mark.parametrize("name", ["viewer", "reporter", "reviewer"])
def test_the_grid_of_reports(looking: Looking, name: str) -> None:
    person = looking.week.people[name].pk
    for page, seen in looking.both(name, "tracking:report_list"):
        periods = [
            f"{row['code']}{' locked' if is_locked(seen, row) else ''} due {day(row['due_on'])}"
            for row in seen.periods
        ]
        rows = page.rows()
        assert list(rows[0]) == ["Office", *periods]
        for row, (office, cells) in zip(rows, grid(seen), strict=True):
            head, *shown = row.values()
            assert head.text == office["name_en"]
            for cell, owed in zip(shown, cells, strict=True):
                told = f"{reporting.state(seen, owed)} {reporting.reviewed(seen, owed)}".strip()
                reminding = reporting.reminding(seen, person, owed)
                told += reminding
                where = (office["code"], owed["period"]["code"], seen.as_at)
                assert cell.text == told, where
                is_linked = len(cell.all("a")) > bool(reminding)
                assert is_linked == reporting.may_read(seen, owed), where


def test_the_periods(looking: Looking) -> None:
    page, seen = looking.at("manager", "tracking:period_list"), looking.seen("manager")

    for shown, period in zip(page.one("main").told(), seen.periods, strict=True):
        approved = [
            row
            for row in seen.reports.values()
            if row["period_id"] == period["id"] and row["state"] == "approved"
        ]
        assert shown["Period"] == period["code"]
        assert shown["Dates"] == f"{day(period['starts_on'])} – {day(period['ends_on'])}"
        assert shown["Reports due on"] == day(period["due_on"])
        assert shown["Approved"] == f"{len(approved)} of {len(seen.sections)}"
        assert shown["State"] == reporting.last_of_lock(seen, period)
    assert [row.text for row in page.section("log").all("li")] == reporting.log(seen)
    begun, drafts = reporting.begun_and_open(seen)
    closing = looking.at("manager", "tracking:appeal_close").section("still-open")
    counted = [row.text for row in closing.all("li")]
    assert f"Reports that are begun and not approved: {begun}" in counted
    assert f"Draft ledger entries: {drafts}" in counted


@pytest.mark.parametrize(
    ("name", "include"),
    [
        ("viewer", "official"),
        ("reporter", "official"),
        ("reporter", "draft"),
        ("reviewer", "official"),
    ],
)
def test_a_report(looking: Looking, name: str, include: str) -> None:
    codes = {row.pk: row.code for row in looking.week.year.offices.values()}
    looked_at = 0
    for moment in MOMENTS:
        seen = looking.seen(name, moment, include)
        for _office, cells in grid(seen):
            for owed in cells:
                place = (codes[owed["office"]["id"]], owed["period"]["code"])
                if reporting.may_read(seen, owed):
                    page = looking.at(
                        name, "tracking:report_detail", *place, moment=moment, include=include
                    )
                    compare_report(page, seen, owed)
                    looked_at += 1
    assert looked_at > 5


def compare_report(page: Element, seen: Seen, owed: Row) -> None:
    report, period = owed["report"], owed["period"]
    main, lead = page.one("main"), page.all("div", "page-head")[0]
    days = f"{day(period['starts_on'])} – {day(period['ends_on'])}, due {day(period['due_on'])}"
    assert main.one("h1").text == f"{owed['office']['name_en']}, {period['code']}"
    assert reporting.state(seen, owed) in lead.text
    assert days in lead.text
    rows = review.lines(seen, report)
    for shown, row in zip(main.section("lines").all("article", "card-row"), rows, strict=True):
        compare_line(shown, seen, report, row)
    said = left_empty.summary(seen, report, rows)
    above = [each for each in main.section("lines").parts if getattr(each, "tag", "") == "p"]
    assert [each.text for each in above if isinstance(each, Element)] == [said] * bool(said)
    narrative = {"Highlights": "highlights", "Challenges": "challenges", "Next steps": "next_steps"}
    assert main.section("narrative").terms("facts") == {
        title: report[name] or DASH for title, name in narrative.items()
    }
    steps = review.steps(seen, report)
    assert main.has_section("review") == bool(steps)
    if steps:
        assert [each.text for each in main.section("review").all("li")] == steps
    compare_threads(main.section("comments"), seen, review.threads(seen, report))
    if main.has_section("submit"):
        compare_submit(main.section("submit"), seen, report, rows)


def compare_submit(section: Element, seen: Seen, report: Row, rows: list[Row]) -> None:
    """What is empty is named above the button, of each activity its own."""
    named = []
    for row in rows:
        activity = row["activity"]
        empty = left_empty.results(seen, report, activity)
        is_silent = row["line"] is None and left_empty.is_awaited(activity, report["period"])
        if empty or is_silent:
            said = f"{activity['code']} {activity['title']}{' no line yet' if is_silent else ''}"
            named += [" ".join([said, *empty]), *empty]
    assert [each.text for each in section.all("li")] == named


def compare_line(shown: Element, seen: Seen, report: Row, row: Row) -> None:
    activity, line = row["activity"], row["line"]
    assert shown.attrs["id"] == f"line-{activity['code']}"
    head = shown.one("h3")
    words = head.text.removeprefix(f"{activity['code']} {activity['title']} ")
    for each in head.all("a", "btn"):
        words = words.removesuffix(f" {each.text}")
    assert words == review.head(seen, report, row)
    if line:
        (body,) = [each for each in shown.parts if getattr(each, "tag", "") == "div"][:1]
        assert isinstance(body, Element)
        assert body.text == review.texts(line)
    of_line = [each for each in shown.parts if getattr(each, "tag", "") == "ul"]
    items = [item.text for each in of_line if isinstance(each, Element) for item in each.all("li")]
    told = review.told(seen, line) if line else []
    assert items == [*told, *left_empty.results(seen, report, activity)]
    spent = left_empty.spend(seen, report, activity)
    assert spent in [each.text for each in shown.all("p", "quiet")]
    old = [each.text for each in shown.all("article")]
    assert old == [review.revision(seen, each) for each in row["earlier"]]
    remarks = shown.all("div", "remarks")
    said = review.threads(seen, report, activity)
    assert bool(remarks) == bool(said)
    for each in remarks:
        compare_threads(each, seen, said)


def compare_threads(shown: Element, seen: Seen, said: list[Row]) -> None:
    heads = [each.all("summary")[0].text for each in shown.all("details", "thread")]
    assert sorted(heads) == sorted(review.thread(seen, row) for row in said)


@pytest.mark.parametrize(
    ("name", "code", "quarter"),
    [("reporter", "GT", "Q1"), ("reporter", "GT", "Q3"), ("neighbour", "HN", "Q3")],
)
def test_where_lines_are_written(looking: Looking, name: str, code: str, quarter: str) -> None:
    seen = looking.seen(name)
    (office,) = [row for row in seen.offices if row["code"] == code]
    (period,) = [row for row in seen.periods if row["code"].endswith(quarter)]
    told, rows = desks.lines_on(seen, office, period), desks.written_on(seen, office, period)

    page = looking.at(name, "tracking:report_lines", code, period["code"]).one("main")

    silent = [
        row["code"] for row in rows if row["id"] not in told and left_empty.is_awaited(row, period)
    ]
    (missing,) = page.all("nav", "jump")
    said = counted(len(silent), "line is missing", "lines are missing")
    assert missing.text == f"{said} {' '.join(silent)}"
    for shown, row in zip(page.all("fieldset"), rows, strict=True):
        assert shown.all("legend")[0].text == f"{row['code']} {row['title']}"
        none = "" if row["id"] in told else "no line yet"
        before = desks.told_before(seen, period, row)
        words = " ".join(filter(None, [before, none, "Milestones, indicators, next steps"]))
        assert shown.all("p", "quiet")[0].text == words


def test_where_a_line_is_written(looking: Looking) -> None:
    seen = looking.seen("reporter")
    (period,) = [row for row in seen.periods if row["code"].endswith("Q3")]
    for code in ("GT-1.1", "GT-2.1", "GT-3.1", "GT-6.1"):
        (activity,) = [row for row in seen.every_activity if row["code"] == code]
        page = looking.at("reporter", "tracking:log_progress", code, period=period["code"])
        last = desks.last_before(seen, period, activity)
        words = "Last reported No percentage was reported for an earlier period."
        if last:
            words = f"Last reported {last['period']['code']}: {points(last['percent'])}"
            words += f" {STATUSES[last['status']]} {review.texts(last)}".rstrip()
        assert page.one("aside", **{"aria-labelledby": "previous"}).text == words
