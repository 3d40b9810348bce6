"""R6, the ledger: every entry that the person may see, and the sums by kind and month."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import cents
from appeal.base.excel import (
    Book,
    Column,
    Control,
    Definition,
    Format,
    Look,
    Sheet,
    Subtotal,
    Tone,
)  # fmt: skip
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal, Office

from .. import access, glossary
from ..figures import sums_by_kind, sums_by_month
from ..filters import TransactionFilter
from ..grant_definitions import PAID_BY
from ..models import (
    UNFUNDED,
    Contribution,
    Evidence,
    LedgerRow,
    Transaction,
    UploadRow,
    payers_of,
)
from ..models.ledger import TransactionQuerySet
from ..shown_order import in_shown_order
from ..tables import TransactionTable
from . import columns as common
from .asked import Asked

Kind = Transaction.Kind
STATES = {"draft": _("draft"), "posted": _("posted")}
R6_DEFINITIONS = (
    Definition(
        _("USD"),
        _(
            "The amount divided by the rate at posting, to the cent. Negative for a"
            " reversal and a release, so the reversal of a release is positive. For a"
            " draft, it uses the rate known now, and is empty if there is none."
        ),
    ),
    Definition(
        _("Rate"), _("Units of the currency per USD, the UN operational rate of the month.")
    ),
    Definition(
        _("State"), _("Drafts never count in official figures. Posted entries cannot be changed.")
    ),
    PAID_BY,
    glossary.SPENT,
)


def ledger(asked: Asked) -> Book:
    """R6: the entries that the page of the ledger shows for the same filters."""
    asked, entries = _listed(asked)
    sheets = [_entries(asked, entries), _sums(asked, entries)]
    return asked.book(
        sheets, definitions=R6_DEFINITIONS, facts=[(_("Currency"), asked.appeal.currency)]
    )


def _listed(asked: Asked) -> tuple[Asked, Any]:
    """What counts from there, narrowed as on the page."""
    viewpoint = asked.viewpoint
    rows = access.transactions_then(asked.user, viewpoint, asked.appeal).with_usd()
    chosen = TransactionFilter(
        asked.query, rows, appeal=asked.appeal, viewpoint=viewpoint, reader=asked.user
    )
    asked = asked.narrowed(chosen, *(asked.query.get(name, "") for name in ("kind", "state")))
    return asked, chosen.qs


def _entries(asked: Asked, entries: TransactionQuerySet) -> Sheet:
    rows = _told(in_shown_order(TransactionTable, entries, asked.query), asked.viewpoint)
    kind, state = _worded()
    payers = _Payers(asked)
    return Sheet(
        name="entries",
        title=_("Entries"),
        lines=[_("Reversals and releases are negative. Each kind has its own total.")],
        columns=_columns(asked.appeal, kind, state, payers),
        rows=payers.along(rows.values_list(*FIELDS, named=True).iterator(AT_ONCE)),
        subtotals=list(_subtotals(asked, entries, kind, state)),
        controls=[Control(_("Entries"), "COUNTA({})", [NUMBER], entries.count)],
        frozen=3,
        repeated=(1, 2),
        is_streamed=True,
    )


def _told(entries: TransactionQuerySet, viewpoint: Viewpoint) -> Any:
    """With what is shown of each beside its own columns, as it was known then."""
    own = Evidence.objects.standing(viewpoint).filter(transaction=OuterRef("id"))
    proofs = own.order_by().values("transaction").annotate(n=Count("pk"))
    sent = UploadRow.objects.filter(transaction=OuterRef("id"))
    return entries.with_reversal(viewpoint).annotate(
        upload_name=Subquery(sent.values("upload__file_name")[:1]),
        proofs=Subquery(proofs.values("n")),
    )


def _subtotals(
    asked: Asked, entries: TransactionQuerySet, kinds: Column, states: Column
) -> Iterator[Subtotal]:
    """A total of each kind that is posted and, where drafts count, of each that is a draft.

    Worked out once the rows are sent: nobody waits for the sums to see the first of them.
    """
    for state, rows in _by_state(asked, entries):
        sums: Any = SimpleLazyObject(partial(sums_by_kind, rows))
        for kind, label in Kind.choices:
            words = {kinds: label, states: STATES[state]}
            yield Subtotal(
                f"{label}, {STATES[state]}",
                words,
                USD,
                lambda kind=kind, sums=sums: sums.get(kind, Decimal(0)),
            )


def _by_state(asked: Asked, entries: TransactionQuerySet) -> Iterator[tuple[str, Any]]:
    viewpoint = asked.viewpoint
    yield "posted", entries.posted(viewpoint)
    if asked.viewpoint.include == Include.DRAFT:
        yield "draft", entries.drafts(viewpoint)


AT_ONCE = 2000
FIELDS = (
    "id", "value_on", "office_id", "activity__code", "cell__heading__code", "kind", "counterpart",
    "reference", "currency", "amount", "rate", "usd", "against_id", "reverses_id",
    "reversed_by", "note", "late_reason", "unusual_reason", "entered_by__username", "entered_at",
    "posted_by__username", "posted_at", "upload_name", "proofs", "usd_amount", "grant_id",
)  # fmt: skip
NUMBER = common.NUMBER.wide(9, path="id")
USD = Column(_("USD"), "usd", Format.CENTS, width=15, look=Look.SIGNED, hxl="#value+usd")


class _Payers:
    """Which grants pay each entry, found for as many at once as are read at once."""

    def __init__(self, asked: Asked) -> None:
        self.viewpoint = asked.viewpoint
        grants = Contribution.objects.filter(appeal=asked.appeal).select_related("donor")
        self.names: dict[int | None, str] = {grant.pk: str(grant) for grant in grants}
        self.names[None] = str(UNFUNDED)
        self.named = dict[int, str]()

    def along(self, rows: Iterator[LedgerRow]) -> Iterator[LedgerRow]:
        while some := list(islice(rows, AT_ONCE)):
            self.named = dict(self._name(some))
            yield from some

    def of(self, row: LedgerRow) -> str | None:
        return self.named.get(row.id)

    def _name(self, rows: Iterable[LedgerRow]) -> Iterator[tuple[int, str]]:
        for entry, parts in payers_of(rows, self.viewpoint).items():
            alone = len(parts) == 1
            yield (
                entry,
                "; ".join(
                    self.names[grant] + ("" if alone else f" {cents(usd)}") for grant, usd in parts
                ),
            )


def _worded() -> tuple[Column, Column]:
    """Kind and state, translated once and not for each of many rows."""
    kinds = {kind: str(label) for kind, label in Kind.choices}
    posted, draft = str(STATES["posted"]), str(STATES["draft"])
    state = Column(
        _("State"), lambda row: posted if row.posted_at else draft, width=13,
        tones={draft: Tone.QUIET},
    )  # fmt: skip
    return Column(_("Kind"), lambda row: kinds[row.kind], width=16), state


def _columns(appeal: Appeal, kind: Column, state: Column, payers: _Payers) -> Sequence[Column]:
    offices = {office.pk: office.name for office in Office.objects.of(appeal)}

    def instant(title: Any, name: str) -> Column:
        """In the appeal's time zone; Excel knows none."""
        read = attrgetter(name)
        return Column(
            title, lambda row: (at := read(row)) and appeal.local(at), Format.INSTANT, width=16
        )

    return (
        NUMBER,
        common.VALUE_DATE.wide(12, hxl="#date"),
        common.OFFICE.wide(18, path=lambda row: offices[row.office_id]),
        common.CODE.wide(13, path="activity__code"),
        Column(_("Paid from"), "cell__heading__code", width=9, hxl="#sector+code"),
        Column(_("Paid by the grant"), payers.of, width=26),
        kind,
        state,
        Column(_("Payee"), "counterpart", width=26),
        common.REFERENCE.wide(18),
        common.CURRENCY.wide(11, hxl="#currency"),
        Column(_("Amount"), "amount", Format.CENTS, width=15, hxl="#value"),
        common.RATE,
        USD,
        Column(_("Paid from the commitment"), "against_id", Format.INTEGER, width=9),
        common.REVERSES,
        Column(_("Reversed by"), "reversed_by", Format.INTEGER, width=9),
        common.NOTE.wide(30),
        Column(_("Reason for the date"), "late_reason", width=22),
        common.UNUSUAL.wide(22),
        Column(_("Entered by"), "entered_by__username", width=14),
        instant(_("Entered at"), "entered_at"),
        Column(_("Posted by"), "posted_by__username", width=14),
        instant(_("Posted at"), "posted_at"),
        Column(_("Upload"), "upload_name", width=18),
        Column(_("Evidence"), lambda row: row.proofs or 0, Format.INTEGER, width=9),
    )


def _sums(asked: Asked, entries: TransactionQuerySet) -> Sheet:
    """What is posted of them, by month and kind."""
    posted = entries.posted(asked.viewpoint)
    totals: Any = SimpleLazyObject(lambda: dict.fromkeys(Kind.values) | sums_by_kind(posted))
    columns = [
        Column(_("Month"), itemgetter(0), width=11),
        *(
            Column(
                label,
                partial(lambda k, row: row[1].get(k), kind),
                Format.CENTS,
                width=20,
                total=kind,
            )
            for kind, label in Kind.choices
        ),
    ]
    return Sheet(
        "sums",
        _("By month and kind"),
        columns,
        SimpleLazyObject(partial(sums_by_month, posted)),
        lines=[_("Posted entries in USD; reversals and releases are negative.")],
        totals=totals,
    )
