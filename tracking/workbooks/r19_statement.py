"""R19, the donor statement: one grant, as it is sent to its donor."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeal.base.amounts import DASH, cents, units
from appeal.base.excel import (
    Book,
    Chart,
    Cover,
    Definition,
    Drawing,
    Fact,
    Format,
    Part,
    Parts,
    Sheet,
)
from appeal.base.given import given
from appeal.base.labels import labelled

from .. import glossary, grant_definitions
from ..figures import Statement, statement_of
from . import statement_tables as tables
from .asked import Asked
from .r5_indicators import R5_DEFINITIONS
from .statement_checklist import (
    balance_fact,
    checklist,
    overhead_fact,
    rate_in_words,
    reconciled,
    sum_fact,
)
from .statement_tables import StatementTables
from .statement_told import narrative, outcomes

R19_DEFINITIONS = (
    glossary.FUNDED, glossary.RECEIVED, glossary.OUTSTANDING, grant_definitions.PAID_BY,
    glossary.SPENT, grant_definitions.OVERHEAD, grant_definitions.CHARGED,
    grant_definitions.COMMITTED_BY_US, grant_definitions.BALANCE_OF_GRANT, *R5_DEFINITIONS[:4],
)  # fmt: skip
FINAL = gettext_lazy("Final donor statement")
INTERIM = gettext_lazy("Interim donor statement")
# So many offices are counted where each would be named: a page is no wider than its title.
MANY = 4


def donor_statement(asked: Asked) -> Book:
    """R19: final once the last day of the grant has come, by the day as at which it is asked."""
    grant = given(asked.grant)
    statement = statement_of(grant, asked.viewpoint)
    made = StatementTables(asked, grant, statement)
    lines, categories, months = made.lines(), made.by_category(), made.months()
    commitments = made.commitments()
    period = [_days(statement)]
    sheets: list[Sheet | Cover] = [
        Cover(_("Summary"), _summary(made), period),
        Cover(_("Checklist"), [reconciled(statement), checklist(statement)], period),
        categories,
        lines,
        made.by_activity(),
        narrative(made),
        outcomes(made),
        months,
        made.received(),
        commitments,
        made.entries(),
    ]
    scope = " · ".join(filter(None, [str(asked.context.scope), _places(made)]))
    asked = replace(asked, context=replace(asked.context, scope=scope))
    book = asked.book(
        sheets,
        definitions=[*R19_DEFINITIONS, _conversion(statement, made.currency)],
        currency=asked.appeal.currency,
        facts=[(_("Reporting currency"), made.currency)],
    )
    return replace(book, title=FINAL if statement.figures.has_ended else INTERIM)


def _places(made: StatementTables) -> str:
    """The offices that it paid for, if they are few; else the one that it is earmarked for."""
    paid: set[int | None] = {row.entry.office for row in made.statement.paid}
    paid = paid or {made.grant.office_id}
    names = [office.name for pk, office in made.offices.items() if pk in paid]
    many = _("%(count)s offices") % {"count": len(names)}
    return ", ".join(names) if len(names) < MANY else many


def _conversion(statement: Statement, currency: str) -> Definition:
    """By which rate amounts are in the currency of the reports too."""
    term = _("Amounts in %(currency)s") % {"currency": currency}
    if currency == "USD":
        return Definition(term, _("As in the ledger: each entry at the rate of its posting."))
    if statement.units is None:
        return Definition(term, _("None: no rate of exchange is known by the as-at date."))
    own, worth = statement.units
    said = {"currency": currency, "rate": units(round(own / worth, 6))}
    if worth == 1:
        return Definition(
            term,
            _("Those in USD at the latest UN operational rate by the as-at date, %(rate)s per USD.")
            % said,
        )
    return Definition(
        term,
        _(
            "Those in USD at the grant's own rate, %(rate)s per USD: what was received and is still"
            " to be received in %(currency)s, over the same in USD, so that the whole grant is the"
            " same in both. The largest amount of a table takes what rounding leaves."
        )
        % said,
    )


def _summary(made: StatementTables) -> Parts:
    figures = made.statement.figures
    headline = [
        sum_fact(_("Funded (USD)"), figures.funded, tables.GIVEN),
        sum_fact(_("Spent (USD)"), figures.spent, tables.SPENT),
        overhead_fact(_("Overhead (USD)"), figures.overhead, tables.CHARGED, tables.SPENT),
        balance_fact(
            _("Balance (USD)"), figures.balance, tables.GIVEN, tables.CHARGED, tables.OPEN
        ),
    ]  # fmt: skip
    curve = Chart(Drawing.LINES, _("Spent so far"), tables.MONTH, [tables.SO_FAR])
    title = _("Distributed and spent by requirement line")
    bars = Chart(Drawing.BARS, title, tables.LINE, [tables.GIVEN, tables.SPENT])
    if made.categories:
        charged = made.own_charged if made.is_converted else tables.CHARGED
        title = _("Budget and charged by category")
        bars = Chart(Drawing.BARS, title, tables.CATEGORY, [made.budget, charged])
    return [
        Part(facts=headline),
        Part(_("In short"), text=_in_short(made)),
        Part(_("Spending"), charts=[curve, bars]),
        (Part(_("Terms"), list(_terms(made))), Part(_("Money"), list(_money(made)))),
    ]


def _in_short(made: StatementTables) -> str:
    """What the statement says, in a paragraph."""
    statement, figures = made.statement, made.statement.figures
    last, entries = figures.last_day, {row.entry.id for row in statement.paid}
    said = {
        "donor": made.grant.donor, "spent": cents(figures.spent), "open": cents(figures.committed),
        "funded": cents(figures.funded), "overhead": cents(figures.overhead),
        "entries": len(entries), "activities": len(made.activities),
        "offices": len({row.entry.office for row in statement.paid}),
        "last": _day(last), "days": figures.days_left,
    }  # fmt: skip
    sentences = [
        _(
            "Of USD %(funded)s that %(donor)s gives, USD %(spent)s is spent and USD %(overhead)s"
            " is due as overhead. Offices: %(offices)s; activities: %(activities)s; entries of the"
            " ledger: %(entries)s."
        )
    ]
    if statement.figures.has_ended:
        sentences.append(_("Its last day was %(last)s: this is the final statement."))
    elif last:
        sentences.append(_("It goes on until %(last)s (days left: %(days)s)."))
    if figures.committed:
        sentences.append(_("USD %(open)s of its commitments is still open."))
    else:
        sentences.append(_("None of its commitments is open."))
    return " ".join(sentence % said for sentence in sentences)


def _terms(made: StatementTables) -> Iterator[Fact]:
    figures, terms = made.statement.figures, made.statement.figures.terms
    yield Fact(_("Donor"), made.grant.donor.name)
    yield Fact(_("Reference"), made.grant.reference)
    yield Fact(_("Project code"), terms.project_code or DASH)
    yield Fact(_("Starts on"), terms.starts_on or DASH, Format.DAY)
    yield Fact(_("Ends on"), figures.last_day or DASH, Format.DAY)
    yield Fact(_("Overhead rate"), rate_in_words(terms.overhead_rate))
    yield Fact(_("Reporting currency"), made.currency)
    yield Fact(_("As at"), made.asked.viewpoint.as_at, Format.DAY)


def _money(made: StatementTables) -> Iterator[Fact]:
    """In USD what is not above the paragraph, and all of it in the currency of the reports."""
    figures, reported = made.statement.figures, made.statement.reported
    word = {"currency": made.currency}
    yield sum_fact(_("Committed by us (USD)"), figures.committed, tables.OPEN)
    if made.is_converted:
        funded, charged = reported(figures.funded), reported(figures.charged)
        committed = reported(figures.committed)
        columns = made.own_given, made.own_charged, made.own_open
        yield sum_fact(_("Funded (%(currency)s)") % word, funded, made.own_given)
        yield sum_fact(_("Spent (%(currency)s)") % word, reported(figures.spent), made.own_spent)
        overhead = made.statement.reported_overhead
        label = _("Overhead (%(currency)s)") % word
        yield overhead_fact(label, overhead, made.own_charged, made.own_spent)
        yield sum_fact(_("Committed by us (%(currency)s)") % word, committed, made.own_open)
        if funded is not None and charged is not None and committed is not None:
            balance = funded - charged - committed
            yield balance_fact(_("Balance (%(currency)s)") % word, balance, *columns)
    yield Fact(
        _("Burn: spent / funded"), figures.burn, Format.PERCENT,
        formula="IF(SUM({0})=0,0,SUM({1})/SUM({0}))", over=[tables.GIVEN, tables.SPENT],
    )  # fmt: skip


def _days(statement: Statement) -> str:
    first, last = statement.figures.terms.starts_on, statement.figures.last_day
    days = f"{_day(first)} {DASH} {_day(last)}" if first or last else _("any day")
    return labelled(_("Pays for"), days)


def _day(day: date | None) -> str:
    return date_format(day) if day else DASH
