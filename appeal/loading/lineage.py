"""What rows of an appeal's documents continue: the earlier appeal's code, and the row's own."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from ..actions.lineage import WAYS
from ..models import Activity, Appeal, Continuing, Indicator, Milestone, Priority
from ..models.lineage_guards import NOT_EARLIER
from .documents import LoadedEntry
from .reading import Files


def names_of_rows(model: type[Continuing], appeals: Iterable[Appeal]) -> dict[int, str]:
    """How documents call rows of appeals, by their ids: “MI2020-CNAC GT-1”.

    An indicator or a milestone is called by its activity and its number: “MI2020-CNAC GT-1.1 2”.
    """
    way = WAYS[model]
    rows = model._default_manager.filter(**{f"{way}__in": appeals})
    if model in (Priority, Activity):
        return {
            pk: f"{of} {code}" for pk, of, code in rows.values_list("pk", f"{way}__code", "code")
        }
    found: dict[int, str] = {}
    counts: dict[str, int] = {}
    own = rows.order_by("activity", "order").values_list("pk", f"{way}__code", "activity__code")
    for pk, of, code in own:
        activity = f"{of} {code}"
        counts[activity] = counts.get(activity, 0) + 1
        found[pk] = f"{activity} {counts[activity]}"
    return found


def find_earlier(files: Files, seen: Iterable[Appeal]) -> None:
    """Put into each entry the row that it continues, of one of the appeals that are `seen`."""
    rows = [
        (model, entry) for model, entry in _each(files) if str(entry.get("continues") or "").strip()
    ]
    named = {_written(entry).partition(" ")[0] for _model, entry in rows}
    appeals = {appeal.code: appeal for appeal in seen if appeal.code in named}
    known = {
        model: {name: pk for pk, name in names_of_rows(model, appeals.values()).items()}
        for model in dict.fromkeys(model for model, _entry in rows)
    }
    for model, entry in rows:
        files.faults.gather(_find, entry, known[model], appeals, files.appeal.get("year"))


def _each(files: Files) -> Iterable[tuple[type[Continuing], LoadedEntry]]:
    for section in files.sections:
        for priority in section.entries("priorities"):
            yield Priority, priority
            yield from _parts(priority)
            for activity in priority.entries("activities"):
                yield Activity, activity
                yield from _parts(activity)


def _parts(activity: LoadedEntry) -> Iterable[tuple[type[Continuing], LoadedEntry]]:
    yield from ((Indicator, row) for row in activity.entries("indicators"))
    yield from ((Milestone, row) for row in activity.entries("milestones"))


def _written(entry: LoadedEntry) -> str:
    return " ".join(str(entry["continues"]).split())


def _find(
    entry: LoadedEntry, known: dict[str, int], appeals: dict[str, Appeal], year: object
) -> None:
    written = _written(entry)
    if written not in known:
        entry.refuse(
            _(
                "“%(written)s” is no row of an appeal that you may see. Write the appeal's code, a"
                " space and the row's code, such as MI2020-CNAC GT-1; for an indicator or a"
                " milestone its number too."
            )
            % {"written": written[:60]},
            "continues",
        )
    if isinstance(year, int) and appeals[written.partition(" ")[0]].year >= year:
        entry.refuse(_(NOT_EARLIER), "continues")
    entry.earlier = known[written]
