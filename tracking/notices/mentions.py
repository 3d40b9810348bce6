"""Who is called in by a comment: `@` and a user name in its words."""

import re
from collections import defaultdict
from collections.abc import Iterable

from appeal.models import User

from ..access import conversation
from ..models import Comment, Notice, NoticeKind

# How many names of a comment count.
MOST_NAMED = 10
# A full stop behind a name ends the sentence; an address in the text (a@b.org) calls nobody.
CALL = re.compile(r"(?<![\w.+@-])@([\w.+-]*[\w+-](?:@[\w.+-]*[\w+-])?)")

# By user name, the names of those who were told of a comment.
Called = dict[str, str]


def names_in(body: str) -> list[str]:
    """The user names that it calls, each once, in order."""
    return list(dict.fromkeys(map(User.normalize_username, CALL.findall(body))))


def people_called(comment: Comment) -> list[User]:
    """Who is named in it and may read it, where they may sign in: that is `tell`'s to ask."""
    names = names_in(comment.body)[:MOST_NAMED]
    if not names:
        return []
    named = User.objects.filter(username__in=names)
    return [
        person
        for person in named.order_by("username")
        if conversation.comments(person).filter(pk=comment.pk).exists()
    ]


def names_not_told(comment: Comment) -> list[str]:
    """Those of the names that count by which nobody was told, however that came."""
    told = called_in([comment])[comment.pk].keys() | {comment.by.username}
    return [name for name in names_in(comment.body)[:MOST_NAMED] if name not in told]


def called_in(comments: Iterable[Comment]) -> dict[int, Called]:
    """Who was told of each of the comments, by its id; no query where none names anybody."""
    called: dict[int, Called] = defaultdict(dict)
    naming = [comment.pk for comment in comments if "@" in comment.body]
    if naming:
        told = Notice.objects.filter(kind=NoticeKind.MENTION, row__in=naming)
        for notice in told.select_related("to"):
            called[notice.row][notice.to.username] = notice.to.get_full_name() or str(notice.to)
    return called


def with_names(body: str, called: Called) -> str:
    """The words with the names of those who were told, plain text; all others as typed."""

    def named(call: re.Match[str]) -> str:
        return called.get(User.normalize_username(call[1]), call[0])

    return CALL.sub(named, body)
