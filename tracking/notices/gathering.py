"""Making mails of notices: one each at once, some once a week, never too many a day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from appeal.models import AccountLetter, Appeal, User

from ..models import Mail, Notice, When
from .choosing import chosen

# So many mails a day to one person: the last of them holds all the rest.
MOST_A_DAY = 8
# What is older when a worker first comes to it is not mailed: it is in the product only.
TOO_OLD = timedelta(days=14)

Bundle = Sequence[Notice]
Choices = Mapping[str, str]


def gather_letters(at: datetime) -> None:
    """Make a mail of each letter about an account that was asked for."""
    host = urlsplit(settings.SITE_URL).hostname
    waiting = AccountLetter.objects.filter(mail=None, at__gt=at - TOO_OLD).order_by("pk")
    mails = [
        Mail(
            to=letter.to, letter=letter, message_id=f"<letter-{letter.pk}@{host}>", made_at=at,
            next_at=at,
        )
        for letter in waiting.select_related("to")
        if letter.recipient
    ]  # fmt: skip
    Mail.objects.bulk_create(mails, ignore_conflicts=True)


def gather(at: datetime) -> None:
    """Make mails for everybody for whom notices wait, person by person."""
    waiting = Notice.objects.filter(post=Notice.Post.WAITING).values("to")
    for pk in User.objects.filter(pk__in=waiting).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            # Two workers make a person's mails one after the other: neither sees too few.
            person = User.objects.select_for_update(no_key=True).get(pk=pk)
            _gather_for(person, at)


def _gather_for(person: User, at: datetime) -> None:
    waiting = list(Notice.objects.filter(to=person).waiting().select_related("appeal"))
    choices = chosen(person)
    # Whoever has not accepted their invitation yet could do nothing about it.
    is_reached = person.is_active and bool(person.email) and not person.is_expected
    unsent = [each.pk for each in waiting if not is_reached or not _is_mailed(each, choices, at)]
    Notice.objects.filter(pk__in=unsent).update(post=Notice.Post.NONE)
    left = MOST_A_DAY - Mail.objects.lately_to(person, at).filter(letter=None).count()
    wanted = [each for each in waiting if each.pk not in set(unsent)]
    ready = [each for each in wanted if _is_ready(each, choices, at)]
    ready.sort(key=lambda each: each.appeal_id)
    for appeal, own in groupby(ready, key=lambda each: each.appeal):
        for bundle in _folded([*_bundles(list(own), choices)], left):
            _make(person, appeal, bundle, at)
            left -= 1


def _is_mailed(notice: Notice, choices: Choices, at: datetime) -> bool:
    """Whether it is wanted by mail, and not so old that it is news no more."""
    age = notice.appeal.clock_at(at) - notice.at
    return choices[notice.kind] != When.NEVER and age <= TOO_OLD


def _is_ready(notice: Notice, choices: Choices, at: datetime) -> bool:
    """At once, or from the Monday on after the week in which it was told."""
    if choices[notice.kind] == When.AT_ONCE:
        return True
    today = notice.appeal.day_of(notice.appeal.clock_at(at))
    return notice.appeal.day_of(notice.at) < today - timedelta(days=today.weekday())


def _bundles(notices: Bundle, choices: Choices) -> Iterator[Bundle]:
    """A mail for each that is told at once, and one for all others."""
    weekly = [each for each in notices if choices[each.kind] == When.DIGEST]
    yield from ([each] for each in notices if each not in weekly)
    if weekly:
        yield weekly


def _folded(bundles: list[Bundle], left: int) -> list[Bundle]:
    """At most so many: the last one holds the rest; where none is left all of it waits."""
    if len(bundles) <= left:
        return bundles
    if left < 1:
        return []
    rest = [notice for bundle in bundles[left - 1 :] for notice in bundle]
    return [*bundles[: left - 1], rest]


def _make(person: User, appeal: Appeal, bundle: Bundle, at: datetime) -> None:
    """The mail of the notices; its Message-ID is made of theirs, and so the same ever after."""
    keys = [notice.pk for notice in bundle]
    name = "-".join(str(key) for key in (keys[0], *keys[-1:][len(keys) == 1 :]))
    host = urlsplit(settings.SITE_URL).hostname
    mail = Mail.objects.create(
        to=person, appeal=appeal, message_id=f"<notice-{name}@{host}>", made_at=at, next_at=at
    )
    Notice.objects.filter(pk__in=keys).update(post=Notice.Post.MAILED, mail=mail)
