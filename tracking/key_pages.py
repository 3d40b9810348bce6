"""Pages of a long list by key: each begins behind a row, so that the last costs like the first."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from appeal.models.ordering import MOST_COUNTED, capped_count

# The keys of a page, and whether there are rows before and after it.
Turned = tuple[list[int], bool, bool]
# What adds to rows what a page shows of them.
Details = Callable[[Any], QuerySet]


class PageReading:
    """Rows in an order in which no two are equal, read on from one of them or back."""

    def __init__(self, rows: QuerySet, order: list[OrderBy]) -> None:
        self.order = order
        self.names = [f"key_{place}" for place in range(len(order))]
        keys = {name: by.expression for name, by in zip(self.names, order, strict=True)}
        self.rows = rows.alias(**keys).order_by(*order)

    def on(self) -> QuerySet:
        return self.rows

    def back(self) -> QuerySet:
        return self.rows.reverse()

    def key(self, written: str) -> list[Any] | None:
        """What the row of this number is ordered by; None where there is no such row."""
        if not written.isdecimal() or len(written) > 18:
            return None
        row = self.rows.order_by().filter(pk=int(written))
        found = row.values_list(*(F(name) for name in self.names)).first()
        return None if found is None else list(found)

    def behind(self, key: list[Any]) -> Q:
        """The rows after the one with this key."""
        return self._beyond(key, is_back=False)

    def before(self, key: list[Any]) -> Q:
        return self._beyond(key, is_back=True)

    def _beyond(self, key: list[Any], *, is_back: bool) -> Q:
        beyond = Q(pk__in=[])
        for name, by, value in reversed([*zip(self.names, self.order, key, strict=True)]):
            if value is None:
                # NULL is last: nothing is after it, everything else before it.
                further = Q(**{f"{name}__isnull": False}) if is_back else Q(pk__in=[])
                beyond = further | (Q(**{f"{name}__isnull": True}) & beyond)
                continue
            way = "lt" if by.descending != is_back else "gt"
            further = Q(**{f"{name}__{way}": value})
            if by.nulls_last and not is_back:
                further |= Q(**{f"{name}__isnull": True})
            beyond = further | (Q(**{name: value}) & beyond)
            if name == self.names[0] and not by.nulls_last:
                # The database uses the index only for a bound on its first column alone.
                beyond = Q(**{f"{name}__{way}e": value}) & beyond
        return beyond


class KeyPage:
    """A page of a long list: the rows that the address asks for, and whether there are others.

    `after` and `before` name a row, `page` is `last` or, in addresses of old, a number.
    """

    is_keyed = True

    def __init__(self, table: Any, size: int, query: Mapping[str, str], details: Details) -> None:
        self.reading = PageReading(table.data.data, table.data.order)
        self.size, self.details = size, details
        self.count = capped_count(table.data.data)
        self.keys, self._is_preceded, self._is_followed = self._asked(query)
        self.object_list = self._rows()

    def _rows(self) -> list[Any]:
        """The rows of the page with all that is shown: of these alone it is read."""
        rows = self.reading.rows
        found = self.details(type(rows)(rows.model)).in_bulk(self.keys)
        return [found[key] for key in self.keys if key in found]

    def _asked(self, query: Mapping[str, str]) -> Turned:
        reading, page = self.reading, query.get("page", "")
        if key := reading.key(query.get("after", "")):
            return self._from(reading.on().filter(reading.behind(key)), True) or self._last()
        if key := reading.key(query.get("before", "")):
            found = self._some(reading.back().filter(reading.before(key)))
            if len(found) > self.size:
                return found[: self.size][::-1], True, True
        if page == "last":
            return self._last()
        if page.isdecimal() and 1 < int(page) < 10**9:
            skipped = (int(page) - 1) * self.size
            return self._from(reading.on()[skipped:], True) or self._last()
        return self._from(reading.on(), False) or ([], False, False)

    def _some(self, rows: QuerySet) -> list[int]:
        """The keys of a page of the rows and one more."""
        return list(rows.values_list("pk", flat=True)[: self.size + 1])

    def _from(self, rows: QuerySet, is_preceded: bool) -> Turned | None:
        found = self._some(rows)
        return (found[: self.size], is_preceded, len(found) > self.size) if found else None

    def _last(self) -> Turned:
        found = self._some(self.reading.back())
        return found[: self.size][::-1], len(found) > self.size, False

    @property
    def is_counted(self) -> bool:
        return self.count <= MOST_COUNTED

    def has_previous(self) -> bool:
        return self._is_preceded

    def has_next(self) -> bool:
        return self._is_followed

    def has_other_pages(self) -> bool:
        return self._is_preceded or self._is_followed

    @cached_property
    def first_place(self) -> int | None:
        """The position of its first row among all, from 1; None if there are too many to count."""
        if not self._is_preceded:
            return 1
        key = self.reading.key(str(self.keys[0])) if self.is_counted else None
        if key is None:
            return None
        return self.reading.rows.filter(self.reading.before(key)).count() + 1

    @property
    def first_key(self) -> int:
        return self.keys[0]

    @property
    def last_key(self) -> int:
        return self.keys[-1]

    @property
    def last_place(self) -> int | None:
        return None if self.first_place is None else self.first_place + len(self.keys) - 1
