"""Milestones say what they go on with from an earlier appeal."""

import django.db.models.deletion
from appeal.base.guards import InstallGuards, LiftGuards
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0015_letters_about_accounts'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='historicalmilestone',
            name='continues',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='What it goes on with from an appeal of an earlier year.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='appeal.milestone', verbose_name='continues'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='continues',
            field=models.ForeignKey(blank=True, help_text='What it goes on with from an appeal of an earlier year.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continued_by', to='appeal.milestone', verbose_name='continues'),
        ),
        InstallGuards(),
    ]
