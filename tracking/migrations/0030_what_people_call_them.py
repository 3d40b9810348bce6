"""Entries of the ledger and reviews of reports are called as people call them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("tracking", "0029_lineage"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='historicaltransaction',
            options={'get_latest_by': ('history_date', 'history_id'), 'ordering': ('-history_date', '-history_id'), 'verbose_name': 'historical ledger entry', 'verbose_name_plural': 'historical ledger entries'},
        ),
        migrations.AlterModelOptions(
            name="transaction",
            options={"verbose_name": "ledger entry", "verbose_name_plural": "ledger entries"},
        ),
        migrations.AlterModelOptions(
            name="reviewevent",
            options={
                "verbose_name": "review of a report",
                "verbose_name_plural": "reviews of reports",
            },
        ),
    ]
