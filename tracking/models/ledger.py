"""The ledger: money committed and spent, entered as drafts, posted for good."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Substr
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appeal.base.amounts import cents
from appeal.base.viewpoint import EVERYTHING, Include, Viewpoint
from appeal.models import ZERO as NO_USD
from appeal.models import (
    Activity,
    Appeal,
    MoneyField,
    Office,
    Requirement,
    Versioned,
    change_log,
)
from appeal.models.columns import SIGN, minus_where, person, reversed_row, rule, to_one

from .granted import Granted
from .questions import Questioned, reason_if_unusual
from .rates import MOST_UNITS

# From how many USD on an entry is to be proven.
NEEDS_EVIDENCE = Decimal(10_000)
# The month of an entry's value date, such as 2020-03.
MONTH = Substr(Cast("value_on", CharField()), 1, 7)
# What somebody is to look at, of entries; an index serves it, as it is written here.
QUESTIONABLE = (
    Q(usd_amount__gte=NEEDS_EVIDENCE) | Q(posted_by=F("entered_by")) | ~Q(unusual_reason="")
)


# What says whether somebody may see an entry.
SEEN = ("office", "posted_at")


def _index(name: str, *columns: str, of: Q | None = None) -> models.Index:
    return models.Index(fields=columns, name=name, condition=of)


class TransactionQuerySet(models.QuerySet["Transaction"]):
    def of(self, appeal: Appeal) -> Self:
        return self.filter(appeal=appeal)

    def drafts(self, viewpoint: Viewpoint = EVERYTHING) -> Self:
        """Those not posted yet, or not yet by then."""
        return self.filter(viewpoint.not_by_then("posted_at"))

    def posted(self, viewpoint: Viewpoint = EVERYTHING) -> Self:
        return self.filter(viewpoint.by_then("posted_at"))

    def in_force(self) -> Self:
        """Those that are neither a reversal nor reversed.

        Asked entry by entry: joined, SQLite makes an index of the whole ledger for the answer.
        """
        reversals = Transaction.objects.filter(reverses=OuterRef("pk"))
        return self.filter(~Exists(reversals), reverses__isnull=True)

    def reversible(self) -> Self:
        """Posted ones that are neither a reversal nor reversed already."""
        return self.posted().in_force()

    def drafted_by(self, person: models.Model) -> Self:
        """Those that `person` entered, or changed while they were drafts."""
        hands = Transaction.history.filter(id=OuterRef("pk"), history_user=person.pk).exclude(
            posted_at__isnull=False
        )
        return self.filter(Q(entered_by=person.pk) | Exists(hands))

    def not_drafted_by(self, person: models.Model) -> Self:
        """Without own drafts of appeals that need a second person, who posts them."""
        own = self.drafted_by(person).filter(appeal__needs_second_person=True)
        return self.exclude(pk__in=own.values("pk"))

    def included(self, viewpoint: Viewpoint) -> Self:
        """Entries that count from `viewpoint`: posted, dated by its date, and drafts if asked.

        Asked of what `included_entries` gives, drafts too are those of the day it knows of.
        """
        counts = viewpoint.by_then("posted_at")
        if viewpoint.include == Include.DRAFT:
            # By their keys: one more query within these would be too deep for SQLite's parser.
            counts |= Q(office__in=[office.pk for office in viewpoint.draft_offices])
        return self.filter(counts, value_on__lte=viewpoint.as_at)

    def questionable(self) -> Self:
        """Those that are large, unusual, or the poster's own draft."""
        return self.filter(QUESTIONABLE)

    def spending(self) -> Self:
        return self.filter(kind__in=Transaction.SPENDING)

    def with_signed(self) -> Self:
        """Adds `signed` (in USD) and `signed_amount`, both negative for a reversal."""
        return self.annotate(signed=F("usd_amount") * SIGN, signed_amount=F("amount") * SIGN)

    def with_usd(self) -> Self:
        """Adds `usd`: the amount as its kind is totalled, negative for a release (IATI 2)."""
        taken = minus_where(kind=Transaction.Kind.RELEASE)
        return self.with_signed().annotate(usd=F("signed") * taken)

    def with_reversal(self, viewpoint: Viewpoint) -> Self:
        """Adds `reversed_by`: the id of the entry that reverses it, if that was posted then."""
        reversals = Transaction.objects.posted(viewpoint).filter(reverses=OuterRef("id"))
        return self.annotate(reversed_by=Subquery(reversals.values("pk")[:1]))

    def spent_by(self, *by: str | Combinable) -> models.QuerySet:
        """What was spent, reversals deducted, by columns, as tuples; drafts without USD add 0."""
        rows = self.spending().with_signed().order_by().values_list(*by)
        return rows.annotate(spent=Sum("signed", default=NO_USD))

    def usd_by(self, *by: str) -> models.QuerySet:
        """What they come to by columns, the kind among them; reversals and releases negative."""
        return self.with_usd().order_by().values_list(*by).annotate(all=Sum("usd"))

    def with_plan(self) -> Self:
        return self.select_related("activity", "cell__appeal")

    def newest_first(self) -> Self:
        return self.order_by("-value_on", "-id")

    def with_names(self) -> Self:
        return self.select_related(
            "activity__priority__section__appeal", "cell__heading", "cell__appeal", "office",
            "entered_by", "posted_by", "reverses",
        )  # fmt: skip


