from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0008_lowered_reason'),
        ('tracking', '0018_draws_by_cell'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(condition=models.Q(('usd_amount__gte', Decimal('10000')), ('posted_by', models.F('entered_by')), models.Q(('unusual_reason', ''), _negated=True), _connector='OR'), fields=['appeal', 'value_on', 'id'], name='ledger_to_look_at'),
        ),
    ]
