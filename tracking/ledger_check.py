"""Whether the ledger agrees with itself: totals, reversals, rates, change log, levels, search."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from appeal.base.guards import drifted
from appeal.base.viewpoint import EVERYTHING
from appeal.models import Activity, Appeal

from .actions import in_usd
from .figures import figures_of, total
from .figures.rows import figures_by_key
from .models import (
    ActivityTotal,
    ContributionAssignment,
    LedgerTotal,
    OpenCommitment,
    Transaction,
    rests_among,
)

# What a reversal has in common with its original.
MIRRORED = (
    "activity_id", "cell_id", "office_id", "kind", "value_on", "counterpart", "currency", "rate",
    "amount", "usd_amount", "against_id",
)  # fmt: skip
COLUMNS = [field.attname for field in Transaction._meta.concrete_fields]
BATCH = 2000


def differences() -> Iterator[str]:
    """A sentence for everything that does not agree; none where all does."""
    yield from wrong_totals()
    yield from wrong_commitments()
    yield from wrong_activities()
    yield from wrong_entries()
    yield from lost_entries()
    yield from wrong_parts()
    for appeal in Appeal.objects.order_by("pk"):
        yield from wrong_levels(appeal)
    for table, rows in drifted(connection):
        yield f"The search knows {rows} rows of {table} otherwise than they are written."


def posted_entries() -> QuerySet[Transaction]:
    return Transaction.objects.posted().select_related("activity", "reverses").order_by("pk")


def wrong_totals() -> Iterator[str]:
    """Stored totals that are missing, wrong, or of nothing."""
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    for entry in posted_entries().iterator(BATCH):
        usd = entry.usd_amount or Decimal(0)
        place = (
            entry.activity_id, entry.activity.code, entry.cell_id, entry.kind,
            f"{entry.value_on:%Y-%m}", f"{entry.posted_at:%Y-%m}",
        )  # fmt: skip
        sums[place] += -usd if entry.is_reversal else usd
    totals = LedgerTotal.objects.values_list(
        "activity", "activity__code", "cell", "kind", "month", "posted_in", "amount"
    )
    kept: dict[tuple, Decimal] = {row[:-1]: row[-1] for row in totals}
    for place in sorted(sums.keys() | kept.keys()):
        _pk, code, cell, kind, month, posted_in = place
        named = f"{kind} of {code} from cell {cell} in {month}, posted in {posted_in}"
        if place not in kept:
            yield f"The kept total is missing: {named}, USD {sums[place]} by its entries."
        elif place not in sums:
            yield f"A total is kept of no entry: {named}, USD {kept[place]}."
        elif kept[place] != sums[place]:
            yield f"A kept total is wrong: {named}, USD {kept[place]} and not {sums[place]}."


def wrong_commitments() -> Iterator[str]:
    """Stored rests of commitments that are missing, wrong, or of nothing."""
    rests = {pk: rest.outstanding for pk, rest in rests_among(Transaction.objects.posted()).items()}
    kept = dict(OpenCommitment.objects.values_list("pk", "usd"))
    for pk in sorted(rests.keys() | kept.keys()):
        if pk not in kept:
            yield f"What commitment {pk} leaves open is missing: USD {rests[pk]:.2f}."
        elif kept[pk] != rests.get(pk, 0):
            told = f"USD {kept[pk]} and not {rests.get(pk, Decimal(0)):.2f}"
            yield f"What commitment {pk} leaves open is wrong: {told}."


def wrong_activities() -> Iterator[str]:
    """Stored totals of activities that the other stored totals do not add up to."""
    sums: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for activity, cell, kind, usd in LedgerTotal.objects.values_list(
        "activity", "cell", "kind", "amount"
    ):
        sums[activity, cell][kind] += usd
    for activity, cell, usd in OpenCommitment.objects.values_list("activity", "cell", "usd"):
        sums[activity, cell]["committed"] += usd
    columns = (*Transaction.Kind.values, "committed")
    kept = {
        (activity, cell): dict(zip(columns, usd, strict=True))
        for activity, cell, *usd in ActivityTotal.objects.values_list("activity", "cell", *columns)
    }
    for activity, cell in sorted(sums.keys() | kept.keys()):
        for name in columns:
            usd, summed = kept.get((activity, cell), {}).get(name), sums[activity, cell][name]
            if usd != summed:
                told = f"USD {usd} and not {summed}" if usd is not None else "missing"
                yield f"The total of activity {activity} from cell {cell} is wrong: {name} {told}."


def wrong_entries() -> Iterator[str]:
    """Posted entries whose USD, original or change log says something else."""
    rows, last = posted_entries(), 0
    while entries := list(rows.filter(pk__gt=last)[:BATCH]):
        last = entries[-1].pk
        lines = Transaction.history.filter(id__in=[entry.pk for entry in entries])
        logged = {line.id: line for line in lines.order_by("history_id")}
        for entry in entries:
            found = (*wrong_usd(entry), *wrong_mirror(entry), *wrong_log(entry, logged))
            yield from (f"Transaction {entry.pk} ({entry}): {sentence}" for sentence in found)


def wrong_usd(entry: Transaction) -> Iterator[str]:
    usd = in_usd(entry.amount, entry.rate or Decimal(1))
    if entry.usd_amount != usd:
        yield f"USD {entry.usd_amount} is {usd} at its rate of {entry.rate}."


def wrong_mirror(entry: Transaction) -> Iterator[str]:
    original = entry.reverses
    if original is None:
        return
    if not original.is_posted or original.is_reversal:
        yield f"it reverses {original.pk}, which is a draft or a reversal itself."
    unlike = [name for name in MIRRORED if getattr(entry, name) != getattr(original, name)]
    if unlike:
        yield f"it is unlike {original.pk}, which it reverses, in {', '.join(unlike)}."


def wrong_parts() -> Iterator[str]:
    """Parts that count in another appeal, of an agreement that is not the same one there."""
    parts = ContributionAssignment.objects.filter(into__isnull=False, reverses=None, reversal=None)
    for part in parts.select_related("contribution__appeal", "into__appeal").order_by("pk"):
        own, into = part.contribution, part.into
        assert into  # noqa: S101
        said = {
            "goes to another donor's contribution": own.donor_id != into.donor_id,
            "stays in its appeal": own.appeal_id == into.appeal_id,
            "changes its currency": own.appeal.currency != into.appeal.currency,
        }
        for fault in (sentence for sentence, is_so in said.items() if is_so):
            yield f"Part {part.pk} of contribution {own.pk} {fault}: contribution {into.pk}."


def wrong_log(entry: Transaction, logged: dict[int, Any]) -> Iterator[str]:
    line = logged.get(entry.pk)
    if line is None:
        yield "the change log does not know it."
        return
    unlike = [name for name in COLUMNS if getattr(entry, name) != getattr(line, name)]
    if unlike:
        yield f"it is unlike its line in the change log in {', '.join(unlike)}."


def lost_entries() -> Iterator[str]:
    """Entries that the change log saw posted and the ledger does not hold any more."""
    logged = Transaction.history.filter(posted_at__isnull=False).order_by("id")
    lost = logged.exclude(id__in=Transaction.objects.posted().values("pk"))
    for pk in lost.values_list("id", flat=True).distinct():
        yield f"Transaction {pk} was posted by the change log, and is not in the ledger."


def wrong_levels(appeal: Appeal) -> Iterator[str]:
    """Sums of activities, cells, headings and offices that are not those of the appeal."""
    figures = figures_of(appeal, EVERYTHING.on(appeal.closes_on))
    activities = Activity.objects.of(appeal)
    levels: dict[str, list[Any]] = {
        "activities": [row for _pk, row in figures_by_key(activities, figures)],
        "cells": figures.cells,
        "headings": figures.headings,
        "offices": figures.offices,
    }
    for name, rows in levels.items():
        for figure in ("spent", "committed"):
            summed = total(getattr(row, figure) for row in rows)
            if summed != getattr(figures.whole, figure):
                yield (
                    f"{appeal}: the {figure} of its {name} is USD {summed},"
                    f" that of the appeal {getattr(figures.whole, figure)}."
                )
