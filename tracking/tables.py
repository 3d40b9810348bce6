"""How the lists look: columns, their order and what they sort by."""

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import cents, units
from appeal.models import by_heading, printed_order, to_office
from appeal.templatetags.figures import delivered, progress

from .figures import AppealFigures
from .listed_grants import shown_alike
from .shown_order import InOrder, InOrderOfFigures
from .table_columns import (
    NUMBER,
    PLACE,
    TITLE,
    DayColumn,
    FigureColumn,
    LinkedDayColumn,
    PieceColumn,
    TextColumn,
    UsdColumn,
)

PAGE_SIZES = (25, 50, 100)
# Of rows with so much in them that a page of a hundred would be too heavy.
SHORT_PAGE_SIZES = (25, 40)


class ListTable(tables.Table):
    """A list; the columns in `kept` are always shown, the others as the reader chooses.

    One with `indexed` columns is read page by page by key, however long it is; where many rows are
    found it offers to sort by these alone.
    """

    kept: tuple[str, ...] = ()
    # What a narrow screen shows of a row only once it is opened.
    folded: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    # Whether forms lead back to one of its rows.
    is_returned_to = False
    # How many rows a page may hold.
    sizes: tuple[int, ...] = PAGE_SIZES

    def __init__(self, rows: QuerySet, *, read: InOrder | None = None, **given: object) -> None:
        super().__init__(InOrder(rows) if read is None else read, **given)


class FigureTable(ListTable):
    """A list of rows with figures, which it can be sorted by and sums up."""

    def __init__(self, rows: QuerySet, figures: AppealFigures, **given: object) -> None:
        super().__init__(rows, read=InOrderOfFigures(rows, figures), **given)


class ActivityTable(FigureTable):
    """The activities with their money and progress."""

    kept = ("code",)
    folded = ("office", "headings", "allocated", "spent", "balance", "delivery")
    is_returned_to = True
    sizes = SHORT_PAGE_SIZES

    code = PieceColumn(
        "tracking/activities/_activity_link.html",
        _("Activity"),
        attrs=TITLE,
        order_by=printed_order(),
    )
    office = TextColumn(_("Office"), accessor=f"{to_office()}__name", attrs=PLACE)
    headings = PieceColumn(
        "appeal/priorities/_headings.html", _("Headings"), accessor="priority", orderable=False
    )
    status = PieceColumn(
        "tracking/activities/_status.html", _("Status"), accessor="figures__status", term="status"
    )
    overall = PieceColumn(
        "tracking/activities/_overall.html",
        _("Overall"),
        accessor="pk",
        orderable=False,
        term="flag",
    )
    allocated = PieceColumn(
        "tracking/activities/_allocated.html",
        _("Budgeted"),
        accessor="figures__allocated",
        attrs=NUMBER,
        empty_values=(),
        term="allocated",
        is_summed=True,
    )
    spent = UsdColumn(_("Spent"), accessor="figures__spent", term="spent")
    balance = UsdColumn(_("Balance"), accessor="figures__balance", term="balance")
    delivery = FigureColumn(
        _("Delivery"), accessor="figures__delivery", shown=delivered, term="delivery"
    )
    progress = FigureColumn(
        _("Progress"), accessor="figures__progress", shown=progress, term="progress"
    )

    class Meta:
        sequence = ("code", "office", "headings", "status", "overall", "...")
        order_by = "code"
        empty_text = _("No activities yet. A manager of the office can add one.")


