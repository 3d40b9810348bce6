"""Search over an appeal: what was promised, who takes part, and what was written, in one list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.base.folding import fold
from appeal.base.lines import in_one_line
from appeal.base.paths import reader_of
from appeal.models import Appeal, Partner, Priority, User, asked_words
from appeal.models.ordering import in_order

from . import access
from .search_words import activities_with, contributions_with

SHOWN = 8
# So many of a kind are counted one by one; whoever finds more narrows what they look for.
MOST_FOUND = 1_000
WHOLE_FIRST = (("holds_whole", "is_called_whole"), ("holds", "is_called"))
AROUND = 70


def holding(rows: QuerySet, text: str, how: str) -> QuerySet:
    """Rows whose index holds the words."""
    return rows.filter(**{f"words__index__{how}": text})


@dataclass(frozen=True)
class Hit:
    """One row that was found: where it leads, and where in its text the words are."""

    address: str
    code: str
    title: str
    excerpt: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True)
class Group:
    """What was found of one kind: the first hits, how many there are, where all of them are."""

    title: Promise
    hits: list[Hit]
    count: int
    all_at: str = ""

    @property
    def most(self) -> int:
        return MOST_FOUND

    @property
    def is_counted(self) -> bool:
        """Whether all were counted; there may be too many."""
        return self.count <= MOST_FOUND


@dataclass(frozen=True)
class SearchSource:
    """One kind of thing that is searched.

    `rows` are those that the person may see, in order; `found` narrows them to what holds the
    words, anywhere or, for `is_called`, in its name; `texts` are looked through for an excerpt, in
    their order; `list_route` is the list that takes the same words as `q`. `is_long`: it may hold a
    million rows.
    """

    title: Promise
    rows: Callable[[User, Appeal], QuerySet]
    address: Callable[[Appeal, Any, str], str]
    name: Callable[[Any], tuple[str, str]]
    texts: Callable[[Any], list[str]] = field(default=lambda row: [])
    list_route: str = ""
    found: Callable[[QuerySet, str, str], QuerySet] = holding
    is_long: bool = False

    def group(self, user: User, appeal: Appeal, text: str) -> Group:
        visible = self.rows(user, appeal)
        keys, how = self._keys(visible, text)
        shown = visible.order_by().filter(pk__in=keys[:SHOWN])
        first = sorted(shown, key=lambda row: keys.index(row.pk))
        if len(keys) > SHOWN:
            called = list(self._called(visible, text, how))
            first = [*called, *(row for row in first if row not in called)][:SHOWN]
        else:
            first.sort(key=lambda row: not _holds(" ".join(self.name(row)), text))
        hits = [self._hit(appeal, row, text) for row in first]
        return Group(self.title, hits, len(keys), self._all_at(appeal, text))

    def _keys(self, visible: QuerySet, text: str) -> tuple[list[int], str]:
        """Those found, at most one more than are counted, and how those called so are found.

        The beginnings of words are looked up one by one for every row that has them: where whole
        words alone are too many to count, in a long table, they are enough.
        """
        for how in WHOLE_FIRST if self.is_long else WHOLE_FIRST[1:]:
            found = self.found(visible, text, how[0]).values_list("pk", flat=True)
            keys = list(found[: MOST_FOUND + 1])
            if len(keys) > MOST_FOUND:
                break
        return keys, how[1]

    def _called(self, visible: QuerySet, text: str, how: str) -> QuerySet:
        """The first of those called so, a few put in order after they were found.

        Asked for in order at once, PostgreSQL walks through all rows for a word of no name.
        """
        named = self.found(visible, text, how)
        keys = list(named.order_by().values_list("pk", flat=True)[: MOST_FOUND + 1])
        if len(keys) <= MOST_FOUND:
            named = visible.filter(pk__in=keys)
        return named[:SHOWN]

    def _hit(self, appeal: Appeal, row: object, text: str) -> Hit:
        return Hit(self.address(appeal, row, text), *self.name(row), excerpt(self.texts(row), text))

    def _all_at(self, appeal: Appeal, text: str) -> str:
        if not self.list_route:
            return ""
        return f"{reverse(self.list_route, args=[appeal.code])}?{urlencode({'q': text})}"


def find(user: User, appeal: Appeal, text: str) -> Iterator[Group]:
    """Of every kind that has some, what holds all words of `text`, as far as the person sees it.

    Those with the words in their name come first.
    """
    groups = (source.group(user, appeal, text) for source in SOURCES)
    return (group for group in groups if group.count)


def _holds(name: str, text: str) -> bool:
    return all(fold(word) in fold(name) for word in asked_words(text))


def excerpt(texts: list[str], words: str) -> tuple[str, str, str]:
    """The first text with one of the words, in three parts: before it, it, after it."""
    wanted = fold(words).split()[:8]
    for text in texts:
        line = in_one_line(text)
        if found := _first(line, wanted):
            start, end = found
            before, after = line[:start], line[end:]
            if len(before) > AROUND:
                # From the beginning of a word, where there is one.
                before = f"…{before[-AROUND:].partition(' ')[2] or before[-AROUND:]}"
            if len(after) > AROUND:
                after = f"{after[:AROUND].rpartition(' ')[0] or after[:AROUND]}…"
            return before, line[start:end], after
    return ("", "", "")


def _first(line: str, wanted: list[str]) -> tuple[int, int] | None:
    """The position of the first of the folded words in the line; None if there is none."""
    # Folding may make two letters of one: each keeps the place that it comes from.
    letters = [(part, place) for place, each in enumerate(line) for part in fold(each)]
    folded = "".join(part for part, _place in letters)
    starts = [(folded.find(word), len(word)) for word in wanted if word in folded]
    if not starts:
        return None
    start, length = min(starts)
    return letters[start][1], letters[start + length - 1][1] + 1


def _priorities(user: User, appeal: Appeal) -> QuerySet:
    return Priority.objects.of(appeal).select_related("section").in_printed_order()


def _activities(user: User, appeal: Appeal) -> QuerySet:
    rows: Any = access.activities(user, appeal)
    return rows.with_plan().in_printed_order()


def _partners(user: User, appeal: Appeal) -> QuerySet:
    own = access.activities(user, appeal).values("pk")
    return in_order(Partner.objects.filter(activities__in=own).distinct(), "name")


def _contributions(user: User, appeal: Appeal) -> QuerySet:
    rows = access.contributions(user).filter(appeal=appeal).select_related("donor")
    return in_order(rows, "donor__name", "reference")


def _updates(user: User, appeal: Appeal) -> QuerySet:
    rows = access.updates(user).filter(report__period__appeal=appeal)
    return rows.select_related("activity__priority", "report__period").order_by("-words__pk")


def _reports(user: User, appeal: Appeal) -> QuerySet:
    rows = access.reports(user).filter(period__appeal=appeal).select_related("office", "period")
    return in_order(rows, "-period__ends_on", "office__code")


def _transactions(user: User, appeal: Appeal) -> QuerySet:
    return access.transactions(user, appeal).with_names().order_by("-words__pk")


def _at(route: str, *names: str) -> Callable[[Appeal, Any, str], str]:
    """The address of a row's page, from the appeal and what is at paths of the row."""
    read = [reader_of(name) for name in names]

    def address(appeal: Appeal, row: object, text: str) -> str:
        return reverse(route, args=[appeal.code, *(each(row) for each in read)])

    return address


