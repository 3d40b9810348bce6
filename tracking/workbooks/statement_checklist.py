"""The second cover of a donor statement: how it agrees with the ledger, and its checklist."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import cents, units
from appeal.base.excel import Column, Fact, Format, Part, Tone

from ..figures import Statement, total
from . import statement_tables as tables
from .covers import SUM

Label = str | Promise


def reconciled(statement: Statement) -> Part:
    """From the entries in full to what is stated as spent."""
    first = [row for row in statement.paid if row.whole is not None]
    whole, others = (total(getattr(row, name) for row in first) for name in ("whole", "others"))
    paid = whole - others
    return Part(
        _("Reconciliation to the ledger (USD)"),
        [
            Fact(
                _("Entries of the ledger (number)"), len(first), Format.INTEGER,
                formula="COUNT({0})", over=[tables.WHOLE],
            ),
            sum_fact(_("Whole entries"), whole, tables.WHOLE),
            sum_fact(_("Of it not paid by this grant"), others, tables.OTHERS),
            Fact(
                _("Paid by this grant"), paid, Format.CENTS,
                formula="SUM({0})-SUM({1})", over=[tables.WHOLE, tables.OTHERS],
            ),
            sum_fact(_("Spent, as stated"), statement.figures.spent, tables.SPENT),
        ],
    )  # fmt: skip


# What each line says if it is passed and if it failed.
CHECKS = {
    "own": (
        _("Only this donor's money"),
        _("Passed: no more of an entry is counted than it comes to."),
        _("Failed: more of entries is counted than they come to."),
    ),
    "start": (
        _("Cumulative from the start"),
        _("Passed: all from its first day on is counted, and nothing before."),
        _("Failed: this was spent before its first day."),
    ),
    "balances": (
        _("Balances agree"),
        _("Passed: its entries come to what is stated as spent."),
        _("Failed: its entries do not come to what is stated as spent."),
    ),
    "end": (
        _("No entry after the end"),
        _("Passed: nothing was spent after its last day."),
        _("Failed: this was spent after its last day."),
    ),
    "overhead": (
        _("Overhead as agreed"),
        _("Passed: %(overhead)s at %(rate)s of what is spent."),
        _("Failed: %(overhead)s is not %(rate)s of what is spent."),
    ),
    "funded": (
        _("No more than was given"),
        _("Passed: spent and overhead are within what is funded."),
        _("Failed: this is spent or due as overhead beyond what is funded."),
    ),
    "open": (
        _("No commitment is open"),
        _("Passed: every commitment is paid or released."),
        _("Failed: this is neither paid nor released."),
    ),
}


def checklist(statement: Statement) -> Part:
    return Part(_("Checklist: by how many USD each is off"), list(_lines(statement)))


def _lines(statement: Statement) -> Iterator[Fact]:
    """Each line with by how much it is off, which `Check` works out of the tables again."""
    figures = statement.figures
    rate = figures.terms.overhead_rate
    said = {"overhead": cents(figures.overhead), "rate": rate_in_words(rate)}
    proofs = _proofs(figures.terms.starts_on, figures.last_day, rate or Decimal(0))
    for line in statement.checklist:
        label, passed, failed = CHECKS[line.name]
        if line.name == "overhead" and rate is None:
            passed = _("Passed: none is agreed, and none is due.")
        formula, over = proofs[line.name]
        yield Fact(
            label, line.off, Format.CENTS, (passed if line.is_passed else failed) % said,
            Tone.GOOD if line.is_passed else Tone.BAD, formula, over,
        )  # fmt: skip


def _proofs(
    first: date | None, last: date | None, rate: Decimal
) -> dict[str, tuple[str, list[Column]]]:
    """What each line is in the words of Excel."""
    due = f"(SUM({{1}})*{rate}/100-(SUM({{0}})-SUM({{1}})))"
    dated = [tables.DAY, tables.PAID]
    return {
        "own": ('-SUMIF({0},"<0")', [tables.OTHERS]),
        "start": (_dated("<", first), dated),
        "balances": ("SUM({0})-SUM({1})", [tables.PAID, tables.SPENT]),
        "end": (_dated(">", last), dated),
        # Rounded to the cent, which a half is to either side of.
        "overhead": (f"IF(ABS{due}<0.0051,0,{due})", [tables.CHARGED, tables.SPENT]),
        "funded": ("MAX(0,SUM({0})-SUM({1}))", [tables.CHARGED, tables.GIVEN]),
        "open": (SUM, [tables.OPEN]),
    }


def _dated(sign: str, day: date | None) -> str:
    return f'SUMIFS({{1}},{{0}},"{sign}"&DATE({day:%Y,%m,%d}))' if day else "0"


def sum_fact(label: Label, value: Decimal | None, column: Column) -> Fact:
    return Fact(label, value, Format.CENTS, formula=SUM, over=[column])


def overhead_fact(label: Label, value: Decimal | None, charged: Column, spent: Column) -> Fact:
    over = [charged, spent]
    return Fact(label, value, Format.CENTS, formula="SUM({0})-SUM({1})", over=over)


def balance_fact(label: Label, value: Decimal | None, *columns: Column) -> Fact:
    formula = "SUM({0})-SUM({1})-SUM({2})"
    return Fact(label, value, Format.CENTS, formula=formula, over=columns)


def rate_in_words(rate: Decimal | None) -> str:
    return str(_("none agreed")) if rate is None else f"{units(rate)}\u00a0%"