class Transaction(Granted, Versioned, Questioned):  # guards: guarded/ledger.py
    """One entry of the ledger. A posted one never changes: a reversal corrects it.

    A reversal repeats its original's activity, cell, counterpart, currency, rate, amount and value
    date; it is stored positive and counts negative. Kinds follow IATI 2.03 (2, 3, 4, negative 2).
    """

    class Kind(models.TextChoices):
        COMMITMENT = "commitment", _("commitment")
        DISBURSEMENT = "disbursement", _("disbursement")
        EXPENDITURE = "expenditure", _("expenditure")
        RELEASE = "release", _("release of a commitment")

    SPENDING = (Kind.DISBURSEMENT, Kind.EXPENDITURE)

    appeal = to_one(Appeal, _("appeal"), editable=False, db_index=False)
    activity = to_one(Activity, _("activity"), "transactions")
    cell = to_one(Requirement, _("paid from"), "transactions")
    office = to_one(Office, _("office"), "transactions", editable=False)
    kind = models.CharField(
        _("kind"), max_length=15, choices=Kind.choices, default=Kind.EXPENDITURE
    )
    value_on = models.DateField(
        _("value date"), help_text=_("The day the money was spent, not the day it is entered.")
    )
    late_reason = models.CharField(
        _("reason for the date"),
        max_length=300,
        blank=True,
        help_text=_("Needed if the value date is outside the appeal's year."),
    )
    amount = MoneyField(_("amount"), validators=[MinValueValidator(Decimal("0.01"))])
    currency = models.CharField(
        _("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")]
    )
    rate = models.DecimalField(
        _("units per USD"), max_digits=15, decimal_places=6, null=True, editable=False
    )
    usd_amount = MoneyField(_("amount in USD"), null=True, editable=False)
    counterpart = models.CharField(
        _("payee"), max_length=200, blank=True, help_text=_("Who was paid.")
    )
    reference = models.CharField(
        _("reference"), max_length=100, blank=True, help_text=_("Voucher, invoice or PO number.")
    )
    note = models.CharField(
        _("note"),
        max_length=500,
        blank=True,
        help_text=_("Never write the names of beneficiaries."),
    )
    against = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="draws",
        verbose_name=_("paid from the commitment"),
    )
    # Few do: an index of these alone finds them.
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="carried_on",
        verbose_name=_("carried over from the commitment"),
    )
    reverses = reversed_row()
    entered_by = person(_("entered by"), "entered_transactions", editable=False)
    entered_at = models.DateTimeField(_("entered at"), editable=False)
    posted_by = person(_("posted by"), "posted_transactions", null=True, editable=False)
    posted_at = models.DateTimeField(_("posted at"), null=True, editable=False)

    # What `with_signed` adds, `with_usd` and `with_reversal`.
    signed: Decimal | None
    usd: Decimal | None
    reversed_by: int | None

    history = change_log(newest_of="appeal")
    objects = TransactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            rule(
                "transaction_amount_is_positive",
                Q(amount__gt=0),
                _("The amount must be above zero."),
            ),
            rule(
                "posted_transaction_has_poster_rate_and_usd",
                Q(posted_at__isnull=True, posted_by__isnull=True)
                | Q(posted_at__isnull=False, posted_by__isnull=False)
                & Q(rate__isnull=False, usd_amount__isnull=False),
            ),
            rule("reversal_is_posted", Q(reverses__isnull=True) | Q(posted_at__isnull=False)),
            rule("commitment_draws_on_nothing", Q(against__isnull=True) | ~Q(kind="commitment")),
            rule("release_follows_its_commitment", ~Q(kind="release", grant__isnull=False)),
            rule(
                "only_a_commitment_is_carried_over",
                Q(continues__isnull=True) | Q(kind="commitment"),
            ),
            rule("rate_is_positive", Q(rate__isnull=True) | Q(rate__gt=0)),
            rule(
                "transaction_has_no_rate_too_large", Q(rate__isnull=True) | Q(rate__lte=MOST_UNITS)
            ),
            reason_if_unusual("unusual_transaction_has_a_reason"),
        ]
        indexes = [
            _index(
                "ledger_by_activity",
                "activity", "kind", "value_on", "posted_at", "reverses", "usd_amount",
            ),
            # What commitments of a cell are read by, without their rows.
            _index(
                "ledger_by_cell",
                "cell", "kind", "value_on", "posted_at", "reverses", "usd_amount", "activity",
            ),
            # Few entries draw on a commitment: they are not looked for among all.
            _index("commitments_carried_over", "continues", of=Q(continues__isnull=False)),
            _index("draws_by_cell", "cell", "value_on", of=Q(against__isnull=False)),
            _index("draws_by_activity", "activity", "value_on", of=Q(against__isnull=False)),
            _index("ledger_to_look_at", "appeal", "value_on", "id", of=QUESTIONABLE),
            # What the list of entries is narrowed by, in the order in which it shows them. What
            # may be seen of them follows: how many there are is counted without their rows.
            _index("ledger_by_day", "appeal", "value_on", "id", *SEEN),
            _index("ledger_by_office", "appeal", "office", "value_on", "id", "posted_at"),
            _index("ledger_of_activity", "appeal", "activity", "value_on", "id", *SEEN),
            _index("ledger_by_kind", "appeal", "kind", "value_on", "id"),
            _index("ledger_by_currency", "appeal", "currency", "value_on", "id"),
            # What drafts come to: SQLite would look for them among all of a currency.
            _index("drafts_by_currency", "appeal", "currency", of=Q(posted_at__isnull=True)),
            _index("ledger_by_author", "appeal", "entered_by", "value_on", "id"),
            _index("ledger_by_posting", "appeal", "posted_at", "id", "entered_at"),
            _index("ledger_by_amount", "appeal", "amount", "id"),
        ]  # fmt: skip

    def __str__(self) -> str:
        day = date_format(self.value_on)
        return f"{self.activity.code} {day} {self.currency} {cents(self.amount)}"

    @property
    def is_posted(self) -> bool:
        return self.posted_at is not None

    def was_posted(self, viewpoint: Viewpoint) -> bool:
        return viewpoint.had_come(self.posted_at)

    def reversal_by(self, viewpoint: Viewpoint) -> "Transaction | None":
        """The entry that reverses it, if that was posted by then."""
        reversal: Transaction | None = getattr(self, "reversal", None)
        return reversal if reversal and reversal.was_posted(viewpoint) else None

    @property
    def is_reversal(self) -> bool:
        return self.reverses_id is not None
