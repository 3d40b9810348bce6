"""Rows of several small tables read in one query."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import JSONObject

# Rows by what they are asked for by.
Rows = dict[Any, list[Any]]


def read_together(parts: list[tuple[models.QuerySet, str]]) -> list[Rows]:
    """The rows of each of `parts` by a column of theirs, which each part names beside it.

    Of tables that hold texts and whole numbers only: they come as JSON.
    """
    found: list[Rows] = [defaultdict(list) for _part in parts]
    asked = []
    for number, (rows, column) in enumerate(parts):
        fields = [field.attname for field in rows.model._meta.concrete_fields]
        row = JSONObject(**{name: F(name) for name in fields})
        asked.append(rows.order_by().values_list(Value(number), F(column), row))
    for number, key, fields in asked[0].union(*asked[1:], all=True) if asked else ():
        found[number][key].append(parts[number][0].model(**fields))
    return found


def put_names(rows: Iterable[Any], *relations: str) -> list[Any]:
    """The rows, each with `names`: what it is related to, by the names of its relations to many."""
    rows = list(rows)
    fields = [rows[0]._meta.get_field(name) for name in relations] if rows else []
    parts = []
    for field in fields:
        back, keys = field.related_query_name(), [row.pk for row in rows]
        parts.append((field.related_model.objects.filter(**{f"{back}__in": keys}), back))
    read = dict(zip(relations, read_together(parts), strict=bool(rows)))
    for row in rows:
        row.names = {name: found[row.pk] for name, found in read.items()}
    return rows
