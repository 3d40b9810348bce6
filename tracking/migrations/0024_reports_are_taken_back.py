"""An office takes back a report that it submitted, before a reviewer decides."""

from django.db import migrations

from appeal.base.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):
    dependencies = [("tracking", "0023_guards_speak_plainly")]

    operations = [LiftGuards(), InstallGuards()]
