from django.db import migrations, models

from appeal.base.guards import (InstallGuards, LiftGuards)


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0005_visits_and_views'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='upload',
            name='places',
            field=models.JSONField(default=dict, editable=False, verbose_name="positions of the columns"),
        ),
        InstallGuards(),
    ]
