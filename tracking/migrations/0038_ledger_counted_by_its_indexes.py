from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0014_codes_of_appeals'),
        ('tracking', '0037_mail_of_letters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='transaction',
            name='ledger_by_office',
        ),
        migrations.RemoveIndex(
            model_name='transaction',
            name='ledger_by_day',
        ),
        migrations.RemoveIndex(
            model_name='transaction',
            name='ledger_of_activity',
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['appeal', 'value_on', 'id', 'office', 'posted_at'], name='ledger_by_day'),
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['appeal', 'office', 'value_on', 'id', 'posted_at'], name='ledger_by_office'),
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['appeal', 'activity', 'value_on', 'id', 'office', 'posted_at'], name='ledger_of_activity'),
        ),
    ]
