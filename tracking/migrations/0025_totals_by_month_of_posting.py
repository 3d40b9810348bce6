"""Totals are stored by the month of posting too, so that those of a past day are read from them."""

from django.db import migrations, models

from appeal.base.guards import InstallGuards, LiftGuards

EMPTY = "DELETE FROM tracking_ledgertotal"
# Read by both engines; the connection's days are those of UTC.
FILL = """
INSERT INTO tracking_ledgertotal (activity_id, cell_id, kind, month, posted_in, amount)
SELECT activity_id, cell_id, kind, SUBSTR(CAST(value_on AS TEXT), 1, 7),
  SUBSTR(CAST(posted_at AS TEXT), 1, 7),
  SUM(CASE WHEN reverses_id IS NULL THEN usd_amount ELSE -usd_amount END)
FROM tracking_transaction WHERE posted_at IS NOT NULL
GROUP BY 1, 2, 3, 4, 5
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0008_lowered_reason"),
        ("tracking", "0024_reports_are_taken_back"),
    ]

    operations = [
        LiftGuards(),
        migrations.RunSQL(EMPTY, migrations.RunSQL.noop),
        migrations.RemoveConstraint("ledgertotal", "total_is_kept_once"),
        migrations.RemoveIndex("ledgertotal", "total_by_cell"),
        migrations.AddField(
            "ledgertotal",
            "posted_in",
            models.CharField(
                default="",
                help_text="The month, by UTC; for example 2020-04.",
                max_length=7,
                verbose_name="posted in",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "ledgertotal",
            models.UniqueConstraint(
                fields=["activity", "cell", "kind", "month", "posted_in"], name="total_is_kept_once"
            ),
        ),
        migrations.AddIndex(
            "ledgertotal",
            models.Index(
                fields=["cell", "kind", "month", "posted_in", "amount"], name="total_by_cell"
            ),
        ),
        migrations.RunSQL(FILL, EMPTY),
        InstallGuards(),
    ]
