import django.db.models.deletion
from appeal.base.guards import (InstallGuards, LiftGuards)
from django.conf import settings
from django.db import migrations, models

FILL = (
    "UPDATE {table} SET appeal_id ="
    " (SELECT r.appeal_id FROM appeal_requirement r WHERE r.id = {table}.cell_id)"
)


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0008_lowered_reason'),
        ('tracking', '0015_about_in_every_language'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='historicaltransaction',
            name='appeal',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.appeal', verbose_name='appeal'),
        ),
        migrations.AddField(
            model_name='transaction',
            name='appeal',
            field=models.ForeignKey(db_index=False, null=True, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeal.appeal', verbose_name='appeal'),
        ),
        migrations.RunSQL(FILL.format(table='tracking_transaction'), migrations.RunSQL.noop),
        migrations.RunSQL(FILL.format(table='tracking_historicaltransaction'), migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='transaction',
            name='appeal',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeal.appeal', verbose_name='appeal'),
        ),
        migrations.RemoveIndex(
            model_name='transaction',
            name='ledger_by_office',
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['appeal', 'office', 'value_on', 'id'], name='ledger_by_office'),
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['appeal', 'value_on', 'id'], name='ledger_by_day'),
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['appeal', 'kind', 'value_on', 'id'], name='ledger_by_kind'),
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['appeal', 'currency', 'value_on', 'id'], name='ledger_by_currency'),
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['appeal', 'entered_by', 'value_on', 'id'], name='ledger_by_author'),
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['appeal', 'posted_at', 'id'], name='ledger_by_posting'),
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['appeal', 'amount', 'id'], name='ledger_by_amount'),
        ),
        InstallGuards(),
    ]
