"""Activities say how their budget is planned over months."""

import django.core.serializers.json
from appeal.base.guards import InstallGuards, LiftGuards
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0021_seals'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='activity',
            name='phasing',
            field=models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='USD by month. If empty, planned spending is spread evenly over its days.', verbose_name='plan by month'),
        ),
        migrations.AddField(
            model_name='historicalactivity',
            name='phasing',
            field=models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='USD by month. If empty, planned spending is spread evenly over its days.', verbose_name='plan by month'),
        ),
        InstallGuards(),
    ]
