"""Contributions say which of an earlier appeal they continue."""

import django.db.models.deletion
from appeal.base.guards import InstallGuards, LiftGuards
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0013_lineage'),
        ('tracking', '0028_commitments_that_are_open'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='contribution',
            name='continues',
            field=models.ForeignKey(blank=True, help_text='What it goes on with from an appeal of an earlier year.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continued_by', to='tracking.contribution', verbose_name='continues'),
        ),
        migrations.AddField(
            model_name='historicalcontribution',
            name='continues',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='What it goes on with from an appeal of an earlier year.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracking.contribution', verbose_name='continues'),
        ),
        InstallGuards(),
    ]