def _activities_of_partner(appeal: Appeal, row: Any, text: str) -> str:
    return f"{reverse('tracking:activity_list', args=[appeal.code])}?{urlencode({'q': row.name})}"


SOURCES = (
    SearchSource(
        _("Priorities"),
        _priorities,
        _at("appeal:priority_detail", "code"),
        lambda row: (row.code, row.title),
        lambda row: [row.summary, row.summary_en, row.summary_es, row.summary_fr],
    ),
    SearchSource(
        _("Activities"),
        _activities,
        _at("tracking:activity_detail", "code"),
        lambda row: (row.code, row.title),
        lambda row: [row.description, row.lead],
        "tracking:activity_list",
        activities_with,
    ),
    SearchSource(
        _("Partners"),
        _partners,
        _activities_of_partner,
        lambda row: (row.get_kind_display(), row.name),
    ),
    SearchSource(
        _("Contributions"),
        _contributions,
        _at("tracking:contribution_detail", "pk"),
        lambda row: (row.reference, row.donor.name),
        lambda row: [row.note],
        "tracking:contribution_list",
        contributions_with,
    ),
    SearchSource(
        _("Progress"),
        _updates,
        _at("tracking:activity_detail", "activity.code"),
        lambda row: (row.report.period.code, f"{row.activity.code} {row.activity.title}"),
        lambda row: [row.narrative, row.issues, row.next_steps],
        is_long=True,
    ),
    SearchSource(
        _("Office reports"),
        _reports,
        _at("tracking:report_detail", "office.code", "period.code"),
        lambda row: (row.period.code, row.office.name),
        lambda row: [row.highlights, row.challenges, row.next_steps],
    ),
    SearchSource(
        _("Ledger"),
        _transactions,
        _at("tracking:transaction_detail", "pk"),
        lambda row: (row.reference, row.counterpart or row.get_kind_display()),
        lambda row: [row.note],
        "tracking:transaction_list",
        is_long=True,
    ),
)
