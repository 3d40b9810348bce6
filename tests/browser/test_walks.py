"""Three tasks of a working day, counted: what a person presses and types, and how long it takes."""

from dataclasses import dataclass, field

import pytest

from appeal.models import Activity, Appeal, User
from tests.browser.conftest import Visit, Visitor
from tracking.models import ProgressUpdate

pytestmark = [pytest.mark.publication, pytest.mark.django_db(transaction=True)]

APPEAL = "/appeals/MI2020-CNAC"
# The keystroke-level model: pointing and pressing, and a character of somebody who types slowly.
A_PRESS, A_CHARACTER = 1.1, 0.28
EVERY_SCREEN = pytest.mark.parametrize(
    ("javascript", "width"), [("on", 1280), ("on", 360), ("off", 1280), ("off", 360)]
)


@dataclass
class Hand:
    """A person who counts what they press and type."""

    visitor: Visitor
    presses: int = 0
    characters: int = 0
    pages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visitor.page.on("load", lambda page: self.pages.append(page.url))

    def press(self, selector: str) -> None:
        self.visitor.page.locator(selector).first.click()
        self.visitor.page.wait_for_load_state()
        self.presses += 1

    def write(self, selector: str, text: str) -> None:
        self.visitor.page.fill(selector, text)
        self.presses += 1
        self.characters += len(text)

    def choose(self, selector: str, label: str) -> None:
        self.visitor.page.select_option(selector, label=label)
        self.presses += 2

    @property
    def seconds(self) -> float:
        return self.presses * A_PRESS + self.characters * A_CHARACTER


@EVERY_SCREEN
def test_progress_of_seven_activities_is_logged_on_home_within_two_minutes(
    mi2020: Appeal, reporter_gt: User, visit: Visit, javascript: str, width: int
) -> None:
    reporter = visit("reporter.gt", javascript=javascript, width=width)
    hand = Hand(reporter)

    rows = reporter.page.locator("tr[id^=row-]").all()
    for row in rows:
        pk = str(row.get_attribute("id")).removeprefix("row-")
        hand.write(f"#id_line-{pk}-percent", "40")
        hand.choose(f"#id_line-{pk}-status", "ongoing")
    hand.press(f"#row-{pk} + tr summary:has-text('Add text')")
    hand.write(f"#id_line-{pk}-narrative", "Two of the five centres work since March.")
    hand.press("button:has-text('Save progress')")

    assert "7 lines saved." in reporter.text
    assert ProgressUpdate.objects.count() == len(rows) == 7
    assert {*hand.pages} == {f"{reporter.site}{APPEAL}/"}
    assert (hand.presses, hand.characters) == (24, 55)
    assert hand.seconds < 120


@EVERY_SCREEN
def test_an_activity_with_a_milestone_and_an_indicator_is_planned_within_two_minutes(
    mi2020: Appeal, manager_ro: User, visit: Visit, javascript: str, width: int
) -> None:
    manager = visit("manager.ro", javascript=javascript, width=width)
    hand = Hand(manager)

    hand.press("nav a:has-text('Activities')")
    hand.press("main a:has-text('Add an activity')")
    hand.choose("#id_priority", manager.page.locator("#id_priority option").nth(1).inner_text())
    hand.write("#id_own_title", "Train staff of six border posts")
    hand.press("button:has-text('Add the activity')")
    hand.press("main a:has-text('Add a milestone')")
    hand.write("#id_title", "First course held")
    hand.write("#id_due_on", "2020-06-30")
    hand.press("main button:has-text('Save')")
    hand.press("main a:has-text('Add an indicator')")
    hand.write("#id_title_en", "Staff trained")
    hand.write("#id_unit_en", "people")
    hand.write("#id_target", "120")
    hand.press("main button:has-text('Save')")

    activity = Activity.objects.get(own_title="Train staff of six border posts")
    assert activity.milestones.get().title == "First course held"
    assert activity.indicators.get().unit_en == "people"
    assert (hand.presses, hand.characters) == (15, 80)
    assert hand.seconds < 120


@EVERY_SCREEN
def test_a_colleague_is_invited_and_reports_within_a_minute(
    mi2020: Appeal, manager_ro: User, visit: Visit, javascript: str, width: int
) -> None:
    manager = visit("manager.ro", javascript=javascript, width=width)
    hand = Hand(manager)
    hand.press("nav summary:has-text('More')")
    hand.press("nav a:has-text('People')")
    hand.press("main a:has-text('Invite')")
    hand.write("#id_first_name", "Luz")
    hand.write("#id_last_name", "Cano")
    hand.write("#id_email", "luz@example.org")
    hand.choose("#id_role", "reporting officer")
    hand.choose("#id_office", "Belize")
    hand.press("main button:has-text('Invite')")
    link = manager.page.locator("input[readonly]").input_value()
    luz = visit("", javascript=javascript, width=width)
    hand.visitor = luz
    luz.open(link.removeprefix(luz.site))
    hand.presses += 2  # the link copied, and opened
    for again in "12":
        hand.write(f"#id_new_password{again}", "Quetzal-2020-x")
    hand.press("main form button")
    hand.write("[id^=id_line-][id$=-percent]", "20")
    hand.choose("[id^=id_line-][id$=-status]", "ongoing")
    hand.press("button:has-text('Save progress')")

    assert "1 line saved." in luz.text
    assert ProgressUpdate.objects.get().updated_by.username == "luz@example.org"
    assert (hand.presses, hand.characters) == (20, 52)
    assert hand.seconds < 60
