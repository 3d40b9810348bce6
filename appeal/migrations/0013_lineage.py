"""Priorities, activities and indicators say which of an earlier appeal they continue."""

import django.db.models.deletion
from django.db import migrations, models

from ..base.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0012_frameworks'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='activity',
            name='continues',
            field=models.ForeignKey(blank=True, help_text='What it goes on with from an appeal of an earlier year.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continued_by', to='appeal.activity', verbose_name='continues'),
        ),
        migrations.AddField(
            model_name='historicalactivity',
            name='continues',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='What it goes on with from an appeal of an earlier year.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.activity', verbose_name='continues'),
        ),
        migrations.AddField(
            model_name='historicalindicator',
            name='continues',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='What it goes on with from an appeal of an earlier year.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.indicator', verbose_name='continues'),
        ),
        migrations.AddField(
            model_name='historicalpriority',
            name='continues',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='What it goes on with from an appeal of an earlier year.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.priority', verbose_name='continues'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='continues',
            field=models.ForeignKey(blank=True, help_text='What it goes on with from an appeal of an earlier year.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continued_by', to='appeal.indicator', verbose_name='continues'),
        ),
        migrations.AddField(
            model_name='priority',
            name='continues',
            field=models.ForeignKey(blank=True, help_text='What it goes on with from an appeal of an earlier year.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continued_by', to='appeal.priority', verbose_name='continues'),
        ),
        InstallGuards(),
    ]
