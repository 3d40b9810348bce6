"""How far the report of each office on each period comes, and by which way."""

from enum import StrEnum

from .scene import Scene


class Story(StrEnum):
    """What happens to the report of one office on one period."""

    NONE = "none"
    BEGUN = "begun"
    SUBMITTED = "submitted"
    LATE = "submitted after its due date"
    RETURNED = "returned"
    APPROVED = "approved"
    CORRECTED = "returned, corrected and approved"
    AMENDED = "approved, re-opened, amended and approved"


APPROVED = (Story.APPROVED, Story.CORRECTED, Story.AMENDED)
# By the code of the office, on the last period that is over and on the one in the middle; all
# other reports are approved. Behind are small offices, and the one that visitors try.
ON_THE_LAST = {
    "CR": Story.LATE,
    "GT": Story.BEGUN,
    "HN": Story.SUBMITTED,
    "HT": Story.NONE,
    "NI": Story.BEGUN,
    "SV": Story.RETURNED,
}
ON_THE_WAY = {"DO": Story.AMENDED, "PA": Story.CORRECTED}


def stories_of(scene: Scene, office: str) -> list[Story]:
    """The story of an office's report on each period that is over."""
    number = len(scene.periods)
    stories = [Story.APPROVED] * number
    stories[(number - 1) // 2] = ON_THE_WAY.get(office, Story.APPROVED)
    stories[-1] = ON_THE_LAST.get(office, Story.APPROVED)
    return stories


def last_approved(stories: list[Story]) -> int:
    """The index of the last period whose report is approved in the end."""
    return max(index for index, story in enumerate(stories) if story in APPROVED)
