from appeal.base.guards import (InstallGuards, LiftGuards)
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('appeal', '0008_lowered_reason'),
        ('tracking', '0013_figures_are_no_models'),
    ]

    operations = [
        LiftGuards(),
        InstallGuards(),
    ]
