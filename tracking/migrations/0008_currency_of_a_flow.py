from appeal.base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0005_role_for_a_place'),
        ('tracking', '0007_skipped_rows'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='flow',
            name='currency',
            field=models.CharField(default='USD', editable=False, max_length=3, verbose_name='currency'),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE tracking_flow SET currency = (SELECT c.currency FROM tracking_contribution c"
            " WHERE c.id = tracking_flow.contribution_id)",
            migrations.RunSQL.noop,
        ),
        InstallGuards(),
    ]
