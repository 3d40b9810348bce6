from ..base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0001_initial'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='appeal',
            name='rhythm',
            field=models.CharField(choices=[('monthly', 'every month'), ('quarterly', 'every quarter')], default='quarterly', max_length=10, verbose_name="reporting by offices"),
        ),
        migrations.AddField(
            model_name='historicalappeal',
            name='rhythm',
            field=models.CharField(choices=[('monthly', 'every month'), ('quarterly', 'every quarter')], default='quarterly', max_length=10, verbose_name="reporting by offices"),
        ),
        InstallGuards(),
    ]
