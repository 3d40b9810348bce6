"""The donor of a contribution with parts stands."""

from appeal.base.guards import InstallGuards, LiftGuards
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0035_calendar_addresses'),
    ]

    operations = [
        LiftGuards(),
        InstallGuards(),
    ]
