"""What drafts come to is read from an index of drafts alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "0025_totals_by_month_of_posting")]

    operations = [
        migrations.AddIndex(
            "transaction",
            models.Index(
                condition=models.Q(("posted_at__isnull", True)),
                fields=["appeal", "currency"],
                name="drafts_by_currency",
            ),
        ),
    ]
