"""How far the report of each office on each period comes, and by which way."""

from enum import StrEnum

from .scene import VISITED, Scene


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


def make_stories(scene: Scene, sizes: dict[str, int]) -> dict[str, list[Story]]:
    """For each office's code the story of its report on each period that is over.

    Most have every report approved. Of the last period one waits for approval, another was
    submitted late and waits too, one was sent back to its reporter, one is missing, and two are
    begun, that of the visited office among them. On the way one was returned and one re-opened.
    `sizes` says how many activities an office has: the small ones are behind.
    """
    *before, _last = [Story.APPROVED] * len(scene.periods)
    drawn = sorted((code for code in sizes if code != VISITED), key=lambda code: sizes[code])
    behind, others = drawn[: len(drawn) // 2], drawn[len(drawn) // 2 :]
    scene.dice("stories").shuffle(behind)
    scene.dice("other stories").shuffle(others)
    stories = {code: [*before, Story.APPROVED] for code in sizes}
    ends = (Story.RETURNED, Story.SUBMITTED, Story.LATE, Story.NONE, Story.BEGUN)
    stories |= {code: [*before, end] for end, code in zip(ends, behind, strict=False)}
    stories |= {code: [*before, Story.BEGUN] for code in sizes if code == VISITED}
    middle = len(before) // 2
    for story, code in zip((Story.CORRECTED, Story.AMENDED), others, strict=False):
        stories[code][middle] = story
    return stories


APPROVED = (Story.APPROVED, Story.CORRECTED, Story.AMENDED)


def last_approved(stories: list[Story]) -> int:
    """The index of the last period whose report is approved in the end."""
    return max(index for index, story in enumerate(stories) if story in APPROVED)
