"""The sentences of guards in plain words: what the database says is what the catalogues translate."""

from django.db import migrations

from appeal.base.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):
    dependencies = [
        ("appeal", "0008_lowered_reason"),
        ("tracking", "0022_downloads_name_their_workbook"),
    ]

    operations = [LiftGuards(), InstallGuards()]
