"""Statements that are written once: that takes Django longer than the database takes to answer."""

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import replace
from functools import lru_cache
from itertools import product, starmap
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.utils import create_namedtuple_class

from .viewpoint import Include, Viewpoint

Written = TypeVar("Written")
Row = TypeVar("Row", bound=Model)
Rows = list[Any]
# Of each sort of statement, one for each question that was asked lately.
MOST = 100
# What `repeated` puts another number in the place of.
PLACE = -987_654_321


def once(write: Callable[..., Written]) -> Callable[..., Written]:
    """What `write` makes of a viewpoint and of what narrows it, made once for all who ask the same.

    Not where drafts count, which not everybody sees, nor of a list of rows.
    """
    known = lru_cache(MOST)(write)

    def written(viewpoint: Viewpoint, **narrowed: object) -> Written:
        is_anybodys = viewpoint.include == Include.OFFICIAL
        if not is_anybodys or any(isinstance(each, Collection) for each in narrowed.values()):
            return write(viewpoint, **narrowed)
        return known(replace(viewpoint, draft_offices=(), query=""), **narrowed)

    return written


def answered(*columns: str) -> Callable[[Callable[..., QuerySet]], Callable[..., Rows]]:
    """Makes of a function that asks for rows, without asking for any before, one that reads them.

    Each row has these columns.
    """
    row_of = create_namedtuple_class(*columns)

    def reader(ask: Callable[..., QuerySet]) -> Callable[..., Rows]:
        @once
        def compiled(viewpoint: Viewpoint, **narrowed: object) -> Any:
            compiler = ask(viewpoint, **narrowed).query.get_compiler(DEFAULT_DB_ALIAS)
            statement = compiler.as_sql()
            return statement, compiler.get_converters([shown[0] for shown in compiler.select])

        def read(viewpoint: Viewpoint, **narrowed: object) -> Rows:
            try:
                statement, converters = compiled(viewpoint, **narrowed)
            except EmptyResultSet:
                return []
            with connection.cursor() as cursor:
                cursor.execute(*statement)
                rows = list(map(list, cursor))
            for place, (steps, expression) in converters.items():
                for row, convert in product(rows, steps):
                    row[place] = convert(row[place], expression, connection)
            return list(starmap(row_of, rows))

        return read

    return reader


def repeated(rows: QuerySet[Row]) -> Callable[..., list[Row]]:
    """What reads the rows, by a statement that is written now, whenever it is asked.

    It is asked for those of a number that is then in the place of PLACE.
    """
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        statement, values = compiler.as_sql()
    except EmptyResultSet:
        return lambda number=None: []

    def read(number: int | None = None) -> list[Row]:
        written, asked = copy(compiler), rows.all()
        written.connection = connections[asked.db]
        given = tuple(number if value == PLACE else value for value in values)
        vars(written).update(as_sql=lambda *_, **__: (statement, given))
        vars(asked.query).update(get_compiler=lambda *_, **__: written)
        return list(ModelIterable(asked))

    return read
