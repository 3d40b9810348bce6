import django.db.models.deletion
from ..base.guards import (InstallGuards, LiftGuards)
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0005_role_for_a_place'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='requirementrevision',
            name='reverses',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='appeal.requirementrevision', verbose_name='reverses'),
        ),
        InstallGuards(),
    ]
