"""An entry of the ledger as it is judged: stored, or asked for by the row of a filled template."""

from decimal import Decimal
from typing import Any, Protocol

from .contributions import Contribution


class Judged(Protocol):
    """What the rules read of an entry; what is not filled in yet is None."""

    kind: str
    currency: str
    counterpart: str
    reference: str
    late_reason: str
    usd_amount: Decimal | None

    @property
    def pk(self) -> Any: ...
    @property
    def activity(self) -> Any: ...
    @property
    def activity_id(self) -> Any: ...
    @property
    def cell(self) -> Any: ...
    @property
    def cell_id(self) -> Any: ...
    @property
    def value_on(self) -> Any: ...
    @property
    def amount(self) -> Any: ...
    @property
    def against_id(self) -> int | None: ...
    @property
    def grant(self) -> Contribution | None: ...