class TransactionTable(ListTable):
    """The ledger, newest first."""

    kept = ("chosen", "value_on", "usd_amount")
    folded = ("heading", "counterpart", "reference", "amount", "grant")
    indexed = ("value_on", "kind", "amount")

    chosen = PieceColumn(
        "tracking/ledger/_choose_entry.html", _("Select"), accessor="pk", orderable=False
    )
    value_on = LinkedDayColumn(
        "tracking:transaction_detail",
        _("Value date"),
        term="value-date",
        order_by=("value_on", "pk"),
    )
    activity = TextColumn(_("Activity"), accessor="activity__code")
    kind = TextColumn(_("Kind"), order_by=("kind", "value_on", "pk"))
    heading = TextColumn(_("Paid from"), accessor="cell__heading__code")
    counterpart = TextColumn(_("Payee"), empty_values=())
    reference = TextColumn(_("Reference"), empty_values=())
    state = PieceColumn(
        "tracking/ledger/_listed_state.html",
        _("State"),
        order_by=("posted_at", "pk"),
        empty_values=(),
        alike=lambda row: (row.is_posted, row.is_reversal, bool(row.reversed_by)),
    )
    amount = PieceColumn(
        "tracking/ledger/_entry_amount.html", _("Amount"), order_by=("amount", "pk"), attrs=NUMBER
    )
    usd_amount = FigureColumn(_("USD"), accessor="usd", shown=cents)
    grant = PieceColumn(
        "tracking/ledger/_listed_grants.html",
        _("Grant"),
        accessor="payers",
        orderable=False,
        alike=shown_alike,
    )

    class Meta:
        order_by = "-value_on"
        empty_text = _("No entries yet. To record spending, open an activity.")


class RateTable(ListTable):
    """Rates of exchange, newest first."""

    kept = ("effective_on", "currency", "rate", "edit")

    effective_on = DayColumn(_("Effective on"))
    currency = TextColumn(_("Currency"))
    rate = FigureColumn(_("Units per USD"), shown=units, term="rate")
    source = TextColumn(_("Source"), orderable=False)
    unusual_reason = PieceColumn(
        "tracking/rates/_rate_answer.html", _("Unusual"), orderable=False, empty_values=()
    )
    edit = PieceColumn(
        "tracking/rates/_rate_edit.html", _("Change"), orderable=False, empty_values=()
    )

    class Meta:
        empty_text = _("No rates yet. A manager can add one, or upload a file.")


class RiskTable(ListTable):
    """The risk register, gravest first."""

    kept = ("activity", "what")
    folded = ("likelihood", "consequence", "treatment", "owner")

    activity = PieceColumn(
        "tracking/risks/_risk_activity.html",
        _("Activity"),
        order_by=printed_order("activity__"),
    )
    what = PieceColumn("tracking/risks/_risk_what.html", _("What may happen"))
    likelihood = TextColumn(_("Likelihood"))
    consequence = TextColumn(_("Impact"))
    score = PieceColumn("tracking/risks/_risk_score.html", _("Score"), attrs=NUMBER)
    treatment = TextColumn(_("Treatment"), empty_values=())
    owner = TextColumn(_("Owner"))
    state = TextColumn(_("State"))

    class Meta:
        order_by = "-score"
        empty_text = _("No risks yet. To add one, open its activity.")


class ContributionTable(FigureTable):
    """The contributions with what they are worth in USD."""

    kept = ("donor",)
    folded = ("pledged", "committed", "received", "outstanding", "unassigned")

    donor = PieceColumn(
        "tracking/contributions/_contribution_link.html",
        _("Donor"),
        attrs=TITLE,
        order_by=("donor__name", "reference"),
    )
    reference = TextColumn(_("Reference"))
    earmark = PieceColumn(
        "tracking/contributions/_place.html",
        _("Earmarked to"),
        order_by=("office__code", by_heading()),
        empty_values=(),
        term="earmarked",
    )
    pledged = UsdColumn(_("Pledged"), accessor="figures__pledged", term="pledged")
    committed = UsdColumn(_("Committed"), accessor="figures__agreed")
    received = UsdColumn(_("Received"), accessor="figures__received", term="received")
    outstanding = UsdColumn(
        _("Still to be received"), accessor="figures__outstanding", term="outstanding"
    )
    funded = UsdColumn(_("Funded"), accessor="figures__funded", term="funded")
    unassigned = UsdColumn(
        _("Not distributed to a requirement line"),
        accessor="figures__unassigned",
        term="unassigned",
    )

    class Meta:
        order_by = "donor"
        empty_text = _("No contributions yet. A manager can add one.")
