from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0008_lowered_reason'),
        ('tracking', '0019_entries_to_look_at'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='transaction',
            name='ledger_by_cell',
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['cell', 'kind', 'value_on', 'posted_at', 'reverses', 'usd_amount', 'activity'], name='ledger_by_cell'),
        ),
    ]
