"""Indicators may be broken down by disability."""

from django.db import migrations, models

from ..base.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0024_finance_codes'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='historicalindicator',
            name='by_disability',
            field=models.BooleanField(default=False, verbose_name='broken down by disability'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='by_disability',
            field=models.BooleanField(default=False, verbose_name='broken down by disability'),
        ),
        InstallGuards(),
    ]
