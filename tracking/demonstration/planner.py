"""Updates PostgreSQL's statistics during one long transaction."""

from django.db import connection, models


def count_anew(*written: type[models.Model]) -> None:
    """Refresh the planner's statistics of tables; autovacuum cannot while the transaction is open.

    Where a table was last counted while empty, a join reads it whole for every row of the other.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in written)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
