"""Querying what is unusual before it is saved."""

from collections.abc import Sequence
from hashlib import sha256

from appeal.base.refusals import Refusal

from ..models import ExchangeRate, NeighbourRates, Neighbours, Question, Transaction

JUDGED = {
    Transaction: (
        "activity_id", "cell_id", "kind", "value_on", "amount", "currency", "against_id",
        "counterpart", "reference",
    ),
    ExchangeRate: ("currency", "effective_on", "rate"),
}  # fmt: skip
Row = Transaction | ExchangeRate


class Unusual(Refusal):
    """The row looks unusual: it needs a reason to be saved.

    `mark` names what was asked: whoever answers sends it back with the reason.
    """

    def __init__(self, questions: Sequence[Question], mark: str) -> None:
        super().__init__(" ".join(str(each) for each in questions))
        self.questions, self.mark = questions, mark


def ask_about_entry(entry: Transaction, stored: Transaction | None, answers: str | None) -> None:
    """Note the questions about a draft; raises Unusual if the reason is missing.

    `answers` is the mark of the questions that the reason was given to, None for any.
    """
    if stored is None or _differ(entry, stored):
        answer(entry, Neighbours.of(entry).questions(entry), answers)
    else:
        answer(entry, stored.questions, None)


def ask_about_rate(
    rate: ExchangeRate,
    stored: ExchangeRate | None,
    answers: str | None,
    neighbours: NeighbourRates | None = None,
) -> None:
    """Note the questions about a rate, compared with `neighbours` or else what is stored."""
    if stored is None or _differ(rate, stored):
        but = [rate.pk] if rate.pk else []
        known = neighbours or NeighbourRates.read([rate.currency], but)
        answer(rate, known.questions(rate), answers)
    else:
        answer(rate, stored.questions, None)


def answer(row: Row, questions: Sequence[Question], answers: str | None) -> None:
    """Keep the questions beside the reason; raises Unusual where the row gives none to them."""
    mark = _mark(row, questions)
    if questions and not (row.unusual_reason and answers in (None, mark)):
        raise Unusual(questions, mark)
    row.asked = [each.as_stored for each in questions]
    row.unusual_reason = row.unusual_reason if questions else ""


def _differ(row: Row, stored: Row) -> bool:
    return any(getattr(row, name) != getattr(stored, name) for name in JUDGED[type(row)])


def _mark(row: Row, questions: Sequence[Question]) -> str:
    """Short for what is asked of which row: a reason given to one thing answers no other."""
    judged = [str(getattr(row, name)) for name in JUDGED[type(row)]]
    told = "\n".join([*judged, *(each.rule for each in questions)])
    return sha256(told.encode()).hexdigest()[:16]
