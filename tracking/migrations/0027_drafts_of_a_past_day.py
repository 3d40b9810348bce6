"""Drafts of a past day are found by when entries were entered, posted and discarded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "0026_drafts_by_currency")]

    operations = [
        migrations.RemoveIndex("transaction", "ledger_by_posting"),
        migrations.AddIndex(
            "transaction",
            models.Index(
                fields=["appeal", "posted_at", "id", "entered_at"], name="ledger_by_posting"
            ),
        ),
        migrations.AddIndex(
            "historicaltransaction",
            models.Index(
                condition=models.Q(("history_type", "-")),
                fields=["appeal", "history_date"],
                name="transaction_gone",
            ),
        ),
    ]
