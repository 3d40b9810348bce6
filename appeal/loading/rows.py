"""Rows of an appeal as its documents say them, not saved; what a table does not take is refused."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ..models import (
    Activity,
    Allocation,
    Appeal,
    CoreIndicator,
    Framework,
    Heading,
    Indicator,
    IndicatorTarget,
    Milestone,
    Office,
    Partner,
    Priority,
    Region,
    Section,
    in_languages,
)
from .documents import LoadedEntry
from .faults import Faults
from .reading import (
    ACTIVITY,
    APPEAL,
    CORE,
    FRAMEWORK,
    HEADING,
    MILESTONE,
    PARTS_OF_ACTIVITY,
    REGION,
    TARGET,
    Files,
)
from .verifying import verify_framework

Row = TypeVar("Row", bound=models.Model)
# The id of a row that nobody has written, as what would belong to it refers to it.
UNWRITTEN = -1


def new_appeal(row: LoadedEntry, region: Region, framework: Framework) -> Appeal:
    appeal = row.made(Appeal, *APPEAL, region=region, framework=framework)
    try:
        appeal.validate_constraints()
    except ValidationError as error:
        row.refuse(" ".join(error.messages))
    return appeal


def new_heading(row: LoadedEntry, framework: Framework, order: int) -> Heading:
    return row.made(Heading, *HEADING, framework=framework, order=order)


def new_office(row: LoadedEntry, region: Region) -> Office:
    columns = ("code", *in_languages("name"), "kind", "language")
    return row.made(Office, *columns, beside=["countries"], region=region)


def new_section(row: LoadedEntry, appeal: Appeal, office: Office, order: int) -> Section:
    columns = ("printed_name", *in_languages("summary"))
    return row.made(Section, *columns, appeal=appeal, office=office, order=order)


def new_priority(row: LoadedEntry, section: Section, order: int) -> Priority:
    columns = ("code", "printed_as", *in_languages("title", "summary"))
    beside = ("headings", *Activity.NAMED, *PARTS_OF_ACTIVITY, "activities", "continues")
    given = {"section": section, "order": order, "continues_id": row.earlier}
    return row.made(Priority, *columns, beside=beside, **given)


def new_activity(row: LoadedEntry, priority: Priority, order: int) -> Activity:
    beside = (*Activity.NAMED, *PARTS_OF_ACTIVITY, "priority", "continues")
    given = {"priority": priority, "order": order, "continues_id": row.earlier}
    return row.made(Activity, *ACTIVITY, beside=beside, **given)


def new_core(row: LoadedEntry, appeal: Appeal) -> CoreIndicator:
    return row.made(CoreIndicator, *CORE, appeal=appeal)


def new_milestone(row: LoadedEntry, activity: Activity, order: int) -> Milestone:
    given = {"activity": activity, "order": order, "continues_id": row.earlier}
    return row.made(Milestone, *MILESTONE, beside=["activity", "continues"], **given)


def new_indicator(row: LoadedEntry, activity: Activity, order: int) -> Indicator:
    columns = [
        *in_languages("title", "unit"), "measure", "direction", "accumulation",
        "means_of_verification", "by_sex", "by_age_group", "by_disability", "by_nationality",
    ]  # fmt: skip
    quantities = [name for name in ("baseline", "target") if name in row]
    columns += [column for name in quantities for column in (name, f"{name}_basis")]
    given = {"activity": activity, "order": order, "continues_id": row.earlier}
    # Which there is was proved before; it is looked up once it is written.
    if "core" in row and activity.pk and activity.pk != UNWRITTEN:
        given["core"] = activity.appeal.core_indicators.get(code=row.text("core"))
    beside = ["activity", "targets", "continues", "core"]
    return row.made(Indicator, *columns, beside=beside, **given)


def new_target(row: LoadedEntry, indicator: Indicator, days: set[date]) -> IndicatorTarget:
    """One of a day of its own; `days` are those of the targets before it."""
    beside = ["activity", "indicator"]
    target = row.made(IndicatorTarget, *TARGET, beside=beside, indicator=indicator)
    if target.ends_on in days:
        row.refuse(_("The indicator has a target of this day already."), "ends_on")
    days.add(target.ends_on)
    return target


def prove_rows(files: Files) -> None:
    """Everything that would be refused while it is written, where nothing else is wrong with it."""
    faults = files.faults
    faults.settle()
    region = _unwritten(faults, Region, (), files.region.made, Region, *REGION)
    framework = _prove_framework(files)
    appeal = _unwritten(faults, Appeal, (), new_appeal, files.appeal, region, framework)
    for row in files.partners:
        faults.gather(row.made, Partner, *in_languages("name"), "kind")
    for row in files.core:
        _unwritten(faults, CoreIndicator, (appeal,), new_core, row, appeal)
    for order, entry in enumerate(files.sections, start=1):
        office = _unwritten(faults, Office, (), new_office, entry.entry("office"), region)
        row, parents = entry.entry("section"), (appeal, office)
        section = _unwritten(faults, Section, parents, new_section, row, appeal, office, order)
        for number, priority in enumerate(entry.entries("priorities"), start=1):
            _prove_priority(faults, priority, section, number)
    for priority in files.loose.get("priorities", ()):
        _prove_priority(faults, priority, Section(), 1)
    for activity in files.loose.get("activities", ()):
        _prove_activity(faults, activity, Priority(), 1)
    _prove_parts(faults, files.loose, Activity())


def _unwritten(
    faults: Faults,
    model: type[Row],
    parents: tuple[models.Model, ...],
    act: Callable[..., Row],
    *given: object,
) -> Row:
    """What `act` gives, with an id for what belongs to it; an empty row where it is refused.

    It has none either where a parent has none: then nothing is held against it.
    """
    row = faults.gather(act, *given)
    if row is None:
        return model()
    row.pk = UNWRITTEN if all(parent.pk for parent in parents) else None
    return row


def _prove_framework(files: Files) -> Framework:
    made = _unwritten(files.faults, Framework, (), files.framework.made, Framework, *FRAMEWORK)
    stored = Framework.objects.filter(code=made.code).first()
    if stored is None:
        for order, row in enumerate(files.headings, start=1):
            files.faults.gather(new_heading, row, made, order)
    elif "headings" not in files.doubtful:
        files.faults.gather(verify_framework, stored, files)
    return made


def _prove_priority(faults: Faults, row: LoadedEntry, section: Section, order: int) -> None:
    priority = _unwritten(faults, Priority, (section,), new_priority, row, section, order)
    for number, activity in enumerate(row.entries("activities"), start=1):
        _prove_activity(faults, activity, priority, number)


def _prove_activity(faults: Faults, row: LoadedEntry, priority: Priority, order: int) -> None:
    activity = _unwritten(faults, Activity, (priority,), new_activity, row, priority, order)
    _prove_parts(faults, {part: row.entries(part) for part in PARTS_OF_ACTIVITY}, activity)


def _prove_parts(faults: Faults, parts: dict[str, list[LoadedEntry]], activity: Activity) -> None:
    for order, row in enumerate(parts.get("indicators", ()), start=1):
        given = (row, activity, order)
        indicator = _unwritten(faults, Indicator, (activity,), new_indicator, *given)
        days: set[date] = set()
        for target in row.entries("targets"):
            faults.gather(new_target, target, indicator, days)
    for order, row in enumerate(parts.get("milestones", ()), start=1):
        faults.gather(new_milestone, row, activity, order)
    for row in parts.get("budgets", ()):
        faults.gather(row.choice, "basis", Allocation.Basis.values)
