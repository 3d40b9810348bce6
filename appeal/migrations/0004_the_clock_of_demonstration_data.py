from ..base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0003_second_person'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='appeal',
            name='clock_stands_on',
            field=models.DateField(editable=False, null=True, verbose_name="fixed date of the demonstration data"),
        ),
        migrations.AddField(
            model_name='appeal',
            name='clock_started_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='demonstration data since'),
        ),
        migrations.AddField(
            model_name='historicalappeal',
            name='clock_stands_on',
            field=models.DateField(editable=False, null=True, verbose_name="fixed date of the demonstration data"),
        ),
        migrations.AddField(
            model_name='historicalappeal',
            name='clock_started_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='demonstration data since'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('clock_stands_on', None), ('clock_started_at', None)), models.Q(('clock_stands_on__isnull', False), ('clock_started_at__isnull', False), ('is_demonstration', True)), _connector='OR'), name='appeal_stops_its_clock_for_demonstration_data_only'),
        ),
        InstallGuards(),
    ]
