"""What the lines of an export say, read by its layout; whatever can be read in two ways is not."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from appeal.base.amounts import DASH, Lone, NoNumber, OtherCurrency, TwoWays, read_amount
from appeal.base.currencies import CURRENCIES
from appeal.base.days import is_meant, read_day
from appeal.base.excel import FilledCell
from appeal.base.folding import fold
from appeal.web.forms import CONTROL

from ..models import BooksLayout, BooksLine
from .columns import heading_of
from .listing import Listing

LONGEST_CODE, LONGEST_TEXT, MOST_PROBLEMS = 100, 200, 20
MOST = Decimal(10) ** 13
PARTS = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
# What comes after a date that is an instant.
TIME = re.compile(r"[ T]\d{1,2}:\d\d.*$")
NIL = {"-", DASH, "\N{MINUS SIGN}"}
TAKEN_BACK = re.compile(r"\((.*)\)|(.*?)\s*[-\N{MINUS SIGN}]")
DEBITS = {"d", "dr", "s", "debit", "debe", "cargo", "debito", "db", "soll", "40", "+"}
CREDITS = {"c", "cr", "h", "credit", "haber", "abono", "credito", "haben", "50", "-"}
# How lines begin that add up others.
SUMS = re.compile(r"(grand |sub-?)?(totals?|totaux|saldo|balance|solde|suma|sum)\b")


class UnclearCell(ValueError):
    """A cell cannot be read for sure; the text says what is wrong."""


@dataclass(frozen=True)
class Problem:
    """Where an export cannot be read, and why."""

    number: int
    heading: str
    sentence: str


@dataclass
class Lines:
    """The lines of an export; those left out are sums and say nothing; `problems` are the first."""

    found: list[BooksLine] = field(default_factory=list)
    left_out: int = 0
    problems: list[Problem] = field(default_factory=list)
    wrong: int = 0


def read_lines(listing: Listing, layout: BooksLayout, first_on: date, last_on: date) -> Lines:
    """All lines, or what is wrong with them; none is dated outside these days."""
    lines, reader = Lines(), _LineReader(listing.headings, layout, (first_on, last_on))
    for number, cells in listing.rows:
        if reader.adds_up(cells):
            lines.left_out += 1
            continue
        line, problems = reader.read(number, cells)
        lines.wrong += bool(problems)
        lines.problems += problems[: MOST_PROBLEMS - len(lines.problems)]
        if not line.amount:
            lines.left_out += 1
        else:
            lines.found.append(line)
    return lines


class _LineReader:
    def __init__(
        self, headings: Sequence[str], layout: BooksLayout, days: tuple[date, date]
    ) -> None:
        self.headings, self.layout, self.days = headings, layout, days
        self.columns: Mapping[str, int] = layout.columns

    def adds_up(self, cells: Mapping[int, FilledCell]) -> bool:
        """Whether the row is a total of others: it says so, where the date would be or without."""
        if day := cells.get(self.columns["booked_on"]):
            return day.kind == "text" and bool(SUMS.match(fold(str(day.value))))
        texts = [fold(str(each.value)) for each in cells.values() if each.kind == "text"]
        return any(SUMS.match(text) for text in texts)

    def read(self, number: int, cells: Mapping[int, FilledCell]) -> tuple[BooksLine, list[Problem]]:
        problems: list[Problem] = []
        line = BooksLine(number=number, amount=Decimal(0))

        def take(name: str, column: str, read: Callable[..., object], *given: object) -> None:
            try:
                setattr(line, name, read(*given))
            except UnclearCell as unclear:
                called = heading_of(column, self.columns, self.headings)
                problems.append(Problem(number, called, str(unclear)))

        said = {name: cells[place] for name, place in self.columns.items() if place in cells}
        take("currency", "currency", self._currency, said.get("currency"))
        take("booked_on", "booked_on", self._day, said.get("booked_on"))
        take("amount", "amount", self._amount, said, line.currency)
        for name in ("reference", "code", "heading"):
            take(name, name, _code, said.get(name))
        take("text", "text", _text, said.get("text"))
        return line, problems

    def _currency(self, cell: FilledCell | None) -> str:
        written = _text(cell).upper() or self.layout.currency
        if written not in CURRENCIES:
            raise UnclearCell(
                _(
                    "“%(written)s” is not an ISO 4217 currency. Enter its three letters, such"
                    " as GTQ."
                )
                % {"written": written[:40]}
            )
        return written

    def _day(self, cell: FilledCell | None) -> date:
        day = self._read_day(cell)
        first_on, last_on = self.days
        if not first_on <= day <= last_on:
            raise UnclearCell(
                _("%(day)s is outside the days of the export. Upload it again with the right days.")
                % {"day": day.isoformat()}
            )
        return day

    def _read_day(self, cell: FilledCell | None) -> date:
        if cell is None:
            raise UnclearCell(_("The date is missing."))
        if cell.kind == "day":
            return date.fromisoformat(cell.value)
        written = TIME.sub("", _text(cell))
        try:
            day = self._written_day(written)
        except ValueError:
            raise UnclearCell(
                _("“%(written)s” is not a date that can be read.") % {"written": written[:40]}
            ) from None
        if day is None:
            raise UnclearCell(
                _("“%(written)s” can be two days. Say below how dates are written.")
                % {"written": written[:40]}
            )
        return day

    def _written_day(self, written: str) -> date | None:
        """None for what can be two days; raises ValueError for what is none."""
        if compact := COMPACT.fullmatch(written):
            return _meant(date(*map(int, compact.groups())))
        if parts := PARTS.fullmatch(written):
            first, second, third = map(int, parts.groups())
            if len(parts[1]) == 4:
                return _meant(date(first, second, third))
            return self._ordered(first, second, third + 2000 * (len(parts[3]) == 2))
        return _named_day(written)

    def _ordered(self, first: int, second: int, year: int) -> date | None:
        order = self.layout.day_order
        if not order and first <= 12 and second <= 12 and first != second:
            return None
        is_month_first = order == BooksLayout.DayOrder.MONTH_FIRST or (not order and second > 12)
        day, month = (second, first) if is_month_first else (first, second)
        return _meant(date(year, month, day))

    def _amount(self, said: Mapping[str, FilledCell], currency: str) -> Decimal:
        debit = self._number(said.get("amount"), currency)
        if "credit" in self.columns:
            return debit - self._number(said.get("credit"), currency)
        if "amount" not in said:
            raise UnclearCell(_("The amount is missing."))
        if "side" in self.columns and _is_credit(said.get("side")):
            return -abs(debit)
        return debit

    def _number(self, cell: FilledCell | None, currency: str) -> Decimal:
        if cell is None:
            return Decimal(0)
        if cell.kind == "number":
            if cell.is_percent:
                raise UnclearCell(
                    _("This cell is formatted as a percentage. Format it as a number.")
                )
            # 0.1 + 0.2 in a cell is a sum of binary fractions: further digits mean nothing.
            return _to_the_cent(round(Decimal(str(cell.value)), 8))
        written = _text(cell)
        if written in NIL:
            return Decimal(0)
        taken = TAKEN_BACK.fullmatch(written)
        number = self._written_number((taken[1] or taken[2] or "") if taken else written, currency)
        return _to_the_cent(-number if taken else number)

    def _written_number(self, written: str, currency: str) -> Decimal:
        point = self.layout.point
        language = "fr" if point == BooksLayout.Point.COMMA else "en"
        try:
            with translation.override(language):
                lone = Lone.AS_WRITTEN if point else Lone.REFUSED
                return Decimal(read_amount(written, currency or None, lone))
        except TwoWays:
            sentence = _(
                "“%(written)s” can be thousands or three decimals. Say below how decimals are"
                " written."
            )
        except NoNumber:
            sentence = _("“%(written)s” is not a number.")
        except OtherCurrency as refusal:
            raise UnclearCell(str(refusal)) from None
        raise UnclearCell(sentence % {"written": written[:40]})


def _to_the_cent(number: Decimal) -> Decimal:
    if abs(number) >= MOST:
        raise UnclearCell(_("This number is too large."))
    if number != round(number, 2):
        raise UnclearCell(_("Round this to at most %(decimals)d decimals.") % {"decimals": 2})
    return round(number, 2)


def _is_credit(cell: FilledCell | None) -> bool:
    written = fold(_text(cell)).strip(" .")
    if written not in DEBITS | CREDITS:
        raise UnclearCell(
            _("“%(written)s” says neither debit nor credit.") % {"written": _text(cell)[:40]}
        )
    return written in CREDITS


def _named_day(written: str) -> date:
    """5 March 2020 or 05-Mar-20, as any of our languages writes it; raises ValueError."""
    plain = re.sub(r"\b(?=\d\d$)", "20", " ".join(re.split(r"[\s./-]+", written)))
    for language in ("en", "es", "fr"):
        with translation.override(language):
            try:
                return read_day(plain)
            except ValueError:
                continue
    raise ValueError(written)


def _meant(day: date) -> date:
    if not is_meant(day):
        raise ValueError(day)
    return day


def _text(cell: FilledCell | None) -> str:
    """What a cell says as text, cut where that is long; raises UnclearCell for what cannot be."""
    if cell is None:
        return ""
    if cell.kind in ("formula", "error", "merged"):
        raise UnclearCell(
            _("This cell has no value that can be read. Replace the formula with its result.")
        )
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = CONTROL.sub("", str(value))
    return " ".join(written.split())[:LONGEST_TEXT]


def _code(cell: FilledCell | None) -> str:
    written = _text(cell)
    if len(written) > LONGEST_CODE:
        raise UnclearCell(
            _("This text is %(length)d characters long. Shorten it to %(longest)d or fewer.")
            % {"length": len(written), "longest": LONGEST_CODE}
        )
    return written
