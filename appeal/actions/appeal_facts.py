"""What an appeal's facts may leave open, what is taken for it, and what goes with its source."""

from datetime import date, timedelta
from typing import Any

from ..models import Appeal, in_languages

# An appeal of which nobody says when it closes.
CLOSES_AFTER = timedelta(days=90)


def fill_in(facts: dict[str, Any]) -> None:
    """Fill in what is left open of an appeal: titles of the table, and when it closes.

    Titles of the table in one language are enough, so that the appeal's own stand for them only
    where there are none.
    """
    if not any(facts.get(name) for name in in_languages("table_title")):
        titles = {f"table_{name}": facts.get(name) for name in in_languages("title")}
        facts.update({name: title for name, title in titles.items() if title})
    if not facts.get("closes_on") and isinstance(facts.get("ends_on"), date):
        facts["closes_on"] = facts["ends_on"] + CLOSES_AFTER


def forget_other_file(appeal: Appeal, before: str) -> None:
    """The SHA-256 is of the file of the source named `before`; another source has another file."""
    if before and before != appeal.source_name:
        appeal.source_sha256 = ""
