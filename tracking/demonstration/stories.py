"""How far the report of each office on each period comes, and by which way."""

from collections.abc import Sequence
from enum import StrEnum

from appeal.models import Office

from .scene import VISITED, Scene


class Story(StrEnum):
    """What happens to the report of one office on one period."""

    NONE = "none"
    BEGUN = "begun"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    CORRECTED = "returned, corrected and approved"
    AMENDED = "approved, re-opened, amended and approved"


def make_stories(scene: Scene, offices: Sequence[Office]) -> dict[str, list[Story]]:
    """For each office's code the story of its report on each period.

    About half have every report approved. Two wait for approval, one is late with a quarter
    missing, one was sent back to its reporter, and the others have begun the last, the visited
    office among them. On the way one report was returned and one re-opened.
    """
    before = [Story.APPROVED] * (len(scene.periods) - 1)
    drawn = [office.code for office in offices if office.code != VISITED]
    scene.dice("stories").shuffle(drawn)
    waiting = [*before, Story.SUBMITTED]
    late = [*before, Story.NONE]
    begun, sent_back = [*before, Story.BEGUN], [*before, Story.RETURNED]
    special = [sent_back, waiting, late, waiting, begun, begun]
    stories = {office.code: [*before, Story.APPROVED] for office in offices}
    stories |= {code: begun for code in stories if code == VISITED}
    stories |= zip(drawn[: len(drawn) // 2], special, strict=False)
    middle = len(before) // 2
    for story, code in zip((Story.CORRECTED, Story.AMENDED), reversed(drawn), strict=False):
        stories[code][middle] = story
    return stories
