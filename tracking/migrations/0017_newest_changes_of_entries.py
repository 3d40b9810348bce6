from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0016_entries_know_their_appeal'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='historicaltransaction',
            index=models.Index(fields=['appeal', 'history_date', 'history_id'], name='transaction_changes'),
        ),
    ]
