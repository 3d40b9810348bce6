"""Donors are merged though they share a contribution, and a wrong part can be reversed."""

from appeal.base.guards import InstallGuards, LiftGuards
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0038_ledger_counted_by_its_indexes'),
    ]

    operations = [
        LiftGuards(),
        InstallGuards(),
    ]
