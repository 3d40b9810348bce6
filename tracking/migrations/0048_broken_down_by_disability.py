"""Reported values may be broken down by disability; what is used of it stays."""

from django.db import migrations, models

from appeal.base.guards import InstallGuards, LiftGuards

CHOICES = [('sex', 'sex'), ('age_group', 'age group'), ('disability', 'disability'), ('nationality', 'nationality')]


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0025_broken_down_by_disability'),
        ('tracking', '0047_grants_pay_entries'),
    ]

    operations = [
        LiftGuards(),
        migrations.AlterField(
            model_name='actualbreakdown',
            name='dimension',
            field=models.CharField(choices=CHOICES, max_length=12, verbose_name='broken down by'),
        ),
        migrations.AlterField(
            model_name='historicalactualbreakdown',
            name='dimension',
            field=models.CharField(choices=CHOICES, max_length=12, verbose_name='broken down by'),
        ),
        InstallGuards(),
    ]
