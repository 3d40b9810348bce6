"""What a notice says to its reader, in the language that is active: its part of a mail."""

import re
from dataclasses import dataclass, field

from django.db.models import Model

from appeal.base.lines import in_one_line

from ..models import Notice, NoticeKind
from .facts import FACTS, Facts
from .kinds import KINDS, Event
from .week import NoticeList, lists_of

NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class NoticeWords:
    """A subject, paragraphs and lists, and where the one button leads: a path."""

    subject: str
    paragraphs: list[str]
    button: str
    path: str
    lists: list[NoticeList] = field(default_factory=list)


def words_of(notice: Notice, row: Model) -> NoticeWords:
    """The words of a notice about `row`."""
    event = KINDS[notice.kind]
    facts_of, address_of = FACTS[event.row]
    facts = facts_of(notice, row)
    return NoticeWords(
        subject=in_one_line(str(event.subject) % facts),
        paragraphs=sentences_of(event, facts),
        button=str(event.button),
        path=address_of(notice, row),
        lists=lists_of(notice) if notice.kind == NoticeKind.WEEK else [],
    )


def sentences_of(event: Event, facts: Facts) -> list[str]:
    """What it says of these facts; a sentence whose fact is empty is left out."""
    said = [str(sentence) for sentence in event.says]
    return [text % facts for text in said if all(facts[name] for name in NAMED.findall(text))]
