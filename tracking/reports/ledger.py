"""R6, the ledger: every entry that the person may see, and the sums by kind and month."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import TruncMonth
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from appeal.excel import Column, Control, Definition, Format, Look, Report, Sheet, Tone
from appeal.models import Appeal, Office

from .. import access, glossary
from ..filters import TransactionFilter
from ..models import Evidence, Transaction
from ..tables import TransactionTable, in_shown_order
from .asked import Asked

Kind = Transaction.Kind
STATES = {"draft": _("draft"), "posted": _("posted")}
R6_DEFINITIONS = (
    Definition(
        _("USD"),
        _(
            "The amount divided by the rate at posting, to the cent; negative for a reversal. Of a"
            " draft it is what the rate known by now gives, and empty where none is known."
        ),
    ),
    Definition(
        _("Rate"), _("Units of the currency per USD, the UN operational rate of the month.")
    ),
    Definition(_("State"), _("Drafts never count officially; posted entries never change again.")),
    glossary.SPENT,
)


def ledger(asked: Asked) -> Report:
    """R6: the entries that the page of the ledger shows for the same filters."""
    asked, entries = _listed(asked)
    return asked.report(
        [_entries(asked, entries), _sums(asked, entries)],
        definitions=R6_DEFINITIONS,
        facts=[(_("Currency"), asked.appeal.currency)],
    )


def _listed(asked: Asked) -> tuple[Asked, Any]:
    viewpoint = asked.viewpoint
    rows = access.transactions(asked.user).of(asked.appeal).with_signed()
    if viewpoint.query:  # Without it, drafts dated ahead stay in sight, as on the page.
        rows = rows.seen_from(viewpoint)
    chosen = TransactionFilter(
        asked.query, rows, appeal=asked.appeal, viewpoint=viewpoint, reader=asked.user
    )
    asked = asked.narrowed(chosen, *(asked.query.get(name, "") for name in ("kind", "state")))
    return asked, chosen.qs


def _entries(asked: Asked, entries: Any) -> Sheet:
    # Worked out once the rows are sent: nobody waits for the sum to see the first of them.
    totals: Any = SimpleLazyObject(
        lambda: entries.aggregate(usd=Sum("signed"), entries=Count("pk"))
    )
    proofs = Evidence.objects.filter(transaction=OuterRef("pk")).order_by().values("transaction")
    rows = in_shown_order(TransactionTable, entries, asked.query)
    rows = rows.annotate(proofs=Subquery(proofs.values(n=Count("pk"))))
    return Sheet(
        name="entries",
        title=_("Entries"),
        lines=[_("With drafts, where the list has any; what is posted adds up on the next sheet.")],
        columns=_columns(asked.appeal),
        rows=rows.values_list(*FIELDS, named=True).iterator(AT_ONCE),
        totals=totals,
        controls=[Control(_("Entries"), "COUNTA({})", [NUMBER], lambda: totals["entries"])],
        frozen=3,
        pages_wide=2,
        repeated=(1, 2),
        is_streamed=True,
    )


AT_ONCE = 2000
FIELDS = (
    "pk", "value_on", "office_id", "activity__code", "cell__heading__code", "kind", "counterpart",
    "reference", "currency", "amount", "rate", "signed", "against_id", "reverses_id",
    "reversal__pk", "note", "late_reason", "entered_by__username", "entered_at",
    "posted_by__username", "posted_at", "upload_row__upload__file_name", "proofs",
)  # fmt: skip
NUMBER = Column(_("Number"), lambda row: row.pk, Format.INTEGER, width=9)
USD = Column(
    _("USD"), lambda row: row.signed, Format.CENTS, width=15, total="usd", look=Look.SIGNED,
    hxl="#value+usd",
)  # fmt: skip


def _columns(appeal: Appeal) -> Iterable[Column]:
    offices = {office.pk: office.name for office in Office.objects.filter(sections__appeal=appeal)}
    kinds = {value: str(label) for value, label in Kind.choices}
    states = {name: str(label) for name, label in STATES.items()}

    def instant(value: Any) -> Any:
        """In the appeal's time zone; Excel knows none."""
        return value and appeal.local(value)

    def state(row: Any) -> str:
        return states["posted" if row.posted_at else "draft"]

    return (
        NUMBER,
        Column(_("Value date"), lambda row: row.value_on, Format.DAY, width=12, hxl="#date"),
        Column(_("Office"), lambda row: offices[row.office_id], width=18, hxl="#org+name+impl"),
        Column(_("Activity"), lambda row: row.activity__code, width=11, hxl="#activity+code"),
        Column(_("Paid from"), lambda row: row.cell__heading__code, width=9, hxl="#sector+code"),
        Column(_("Kind"), lambda row: kinds[row.kind], width=16),
        Column(_("State"), state, width=10, tones=TONES),
        Column(_("Counterpart"), lambda row: row.counterpart or None, width=26),
        Column(_("Reference"), lambda row: row.reference or None, width=18),
        Column(_("Currency"), lambda row: row.currency, width=11, hxl="#currency"),
        Column(_("Amount"), lambda row: row.amount, Format.CENTS, width=15, hxl="#value"),
        Column(_("Rate"), lambda row: row.rate, Format.RATE, width=14),
        USD,
        Column(_("Draws on"), lambda row: row.against_id, Format.INTEGER, width=9),
        Column(_("Reverses"), lambda row: row.reverses_id, Format.INTEGER, width=9),
        Column(_("Reversed by"), lambda row: row.reversal__pk, Format.INTEGER, width=9),
        Column(_("Note"), lambda row: row.note or None, width=30),
        Column(_("Reason for the date"), lambda row: row.late_reason or None, width=22),
        Column(_("Entered by"), lambda row: row.entered_by__username, width=14),
        Column(_("Entered at"), lambda row: instant(row.entered_at), Format.INSTANT, width=16),
        Column(_("Posted by"), lambda row: row.posted_by__username, width=14),
        Column(_("Posted at"), lambda row: instant(row.posted_at), Format.INSTANT, width=16),
        Column(_("Upload"), lambda row: row.upload_row__upload__file_name, width=18),
        Column(_("Evidence"), lambda row: row.proofs or 0, Format.INTEGER, width=9),
    )


TONES = {STATES["draft"]: Tone.QUIET}


def _sums(asked: Asked, entries: Any) -> Sheet:
    """What is posted of them, by month and kind, less reversals."""
    known_at = asked.viewpoint.known_at
    columns = [
        Column(
            label,
            lambda row, kind=kind: row[1].get(kind),
            Format.CENTS,
            width=20,
            total=kind,
        )
        for kind, label in Kind.choices
    ]
    return Sheet(
        name="sums",
        title=_("By month and kind"),
        columns=[Column(_("Month"), lambda row: f"{row[0]:%Y-%m}", width=11), *columns],
        rows=_by_month(entries.posted(known_at)),
        lines=[_("Posted entries in USD, reversals deducted.")],
        totals=SimpleLazyObject(
            lambda: dict.fromkeys(Kind.values) | entries.sums_by_kind(known_at)
        ),
    )


def _by_month(posted: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each month with the sums of its kinds."""
    grid: dict[Any, dict[str, Any]] = {}
    sums = posted.order_by().annotate(month=TruncMonth("value_on")).values("month", "kind")
    for month, kind, usd in sums.annotate(usd=Sum("signed")).values_list("month", "kind", "usd"):
        grid.setdefault(month, {})[kind] = usd
    yield from sorted(grid.items())
