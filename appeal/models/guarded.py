"""What publishing freezes in the plan, and what is updated with it, as triggers."""

from collections.abc import Iterable
from functools import partial

from django.utils.translation import gettext_noop as _

from appeal import reach

from ..base.guards import (
    ROWS,
    Guard,
    Trigger,
    append_only,
    change_log_guards,
    of_rows,
)
from ..base.sealed import sealers
from ..base.seals import FORMS, SEALS
from .core_guards import CORE, OF_CLOSED
from .finance_code_guards import FINANCE_CODES
from .framework_guards import FRAMEWORKS
from .lineage_guards import LINEAGE
from .word_index import INDEXES

FROZEN = _(
    "This appeal is published: what is printed of it cannot change."
    " Record a change of an amount as a requirement revision."
)
NOT_DELETED = _("A published appeal cannot be deleted.")


def is_published(appeal: str) -> str:
    """SQL: the appeal with this id has left the draft state."""
    return f"EXISTS (SELECT 1 FROM appeal_appeal a WHERE a.id = {appeal} AND a.state <> 'draft')"


def in_published(section: str) -> str:
    """SQL: the section with this id belongs to an appeal that has left the draft state."""
    return (
        "EXISTS (SELECT 1 FROM appeal_section s JOIN appeal_appeal a ON a.id = s.appeal_id"
        f" WHERE s.id = {section} AND a.state <> 'draft')"
    )


def of_published(priority: str) -> str:
    """SQL: the priority with this id belongs to an appeal that has left the draft state."""
    return (
        "EXISTS (SELECT 1 FROM appeal_priority p JOIN appeal_section s ON s.id = p.section_id"
        " JOIN appeal_appeal a ON a.id = s.appeal_id"
        f" WHERE p.id = {priority} AND a.state <> 'draft')"
    )


def freeze(table: str, columns: tuple[str, ...], old: str, new: str) -> list[Guard]:
    """No new row, no deletion, no change of `columns`, under the conditions `old` and `new`."""
    return [
        Guard(table, "INSERT", FROZEN, when=new),
        Guard(table, "DELETE", FROZEN, when=old),
        Guard(table, "UPDATE", FROZEN, when=f"{old} OR {new}", columns=columns),
        Guard(table, "TRUNCATE", FROZEN),
    ]


def by_appeal(table: str, *columns: str) -> list[Guard]:
    old, new = is_published("OLD.appeal_id"), is_published("NEW.appeal_id")
    return freeze(table, ("appeal_id", *columns), old, new)


PUBLISHED_CLASSIFICATION = [
    f"OLD.basis = 'published' AND {of_published('OLD.priority_id')}",
    f"NEW.basis = 'published' AND {of_published('NEW.priority_id')}",
]

IN_FORCE = (
    " AND v.reverses_id IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM appeal_requirementrevision x WHERE x.reverses_id = v.id)"
)
TOO_MUCH = (
    "{others} + NEW.amount > COALESCE((SELECT MAX(m.amount) FROM ("
    "SELECT r.amount FROM appeal_requirement r WHERE r.id = NEW.cell_id UNION ALL"
    f" SELECT v.amount FROM appeal_requirementrevision v WHERE v.cell_id = NEW.cell_id{IN_FORCE}"
    ") m), 0)"
)
OTHERS = "(SELECT COALESCE(SUM(o.amount), 0) FROM appeal_allocation o WHERE o.cell_id = NEW.cell_id"
THE_CELL = ("appeal_requirement", "NEW.cell_id")
ALLOCATED_TOO_MUCH = _("The budgets of a requirement line cannot exceed what is required.")

CLOSED = _("This appeal is closed: a manager of the region re-opens it.")
IN_CLOSED = (
    "EXISTS (SELECT 1 FROM appeal_priority p JOIN appeal_section s ON s.id = p.section_id"
    " JOIN appeal_appeal a ON a.id = s.appeal_id WHERE a.state = 'closed' AND p.id = {priority})"
)
PRIORITY_OF_ACTIVITY = "(SELECT y.priority_id FROM appeal_activity y WHERE y.id = {activity})"
ACTIVITY_OF_INDICATOR = "(SELECT i.activity_id FROM appeal_indicator i WHERE i.id = {indicator})"


OUT_OF_REACH = _("This date is outside the appeal. Choose a date within the appeal.")


