from django.db import migrations, models

from appeal.base.guards import (InstallGuards, LiftGuards)


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0006_places_of_an_upload'),
    ]

    operations = [
        LiftGuards(),
        migrations.AlterField(
            model_name='uploadrow',
            name='outcome',
            field=models.CharField(blank=True, choices=[('new', 'new'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('skipped', 'skipped'), ('error', 'error'), ('conflict', 'conflict')], max_length=10, verbose_name='outcome'),
        ),
        InstallGuards(),
    ]
