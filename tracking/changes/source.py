"""What a source of the list of changes is: whose rows, who sees them, how they lead elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from appeal import duties
from appeal.access import Way
from appeal.models import Appeal, Office, User, log_of

from .. import access
from ..access import conversation

ALL, NO_WAY = Q(), Way()


def everybody(user: User, appeal: Appeal, source: "ChangeSource") -> Q:
    """The plan and what is always official."""
    return Q()


def own_offices(user: User, appeal: Appeal, source: "ChangeSource") -> Q:
    """What is a draft, or was one: of the offices whose drafts the person may see."""
    return Q(**{f"{source.office}__in": access.offices(user, duties.WORK)})


def posted(user: User, appeal: Appeal, source: "ChangeSource") -> Q:
    return Q(posted_at__isnull=False) | own_offices(user, appeal, source)


def of_the_appeal(user: User, appeal: Appeal, source: "ChangeSource") -> Q:
    """An office is in several appeals; each shows its own changes."""
    return Q(id__in=appeal.offices.values("pk"))


def visible_evidence(user: User, appeal: Appeal, source: "ChangeSource") -> Q:
    return Q(id__in=conversation.evidence(user).of(appeal).values("pk"))


@dataclass(frozen=True)
class ChangeSource:
    """A change log, or a table that is append-only, and how its rows lead elsewhere.

    `way` leads to its appeal and office where it is another than that of `access`, `activity` to
    an activity; rows whose own way may be deleted under them say of which other source's rows
    they are (`of`: column and source). A row is called by its `names`, of which some are behind a
    dot: what its model says; `places` are pages, the first whose arguments are all there is linked.
    An append-only table says when (`at`) and by whom (`by`) it was written, and its `facts`.
    """

    model: type[models.Model]
    names: tuple[str, ...]
    way: Way | None = None
    of: "tuple[str, ChangeSource] | None" = None
    seen: Callable[[User, Appeal, "ChangeSource"], Q] = everybody
    places: tuple[tuple[str, ...], ...] = ()
    activity: str = ""
    at: str = "history_date"
    by: str = "history_user"
    facts: tuple[str, ...] = ()

    @property
    def appeal(self) -> str:
        return (self.way or access.WAYS.get(self.model, NO_WAY)).appeal

    @property
    def office(self) -> str:
        return (self.way or access.WAYS.get(self.model, NO_WAY)).office

    @property
    def is_log(self) -> bool:
        return not self.facts

    @property
    def kind(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def key(self) -> str:
        return "history_id" if self.is_log else "id"

    def rows(self) -> QuerySet:
        rows: Any = log_of(self.model) if self.is_log else self.model
        return rows._default_manager.all()

    def visible(
        self, user: User, appeal: Appeal, office: Office | None = None, within: Q = ALL
    ) -> QuerySet:
        """What of it, and `within` that, the person may see of an appeal, or of an office in it."""
        asked = self.seen(user, appeal, self) & within
        if self.of:
            # Not `__in`: that makes an inner join of the relation, which may be gone.
            column, parent = self.of
            own = parent.visible(user, appeal, office, Q(id=OuterRef(column)))
            return self.rows().filter(asked, Exists(own))
        if self.appeal:
            asked &= Q(**{self.appeal: appeal.pk})
        if office and not self.office:
            return self.rows().none()
        if office:
            asked &= Q(**{self.office: office.pk})
        return self.rows().filter(asked)

    def with_line(self, rows: QuerySet) -> QuerySet:
        """With the names that a line of the page needs."""
        paths = [*self.names, *(path for place in self.places for path in place[1:])]
        related = {path.rpartition("__")[0] for path in paths} - {""}
        return rows.select_related(self.by, *sorted(related), *self.relations_of_facts())

    def with_before(self) -> QuerySet:
        """Of a log: the number of each line, that of the line before, whether the row is gone."""
        same = self.rows().filter(id=OuterRef("id"))
        earlier = Q(history_date__lt=OuterRef("history_date")) | Q(
            history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id")
        )
        last = same.filter(earlier).order_by("-history_date", "-history_id")
        return self.rows().values_list(
            "history_id",
            Subquery(last.values("history_id")[:1]),
            Exists(same.filter(history_type="-")),
        )

    def relations_of_facts(self) -> list[str]:
        columns = self.model._meta
        return [name for name in self.facts if columns.get_field(name).is_relation]