def within_reach(
    table: str, bounds: reach.Reach, columns: tuple[str, ...], way: str
) -> list[Guard]:
    """Days within reach of the appeal `a`, found by `way`: SQL that ends in a condition on NEW."""
    when = f"EXISTS (SELECT 1 FROM {way} AND ({bounds.broken_in_sql(*columns)}))"
    return [
        Guard(table, "INSERT", OUT_OF_REACH, when=when, name="reach_insert"),
        Guard(table, "UPDATE", OUT_OF_REACH, when=when, columns=columns, name="reach_update"),
    ]


OF_APPEAL = (
    " JOIN appeal_section s ON s.id = p.section_id JOIN appeal_appeal a ON a.id = s.appeal_id"
)
OF_ACTIVITY = f" JOIN appeal_priority p ON p.id = y.priority_id{OF_APPEAL}"
REACHES: list[Trigger] = [
    *within_reach(
        "appeal_activity",
        reach.ACTIVITY,
        ("starts_on", "ends_on"),
        f"appeal_priority p{OF_APPEAL} WHERE p.id = NEW.priority_id",
    ),
    *within_reach(
        "appeal_milestone",
        reach.MILESTONE,
        ("due_on",),
        f"appeal_activity y{OF_ACTIVITY} WHERE y.id = NEW.activity_id",
    ),
    *within_reach(
        "appeal_indicatortarget",
        reach.TARGET,
        ("ends_on",),
        f"appeal_indicator i JOIN appeal_activity y ON y.id = i.activity_id{OF_ACTIVITY}"
        " WHERE i.id = NEW.indicator_id",
    ),
    *within_reach(
        "appeal_requirementrevision",
        reach.REVISION,
        ("effective_on",),
        "appeal_requirement r JOIN appeal_appeal a ON a.id = r.appeal_id WHERE r.id = NEW.cell_id",
    ),
]


def on_entry(table: str, name: str, message: str, when: str, reads: str = "") -> list[Guard]:
    """A condition that no new or changed row may meet."""
    return [
        Guard(table, event, message, when, name=f"{name}_{event.lower()}", reads=reads)
        for event in ("INSERT", "UPDATE")
    ]


def by_event(
    table: str, name: str, message: str, when: str, events: Iterable[str] = ROWS, reads: str = ""
) -> list[Guard]:
    """One condition for several events, on the `{row}` that each finds or leaves."""
    return [
        Guard(
            table, event, message, of_rows(when, event), name=f"{name}_{event.lower()}", reads=reads
        )
        for event in events
    ]


def closed_with(table: str, priority: str) -> list[Guard]:
    """No change of a row of the plan once its appeal is closed; `priority` is SQL with {row}."""
    return by_event(table, "closed", CLOSED, IN_CLOSED.format(priority=priority))


BY_ACTIVITY = PRIORITY_OF_ACTIVITY.format(activity="{row}.activity_id")
BY_INDICATOR = PRIORITY_OF_ACTIVITY.format(
    activity=ACTIVITY_OF_INDICATOR.format(indicator="{row}.indicator_id")
)

# What each table refuses.
appeal = partial(Guard, "appeal_appeal")
allocation = partial(Guard, "appeal_allocation")
revision = partial(Guard, "appeal_requirementrevision")

