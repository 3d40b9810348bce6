"""The sentence of the guards of distributions, in the word that people read."""

from django.db import migrations

from appeal.base.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ("tracking", "0040_the_week"),
    ]

    operations = [
        LiftGuards(),
        InstallGuards(),
    ]
