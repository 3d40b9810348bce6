"""Money of one currency in another: to the cent, rounded half-even, in Python and in SQL."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db.models import Func

from appeal.models import CENTS, MoneyField


def in_usd(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount at a rate in units per USD."""
    return (amount / rate).quantize(CENTS, ROUND_HALF_EVEN)


class InUsd(Func):
    """Cents of a currency over units per USD, as cents of a dollar, rounded half-even.

    In whole numbers (a rate in millionths), so that it is exact on both engines: q is the quotient
    and m what remains of r. In 64 bits: for rates up to MOST_UNITS, which the database enforces.
    """

    arity = 2
    output_field = MoneyField()
    # DISTINCT keeps the engines from computing c and r anew wherever they are named.
    template = """(SELECT q + CASE WHEN 2 * m > r OR (2 * m = r AND q % 2 = 1) THEN 1 ELSE 0 END
 FROM (SELECT c / r * 1000000 + n / r AS q, n % r AS m, r
 FROM (SELECT c, r, c % r * 1000000 AS n
 FROM (SELECT DISTINCT CAST({amount} AS BIGINT) AS c, CAST(ROUND({rate} * 1000000) AS BIGINT) AS r
 ) a) b) d)"""

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        amount, rate = self.source_expressions
        amount_sql, amount_params = compiler.compile(amount)
        rate_sql, rate_params = compiler.compile(rate)
        sql = self.template.replace("%", "%%").format(amount=amount_sql, rate=rate_sql)
        return sql, (*amount_params, *rate_params)
