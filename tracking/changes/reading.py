"""Reading the logs of an appeal as one, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse

from appeal.base.actions import Door
from appeal.base.days import is_meant
from appeal.base.viewpoint import EVERYTHING, Viewpoint
from appeal.models import Activity, Appeal, Office, User
from appeal.web.change_log import DONE, named, named_changes, related_names

from .news import by_others, is_news, step_of
from .source import ChangeSource
from .sources import SOURCES

# What a command adds or corrects by itself, such as translations, is signed by nobody.
PEOPLE = "people"


@dataclass(frozen=True)
class Key:
    """The position of a line among all: its instant, source and number."""

    at: datetime
    rank: int
    pk: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()},{self.rank},{self.pk}"

    @classmethod
    def read(cls, written: str) -> "Key | None":
        """The key that an address holds; None where it holds none."""
        try:
            at, rank, pk = written.split(",")
            instant = datetime.fromisoformat(at)
            key = cls(instant, int(rank), int(pk))
        except ValueError:
            return None
        is_possible = instant.tzinfo and is_meant(instant.date()) and 0 <= key.pk < 2**63
        return key if is_possible else None


@dataclass(frozen=True)
class Wanted:
    """Which changes: of an office or activity, by a person, of a kind, through a channel, when.

    `written` is PEOPLE for those that somebody made, none for the automatic ones too. `viewpoint`
    leaves out what was recorded since. `news_for` a person is what others did, each act once.
    """

    office: Office | None = None
    activity: Activity | None = None
    person: str = ""
    written: str = ""
    kind: str = ""
    door: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: Key | None = None
    viewpoint: Viewpoint = EVERYTHING
    news_for: User | None = None

    def older_than(self, key: Key | None) -> "Wanted":
        """The same choice, but of what is older than a line."""
        return replace(self, before=key)


@dataclass(frozen=True)
class ChangeLine:
    """One change as people read it; `step` is what was done, where that has a name of its own."""

    key: Key
    who: str
    door: str
    kind: str
    done: str
    name: str
    address: str = ""
    step: str = ""
    changes: list[dict[str, object]] = field(default_factory=list)


Found = tuple[Key, ChangeSource, Any]
AT_ONCE = 500


def read_changes(
    *, user: User, appeal: Appeal, wanted: Wanted, most: int
) -> tuple[list[ChangeLine], Key | None]:
    """The newest `most` changes that the person may see, and where the older ones begin."""
    keys = _newest(user, appeal, wanted, most + 1)
    shown = keys[:most]
    return _lines(_found(shown), appeal), shown[-1] if len(keys) > most else None


def read_all_changes(*, user: User, appeal: Appeal, wanted: Wanted) -> Iterator[ChangeLine]:
    """Every change that the person may see, the newest first, however many there are."""
    rest: Key | None = wanted.before
    while True:
        lines, rest = read_changes(
            user=user, appeal=appeal, wanted=wanted.older_than(rest), most=AT_ONCE
        )
        yield from lines
        if rest is None:
            return


def _newest(user: User, appeal: Appeal, wanted: Wanted, most: int) -> list[Key]:
    """The positions of the newest `most`, in one query; no more than that are read per source."""
    parts = []
    for rank, source in enumerate(SOURCES):
        if _is_asked(source, wanted):
            rows = _chosen(source, rank, user, appeal, wanted)
            newest = rows.order_by(F(source.at).desc(), F(source.key).desc())[:most]
            own = source.rows().filter(**{f"{source.key}__in": newest.values(source.key)})
            keyed = own.annotate(stands_at=F(source.at), rank=Value(rank), number=F(source.key))
            parts.append(keyed.order_by().values_list("stands_at", "rank", "number"))
    if not parts:
        return []
    together = parts[0].union(*parts[1:], all=True)
    return [Key(*row) for row in together.order_by("-stands_at", "-rank", "-number")[:most]]


def _is_asked(source: ChangeSource, wanted: Wanted) -> bool:
    is_beside = wanted.kind not in ("", source.kind)
    is_elsewhere = wanted.activity is not None and not source.activity
    is_no_news = wanted.news_for is not None and not is_news(source)
    return not (is_beside or is_elsewhere or is_no_news or (wanted.door and not source.is_log))


def _chosen(
    source: ChangeSource, rank: int, user: User, appeal: Appeal, wanted: Wanted
) -> QuerySet:
    chosen = {
        source.activity: wanted.activity and wanted.activity.pk,
        f"{source.by}__username__iexact": wanted.person,
        "door": wanted.door,
        f"{source.at}__gte": wanted.since,
        f"{source.at}__lt": wanted.until,
    }
    asked = Q(**{name: value for name, value in chosen.items() if value})
    if wanted.written == PEOPLE:
        asked &= Q(**{f"{source.by}__isnull": False})
    if wanted.news_for:
        asked &= by_others(source, wanted.news_for)
    if wanted.viewpoint.is_past:
        asked &= wanted.viewpoint.by_then(source.at)
    if key := wanted.before:
        is_before = Q(**{f"{source.at}__lt": key.at})
        if rank <= key.rank:
            at_once = Q(**{source.at: key.at})
            below = Q(**{f"{source.key}__lt": key.pk}) if rank == key.rank else Q()
            is_before |= at_once & below
        asked &= is_before
    return source.visible(user, appeal, wanted.office, asked)


def _found(keys: list[Key]) -> list[Found]:
    """The rows at those positions, with the line `before` for logs; one query per source."""
    shown = {
        rank: [key.pk for key in keys if key.rank == rank] for rank in {key.rank for key in keys}
    }
    logs = [(rank, pks) for rank, pks in shown.items() if SOURCES[rank].is_log]
    befores = _befores(logs)
    rows = {}
    for rank, pks in shown.items():
        own = [before for (of, _pk), (before, _is_gone) in befores.items() if of == rank and before]
        rows[rank] = SOURCES[rank].with_line(SOURCES[rank].rows()).in_bulk([*pks, *own])
    for (rank, pk), (before, is_gone) in befores.items():
        rows[rank][pk].before, rows[rank][pk].is_gone = rows[rank].get(before), is_gone
    return [(key, SOURCES[key.rank], rows[key.rank][key.pk]) for key in keys]


def _befores(logs: list[tuple[int, list[int]]]) -> dict[tuple[int, int], tuple[int | None, bool]]:
    """By source and line: the line before, and whether the row is gone; in one query."""
    parts = [
        SOURCES[rank].with_before().filter(history_id__in=pks).annotate(rank=Value(rank)).order_by()
        for rank, pks in logs
    ]
    rows = parts[0].union(*parts[1:], all=True) if parts else []
    return {(rank, pk): (before, is_gone) for pk, before, is_gone, rank in rows}


def _lines(found: list[Found], appeal: Appeal) -> list[ChangeLine]:
    changes = {
        source.kind: _changes(source, [record for _key, of, record in found if of is source])
        for source in {entry[1].kind: entry[1] for entry in found}.values()
    }
    return [
        _line(key, source, record, changes[source.kind][record.pk], appeal)
        for key, source, record in found
    ]


# What the names of rows are made of, where a change points at them.
NAMED_BY: dict[str, tuple[str, ...]] = {
    "requirement": ("office", "heading"),
    "transaction": ("activity",),
    "activity": ("priority",),
}


def _changes(source: ChangeSource, records: list[Any]) -> dict[int, list[dict[str, object]]]:
    """For each record, by its key, what it changed; for an append-only row what it says."""
    if not source.is_log:
        columns = source.model._meta
        return {
            record.pk: [
                named(columns.get_field(name), None, value)
                for name in source.facts
                if (value := getattr(record, name)) not in (None, "")
            ]
            for record in records
        }
    pairs = [(record, record.before) for record in records]
    _name_relations([(record, before) for record, before in pairs if before])
    related = related_names(pairs)
    return {
        record.pk: named_changes(record, before, related)
        if before and record.history_type != "-"
        else []
        for record, before in pairs
    }


def _name_relations(pairs: list[tuple[Any, Any]]) -> None:
    """Read what the changed relations of all pairs point at, one query for each relation."""
    rows = [row for pair in pairs for row in pair]
    for column in pairs[0][0].tracked_fields if pairs else []:
        if column.is_relation and any(
            getattr(record, column.attname) != getattr(before, column.attname)
            for record, before in pairs
        ):
            target = column.related_model
            names = NAMED_BY.get(target._meta.model_name, ())
            queryset = target._base_manager.select_related(*names)
            models.prefetch_related_objects(rows, models.Prefetch(column.name, queryset))


def _line(
    key: Key, source: ChangeSource, record: Any, changes: list[dict[str, object]], appeal: Appeal
) -> ChangeLine:
    written = getattr(record, source.by)
    return ChangeLine(
        key=key,
        who=written.get_username() if written else "",
        door=str(Door(record.door).label) if source.is_log else "",
        kind=str(source.model._meta.verbose_name),
        done=str(DONE[record.history_type] if source.is_log else DONE["+"]),
        name=" ".join(_text(record, path) for path in source.names).strip(),
        address="" if source.is_log and record.is_gone else _address(source, record, appeal),
        step=step_of(record),
        changes=changes,
    )


def _text(record: object, path: str) -> str:
    value = _follow(record, path)
    return "" if value is None else str(value)


def _follow(record: object, path: str) -> object:
    """What a way of relations leads to; None where one of them is gone."""
    for name in path.replace(".", "__").split("__"):
        record = getattr(record, name, None)
    return record


def _address(source: ChangeSource, record: object, appeal: Appeal) -> str:
    for page, *paths in source.places:
        arguments = [_follow(record, path) for path in paths]
        if all(argument is not None for argument in arguments):
            return reverse(page, args=[appeal.code, *arguments])
    return ""