REFUSED: list[Trigger] = [
    *FRAMEWORKS,
    *REACHES,
    *LINEAGE,
    *CORE,
    *FINANCE_CODES,
    *by_event("appeal_coreindicator", "closed", CLOSED, OF_CLOSED),
    *closed_with("appeal_activity", "{row}.priority_id"),
    *closed_with("appeal_milestone", BY_ACTIVITY),
    *closed_with("appeal_indicator", BY_ACTIVITY),
    *closed_with("appeal_indicatortarget", BY_INDICATOR),
    appeal(
        "UPDATE",
        _("This appeal is published: its code, year, days, currency and region cannot change."),
        when="OLD.state <> 'draft'",
        columns=("code", "year", "starts_on", "ends_on", "currency", "region_id"),
        name="identity",
    ),
    appeal(
        "UPDATE",
        _("An appeal is published before it is closed, and does not go back to draft."),
        when="(OLD.state = 'draft' AND NEW.state = 'closed')"
        " OR (OLD.state <> 'draft' AND NEW.state = 'draft')",
        columns=("state",),
        name="state",
    ),
    appeal("DELETE", NOT_DELETED, when="OLD.state <> 'draft'"),
    appeal("TRUNCATE", NOT_DELETED),
    *by_appeal("appeal_section", "office_id", "order", "printed_name"),
    *by_appeal("appeal_requirement", "office_id", "heading_id", "amount"),
    *by_appeal("appeal_statedtotal", "office_id", "heading_id", "amount"),
    *freeze(
        "appeal_priority",
        ("section_id", "code", "order", "printed_as"),
        in_published("OLD.section_id"),
        in_published("NEW.section_id"),
    ),
    *freeze(
        "appeal_classification",
        ("priority_id", "heading_id", "basis"),
        *PUBLISHED_CLASSIFICATION,
    ),
    Guard(
        "appeal_office",
        "UPDATE",
        _("The code of an office cannot change once an appeal with it is published."),
        when="EXISTS (SELECT 1 FROM appeal_section s JOIN appeal_appeal a ON a.id = s.appeal_id"
        " WHERE s.office_id = OLD.id AND a.state <> 'draft')",
        columns=("code",),
    ),
    *on_entry(
        "appeal_allocation",
        "office",
        _("An activity is budgeted from the requirement lines of its own office and appeal only."),
        "NOT EXISTS (SELECT 1 FROM appeal_activity y JOIN appeal_priority p ON p.id = y.priority_id"
        " JOIN appeal_section s ON s.id = p.section_id"
        " JOIN appeal_requirement r ON r.office_id = s.office_id AND r.appeal_id = s.appeal_id"
        " WHERE y.id = NEW.activity_id AND r.id = NEW.cell_id)",
    ),
    Guard(
        "appeal_activity",
        "UPDATE",
        _("An activity stays under its priority: its money and its reports belong to that office."),
        columns=("priority_id",),
        name="priority",
    ),
    allocation(
        "INSERT",
        ALLOCATED_TOO_MUCH,
        when=TOO_MUCH.format(others=f"{OTHERS})"),
        name="amount_insert",
        reads="appeal_requirementrevision.reverses_id",
        lock=THE_CELL,
    ),
    allocation(
        "UPDATE",
        ALLOCATED_TOO_MUCH,
        when="(NEW.amount > OLD.amount OR NEW.cell_id <> OLD.cell_id) AND "
        + TOO_MUCH.format(others=f"{OTHERS} AND o.id <> NEW.id)"),
        name="amount_update",
        reads="appeal_requirementrevision.reverses_id",
        lock=THE_CELL,
    ),
    *append_only(
        "appeal_requirementrevision",
        _("A requirement revision cannot be changed or deleted. Reverse it or record another one."),
    ),
    revision(
        "INSERT",
        _("A reversal must repeat a revision that is not itself a reversal."),
        when="NEW.reverses_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM appeal_requirementrevision o"
        " WHERE o.id = NEW.reverses_id AND o.reverses_id IS NULL AND o.cell_id = NEW.cell_id"
        " AND o.amount = NEW.amount AND o.effective_on = NEW.effective_on)",
        name="reversal",
        reads="appeal_requirementrevision.reverses_id",
    ),
    revision(
        "INSERT",
        _(
            "Money of this heading is budgeted. Remove those budgets before turning it"
            " into a dash again."
        ),
        when="NEW.reverses_id IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM appeal_allocation o WHERE o.cell_id = NEW.cell_id)"
        " AND EXISTS (SELECT 1 FROM appeal_requirement r WHERE r.id = NEW.cell_id"
        " AND r.amount IS NULL) AND NOT EXISTS (SELECT 1 FROM appeal_requirementrevision v"
        f" WHERE v.cell_id = NEW.cell_id AND v.id <> NEW.reverses_id{IN_FORCE})",
        name="dash",
        reads="appeal_requirementrevision.reverses_id",
        lock=THE_CELL,
    ),
    *change_log_guards("appeal"),
]
GUARDS: list[Trigger] = [
    *REFUSED,
    *sealers("appeal", REFUSED),
    *append_only(SEALS, _("A seal cannot be changed or deleted.")),
    *append_only(FORMS, _("What seals are made of cannot be changed or deleted.")),
    *(keeper for index in INDEXES for keeper in index.keepers()),
]
